import {
  createProvisioning,
  type EntitySet,
  type Provisioning,
  type ProvisioningOptions,
} from 'passport-jit';
import type { DataSource } from 'typeorm';
import { Database } from '../../src/database/database';
import { findUsers } from '../../src/store/find-users';
import { startGuardedRoutes } from '../support/apps/guarded-routes';
import { runSql } from '../support/databases/run-sql';
import { oddSet, plainSet, type SoftDeleteSet } from '../support/fixtures/soft-delete-entities';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';

const SETTINGS = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
const GROUPS = ['Everyone', 'Phishing', 'Auditors'];
const GRANTS = ['membership', 'caseGroup', 'permission'];

describe.each<[string, SoftDeleteSet]>([
  ['by a date', plainSet],
  ['by columns that TypeORM treats in another way', oddSet],
])('rows that the app has soft-deleted %s', (_, { entities, table, deletedAt, moment }) => {
  let dataSource: DataSource;
  let jit: Provisioning;
  const create = (options: Partial<ProvisioningOptions> = {}) =>
    createProvisioning({ dataSource, entities, settings: SETTINGS, createMissingTeams: true, ...options });
  beforeEach(async () => {
    dataSource = await openDatabase({ entities: Object.values(entities) });
    jit = create();
  });
  afterEach(() => dataSource.destroy());

  const signIn = (subject: string, groups = GROUPS, provisioning = jit) =>
    provisioning.provision(identity(subject, groups), { provider: 'okta' });
  const remove = (kind: keyof EntitySet) =>
    runSql(dataSource, `UPDATE ${table(kind)} SET "${deletedAt(kind)}" = ${moment(kind)}`);
  const restore = (kind: keyof EntitySet) =>
    runSql(dataSource, `UPDATE ${table(kind)} SET "${deletedAt(kind)}" = NULL`);
  const rows = (kind: keyof EntitySet) =>
    runSql<{ id: string; isDeleted: unknown }>(
      dataSource,
      `SELECT "id", CASE WHEN "${deletedAt(kind)}" IS NULL THEN 'no' ELSE 'yes' END AS "isDeleted" FROM ${table(kind)}`,
    );
  const session = (id: string) =>
    new Promise<unknown>((resolve, reject) =>
      jit.deserializeUser({ id }, (error, user) => (error ? reject(error) : resolve(user))),
    );
  const preview = async () => {
    const items = [];
    for await (const item of jit.preview()) items.push(item);
    return items;
  };

  test.each([
    ['Membership', 0],
    ['CaseGroupMembership', 1],
    ['TenantPermission', 2],
  ] as const)('a %s is no grant, and sync restores it', async (kind, index) => {
    const { user } = await signIn('ada');
    const { id } = (await rows(kind))[0]!;
    await remove(kind);
    const found = (await session(user!.id)) as Record<string, unknown[]>;
    const lists = [found.memberships, found.caseGroupMemberships, found.tenantPermissions];
    expect(lists.map((list) => list!.length)).toEqual([0, 1, 2].map((i) => (i === index ? 0 : 1)));
    const search = { tenant: 'default', search: undefined, after: undefined, limit: 10 };
    expect((await findUsers(Database.of(dataSource), entities, search)).users).toHaveLength(1);

    const previewed = await preview();
    const outcome = await signIn('ada');
    expect(outcome).toMatchObject({
      outcome: 'synced',
      changes: [{ kind: GRANTS[index], action: 'add' }],
      user: { memberships: [{}], caseGroupMemberships: [{}], tenantPermissions: [{}] },
    });
    expect(previewed).toMatchObject([{ changes: outcome.changes }]);
    expect(await rows(kind)).toEqual([{ id, isDeleted: 'no' }]);
    expect(await signIn('ada')).toMatchObject({ outcome: 'unchanged' });
  });

  test('sync soft-deletes grants, and restores them', async () => {
    await signIn('ada');
    const kinds = ['Membership', 'CaseGroupMembership', 'TenantPermission'] as const;
    const ids = await Promise.all(kinds.map(async (kind) => (await rows(kind))[0]!.id));
    const lost = await signIn('ada', ['Administrators']);
    expect(lost.user).toMatchObject({ caseGroupMemberships: [], tenantPermissions: [] });
    expect(lost.user!.memberships.map(({ team }) => team.name)).toEqual(['Analytics']);
    for (const [i, kind] of kinds.entries())
      expect(await rows(kind)).toContainEqual({ id: ids[i], isDeleted: 'yes' });
    expect(await signIn('ada', ['Administrators'])).toMatchObject({ outcome: 'unchanged' });

    expect(await signIn('ada')).toMatchObject({ outcome: 'synced' });
    for (const [i, kind] of kinds.entries())
      expect(await rows(kind)).toContainEqual({ id: ids[i], isDeleted: 'no' });
  });

  test.each([true, false])('a team is missing, with createMissingTeams %s', async (createMissingTeams) => {
    const { user } = await signIn('ada');
    await remove('Team');
    jit = create({ createMissingTeams });
    const notes = [
      { kind: 'missingTeam', team: 'Incident Response' },
      { kind: 'missingCaseGroup', team: 'Incident Response', caseGroup: 'Phishing' },
    ];
    expect(await session(user!.id)).toMatchObject({ memberships: [], caseGroupMemberships: [] });
    const [previewed] = await preview();
    const outcome = await signIn('ada');
    expect(outcome).toMatchObject({ outcome: 'unchanged', notes });
    expect(previewed).toMatchObject({ changes: outcome.changes, notes: outcome.notes });
    const bo = await signIn('bo');
    expect(bo).toMatchObject({ outcome: 'created', user: { memberships: [] }, notes });
    const search = { tenant: 'default', search: undefined, after: undefined, limit: 10 };
    expect((await findUsers(Database.of(dataSource), entities, search)).users).toMatchObject([
      { memberships: [] },
      { memberships: [] },
    ]);

    await restore('Team');
    expect(await signIn('ada')).toMatchObject({ outcome: 'unchanged', notes: [] });
    expect(await signIn('bo')).toMatchObject({ outcome: 'synced', user: { memberships: [{}] } });
  });

  test('a case group is missing', async () => {
    await signIn('ada');
    await remove('CaseGroup');
    const notes = [{ kind: 'missingCaseGroup', caseGroup: 'Phishing' }];
    expect(await signIn('ada')).toMatchObject({ outcome: 'unchanged', notes });
    expect(await signIn('bo')).toMatchObject({
      user: { memberships: [{}], caseGroupMemberships: [] },
      notes,
    });
  });

  test('a soft-deleted team does not exist for settings, invitations and guards', async () => {
    await signIn('ada', [...GROUPS, 'Administrators']);
    await remove('Team');
    jit = create({ settings: undefined, createMissingTeams: false, managedTeams: 'mapped' });
    await expect(
      jit.settings.update({ mapping: MAPPING }, { version: 0, actor: 'root' }),
    ).rejects.toMatchObject({ code: 'mapping_invalid' });
    const memberships = [{ team: 'Analytics', role: 'EDITOR' }];
    await expect(jit.invite({ email: 'eve@example.com', memberships })).rejects.toMatchObject({
      code: 'invitation_invalid',
    });
    await restore('Team');
    const mapping = { mappings: MAPPING.mappings.slice(1) };
    await jit.settings.update(
      { justInTime: true, enhancedSync: true, mapping },
      { version: 0, actor: 'root', confirm: ['empties_everybody', 'takes_last_owner'] },
    );
    const routes = await startGuardedRoutes((app, reach) => {
      app.post('/members', jit.guard('memberships', { tenant: 'default', team: () => 'Analytics' }), reach);
    });
    expect(await routes.send('POST', '/members')).toMatchObject({ status: 200 });
    await remove('Team');
    expect(await routes.send('POST', '/members')).toMatchObject({ status: 403, reached: false });
  });

  test('an identity is unlinked: the sign-in is refused', async () => {
    const { user } = await signIn('ada');
    await remove('Identity');
    expect(await signIn('ada')).toMatchObject({ outcome: 'denied', code: 'identity_unlinked' });
    const [event] = await dataSource.manager.findBy(entities.AuditEvent, { type: 'denied' });
    expect(event).toMatchObject({ user: user!.id, details: { code: 'identity_unlinked' } });
    expect(await rows('User')).toHaveLength(1);
    expect(await preview()).toEqual([]);
    expect(await jit.preview().summary).toMatchObject({ users: 1, unknown: 0, refused: 0 });
    await restore('Identity');
    expect(await signIn('ada')).toMatchObject({ outcome: 'unchanged' });
  });

  test('an owner is none any more', async () => {
    await signIn('ada', ['Administrators']);
    await remove('User');
    await signIn('bo', ['Administrators']);
    expect(await signIn('bo', ['Managers'])).toMatchObject({ notes: [{ kind: 'lastOwner' }] });
    expect(await jit.preview().summary).toMatchObject({ users: 1 });
  });
});
