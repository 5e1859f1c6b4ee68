import { gzipSync } from 'node:zlib';
import { describeInBrowser, type Pages, startPages, wrongWith } from '../support/browser.ts';

// Signing in, invitations, passwords and keys, in the pages.

describeInBrowser('signing in and accounts, in the pages', () => {
  let pages: Pages;
  const as = (role: string) => pages.as(role);

  beforeAll(async () => {
    pages = await startPages();
  }, 240_000);
  afterAll(() => pages?.end());

  test('signing in: a trial says where its accounts were printed, and a wrong password is refused in words', async () => {
    const page = await pages.open();
    await page.getByText('were printed in the terminal').waitFor();
    await page.getByLabel('Name').fill('caseworker');
    await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('The name or the password is not right').waitFor();
    expect(await wrongWith(page, 'sign-in')).toEqual([]);
    await page.context().close();
  }, 240_000);

  test('signing in by keyboard alone', async () => {
    const page = await pages.open();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('auditor');
    await page.keyboard.press('Tab');
    await page.keyboard.type(pages.passwordOf('auditor'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Signed in as auditor' }).waitFor();
    await page.context().close();
  }, 240_000);

  test('who asks nothing of the service for long is warned before the session ends, and can stay', async () => {
    const page = await pages.open();
    await page.clock.install();
    await page.reload();
    await page.getByLabel('Name').fill('reviewer');
    await page.getByRole('textbox', { name: 'Password' }).fill(pages.passwordOf('reviewer'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Signed in as reviewer' }).waitFor();
    await page.clock.fastForward('25:00');
    await page.getByText(/^Nothing was asked of the service for a while: your session ends in \d minutes?/).waitFor();
    expect(await wrongWith(page, 'session-ends')).toEqual([]);
    await page.getByRole('button', { name: 'Stay signed in' }).click();
    await page.getByText('Nothing was asked of the service').waitFor({ state: 'hidden' });
    await page.context().close();
  }, 240_000);

  test('an administrator invites a person, who chooses a password and signs in', async () => {
    const page = await as('administrator');
    await page.getByRole('link', { name: 'Accounts', exact: true }).click();
    await page.getByLabel('Name').fill('second.reviewer');
    await page.getByLabel('Role').selectOption('reviewer');
    await page.getByRole('button', { name: 'Make the invitation' }).click();
    const link = await page.getByText(/\/invitation#/).innerText();
    expect(await wrongWith(page, 'accounts')).toEqual([]);
    const guest = await pages.open(link.slice(pages.service.url.length));
    await guest.getByLabel('New password').fill('a long enough password');
    await guest.getByLabel('The same password again').fill('a long enough password');
    expect(await wrongWith(guest, 'invited')).toEqual([]);
    await guest.getByRole('button', { name: 'Make the account' }).click();
    await guest.getByText('Sign in as second.reviewer').waitFor();
    await page.getByRole('link', { name: 'Laboratories', exact: true }).click();
    expect(await wrongWith(page, 'laboratories')).toEqual([]);
    await guest.context().close();
  }, 240_000);

  test('a laboratory issues an API key, shown once, and revokes it', async () => {
    const page = await as('laboratory');
    await page.getByRole('link', { name: 'API keys', exact: true }).click();
    await page.getByLabel('Label').fill('LIMS');
    await page.getByRole('button', { name: 'Issue', exact: true }).click();
    await page.getByText(/^kl_[0-9A-Za-z]+_\S{20,}$/).waitFor();
    expect(await wrongWith(page, 'keys')).toEqual([]);
    await page.getByRole('button', { name: 'Revoke LIMS' }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.getByText('No key is valid').waitFor();
  }, 240_000);

  test('a password is changed by its owner, who must know the present one', async () => {
    const page = await as('laboratory');
    await page.getByRole('button', { name: 'laboratory' }).click();
    await page.getByRole('menuitem', { name: 'Change password' }).click();
    await page.getByLabel('Present password').fill('not this one at all');
    await page.getByLabel('New password').fill('another long password');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByText('The present password is not right').waitFor();
    expect(await wrongWith(page, 'password')).toEqual([]);
  }, 240_000);

  test('an account is disabled only when asked twice', async () => {
    const page = await as('administrator');
    await page.getByRole('link', { name: 'Accounts', exact: true }).click();
    await page.getByRole('button', { name: 'Disable second.reviewer' }).click();
    await page.getByText('Disable second.reviewer for good?').waitFor();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.getByText('Disabled', { exact: true }).waitFor();
  }, 240_000);

  test('the first page needs less than 250 KB of compressed script', async () => {
    const context = await pages.browser.newContext();
    const page = await context.newPage();
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.push(response.body());
    });
    await page.goto(pages.service.url);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    const sizes = (await Promise.all(scripts)).map((script) => gzipSync(script).length);
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
    await context.close();
  }, 240_000);

  test('no page threw and the browser blocked nothing', () => {
    expect(pages.faults).toEqual([]);
  });
});
