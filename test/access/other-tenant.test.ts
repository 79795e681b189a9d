import { entities, type Provisioning } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';

/** A user of the tenant `acme` and an owner beside, so that the user can be deactivated. */
let harness: Harness;
let userId: string;
beforeAll(async () => {
  harness = await openHarness({ createMissingTeams: true });
  await harness.signIn('root', ['Administrators'], { tenant: 'acme' });
  userId = (await harness.signIn('ada', ['Everyone'], { tenant: 'acme' })).user!.id;
});
afterAll(() => harness.close());

const actor = 'security@example.com';
const reason = 'test';
const rows = async () => ({
  users: await harness.dataSource.manager.find(entities.User, { order: { id: 'ASC' } }),
  audit: await harness.audit(),
});

/** Every call of the library that takes the id of a user. */
describe.each<[string, (jit: Provisioning, at: { tenant?: string }) => Promise<unknown>]>([
  ['explain', (jit, at) => jit.explain(userId, at)],
  ['endSessions', (jit, at) => jit.endSessions({ userId, actor, reason, ...at })],
  ['deactivate', (jit, at) => jit.deactivate({ userId, actor, ...at })],
  ['activate', (jit, at) => jit.activate({ userId, actor, ...at })],
])('%s', (_, call) => {
  test.each([{}, { tenant: 'default' }, { tenant: 'globex' }, { tenant: 'ACME' }])(
    'does not find the user of another tenant with %j, and changes nothing',
    async (at) => {
      const before = await rows();
      await expect(call(harness.jit, at)).rejects.toMatchObject({ code: 'user_not_found', status: 404 });
      expect(await rows()).toEqual(before);
    },
  );

  test('finds the user in the tenant', async () => {
    await call(harness.jit, { tenant: 'acme' });
  });
});
