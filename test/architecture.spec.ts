import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type Files, RULES, violations } from './support/architecture.ts';

const MADE = ['node_modules', 'dist', 'coverage', '.git', '.kinledger'];

/** Every file of the project except what tools make of it. */
function projectFiles(root: string): Files {
  const files = new Map<string, string>();
  const collect = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!MADE.includes(entry.name)) collect(path);
      } else if (!entry.name.endsWith('.log')) {
        const code = /\.(ts|tsx|mjs)$/.test(entry.name);
        files.set(relative(root, path).split(sep).join('/'), code ? readFileSync(path, 'utf8') : '');
      }
    }
  };
  collect(root);
  return files;
}

test('the project keeps the rules of the house', () => {
  const files = projectFiles(process.cwd());
  expect(files.size).toBeGreaterThan(100);
  expect(violations(files)).toEqual([]);
}, 240_000);

/** One planted fault per line: the rule that must bite, where, and what is written there. */
const FAULTS: readonly (readonly [rule: keyof typeof RULES, path: string, text: string])[] = [
  ['partsImportInwards', 'libs/profile/src/x.ts', "import { parentage } from '@kinledger/kinship';"],
  ['partsImportInwards', 'libs/profile/src/x.ts', "import { Injectable } from '@nestjs/common';"],
  ['partsImportInwards', 'libs/kinship/src/x.ts', "export { sha256Hex } from '@kinledger/audit';"],
  ['partsImportInwards', 'libs/kinship/src/x.ts', "import { readFileSync } from 'node:fs';"],
  ['partsImportInwards', 'libs/search/src/x.ts', "import { readFileSync } from 'node:fs';"],
  ['partsImportInwards', 'libs/search/src/x.ts', "import { sha256Hex } from '@kinledger/audit';"],
  ['partsImportInwards', 'libs/audit/src/x.ts', "import type { Profile } from '@kinledger/profile';"],
  ['partsImportInwards', 'libs/audit/src/x.ts', "const later = await import('../../profile/src/index.ts');"],
  ['partsImportInwards', 'apps/cli/src/x.ts', "import { startEmbedded } from '../../../database/embedded.ts';"],
  ['partsImportInwards', 'apps/cli/src/x.ts', "import { Config } from '../../registry/src/config.ts';"],
  ['partsImportInwards', 'apps/console/src/x.ts', "import { scan } from '@kinledger/search';"],
  ['partsImportInwards', 'apps/registry/src/cases/x.ts', "import { api } from '../../../console/src/api.ts';"],
  ['partsImportInwards', 'database/x.ts', "import { Config } from '../apps/registry/src/config.ts';"],
  [
    'libsAreEnteredByTheirIndex',
    'apps/registry/src/cases/x.ts',
    "import { x } from '../../../../libs/audit/src/log.ts';",
  ],
  ['libsAreEnteredByTheirIndex', 'libs/kinship/src/x.ts', "import { x } from '../../profile/src/allele.ts';"],
  ['featuresImportDownwards', 'apps/registry/src/access/x.ts', "import { x } from '../cases/cases.service.ts';"],
  ['featuresImportDownwards', 'apps/registry/src/checks/x.ts', "import { x } from '../confirmations/view.ts';"],
  ['featuresImportDownwards', 'apps/registry/src/history/x.ts', "import { x } from '../demo/demo.ts';"],
  ['featuresImportDownwards', 'apps/registry/src/jobs/x.ts', "import { x } from '../access/actor.ts';"],
  ['featuresImportDownwards', 'apps/registry/src/checks/x.ts', "import { x } from '../jobs/jobs.store.ts';"],
  ['featuresImportDownwards', 'apps/registry/src/cases/x.ts', "import { x } from '../app.module.ts';"],
  ['featuresImportDownwards', 'apps/registry/src/record.ts', "import { x } from './cases/cases.service.ts';"],
  ['featuresAreKnown', 'apps/registry/src/gossip/x.ts', ''],
  ['onlyJobsKnowTheQueue', 'apps/registry/src/checks/x.ts', "import Bull from 'bull';"],
  ['onlyJobsKnowTheQueue', 'apps/registry/src/app.module.ts', "import { BullModule } from '@nestjs/bull';"],
  ['pagesRunInTheBrowser', 'apps/console/src/x.tsx', "import { readFileSync } from 'node:fs';"],
  [
    'shippedCodeKnowsNoTests',
    'apps/registry/src/cases/x.ts',
    "import { x } from '../../../../test/support/postgres.ts';",
  ],
  ['sqlStaysInStores', 'apps/registry/src/cases/cases.service.ts', "const text = 'SELECT * FROM case_file';"],
  ['sqlStaysInStores', 'apps/registry/src/cases/cases.service.ts', 'const text = `DELETE FROM person`;'],
  ['sqlStaysInStores', 'apps/registry/src/cases/cases.service.ts', 'await tx.query(text);'],
  ['sqlStaysInStores', 'apps/registry/src/cases/cases.controller.ts', 'this.database.getRepository(CaseFile);'],
  ['libsReadNothingOfTheWorld', 'libs/kinship/src/x.ts', 'const at = Date.now();'],
  ['libsReadNothingOfTheWorld', 'libs/kinship/src/x.ts', 'const at = new Date();'],
  ['libsReadNothingOfTheWorld', 'libs/kinship/src/x.ts', 'const chance = Math.random();'],
  ['libsReadNothingOfTheWorld', 'libs/audit/src/x.ts', "import { randomBytes } from 'node:crypto';"],
  ['libsReadNothingOfTheWorld', 'libs/audit/src/x.ts', 'const name = process.env.NAME;'],
  ['libsReadNothingOfTheWorld', 'libs/profile/src/x.ts', "console.log('read');"],
  ['theTopHoldsOnlyWhatIsAllowed', 'scripts/x.sh', ''],
  ['theTopHoldsOnlyWhatIsAllowed', 'jest.config.js', ''],
  ['filesStaySmall', 'libs/kinship/src/x.ts', 'export {};\n'.repeat(301)],
  ['noBarrelsInApps', 'apps/registry/src/cases/index.ts', 'export const x = 1;'],
  ['noBarrelsInApps', 'apps/registry/src/cases/all.ts', "export * from './cases.service.ts';"],
  ['noFoldersPerKind', 'apps/registry/src/cases/dto/x.ts', ''],
  ['noTestIsSkippedOrAlone', 'libs/kinship/src/x.spec.ts', "test.only('alone', () => {});"],
  ['noTestIsSkippedOrAlone', 'libs/kinship/src/x.spec.ts', "describe.skip('left out', () => {});"],
];

test.each(FAULTS)('%s bites in %s: %s', (rule, path, text) => {
  const found = violations(new Map([[path, text]]), [RULES[rule]]);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(path);
});

test('every rule has a planted fault', () => {
  expect(Object.keys(RULES)).toEqual([...new Set(FAULTS.map(([rule]) => rule))]);
});

const ALLOWED: readonly (readonly [path: string, text: string])[] = [
  ['libs/kinship/src/x.ts', "import type { Profile } from '@kinledger/profile';"],
  ['apps/cli/src/x.ts', "import { verifyLog } from '@kinledger/audit';\nimport { readFileSync } from 'node:fs';"],
  ['apps/registry/src/history/x.ts', "import { x } from '../confirmations/view.ts';"],
  ['apps/registry/src/checks/x.ts', "import { JobsService } from '../jobs/jobs.service.ts';"],
  ['apps/registry/src/jobs/x.ts', "import Bull from 'bull';\nimport { Config } from '../config.ts';"],
  ['apps/registry/src/cases/cases.store.ts', "await tx.query('SELECT 1 FROM case_file');"],
  ['apps/registry/src/cases/cases.service.ts', "const advice = 'Select a person and update the case';"],
  ['libs/audit/src/x.ts', 'const at = new Date(text); // never Date.now()'],
  ['libs/audit/src/x.ts', 'export interface Log { process(entry: string): void }'],
  ['test/e2e/pages.spec.ts', "(chromium ? describe : describe.skip)('pages', () => {});"],
  ['libs/audit/src/x.spec.ts', "import { randomBytes } from 'node:crypto';\nconst at = Date.now();"],
];

test.each(ALLOWED)('nothing bites in %s: %s', (path, text) => {
  expect(violations(new Map([[path, text]]))).toEqual([]);
});
