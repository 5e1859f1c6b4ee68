import type { Page } from 'playwright-core';
import { describeInBrowser, type Pages, startPages, wrongWith } from '../support/browser.ts';
import { TRIO, upload } from './profiles.ts';

// One identification in the pages, from the upload to the verified receipt, on a trial database.

describeInBrowser('the road of one identification, in the pages', () => {
  let pages: Pages;
  let number = '';
  const as = (role: string) => pages.as(role);
  /** Rows of other cases stand in the same lists. */
  const rowOfCase = (page: Page) => page.getByRole('main').getByRole('row').filter({ hasText: number }).first();

  beforeAll(async () => {
    pages = await startPages();
  }, 240_000);
  afterAll(() => pages?.end());

  test('a laboratory loads the simulated registry and hands in a file: every row has its answer', async () => {
    const page = await as('laboratory');
    expect(await wrongWith(page, 'start-laboratory')).toEqual([]);
    await page.getByRole('button', { name: 'Load the simulated registry' }).click();
    await page.getByText('The simulated registry is loaded').waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Hand in profiles', exact: true }).click();
    const spoilt = `${upload(TRIO)}T-BAD,TH01,6,7\r\nT-BAD,NOSUCHLOCUS,6,7\r\n`;
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'trio.csv', mimeType: 'text/csv', buffer: Buffer.from(spoilt) });
    await page.getByRole('button', { name: 'Look first' }).click();
    await page.getByText('Nothing is stored yet').waitFor();
    await page.getByRole('row').filter({ hasText: 'T-BAD' }).getByText('Refused').waitFor();
    expect(await wrongWith(page, 'upload')).toEqual([]);
    await page.getByRole('button', { name: 'Hand in', exact: true }).click();
    await page.getByRole('heading', { name: 'Submission trio.csv' }).waitFor();
    await page.getByRole('link', { name: 'T-FATHER' }).waitFor();
    const refused = page.getByRole('row').filter({ hasText: 'T-BAD' });
    expect(await refused.innerText()).toContain('Refused');
    expect(await refused.innerText()).toContain('NOSUCHLOCUS');
    expect(await wrongWith(page, 'submission')).toEqual([]);
  }, 240_000);

  test('a laboratory corrects a profile as a new version; the one before stays readable', async () => {
    const page = await as('laboratory');
    await page.getByRole('link', { name: 'T-FATHER' }).click();
    await page.getByRole('button', { name: 'Correct as a new version' }).click();
    await page.getByLabel('TH01').fill('6, 7');
    await page.getByLabel('Reason').fill('second typing at TH01');
    expect(await wrongWith(page, 'profile-correct')).toEqual([]);
    await page.getByRole('button', { name: 'Store the new version' }).click();
    await page.getByText('2 (this one)').waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'TH01' }).first().innerText()).toContain('6 / 7');
    await page.getByRole('link', { name: 'Version 1' }).click();
    await page.getByText('A newer version of this profile stands').waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'TH01' }).first().innerText()).toContain('6 / 9.3');
    await page.getByLabel('Beside it').selectOption({ label: 'Version 2' });
    await page.getByText('The versions differ at 1 locus.').waitFor();
    expect(await wrongWith(page, 'profile')).toEqual([]);
  }, 240_000);

  test('a caseworker opens a case with persons found by their sample codes', async () => {
    const page = await as('caseworker');
    await page.getByRole('link', { name: 'Cases', exact: true }).click();
    await page.getByRole('link', { name: 'Open a case' }).click();
    await page.getByLabel('Report').fill('R 17/2026');
    await page.getByLabel('Purpose').fill('Find an abducted child');
    await page.getByLabel('Legal basis').fill('Order 5/2026');
    await page.getByRole('button', { name: 'Open the case' }).click();
    const title = page.getByRole('heading', { level: 1, name: /^Case K-\d+$/ });
    number = (await title.innerText()).replace('Case ', '');
    for (const [code, sample, category, sex] of [
      ['C', 'SIM-F1-ADULT-SON', 'adult-of-unknown-origin', 'male'],
      ['M', 'SIM-F1-MOTHER', 'parent-of-abducted-child', 'female'],
      ['F', 'SIM-F1-FATHER', 'parent-of-abducted-child', 'male'],
    ] as const) {
      await page.getByLabel('Code').fill(code);
      await page.getByRole('combobox', { name: 'Profile' }).fill(sample);
      await page.getByRole('option').filter({ hasText: sample }).click();
      await page.getByLabel('Category').selectOption(category);
      await page.getByLabel('Sex').selectOption(sex);
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('row').filter({ hasText: sample }).waitFor();
    }
    expect(await wrongWith(page, 'case')).toEqual([]);
  }, 240_000);

  test('a caseworker asks for a check and reads what the service answers, digit for digit', async () => {
    const page = await as('caseworker');
    await page.getByRole('link', { name: 'Ask for a check' }).click();
    await page.getByLabel('Both parents', { exact: true }).check();
    await page.getByLabel('Child').selectOption({ label: 'C · Adult of unknown origin' });
    await page.getByLabel('First parent').selectOption({ label: 'M · Parent of a confirmed abducted child' });
    await page.getByLabel('Second parent').selectOption({ label: 'F · Parent of a confirmed abducted child' });
    await page.getByLabel('Population table').selectOption('NIST1036-Asian');
    expect(await wrongWith(page, 'ask')).toEqual([]);
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('Supported', { exact: true }).waitFor({ timeout: 30_000 });
    const id = /checks\/([0-9a-f-]+)$/.exec(page.url())?.[1];
    const answer = await page.request.get(`${pages.service.url}/api/checks/${id}`);
    const { log10 } = (await answer.json()).result.combined;
    await page.getByText(`log₁₀ LR = ${log10}`).waitFor();
    expect(await page.locator('main').innerText()).not.toContain('100%');
    expect(await page.locator('main').innerText()).toContain('C is a child of M and F.');
    await page
      .getByRole('link', { name: /^M .*asked about$/ })
      .first()
      .waitFor();
    const [drawing] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as SVG: If H1 holds' }).click(),
    ]);
    expect(drawing.suggestedFilename()).toMatch(/^K-\d+-h1\.svg$/);
    const trueParents = page.getByRole('row').filter({ hasText: 'true parents' });
    expect(await trueParents.innerText()).toMatch(/9\d\.\d%/); // computed in the browser, with the engine of the service
    expect(await wrongWith(page, 'check')).toEqual([]);
  }, 240_000);

  test('a caseworker signs first, what was read', async () => {
    const page = await as('caseworker');
    await page.getByText('it is the one shown').waitFor();
    const sign = page.getByRole('button', { name: 'Sign first' });
    expect(await sign.isDisabled()).toBe(true);
    await page.getByLabel('I have read the content above').check();
    await sign.click();
    await page.getByRole('heading', { name: /^Confirmation in case/ }).waitFor();
    await page.getByText('Awaiting the second signature').waitFor();
    expect(await wrongWith(page, 'confirmation-first')).toEqual([]);
  }, 240_000);

  test('a reviewer finds it waiting, signs second, and the receipt appears', async () => {
    const page = await as('reviewer');
    await page.getByRole('heading', { name: 'Awaiting the second signature' }).waitFor();
    expect(await wrongWith(page, 'start-reviewer')).toEqual([]);
    await page.getByRole('link', { name: 'Confirmations', exact: true }).click();
    expect(await wrongWith(page, 'confirmations')).toEqual([]);
    await rowOfCase(page).getByRole('link').first().click();
    await page.getByLabel('I have read the content above').check();
    expect(await wrongWith(page, 'confirmation-second')).toEqual([]);
    await page.getByRole('button', { name: 'Sign second' }).click();
    await page.getByText('Confirmed', { exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the receipt' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.tlog-proof$/);
  }, 240_000);

  test('an auditor verifies the receipt in the page; a changed receipt is refused', async () => {
    const page = await as('auditor');
    await page.getByRole('link', { name: 'Confirmations', exact: true }).click();
    await rowOfCase(page).getByRole('link').first().click();
    await page.getByRole('button', { name: 'Verify all of it in this browser' }).click();
    await page.getByText(/^All \d+ events are in the log, unchanged$/).waitFor();
    await page.getByRole('link', { name: 'Verify it in this browser' }).click();
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await page.getByText('Verified', { exact: true }).waitFor();
    await page.getByText('"type": "confirmation.confirmed"').waitFor();
    expect(await wrongWith(page, 'verify')).toEqual([]);
    const receipt = await page.getByLabel('Receipt', { exact: true }).inputValue();
    await page.getByText('The way ends at the signed root.').waitFor();
    await page.getByRole('button', { name: 'Change one byte' }).click();
    await page.getByText('The way does not end at the signed root.').waitFor();
    await page.getByText('Not verified', { exact: true }).waitFor();
    const index = /^index (\d+)$/m.exec(receipt)?.[1];
    const elsewhere = receipt.replace(`index ${index}`, `index ${Number(index) - 1}`);
    const forged = receipt.replace(/(.)(.{20})\s*$/, (_, letter, rest) => (letter === 'A' ? 'B' : 'A') + rest);
    for (const [changed, reason] of [
      [elsewhere, 'does not hold this entry at this place'],
      [forged, 'is not signed with this key'],
    ] as const) {
      await page.getByLabel('Receipt', { exact: true }).fill(changed);
      await page.getByRole('button', { name: 'Verify', exact: true }).click();
      await page.getByText('Not verified', { exact: true }).waitFor();
      await page.getByText(reason).waitFor();
    }
    expect(await wrongWith(page, 'verify-refused')).toEqual([]);
  }, 240_000);

  test('an auditor computes the check again and gets the same digits', async () => {
    const page = await as('auditor');
    await page.getByRole('link', { name: 'Confirmations', exact: true }).click();
    await rowOfCase(page).getByRole('link').first().click();
    await page.getByRole('link', { name: 'the check with all its figures' }).click();
    await page.getByRole('button', { name: 'Compute again' }).click();
    await page.getByText('The same digits').waitFor({ timeout: 30_000 });
    const [bundle] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the evidence bundle' }).click(),
    ]);
    expect(bundle.suggestedFilename()).toMatch(/^check-.+\.zip$/);
    const pagesOfAuditors = ['Events', 'Log', 'Cases', 'Profiles', 'What a change touches', 'Erasure by order'];
    for (const name of pagesOfAuditors) {
      await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      expect(await wrongWith(page, `auditor-${name.toLowerCase()}`)).toEqual([]);
    }
  }, 240_000);

  test('an auditor draws a sample that nobody chose, and sees what a table touches and who has read the case', async () => {
    const page = await as('auditor');
    const open = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
    await open('Random samples');
    await page.getByRole('button', { name: 'Announce', exact: true }).click();
    const nonce = await page.getByLabel('Secret number').inputValue();
    await page.getByRole('button', { name: 'Open the number and draw' }).click();
    await page.getByText('1 of the 1 confirmations').waitFor();
    expect(await page.locator('main').innerText()).toContain(nonce);
    expect(await wrongWith(page, 'sample')).toEqual([]);
    await open('What a change touches');
    await page.getByLabel('Population table').selectOption('NIST1036-Asian');
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await page.getByRole('row').filter({ hasText: 'Confirmed' }).waitFor();
    await open('Cases');
    await rowOfCase(page).getByRole('link').first().click();
    await page.getByRole('link', { name: 'Who has read this' }).click();
    await page.getByRole('row').filter({ hasText: 'Caseworker' }).first().waitFor();
  }, 240_000);

  test('a reviewer withdraws with a reason; the confirmation stays readable', async () => {
    const page = await as('reviewer');
    await page.getByLabel('Reason').fill('Samples were mixed up in the laboratory');
    await page.getByRole('button', { name: 'Withdraw the confirmation' }).click();
    await page.getByText('This confirmation was withdrawn').waitFor();
    expect(await wrongWith(page, 'confirmation-withdrawn')).toEqual([]);
  }, 240_000);

  test('what a caseworker orders to be erased, a reviewer erases: by the reference of the order, for ever', async () => {
    const caseworker = await as('caseworker');
    await caseworker.getByRole('link', { name: 'Cases', exact: true }).click();
    await rowOfCase(caseworker).getByRole('link').first().click();
    await caseworker.getByRole('main').getByRole('link', { name: 'Erase by order' }).click();
    await caseworker.getByLabel('The texts of a case').check();
    await caseworker.getByLabel('Reference of the order').fill('Court 12/2026');
    await caseworker.getByLabel('I have the order before me').check();
    await caseworker.getByRole('button', { name: 'Enter the order' }).click();
    await caseworker.getByRole('heading', { level: 1, name: 'Order Court 12/2026' }).waitFor();
    const reviewer = await as('reviewer');
    await reviewer.getByRole('link', { name: 'Erasure by order', exact: true }).click();
    await reviewer.getByRole('link', { name: 'Court 12/2026' }).click();
    const approve = reviewer.getByRole('button', { name: 'Approve and erase for ever' });
    await reviewer.getByLabel('Type the reference').fill('Court 13/2026');
    expect(await approve.isDisabled()).toBe(true);
    await reviewer.getByLabel('Type the reference').fill('Court 12/2026');
    expect(await wrongWith(reviewer, 'erasure')).toEqual([]);
    await approve.click();
    await reviewer.getByText('This was erased').waitFor();
    await caseworker.getByRole('link', { name: 'Cases', exact: true }).click();
    await rowOfCase(caseworker).getByRole('link').first().click();
    await caseworker.reload(); // a page need not read again what it has read within seconds
    await caseworker.getByText('The texts of this case were erased by order').waitFor();
  }, 240_000);

  test('no page threw and the browser blocked nothing', () => {
    expect(pages.faults).toEqual([]);
  });
});
