import { MAPPING } from '../support/harness/harness';
import { openAdminPage, openView } from '../support/browser/admin-page';
import { openBrowserContext } from '../support/browser/chromium';
import { startAdminPageApp, type AdminPageApp } from '../support/apps/admin-page-app';

let app: AdminPageApp;

beforeAll(async () => {
  app = await startAdminPageApp();
  await app.jit.settings.update({ justInTime: true, mapping: MAPPING }, { version: 0, actor: 'the test' });
});
afterAll(() => app.close());

it('downloads little, in few requests, and nothing from another host', async () => {
  const signedIn = await openAdminPage(app);
  const storageState = await signedIn.page.context().storageState();
  // A browser that has never seen the page.
  const page = await (await openBrowserContext({ storageState })).newPage();
  const sizes: Promise<number>[] = [];
  const addresses: string[] = [];
  page.on('requestfinished', (request) => {
    addresses.push(request.url());
    sizes.push(
      request
        .sizes()
        .then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize),
    );
  });
  await openView(page, app, 'settings');
  await page.waitForLoadState('networkidle');
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(new Set(addresses.map((address) => new URL(address).origin))).toEqual(new Set([app.url]));
  expect(addresses.length).toBeLessThanOrEqual(8);
  expect(total).toBeGreaterThan(10_000);
  expect(total).toBeLessThan(60_000);

  await openView(page, app, 'users');
  const received = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => entry as PerformanceResourceTiming)
      .filter(({ name }) => /\.(js|css)$/.test(name))
      .map(({ transferSize }) => transferSize),
  );
  // Both from the browser's own cache.
  expect(received).toEqual([0, 0]);
  expect(signedIn.browserErrors).toEqual([]);
});

it('has a policy that no inline script or style gets around', async () => {
  const { page } = await openAdminPage(app);
  // Without its slash, the address leads to the one that has it.
  const answer = (await page.goto(`${app.url}/admin`))!;
  expect(page.url()).toBe(`${app.url}/admin/`);
  const policy = answer.headers()['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("style-src 'self';");
  expect(policy).not.toContain('unsafe');
  expect(await answer.text()).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=/);
});
