import type { ProvisioningOptions } from 'passport-jit';
import { logQueries } from '../support/databases/query-log';
import { openHarness, type Harness } from '../support/harness/harness';

const mapping = {
  mappings: [
    { group_name: 'Editors', team_name: 'Incident Response', role_name: 'EDITOR' },
    { group_name: 'Viewers', team_name: 'Incident Response', role_name: 'VIEWER' },
    { group_name: 'Analysts', team_name: 'Analytics', role_name: 'VIEWER' },
  ],
};
const OPTIONS = {
  syncScope: 'provider',
  settings: { justInTime: true, enhancedSync: true, mapping },
} satisfies Partial<ProvisioningOptions>;

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness(OPTIONS);
});
afterEach(() => harness.close());

/** A user with identities at two providers. */
async function linkedUser(): Promise<void> {
  const { user } = await harness.signIn('ada', ['Editors'], { provider: 'okta' });
  await harness.jit.identities.link({
    userId: user!.id,
    provider: 'entra',
    subject: 'ada-entra',
    issuer: 'https://idp.example.com',
    actor: 'admin',
  });
}

const atEntra = (groups: readonly string[], more = {}) =>
  harness.signIn('ada-entra', groups, { provider: 'entra', email: 'ada@example.com', ...more });

test('each provider manages the grants that it gave', async () => {
  await linkedUser();
  await atEntra(['Analysts']);
  expect(await harness.grants('ada')).toEqual(['Analytics: VIEWER', 'Incident Response: EDITOR']);
  await harness.signIn('ada', [], { provider: 'okta' });
  expect(await harness.grants('ada')).toEqual(['Analytics: VIEWER']);
  const explained = await harness.jit.explain((await atEntra(['Analysts'])).user!.id);
  expect(explained).toMatchObject([{ team: 'Analytics', provider: 'entra', group: 'Analysts' }]);
});

test('the first entry wins, whichever provider it comes from', async () => {
  await linkedUser();
  const { outcome, notes } = await atEntra(['Viewers']);
  expect(outcome).toBe('unchanged');
  expect(notes).toEqual([
    { kind: 'grantedByOtherProvider', provider: 'okta', team: 'Incident Response', role: 'VIEWER', entry: 1 },
  ]);
  expect(await harness.audit('skipped')).toMatchObject([{ provider: 'entra', details: { notes } }]);

  await harness.signIn('ada', ['Viewers'], { provider: 'okta' });
  await atEntra(['Editors']);
  expect(await harness.grants('ada')).toEqual(['Incident Response: EDITOR']);
});

test('a sign-in with the same grants as at the other provider is one statement', async () => {
  await linkedUser();
  await atEntra(['Editors']);
  const statements = logQueries(harness.dataSource);
  expect(await atEntra(['Editors'])).toMatchObject({ outcome: 'unchanged', notes: [] });
  expect(statements).toHaveLength(1);
});

test('the preview has the same scope', async () => {
  await linkedUser();
  await atEntra(['Viewers']);
  const items = [];
  for await (const { changes, notes } of harness.jit.preview()) items.push({ changes, notes });
  expect(items).toMatchObject([{ changes: [], notes: [{ kind: 'grantedByOtherProvider' }] }]);
});

test('the default scope is the user', async () => {
  await linkedUser();
  await atEntra(['Viewers'], { with: harness.reconfigured({ syncScope: 'user' }) });
  expect(await harness.grants('ada')).toEqual(['Incident Response: VIEWER']);
});

test('another scope is refused', () => {
  expect(() => harness.reconfigured({ syncScope: 'tenant' as never })).toThrow(
    expect.objectContaining({ faults: [expect.objectContaining({ path: 'syncScope' })] }),
  );
});
