import { sha256Hex } from '@kinledger/audit';
import { reportFault } from './evidence-reports.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const row = (leafIndex: number, version: number, text: string, more: object = {}) => ({
  leafIndex,
  row: { confirmationId: 'c', language: 'en', version, digest: sha256Hex(bytes(text)), ...more },
});
const files = (text: string, path = 'reports/report-en.pdf') => new Map([[path, bytes(text)]]);

test('the report in a bundle is the newest version that was issued in its language', () => {
  const checked: string[] = [];
  const rows = [row(9, 2, 'withdrawn'), row(5, 1, 'confirmed'), row(7, 1, '中文', { language: 'zh' })];
  expect(reportFault('c', rows, files('withdrawn'), checked)).toBeNull();
  expect(checked).toEqual(['reports/report-en.pdf is version 2 of the report, as it was issued at leaf 9.']);
  expect(reportFault('c', rows, new Map(), [])).toBeNull();
});

test.each([
  ['a changed byte', files('confirmed?'), 5, 'is not the report whose SHA-256 stands at leaf 5'],
  [
    'a report that was never issued',
    files('confirmed', 'reports/report-zh.pdf'),
    null,
    'No row of the bundle speaks of',
  ],
])('%s is found', (_, held, leafIndex, words) => {
  const fault = reportFault('c', [row(5, 1, 'confirmed')], held, []);
  expect(fault).toEqual({ leafIndex, message: expect.stringContaining(words) });
});

test('a report that a newer version superseded is not passed off', () => {
  const fault = reportFault('c', [row(5, 1, 'confirmed'), row(9, 2, 'withdrawn')], files('confirmed'), []);
  expect(fault?.leafIndex).toBe(9);
});

test('the row of another confirmation is found', () => {
  const fault = reportFault('c', [row(5, 1, 'confirmed', { confirmationId: 'd' })], files('confirmed'), []);
  expect(fault).toEqual({ leafIndex: 5, message: 'The report at leaf 5 is of another confirmation.' });
});
