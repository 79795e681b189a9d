import { MAPPING } from '../support/harness/harness';
import { openAdminPage } from '../support/browser/admin-page';
import { startAdminPageApp, type AdminPageApp } from '../support/apps/admin-page-app';

let app: AdminPageApp;

beforeAll(async () => {
  app = await startAdminPageApp();
  await app.jit.settings.update({ justInTime: true, mapping: MAPPING }, { version: 0, actor: 'the test' });
});
afterAll(() => app.close());

it('downloads little, and nothing from another host', async () => {
  const { page, browserErrors } = await openAdminPage(app);
  const sizes: Promise<number>[] = [];
  const origins = new Set<string>();
  page.on('requestfinished', (request) => {
    origins.add(new URL(request.url()).origin);
    sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.reload();
  for (const view of ['Users', 'Audit log']) {
    await page.getByRole('link', { name: view, exact: true }).click();
    await page.getByRole('heading', { name: view, level: 1 }).waitFor();
    await page.locator('main > div:not([hidden]) > h2:not(:empty)').waitFor();
  }

  expect([...origins]).toEqual([app.url]);
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(10_000);
  expect(total).toBeLessThan(150_000);
  expect(browserErrors).toEqual([]);
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
