import { ConfirmationRequiredError, entities, type ProvisioningOptions } from 'passport-jit';
import { TenantUsers } from '../../src/store/tenant-users';
import { MAPPING, openHarness, type Harness } from '../support/harness/harness';

let harness: Harness;
afterEach(() => harness.close());

async function signInUsers(people: Record<string, unknown>, options: Partial<ProvisioningOptions> = {}) {
  harness = await openHarness({ settings: undefined, ...options });
  await harness.jit.settings.update({ justInTime: true, mapping: MAPPING }, { version: 0, actor: 'ada' });
  for (const [subject, groups] of Object.entries(people)) await harness.signIn(subject, groups);
}

const codes = (error: unknown) =>
  error instanceof ConfirmationRequiredError ? error.dangers.map(({ code }) => code) : error;

/** The dangers of turning sync on with a mapping: those of the preview, which are those that keep it from being saved. */
async function dangersOf(mapping: object): Promise<unknown> {
  const { jit } = harness;
  const { version } = await jit.settings.get();
  const patch = { enhancedSync: true, mapping };
  const summary = await jit.preview(patch).summary;
  const saved = await jit.settings.update(patch, { version, actor: 'ada' }).catch(codes);
  const previewed = summary.dangers.map(({ code }) => code);
  expect(saved).toEqual(
    previewed.length === 0 ? expect.objectContaining({ version: version + 1 }) : previewed,
  );
  return previewed;
}

const owners = (...groups: string[]) => ({ ...MAPPING, tenant_owners_groups: groups });
const only = (group: string) => ({
  mappings: [{ group_name: group, team_name: 'Analytics', role_name: 'VIEWER' }],
});

test('a mapping that leaves the tenant without an owner is a danger', async () => {
  await signInUsers({ root: ['Administrators'], ada: ['Everyone'] });
  expect(await dangersOf(owners('Administrators'))).toEqual([]);
  expect(await dangersOf(owners('administrators'))).toEqual(['takes_last_owner']);
  expect(await dangersOf(owners())).toEqual(['takes_last_owner']);
});

test('a mapping that makes another user the owner, or does not manage owners, is no danger', async () => {
  await signInUsers({ root: ['Administrators'], ada: ['Everyone'] });
  expect(await dangersOf(owners('Everyone'))).toEqual([]);
  const { tenant_owners_groups: _, ...alone } = MAPPING;
  expect(await dangersOf(alone)).toEqual([]);
});

test('an owner who was only invited, or is deactivated, does not count as the last owner', async () => {
  await signInUsers({ root: ['Administrators'], ada: ['Everyone'] });
  await harness.jit.invite({ email: 'invited@example.com', tenantOwner: true });
  const inactive = { email: 'inactive@example.com', active: false, tenantOwner: true };
  await harness.dataSource.manager.insert(entities.User, inactive);
  expect(await dangersOf(owners('Unassigned'))).toEqual(['takes_last_owner']);
});

test.each([
  ['made by hand, who never signed in', { email: 'hand@example.com', tenantOwner: true }, {}],
  ['behind the break-glass', {}, { breakGlass: ['ROOT@example.com'] }],
])('an owner %s stays owner, which is no danger', async (_, user, options) => {
  await signInUsers({ root: ['Administrators'], ada: ['Everyone'] }, options);
  const { manager } = harness.dataSource;
  await manager.update(entities.User, { email: 'root@example.com' }, { emailVerified: true });
  if ('email' in user) await manager.insert(entities.User, user);
  expect(await dangersOf(owners('Unassigned'))).toEqual([]);
});

test('a mapping that gives no grants and removes some is a danger', async () => {
  await signInUsers({ ada: ['Everyone'], bo: ['Managers'] });
  expect(await dangersOf(only('everyone'))).toEqual(['empties_everybody']);
  expect(await dangersOf(only('Everyone'))).toEqual([]);
});

test('two dangers at once have to be confirmed each', async () => {
  await signInUsers({ root: ['Administrators', 'Everyone'] });
  const { settings } = harness.jit;
  const mapping = { ...only('Unassigned'), tenant_owners_groups: ['Unassigned'] };
  expect(await dangersOf(mapping)).toEqual(['takes_last_owner', 'empties_everybody']);
  const change = { version: 1, actor: 'ada' };
  const save = (confirm: string[]) =>
    settings.update({ enhancedSync: true, mapping }, { ...change, confirm });
  expect(await save(['takes_last_owner']).catch(codes)).toEqual(['empties_everybody']);
  expect(await save(['empties_everybody']).catch(codes)).toEqual(['takes_last_owner']);
  await expect(save('empties_everybody' as never)).rejects.toMatchObject({ code: 'settings_invalid' });
  expect(await settings.get()).toMatchObject({ version: 1, enhancedSync: false });
  expect(await save(['empties_everybody', 'takes_last_owner'])).toMatchObject({ version: 2 });
});

test('no mapping is a danger where no user could lose anything', async () => {
  await signInUsers({});
  expect(await dangersOf({ ...only('Unassigned'), tenant_owners_groups: ['Unassigned'] })).toEqual([]);
});

test('dangers are searched only if a change affects which grants sync removes', async () => {
  await signInUsers({ root: ['Administrators'] });
  const { jit } = harness;
  const mapping = { ...only('Unassigned'), tenant_owners_groups: [] };
  const looks = jest.spyOn(TenantUsers.prototype, 'pages');
  let version = 1;
  const save = async (patch: object, confirm: string[] = []) => {
    looks.mockClear();
    await jit.settings.update(patch, { version, actor: 'ada', confirm });
    version += 1;
    return looks.mock.calls.length > 0;
  };
  expect(await save({ mapping })).toBe(false);
  expect(await save({ enhancedSync: 'report-only' })).toBe(false);
  await expect(save({ enhancedSync: true })).rejects.toMatchObject({ code: 'confirmation_required' });
  expect(await save({ enhancedSync: true }, ['takes_last_owner', 'empties_everybody'])).toBe(false);
  expect(await save({ enhancedSync: true })).toBe(false);
  expect(await save({ justInTime: false })).toBe(false);
  await expect(save({ justInTime: true })).rejects.toMatchObject({ code: 'confirmation_required' });
  await expect(
    jit.settings.rollback({ version: 5, expectedVersion: version, actor: 'ada' }),
  ).rejects.toMatchObject({
    code: 'confirmation_required',
  });
  looks.mockRestore();
});
