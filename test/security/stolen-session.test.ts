import { adminRouter } from 'passport-jit/admin';
import { startPassportApp } from '../support/apps/passport-app';
import { openHarness } from '../support/harness/harness';
import { Browser } from '../support/http/browser';
import { QueryStrategy } from '../support/strategies/custom-strategy';

test('a stolen session stays invalid when the user is activated again', async () => {
  const { jit, close } = await openHarness();
  const app = await startPassportApp(jit, {
    routes: (routes) => {
      const options = { authorize: () => true, tenant: 'default', actor: () => 'root' };
      routes.use('/admin', adminRouter(jit, options));
    },
  });
  app.use('okta', jit.wrap(new QueryStrategy(), { provider: 'okta' }));
  const browser = new Browser();
  const page = await browser.get(`${app.callbackUrl('okta')}?as=ada&groups=Everyone`);
  const { id } = (JSON.parse(page.body) as { user: { id: string } }).user;

  // The thief makes no request while the user is inactive, so that Passport deletes nothing from the session.
  for (const action of ['deactivate', 'activate']) {
    const headers = { 'content-type': 'application/json', origin: app.url };
    const answer = await fetch(`${app.url}/admin/users/${id}/${action}`, { method: 'POST', headers });
    expect(answer.status).toBe(200);
  }
  expect((await app.me(browser)).user).toBeUndefined();
  await close();
});
