import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Service, startService } from './service.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Tests that need a Chromium. Without one they do not run, and a line on stderr says so. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (existsSync(CHROMIUM)) {
    describe(name, tests);
  } else {
    process.stderr.write(`THE PAGES WERE NOT LOOKED AT, there is no Chromium at ${CHROMIUM}: ${name}\n`);
    describe.skip(name, tests);
  }
}

function openBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...args, '--disable-component-update', '--disable-sync'],
  });
}

type Violations = readonly {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}[];

/** Every rule is tried; of what passed nothing is described and sent over, which takes longer than the rules. */
const AXE = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)`;

/** What axe-core finds wrong with the page as it stands, one line each; empty when nothing is. */
async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const violations = (await page.evaluate(AXE)) as Violations;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  );
}

/** A trial service of its own, and the browsers of the people who use its pages. */
export interface Pages {
  readonly service: Service;
  readonly browser: Browser;
  /** What pages threw and what the browser blocked. */
  readonly faults: readonly string[];
  passwordOf(role: string): string;
  /** Somebody who is not signed in. */
  open(path?: string): Promise<Page>;
  /** The one browser of this role, signed in with the password printed in the terminal. */
  as(role: string): Promise<Page>;
  end(): Promise<void>;
}

/** Requires a built service and a Chromium. */
export async function startPages(): Promise<Pages> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'kinledger-pages-'));
  const service = await startService({ dataFolder });
  const browser = await openBrowser();
  const faults: string[] = [];
  const people = new Map<string, Promise<Page>>();
  const passwordOf = (role: string) => new RegExp(`${role}\\s+(\\S+)`).exec(service.output())?.[1] ?? '';
  const open = async (path = '/') => {
    const page = await newPage(browser, faults);
    await page.goto(service.url + path);
    return page;
  };
  const signIn = async (role: string) => {
    const page = await open();
    await page.getByLabel('Name').fill(role);
    await page.getByRole('textbox', { name: 'Password' }).fill(passwordOf(role));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: `Signed in as ${role}` }).waitFor();
    return page;
  };
  const as = (role: string) => {
    const known = people.get(role) ?? signIn(role);
    people.set(role, known);
    return known;
  };
  const end = async () => {
    await browser.close();
    await service.stop();
    rmSync(dataFolder, { recursive: true, force: true, maxRetries: 20 });
  };
  return { service, browser, faults, passwordOf, open, as, end };
}

async function newPage(browser: Browser, faults: string[]): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on('console', (line) => {
    // an answer of 4xx, such as a refused sign-in, is what Chromium calls an error too
    if (line.type() === 'error' && !line.text().includes('status of 4')) faults.push(line.text());
  });
  return page;
}

/** Colours on their way from light to dark are neither. What turns for ever, such as a sign of waiting, may turn. */
const NOTHING_MOVES = `document.getAnimations().every(
  (each) => each.playState !== 'running' || each.effect.getComputedTiming().iterations === Infinity)`;

/**
 * Looks at the page in both languages, one light and one dark: what axe-core finds wrong. With PAGES_PICTURES set to a
 * folder, a picture of each goes there under `name`.
 */
export async function wrongWith(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  const pictures = process.env.PAGES_PICTURES;
  for (const [language, tag] of [
    ['中文', 'zh-Hans'],
    ['EN', 'en'],
  ] as const) {
    await page.getByText(language, { exact: true }).click();
    await page.locator(`html[lang="${tag}"]`).waitFor();
    await page.getByRole('button', { name: /Switch to|切换到/ }).click();
    await page.waitForFunction(NOTHING_MOVES);
    found.push(...(await axeViolations(page)).map((line) => `${language} ${line}`));
    await page.evaluate('scrollTo(0, 0)');
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}-${tag}.png`), fullPage: true });
  }
  return found;
}
