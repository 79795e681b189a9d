import { entities } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { grantManually, syncSettings } from '../support/harness/grants';

let harness: Harness;
let userId: string;

/** A user with manual grants: in a team that the mapping names, in one that it does not, and tenant-wide. */
beforeEach(async () => {
  harness = await openHarness();
  await harness.signIn('root', ['Administrators']);
  const { manager } = harness.dataSource;
  const team = await manager.save(entities.Team, { name: 'Cooking' });
  await manager.save(entities.CaseGroup, { teamId: team.id, name: 'Soups' });
  userId = (await harness.signIn('ada', ['Everyone'])).user!.id;
  await grantManually(harness.dataSource, userId, { team: 'Analytics', role: 'EDITOR' });
  await grantManually(harness.dataSource, userId, { caseGroup: 'Phishing', role: 'VIEWER' });
  await grantManually(harness.dataSource, userId, { team: 'Cooking', role: 'VIEWER' });
  await grantManually(harness.dataSource, userId, { caseGroup: 'Soups', role: 'EDITOR' });
  await grantManually(harness.dataSource, userId, { permission: 'BILLING' });
  await grantManually(harness.dataSource, userId, 'owner');
});
afterEach(() => harness.close());

async function grantsAfter(options: object, more: object = {}) {
  const jit = harness.reconfigured({ ...options, settings: syncSettings(more) });
  const outcome = await harness.signIn('ada', ['Everyone'], { with: jit });
  expect(await harness.signIn('ada', ['Everyone'], { with: jit })).toMatchObject({
    changes: [],
  });
  return { outcome, grants: await harness.grants('ada') };
}

const COOKING = ['Cooking/Soups: EDITOR', 'Cooking: VIEWER'];
const OWN = ['Incident Response: VIEWER'];

test('all, the default: the provider manages every team, and manual grants are removed', async () => {
  const { outcome, grants } = await grantsAfter({});
  expect(grants).toEqual(OWN);
  expect(outcome.changes).toHaveLength(6);
  expect(outcome.changes).toEqual(
    expect.arrayContaining([
      {
        kind: 'membership',
        action: 'remove',
        team: 'Cooking',
        previousRole: 'VIEWER',
        previousSource: 'manual',
      },
      { kind: 'permission', action: 'remove', permission: 'BILLING', previousSource: 'manual' },
      { kind: 'owner', action: 'remove', previousSource: 'manual' },
    ]),
  );
  expect((await grantsAfter({ managedTeams: 'all' })).grants).toEqual(OWN);
});

test('mapped: teams that no entry names stay the app’s own, with their case groups', async () => {
  const { grants } = await grantsAfter({ managedTeams: 'mapped' });
  expect(grants).toEqual(expect.arrayContaining([...OWN, ...COOKING]));
  expect(grants).not.toEqual(expect.arrayContaining([expect.stringMatching(/Analytics|Phishing|owner/)]));
});

test('a manual grant that the groups give becomes the mapping’s', async () => {
  await harness.signIn('ada', ['Administrators', 'Phishing']);
  const explained = await harness.jit.explain(userId);
  expect(explained.map(({ source }) => source)).toEqual(Array(3).fill('mapping'));
  expect(await harness.grants('ada')).toEqual([
    'Analytics: TEAM_ADMIN',
    'Incident Response/Phishing: EDITOR',
    'owner',
  ]);
});
