import { readSettings } from './read-settings.ts';
import { DEFAULT_SETTINGS, type ParentageSettings } from './settings.ts';
import { settingsText } from './text.ts';

const WITH_EVERYTHING: ParentageSettings = {
  theta: 0.1 + 0.2,
  minimumFrequency: 'x+1',
  threshold: 1e21,
  mutation: {
    model: 'dawid',
    maleRate: 1 / 3,
    femaleRate: 5e-324,
    range: 0.1,
    rate2: 1e-6,
    femaleModel: 'equal',
    transform: 'MH',
    locusRates: { D3S1358: { maleRate: 0.001 }, TH01: { maleRate: 0.002, femaleRate: 0.0001 } },
    custom: {
      vWA: {
        alleles: ['14', '15'],
        male: [
          [0.9, 0.1],
          [0.2, 0.8],
        ],
      },
      FGA: { alleles: ['20'], female: [[1]] },
    },
  },
};

test.each([
  ['defaults', DEFAULT_SETTINGS],
  ['settings that use everything', WITH_EVERYTHING],
])('%s are read back as they were written', (_, settings) => {
  expect(readSettings(settingsText(settings))).toEqual(settings);
});
