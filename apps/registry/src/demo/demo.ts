import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { InstallationStore } from '../access/installation.store.ts';
import { TrialAccounts } from '../access/trial-accounts.ts';
import type { Sex } from '../cases/cases.dto.ts';
import { CasesService } from '../cases/cases.service.ts';
import { ChecksService } from '../checks/checks.service.ts';
import { Problem } from '../problem.ts';
import { ReferenceService } from '../reference/reference.service.ts';
import type { Category } from '../submissions/categories.ts';
import { ProfilesService } from '../submissions/profiles.service.ts';
import { spooled } from '../submissions/spool.ts';
import { SubmissionsService } from '../submissions/submissions.service.ts';
import { simulateRegistry, uploadText } from './simulated-registry.ts';

const POPULATION = 'NIST1036-Asian';

interface DemoCase {
  readonly report: string;
  readonly persons: readonly {
    readonly code: string;
    readonly category: Category;
    readonly sex: Sex;
    readonly sample: string;
  }[];
  /** Codes of the persons asked about. */
  readonly checks: readonly { readonly child: string; readonly parent: string; readonly otherParent?: string }[];
}

const CASES: readonly DemoCase[] = [
  {
    report: 'SIMULATED 1: a child abducted long ago, both parents typed',
    persons: [
      { code: 'Child', category: 'adult-of-unknown-origin', sex: 'male', sample: 'SIM-F1-ADULT-SON' },
      { code: 'Mother', category: 'parent-of-abducted-child', sex: 'female', sample: 'SIM-F1-MOTHER' },
      { code: 'Father', category: 'parent-of-abducted-child', sex: 'male', sample: 'SIM-F1-FATHER' },
    ],
    checks: [{ child: 'Child', parent: 'Mother', otherParent: 'Father' }],
  },
  {
    report: 'SIMULATED 2: an uncle who looks like the father at 15 loci and not at 23',
    persons: [
      { code: 'Child', category: 'rescued-child', sex: 'female', sample: 'SIM-F2-CHILD' },
      { code: 'Man 15 loci', category: 'parent-of-missing-child', sex: 'male', sample: 'SIM-F2-UNCLE-15-LOCI' },
      { code: 'Man 23 loci', category: 'parent-of-missing-child', sex: 'male', sample: 'SIM-F2-UNCLE' },
      { code: 'Father', category: 'parent-of-missing-child', sex: 'male', sample: 'SIM-F2-FATHER' },
    ],
    checks: ['Man 15 loci', 'Man 23 loci', 'Father'].map((parent) => ({ child: 'Child', parent })),
  },
  {
    report: 'SIMULATED 3: father and child with one mutation',
    persons: [
      { code: 'Child', category: 'child-of-unexplained-origin', sex: 'male', sample: 'SIM-F3-CHILD' },
      { code: 'Father', category: 'parent-of-abducted-child', sex: 'male', sample: 'SIM-F3-FATHER' },
    ],
    checks: [{ child: 'Child', parent: 'Father' }],
  },
];

/** Loads a small, marked, simulated registry into a trial database, the way people would: upload, cases, checks. */
@Injectable()
export class Demo {
  constructor(
    private readonly database: DataSource,
    private readonly installation: InstallationStore,
    private readonly trial: TrialAccounts,
    private readonly reference: ReferenceService,
    private readonly submissions: SubmissionsService,
    private readonly profiles: ProfilesService,
    private readonly cases: CasesService,
    private readonly checks: ChecksService,
  ) {}

  /** Every step has its own idempotency key: a load that was cut off goes on where it stopped, a second one adds nothing. */
  async load(): Promise<{ readonly demoLoaded: true }> {
    const { trial, demoLoaded } = await this.installation.read();
    if (demoLoaded) return { demoLoaded: true };
    if (!trial) {
      throw new Problem(409, 'not-a-trial', 'Simulated profiles are loaded into a trial database only.');
    }
    const [laboratory, caseworker] = [await this.trial.actor('laboratory'), await this.trial.actor('caseworker')];
    const text = uploadText(simulateRegistry(await this.reference.table(POPULATION)).samples);
    const words = { fileName: 'simulated-registry.csv', reason: undefined, mapping: undefined };
    const file = { ...(await spooled(Buffer.from(text))), ...words };
    await this.submissions.submit(laboratory, file, 'demo-submission');
    for (const [number, each] of CASES.entries()) await this.loadCase(caseworker, each, `demo-case-${number + 1}`);
    await this.database.transaction((tx) => this.installation.markDemoLoaded(tx));
    return { demoLoaded: true };
  }

  private async loadCase(caseworker: Actor, demo: DemoCase, key: string): Promise<void> {
    const basis = { purpose: 'Trying Kinledger out; every profile is simulated', legalBasis: 'None needed: simulated' };
    const { id } = await this.cases.open(caseworker, { report: demo.report, ...basis }, key);
    for (const [place, { sample, ...person }] of demo.persons.entries()) {
      const [found] = await this.profiles.list(caseworker, sample);
      if (found === undefined)
        throw new Problem(409, 'demo-incomplete', 'The simulated samples are not all in the registry.');
      await this.cases.addPerson(caseworker, id, { ...person, profileId: found.id }, `${key}-person-${place + 1}`);
    }
    const { persons } = await this.cases.view(caseworker, id);
    const idOf = new Map(persons.map((person) => [person.code, person.id]));
    for (const [place, { child, parent, otherParent }] of demo.checks.entries()) {
      const request = {
        question: otherParent === undefined ? ('one-parent' as const) : ('both-parents' as const),
        child: idOf.get(child) ?? '',
        parent: idOf.get(parent) ?? '',
        ...(otherParent === undefined ? {} : { otherParent: idOf.get(otherParent) ?? '' }),
        population: POPULATION,
      };
      await this.checks.ask(caseworker, id, request, `${key}-check-${place + 1}`);
    }
  }
}
