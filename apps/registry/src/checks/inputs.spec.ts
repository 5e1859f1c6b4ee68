import { DEFAULT_SETTINGS, parentage, readSettings } from '@kinledger/kinship';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AskCheck } from './checks.dto.ts';
import { settingsOf } from './inputs.ts';

const ID = '018f4f6e-0000-7000-8000-000000000001';
const asked = (over: object): AskCheck =>
  plainToInstance(AskCheck, { question: 'one-parent', child: ID, parent: ID, population: 'tiny', ...over });
const faults = (over: object): number =>
  validateSync(asked(over), { whitelist: true, forbidNonWhitelisted: true }).length;

const mutation = {
  model: 'stepwise',
  maleRate: 0.0021,
  femaleRate: 0.0004,
  range: 0.1,
  rate2: 1e-6,
  locusRates: [
    { locus: 'vWA', maleRate: 0.0031, femaleRate: 1e-7 },
    { locus: 'FGA', femaleRate: 0.0005 },
  ],
};

test('settings left out are the defaults of the product', () => {
  expect(readSettings(settingsOf(asked({})))).toEqual(DEFAULT_SETTINGS);
});

test('what is asked for comes back from the stored text to the last digit, rates by locus too', () => {
  const request = asked({ theta: 0.02, minimumFrequency: 'x+1', mutation });
  const stored: ReturnType<typeof settingsOf> = JSON.parse(JSON.stringify(settingsOf(request)));
  expect(stored.mutation.locusRates).toEqual([
    { locus: 'FGA', femaleRate: '0.0005' },
    { locus: 'vWA', maleRate: '0.0031', femaleRate: '1e-7' },
  ]);
  expect(readSettings(stored)).toEqual({
    ...DEFAULT_SETTINGS,
    theta: 0.02,
    minimumFrequency: 'x+1',
    mutation: { ...mutation, locusRates: { vWA: { maleRate: 0.0031, femaleRate: 1e-7 }, FGA: { femaleRate: 0.0005 } } },
  });
});

test('stored settings and the settings in a result are the same text', () => {
  const settings = settingsOf(asked({ theta: 0.02, minimumFrequency: 'x+1', mutation }));
  const table = {
    id: 'tiny',
    title: 'Tiny',
    population: 'nobody',
    source: 'made up',
    citation: 'none',
    licence: 'none',
    digest: 'none',
    loci: { vWA: { chromosomes: 200, frequencies: { 14: 0.4, 15: 0.6 } } },
  };
  const person = (code: string) => ({ code, sex: 'male' as const, profile: { vWA: ['14', '15'] } });
  const question = { question: 'one-parent', child: person('K-1'), parent: person('K-2'), table } as const;
  expect(parentage({ ...question, settings: readSettings(settings) }).settings).toEqual(settings);
});

test('the rates of a table are the settings, by locus and sex, to the last digit', () => {
  const table = {
    id: 'study',
    title: 'A study',
    source: 'made up',
    citation: 'none',
    notes: [],
    digest: 'none',
    loci: { vWA: { paternal: '0.0017', maternal: '0.0003' }, FGA: { paternal: '0.0032', maternal: '0.0005' } },
  };
  expect(settingsOf(asked({}), table).mutation).toEqual({
    ...settingsOf(asked({})).mutation,
    locusRates: [
      { locus: 'FGA', maleRate: '0.0032', femaleRate: '0.0005' },
      { locus: 'vWA', maleRate: '0.0017', femaleRate: '0.0003' },
    ],
  });
});

test('refused: a locus nobody knows, a locus twice, a rate above one tenth, another rule', () => {
  expect(faults({ mutation, minimumFrequency: 'refuse' })).toBe(0);
  const rates = (...locusRates: readonly object[]) => faults({ mutation: { ...mutation, locusRates } });
  expect(rates({ locus: 'VWA', maleRate: 0.001 })).toBe(1);
  expect(rates({ locus: 'vWA', maleRate: 0.001 }, { locus: 'vWA', femaleRate: 0.001 })).toBe(1);
  expect(rates({ locus: 'vWA', maleRate: 0.2 })).toBe(1);
  expect(rates({ locus: 'vWA', maleRate: '0.001' })).toBe(1);
  expect(faults({ minimumFrequency: 'x+2' })).toBe(1);
});
