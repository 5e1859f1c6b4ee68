import { type ColumnMapping, readColumnMapping } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { absent, Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import type { MappingView, SaveMapping } from './mappings.dto.ts';
import { MappingsStore } from './mappings.store.ts';
import { ownOnly } from './profiles.service.ts';

/** A mapping as a submission uses it. */
export interface ChosenMapping {
  readonly id: string;
  readonly mapping: ColumnMapping;
}

/** How laboratories name the columns of their own tables, by names that they choose. */
@Injectable()
export class MappingsService {
  constructor(
    private readonly store: MappingsStore,
    private readonly idempotency: Idempotency,
  ) {}

  list(actor: Actor): Promise<MappingView[]> {
    return this.store.list(laboratoryOf(actor));
  }

  /** Saves it under its name. Throws ProfileError when it cannot be used. */
  async save(actor: Actor, { name, mapping }: SaveMapping, key: string | undefined): Promise<MappingView> {
    readColumnMapping(mapping);
    const laboratoryId = laboratoryOf(actor);
    await this.insert(actor, laboratoryId, [name, JSON.stringify(mapping)], key);
    return (await this.store.named(laboratoryId, name)) ?? notSaved();
  }

  /** Takes the mapping away; what was read by it stays, and says so. */
  async remove(actor: Actor, id: string): Promise<void> {
    const laboratoryId = laboratoryOf(actor);
    const found = (await this.store.list(laboratoryId)).find((mapping) => mapping.id === id);
    if (found === undefined) throw absent('mapping');
    await this.insert(actor, laboratoryId, [found.name, null], undefined);
  }

  /** The laboratory's mapping with this name; undefined when no name is given. */
  async named(laboratoryId: string, name: string | undefined): Promise<ChosenMapping | undefined> {
    if (name === undefined) return undefined;
    const found = /\p{C}/u.test(name) ? undefined : await this.store.named(laboratoryId, name);
    if (found !== undefined) return { id: found.id, mapping: readColumnMapping(found.mapping) };
    throw new Problem(422, 'unknown-mapping', 'There is no column mapping with this name; save it first.');
  }

  /** The mapping of a submission. */
  async version(id: string | null): Promise<ColumnMapping | undefined> {
    return id === null ? undefined : readColumnMapping(await this.store.find(id));
  }

  private async insert(
    actor: Actor,
    laboratoryId: string,
    [name, mapping]: readonly [string, string | null],
    key: string | undefined,
  ): Promise<void> {
    const request = { saveMapping: name, mapping };
    await this.idempotency.once({ actor, key, request }, async (tx) => {
      const values = { id: newId(), laboratoryId, name, mapping, accountId: actor.accountId };
      const act = { type: mapping === null ? 'mapping.removed' : 'mapping.saved', facts: {} };
      await this.store.insert(tx, await recordRow(tx, actor, act, 'column_mapping', [values.id, values]));
      return values.id;
    });
  }
}

function laboratoryOf(actor: Actor): string {
  const laboratoryId = ownOnly(actor);
  if (laboratoryId === undefined) throw absent('laboratory');
  return laboratoryId;
}

function notSaved(): never {
  throw absent('mapping');
}
