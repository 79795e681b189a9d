import express5 from 'express';
import express4 from 'express4';
import { entities } from 'passport-jit';
import { Browser } from '../support/http/browser';
import { MAPPING, openHarness, type Harness } from '../support/harness/harness';
import { startPassportApp } from '../support/apps/passport-app';
import { STRATEGY_PACKAGES } from '../support/strategies/strategy-packages';

const WITHOUT_SYNC = { justInTime: true, enhancedSync: false, groupAttribute: 'groups', mapping: MAPPING };
const EXPRESS = [
  ['Express 5', express5],
  ['Express 4', express4],
] as const;

let harness: Harness;
afterEach(() => harness.close());

describe.each(STRATEGY_PACKAGES)('%s', (_package, connect) => {
  async function start(settings?: typeof WITHOUT_SYNC, express?: typeof express5) {
    harness = await openHarness(settings && { settings });
    const app = await startPassportApp(harness.jit, { express });
    const { directory, strategy } = await connect(app.callbackUrl('okta'));
    app.use('okta', harness.jit.wrap(strategy, { provider: 'okta' }));
    return { app, directory };
  }

  test.each(EXPRESS)('creates the user, and later follows the groups, on %s', async (_version, express) => {
    const { app, directory } = await start(undefined, express);
    const browser = new Browser();
    const { status, user } = await app.signIn('okta', 'bo', browser);
    expect([status, user]).toMatchObject([
      200,
      {
        tenant: 'default',
        email: 'bo@acme.example',
        firstName: 'Bo',
        lastName: 'Berg',
        groupsState: 'present',
      },
    ]);
    expect(await harness.grants('bo')).toEqual([
      'Incident Response/Phishing: EDITOR',
      'Incident Response: EDITOR',
    ]);

    directory.get('bo')!.groups = ['Everyone', 'Auditors'];
    const again = await app.signIn('okta', 'bo', browser);
    expect(again.user?.id).toBe(user!.id);
    expect(again.user?.memberships).toEqual([expect.objectContaining({ role: 'VIEWER', group: 'Everyone' })]);
    expect(await harness.grants('bo')).toEqual(['AUDIT_LOG_READ', 'Incident Response: VIEWER']);
    expect(await harness.dataSource.manager.count(entities.User)).toBe(1);
  });

  test('changes no user later without enhanced sync', async () => {
    const { app, directory } = await start(WITHOUT_SYNC);
    const browser = new Browser();
    await app.signIn('okta', 'ada', browser);
    directory.get('ada')!.groups = ['Managers'];
    const { user } = await app.signIn('okta', 'ada', browser);
    expect(user).toMatchObject({ identityProviderGroups: ['Managers'], tenantOwner: true });
    expect(await harness.grants('ada')).toEqual([
      'Analytics: TEAM_ADMIN',
      'Incident Response: VIEWER',
      'owner',
    ]);
  });

  test('removes all mapped grants of a user who is in no group any more', async () => {
    const { app, directory } = await start();
    const browser = new Browser();
    await app.signIn('okta', 'bo', browser);
    directory.get('bo')!.groups = [];
    await app.signIn('okta', 'bo', browser);
    expect(await harness.grants('bo')).toEqual([]);
  });
});
