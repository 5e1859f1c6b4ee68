import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FrequencyTable, LOCI, readFrequencyTable } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import { Config } from '../config.ts';
import { Problem } from '../problem.ts';
import type { LocusView, PopulationView } from './reference.dto.ts';

/** Where the shipped frequency tables lie, below the project's root. */
const TABLES = join('database', 'reference', 'frequencies');

/** The frequency tables and loci in use. Tables are read once at start; a damaged table keeps the service from starting. */
@Injectable()
export class ReferenceService {
  private readonly folder: string;
  private readonly tables: ReadonlyMap<string, FrequencyTable>;

  constructor(config: Config) {
    this.folder = join(config.root, TABLES);
    this.tables = readTables(this.folder);
  }

  /** The file of the table with this id, byte for byte as it is shipped. */
  file(id: string): Promise<Uint8Array> {
    return readFile(join(this.folder, `${this.table(id).id}.json`));
  }

  /** The table with this id. */
  table(id: string): FrequencyTable {
    const table = this.tables.get(id);
    if (table !== undefined) return table;
    const known = [...this.tables.keys()].join(', ');
    throw new Problem(422, 'unknown-population', `There is no frequency table with this id; choose one of ${known}.`);
  }

  populations(): PopulationView[] {
    return [...this.tables.values()].map((table) => ({
      ...table,
      loci: Object.entries(table.loci).map(([locus, { chromosomes }]) => ({
        locus,
        chromosomes,
        minimumFrequency: String(5 / chromosomes),
      })),
    }));
  }

  loci(): LocusView[] {
    return LOCI.map(({ name, kind, chromosome, range, aliases }) => ({
      name,
      kind,
      chromosome,
      smallestAllele: range[0],
      largestAllele: range[1],
      aliases: [...aliases],
    }));
  }
}

/**
 * Reads every table of a folder. Two tables with one id or with the very same figures are refused: a copy under another
 * population's name once gave true pairs an index 87 times too high.
 */
export function readTables(folder: string): ReadonlyMap<string, FrequencyTable> {
  const tables = new Map<string, FrequencyTable>();
  const idOfFigures = new Map<string, string>();
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  for (const file of files.sort()) {
    const table = readFrequencyTable(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    const twin = tables.has(table.id) ? table.id : idOfFigures.get(table.digest);
    if (twin !== undefined) throw new Error(`Frequency table ${file} repeats ${twin}; remove one of the two files.`);
    tables.set(table.id, table);
    idOfFigures.set(table.digest, table.id);
  }
  if (tables.size === 0) throw new Error(`There is no frequency table in ${folder}.`);
  return tables;
}
