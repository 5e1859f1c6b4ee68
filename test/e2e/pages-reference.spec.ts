import type { Page } from 'playwright-core';
import { describeInBrowser, type Pages, startPages, wrongWith } from '../support/browser.ts';
import { signIn, until } from '../support/people.ts';
import { fsigen, kitOf, pooled, shippedLoci } from '../support/tables.ts';
import { caseOfTrio } from './checks.ts';
import { TRIO } from './profiles.ts';

// Reference data in the pages: an administrator brings a table and a kit in, everybody reads them, an auditor sees what moves.

describeInBrowser('reference data, in the pages', () => {
  let pages: Pages;
  const names = Object.keys(shippedLoci('NIST1036-Cauc')).filter((locus) => shippedLoci('UKDNA17-Chinese')[locus]);
  const first = fsigen(pooled(['NIST1036-Cauc', 'NIST1036-Hisp'], names));
  // SE33 has so many alleles that its frequencies to three decimals do not sum to 1.
  const rounded = fsigen(pooled(['NIST1036-Asian', 'NIST1036-Hisp'], names), 3);

  beforeAll(async () => {
    pages = await startPages();
  }, 240_000);
  afterAll(() => pages?.end());

  /**
   * What is wrong with the page, and whether it is wider than a wide or a narrow screen; where pictures are taken, what is
   * wrong with it on both.
   */
  async function wrong(page: Page, name: string): Promise<string[]> {
    const found: string[] = [];
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      if (width > 400 || process.env.PAGES_PICTURES !== undefined) {
        found.push(...(await wrongWith(page, `${name}-${width}`)));
      }
      // the frame is laid out anew some time after the screen has become narrow
      const over = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      await until(over, (pixels) => pixels <= 0, 10_000).catch(() =>
        found.push(`${name} is wider than ${width} pixels`),
      );
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    return found;
  }

  async function fill(page: Page, file: string): Promise<void> {
    const buffer = Buffer.from(file);
    await page.locator('input[type=file]').setInputFiles({ name: 'table.csv', mimeType: 'text/csv', buffer });
    for (const [label, text] of [
      ['Id', 'Ours'],
      ['Title', 'Our region'],
      ['Population', 'Our region'],
      ['Source', 'Own typing'],
      ['Citation', 'None'],
      ['Licence', 'Own figures'],
    ] as const) {
      await page.getByRole('textbox', { name: label, exact: true }).fill(text);
    }
    await page.getByRole('radio', { name: 'Chromosomes', exact: true }).check();
  }

  test('an administrator looks at a table first, is told what is wrong with it, and imports it whole', async () => {
    const page = await pages.as('administrator');
    await page.getByRole('link', { name: 'Reference data', exact: true }).click();
    await page.getByRole('link', { name: 'FBI2015-Apache' }).waitFor();
    expect(await wrong(page, 'reference')).toEqual([]);
    await page.getByRole('link', { name: 'Bring in a table, rates or a kit' }).click();
    await fill(page, first.replace(/^N,\d+/m, 'N,'));
    await page.getByRole('button', { name: 'Look first' }).click();
    await page.getByText('This cannot be imported as it is.').waitFor();
    await page.getByText('The file does not state N. State it in the form, or leave the locus out.').waitFor();
    expect(await wrong(page, 'reference-refused')).toEqual([]);
    await fill(page, first);
    await page.getByRole('button', { name: 'Look first' }).click();
    await page.getByText('This can be imported. Nothing is stored yet.').waitFor();
    await page.getByText('NIST1036-Cauc: distance D_A of Nei').waitFor();
    expect(await wrong(page, 'reference-report')).toEqual([]);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Our region' }).waitFor();
    await page.getByText('Report of the import').waitFor();
    await page.getByLabel('Locus', { exact: true }).selectOption('TH01');
    await page.getByRole('row').filter({ hasText: '9.3' }).waitFor();
    expect(await wrong(page, 'reference-table')).toEqual([]);
  }, 240_000);

  test('a next version asks for its reason; the effect list tells what it would move, and auditors see each result', async () => {
    const [caseworker, laboratory, auditor] = await Promise.all(
      ['caseworker', 'laboratory', 'auditor'].map((role) => signIn(pages.service, role, pages.passwordOf(role))),
    );
    const ids = await caseOfTrio({ caseworker, laboratory } as never);
    const question = { question: 'one-parent', child: ids.C, parent: ids.M, population: 'Ours' };
    const { body } = await caseworker!.post(`/api/cases/${ids.case}/checks`, question);
    await until(
      () => caseworker!.get(`/api/checks/${body.id}`),
      (answer) => answer.body.state === 'done',
      120_000,
    );
    const page = await pages.as('administrator');
    await page.goto(`${pages.service.url}/reference/new`);
    await fill(page, rounded);
    expect(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true);
    await page.getByLabel('Why there is a new version').fill('Others were typed');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('SE33: The frequencies do not sum to 1.').waitFor();
    await page.getByLabel('Loci to leave out').fill('SE33');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('link', { name: 'What this version would move in past results' }).click();
    await page.getByText('Auditors see each result before and after.').waitFor();
    await page.getByRole('link', { name: 'Reference data', exact: true }).click();
    await page.getByRole('link', { name: 'What new versions would move' }).click();
    await page.getByRole('link', { name: 'Ours, version 2' }).waitFor();
    expect(await wrong(page, 'reference-effects')).toEqual([]);

    expect(auditor?.cookie).toBeDefined();
    const other = await pages.as('auditor');
    await other.getByRole('link', { name: 'Reference data', exact: true }).click();
    await other.getByRole('link', { name: 'What new versions would move' }).click();
    await other.getByRole('link', { name: 'Ours, version 2' }).click();
    await other.getByRole('row').filter({ hasText: /^K-/ }).first().waitFor();
    expect(await wrong(other, 'reference-effect')).toEqual([]);
  }, 240_000);

  test('an administrator brings a kit in, and retires it for good', async () => {
    const page = await pages.as('administrator');
    await page.goto(`${pages.service.url}/reference/new`);
    await page.getByText('Kit', { exact: true }).click();
    const buffer = Buffer.from(JSON.stringify(kitOf(Object.values(TRIO))));
    await page.locator('input[type=file]').setInputFiles({ name: 'kit.json', mimeType: 'application/json', buffer });
    await page.getByRole('button', { name: 'Look first' }).click();
    await page.getByText('This can be imported. Nothing is stored yet.').waitFor();
    expect(await wrong(page, 'reference-kit-report')).toEqual([]);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Own kit of twenty' }).waitFor();
    expect(await wrong(page, 'reference-kit')).toEqual([]);
    await page.getByLabel('Reason for retiring').fill('A rung is wrong');
    await page.getByRole('button', { name: 'Retire this version' }).click();
    await page.getByText('1 · Retired').waitFor();
    expect(pages.faults).toEqual([]);
  }, 240_000);

  test('a laboratory reads the rates of a study', async () => {
    const page = await pages.as('laboratory');
    await page.getByRole('link', { name: 'Reference data', exact: true }).click();
    await page.getByRole('link', { name: 'AABB-2003' }).click();
    await page.getByRole('row').filter({ hasText: 'vWA' }).getByText('0.0017').waitFor();
    expect(await page.getByRole('button', { name: 'Retire this version' }).count()).toBe(0);
    expect(await wrong(page, 'reference-rates')).toEqual([]);
  }, 240_000);
});
