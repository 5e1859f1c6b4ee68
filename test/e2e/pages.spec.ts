import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { axeViolations, openBrowser, whyNoBrowser } from '../support/browser.ts';
import { type Service, startService } from '../support/service.ts';
import { TRIO, upload } from './profiles.ts';

// One identification in the pages, from the upload to the verified receipt, on a trial database.

const missing = whyNoBrowser();
const suite = missing === null ? describe : describe.skip;

suite(missing === null ? 'the pages in Chromium' : `THE PAGES WERE NOT LOOKED AT: ${missing}`, () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'kinledger-pages-data-'));
  const pictures = process.env.PAGES_PICTURES;
  let service: Service;
  let browser: Browser;
  const open: Record<string, Page> = {};

  beforeAll(async () => {
    service = await startService({ dataFolder });
    browser = await openBrowser();
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  const passwordOf = (role: string) => new RegExp(`${role}\\s+(\\S+)`).exec(service.output())?.[1] ?? '';

  /** A browser of one's own, signed in under the password printed in the terminal. */
  async function as(role: string): Promise<Page> {
    const known = open[role];
    if (known !== undefined) return known;
    const page = await newPage();
    await page.getByLabel('Name').fill(role);
    await page.getByRole('textbox', { name: 'Password' }).fill(passwordOf(role));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: `Signed in as ${role}` }).waitFor();
    open[role] = page;
    return page;
  }

  async function newPage(path = '/'): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
    page.on('console', (line) => {
      // a refused sign-in is an answer of 401, which Chromium calls an error
      if (line.type() === 'error' && !line.text().includes('status of 4')) faults.push(line.text());
    });
    await page.goto(service.url + path);
    return page;
  }
  const faults: string[] = [];

  /** Looks at the page in both languages and both colours: axe-core finds nothing; on request a picture of each. */
  async function looksRight(page: Page, name: string): Promise<void> {
    const found: string[] = [];
    for (const [language, tag] of [
      ['中文', 'zh-Hans'],
      ['EN', 'en'],
    ] as const) {
      await page.getByText(language, { exact: true }).click();
      await page.locator(`html[lang="${tag}"]`).waitFor();
      await page.getByRole('button', { name: /Switch to|切换到/ }).click();
      await page.waitForTimeout(150);
      found.push(...(await axeViolations(page)).map((line) => `${language} ${line}`));
      await page.evaluate('scrollTo(0, 0)');
      if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}-${tag}.png`), fullPage: true });
    }
    expect(found).toEqual([]);
  }

  test('signing in: a trial says where its accounts were printed, and a wrong password is refused in words', async () => {
    const page = await newPage();
    await page.getByText('were printed in the terminal').waitFor();
    await page.getByLabel('Name').fill('caseworker');
    await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('The name or the password is not right').waitFor();
    await looksRight(page, 'sign-in');
    await page.context().close();
  }, 60_000);

  test('signing in by keyboard alone', async () => {
    const page = await newPage();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('auditor');
    await page.keyboard.press('Tab');
    await page.keyboard.type(passwordOf('auditor'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Signed in as auditor' }).waitFor();
    await page.context().close();
  }, 30_000);

  test('a laboratory loads the simulated registry and hands in a file: every row has its answer', async () => {
    const page = await as('laboratory');
    await looksRight(page, 'start-laboratory');
    await page.getByRole('button', { name: 'Load the simulated registry' }).click();
    await page.getByText('The simulated registry is loaded').waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Hand in profiles', exact: true }).click();
    const spoilt = `${upload(TRIO)}T-BAD,TH01,6,7\r\nT-BAD,NOSUCHLOCUS,6,7\r\n`;
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'trio.csv', mimeType: 'text/csv', buffer: Buffer.from(spoilt) });
    await looksRight(page, 'upload');
    await page.getByRole('button', { name: 'Hand in', exact: true }).click();
    await page.getByRole('heading', { name: 'Submission trio.csv' }).waitFor();
    await page.getByRole('link', { name: 'T-FATHER' }).waitFor();
    const refused = page.getByRole('row').filter({ hasText: 'T-BAD' });
    expect(await refused.innerText()).toContain('Refused');
    expect(await refused.innerText()).toContain('NOSUCHLOCUS');
    await looksRight(page, 'submission');
  }, 150_000);

  test('a laboratory corrects a profile as a new version; the one before stays readable', async () => {
    const page = await as('laboratory');
    await page.getByRole('link', { name: 'T-FATHER' }).click();
    await page.getByRole('button', { name: 'Correct as a new version' }).click();
    await page.getByLabel('TH01').fill('6, 7');
    await page.getByLabel('Reason').fill('second typing at TH01');
    await looksRight(page, 'profile-correct');
    await page.getByRole('button', { name: 'Store the new version' }).click();
    await page.getByText('2 (this one)').waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'TH01' }).first().innerText()).toContain('6 / 7');
    await page.getByRole('link', { name: 'Version 1' }).click();
    await page.getByText('A newer version of this profile stands').waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'TH01' }).first().innerText()).toContain('6 / 9.3');
    await looksRight(page, 'profile');
  }, 90_000);

  test('a caseworker opens a case with persons found by their sample codes', async () => {
    const page = await as('caseworker');
    await page.getByRole('link', { name: 'Cases', exact: true }).click();
    await page.getByRole('link', { name: 'Open a case' }).click();
    await page.getByLabel('Report').fill('R 17/2026');
    await page.getByLabel('Purpose').fill('Find an abducted child');
    await page.getByLabel('Legal basis').fill('Order 5/2026');
    await page.getByRole('button', { name: 'Open the case' }).click();
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
    await looksRight(page, 'case');
  }, 90_000);

  test('a caseworker asks for a check and reads what the service answers, digit for digit', async () => {
    const page = await as('caseworker');
    await page.getByRole('link', { name: 'Ask for a check' }).click();
    await page.getByLabel('Both parents', { exact: true }).check();
    await page.getByLabel('Child').selectOption({ label: 'C · Adult of unknown origin' });
    await page.getByLabel('First parent').selectOption({ label: 'M · Parent of a confirmed abducted child' });
    await page.getByLabel('Second parent').selectOption({ label: 'F · Parent of a confirmed abducted child' });
    await page.getByLabel('Population table').selectOption('NIST1036-Asian');
    await looksRight(page, 'ask');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('Supported', { exact: true }).waitFor({ timeout: 30_000 });
    const id = /checks\/([0-9a-f-]+)$/.exec(page.url())?.[1];
    const answer = await page.request.get(`${service.url}/api/checks/${id}`);
    const { log10 } = (await answer.json()).result.combined;
    await page.getByText(`log₁₀ LR = ${log10}`).waitFor();
    expect(await page.locator('main').innerText()).not.toContain('100%');
    expect(await page.locator('main').innerText()).toContain('C is a child of M and F.');
    await looksRight(page, 'check');
  }, 120_000);

  test('a caseworker signs first, what was read', async () => {
    const page = await as('caseworker');
    await page.getByText('it is the one shown').waitFor();
    const sign = page.getByRole('button', { name: 'Sign first' });
    expect(await sign.isDisabled()).toBe(true);
    await page.getByLabel('I have read the content above').check();
    await sign.click();
    await page.getByRole('heading', { name: /^Confirmation in case/ }).waitFor();
    await page.getByText('Awaiting the second signature').waitFor();
    await looksRight(page, 'confirmation-first');
  }, 60_000);

  test('a reviewer finds it waiting, signs second, and the receipt appears', async () => {
    const page = await as('reviewer');
    await page.getByRole('heading', { name: 'Awaiting the second signature' }).waitFor();
    await looksRight(page, 'start-reviewer');
    await page.getByRole('link', { name: 'Confirmations', exact: true }).click();
    await looksRight(page, 'confirmations');
    await page.getByRole('main').getByRole('row').nth(1).getByRole('link').click();
    await page.getByLabel('I have read the content above').check();
    await looksRight(page, 'confirmation-second');
    await page.getByRole('button', { name: 'Sign second' }).click();
    await page.getByText('Confirmed', { exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the receipt' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.tlog-proof$/);
  }, 90_000);

  test('an auditor verifies the receipt in the page; a changed receipt is refused', async () => {
    const page = await as('auditor');
    await page.getByRole('link', { name: 'Confirmations', exact: true }).click();
    await page.getByRole('main').getByRole('row').nth(1).getByRole('link').click();
    await page.getByRole('link', { name: 'Verify it in this browser' }).click();
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await page.getByText('Verified', { exact: true }).waitFor();
    await page.getByText('"type": "confirmation.confirmed"').waitFor();
    await looksRight(page, 'verify');
    const receipt = await page.getByLabel('Receipt', { exact: true }).inputValue();
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
    await looksRight(page, 'verify-refused');
  }, 90_000);

  test('an auditor computes the check again and gets the same digits', async () => {
    const page = await as('auditor');
    await page.getByRole('link', { name: 'Confirmations', exact: true }).click();
    await page.getByRole('main').getByRole('row').nth(1).getByRole('link').click();
    await page.getByRole('link', { name: 'the check with all its figures' }).click();
    await page.getByRole('button', { name: 'Compute again' }).click();
    await page.getByText('The same digits').waitFor({ timeout: 30_000 });
    for (const name of ['Events', 'Log', 'Cases', 'Profiles'] as const) {
      await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await looksRight(page, `auditor-${name.toLowerCase()}`);
    }
  }, 120_000);

  test('a reviewer withdraws with a reason; the confirmation stays readable', async () => {
    const page = await as('reviewer');
    await page.getByLabel('Reason').fill('Samples were mixed up in the laboratory');
    await page.getByRole('button', { name: 'Withdraw the confirmation' }).click();
    await page.getByText('This confirmation was withdrawn').waitFor();
    await looksRight(page, 'confirmation-withdrawn');
  }, 60_000);

  test('an administrator invites a person, who chooses a password and signs in', async () => {
    const page = await as('administrator');
    await page.getByRole('link', { name: 'Accounts', exact: true }).click();
    await page.getByLabel('Name').fill('second.reviewer');
    await page.getByLabel('Role').selectOption('reviewer');
    await page.getByRole('button', { name: 'Make the invitation' }).click();
    const link = await page.getByText(/\/invitation#/).innerText();
    await looksRight(page, 'accounts');
    const guest = await newPage(link.slice(service.url.length));
    await guest.getByLabel('New password').fill('a long enough password');
    await guest.getByLabel('The same password again').fill('a long enough password');
    await looksRight(guest, 'invited');
    await guest.getByRole('button', { name: 'Make the account' }).click();
    await guest.getByText('Sign in as second.reviewer').waitFor();
    await page.getByRole('link', { name: 'Laboratories', exact: true }).click();
    await looksRight(page, 'laboratories');
    await guest.context().close();
  }, 90_000);

  test('a laboratory issues an API key, shown once, and revokes it', async () => {
    const page = await as('laboratory');
    await page.getByRole('link', { name: 'API keys', exact: true }).click();
    await page.getByLabel('Label').fill('LIMS');
    await page.getByRole('button', { name: 'Issue', exact: true }).click();
    await page.getByText(/^kl_[0-9A-Za-z]+_\S{20,}$/).waitFor();
    await looksRight(page, 'keys');
    await page.getByRole('button', { name: 'Revoke LIMS' }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.getByText('No key is valid').waitFor();
  }, 60_000);

  test('a password is changed by its owner, who must know the present one', async () => {
    const page = await as('laboratory');
    await page.getByRole('button', { name: 'laboratory' }).click();
    await page.getByRole('menuitem', { name: 'Change password' }).click();
    await page.getByLabel('Present password').fill('not this one at all');
    await page.getByLabel('New password').fill('another long password');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByText('The present password is not right').waitFor();
    await looksRight(page, 'password');
  }, 60_000);

  test('an account is disabled only when asked twice', async () => {
    const page = await as('administrator');
    await page.getByRole('link', { name: 'Accounts', exact: true }).click();
    await page.getByRole('button', { name: 'Disable second.reviewer' }).click();
    await page.getByText('Disable second.reviewer for good?').waitFor();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.getByText('Disabled', { exact: true }).waitFor();
  }, 60_000);

  test('the first page needs less than 250 KB of compressed script', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.push(response.body());
    });
    await page.goto(service.url);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    const sizes = (await Promise.all(scripts)).map((script) => gzipSync(script).length);
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
    await context.close();
  }, 30_000);

  test('no page threw and the browser blocked nothing', () => {
    expect(faults).toEqual([]);
  });
});
