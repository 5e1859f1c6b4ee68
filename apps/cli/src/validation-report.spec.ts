import { type ValidationFacts, validationReport } from './validation-report.ts';

const facts: ValidationFacts = {
  date: '2026-01-02T03:04:05.000Z',
  engine: '1.0.0',
  engineDigest: 'cd'.repeat(32),
  platform: 'Node.js v20',
  files: [{ name: 'duo.json', digest: 'ab'.repeat(32) }],
  limit: 1e-9,
  cases: [
    { file: 'duo.json', id: 'one', loci: 20, difference: 3e-13 },
    { file: 'duo.json', id: 'two', loci: 2, difference: 1e-12 },
  ],
};

test('all cases within the limit: accepted, with every case and the digest of every file', () => {
  const report = validationReport(facts);
  expect(report).toContain('Accepted for the scope of these cases: all 2 cases');
  expect(report).toContain('22 loci; largest difference 1.00e-12');
  expect(report).toContain('ab'.repeat(32));
  expect(report).toContain('cd'.repeat(32));
  expect(report.match(/<td>passed<\/td>/g)).toHaveLength(2);
});

test('one case beyond the limit or one that cannot be computed: not accepted', () => {
  const beyond = [...facts.cases, { file: 'duo.json', id: 'three', loci: 1, difference: 1.1e-9 }];
  expect(validationReport({ ...facts, cases: beyond })).toContain('Not accepted: 1 of 3 cases failed.');
  const broken = [...facts.cases, { file: 'duo.json', id: 'three', loci: 1, error: 'no table <x>' }];
  const report = validationReport({ ...facts, cases: broken });
  expect(report).toContain('Not accepted: 1 of 3 cases failed.');
  expect(report).toContain('no table &lt;x&gt;');
});

test('a difference that is not a number fails, and nothing to compare is no acceptance', () => {
  const odd = [{ file: 'duo.json', id: 'one', loci: 1, difference: Number.NaN }];
  expect(validationReport({ ...facts, cases: odd })).toContain('Not accepted');
  const bare = [{ file: 'duo.json', id: 'one', loci: 1 }];
  expect(validationReport({ ...facts, cases: bare })).toContain('No conclusion');
});

test('what a reader must know of a case stands beside it', () => {
  const remarks = ['vWA and D12S391 are linked.'];
  const report = validationReport({ ...facts, cases: [{ file: 'duo.json', id: 'one', loci: 2, remarks }] });
  expect(report).toContain('<td>vWA and D12S391 are linked.</td>');
});
