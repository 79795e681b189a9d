import type { Page } from 'playwright-core';
import { startDemo, type Demo } from '../../examples/demo/app';
import { accessibilityViolations } from '../support/browser/accessibility';
import { openBrowserContext } from '../support/browser/chromium';
import { screenshot } from '../support/browser/screenshot';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo(0);
});
afterAll(() => demo.close());

describe.each([
  ['light', 1200],
  ['dark', 320],
] as const)('the demo in %s, %i pixels wide', (colorScheme, width) => {
  let page: Page;
  beforeAll(async () => {
    page = await (await openBrowserContext({ colorScheme, viewport: { width, height: 800 } })).newPage();
    await page.goto(demo.url);
  });
  afterAll(() => page.context().close());

  async function expectAccessible(name: string) {
    await screenshot(page, `demo-${name}-${colorScheme}-${width}`);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }

  it.each(['Acme, by SAML 2.0', 'Globex, by OpenID Connect'])('signs in with %s', async (provider) => {
    await expectAccessible('welcome');
    await page.getByRole('link', { name: `Sign in with ${provider}` }).click();
    await expectAccessible('choice');
    await page.getByRole('button', { name: 'Ada' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ada Adler' }).waitFor();
    await page.getByRole('button', { name: 'Make me TEAM_ADMIN' }).click();
    await page.getByText('managed_by_identity_provider').waitFor();
    await expectAccessible('account');
    if (width > 1000) expect(await page.locator('.scroll').first().evaluate(isCutOff)).toBe(false);
    await page.getByRole('link', { name: 'Change your groups' }).click();
    await expectAccessible('directory');
    await page.goto(demo.url);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'passport-jit demo' }).waitFor();
  });
});

function isCutOff({ scrollWidth, clientWidth }: Element): boolean {
  return scrollWidth > clientWidth;
}
