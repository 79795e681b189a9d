import { entities, type Provisioning } from 'passport-jit';
import { In, type DataSource } from 'typeorm';
import { startAdminApp, type AdminApp } from '../support/apps/admin-app';
import { violations } from '../support/assertions/invariants';
import { identity, openDatabase } from '../support/harness/harness';
import { serverEnvironments, type ServerEnvironment } from '../support/environments/fault-injection';
import { withSeededRandom, type SeededRandom } from '../support/generators/seeded-random';
import { unguarded } from '../support/databases/unguarded';

/*
 * Everything that writes, on the same few rows at the same moment. Our own transactions take their locks in one order,
 * so the server has no deadlock to end; where the app takes them in another, it has, and no login hears of it.
 */
const TENANT = 'acme';
const PEOPLE = Array.from({ length: 8 }, (_, i) => `person-${i}`);
const TEAMS = ['Alpha', 'Beta', 'Gamma', 'Delta'];
const GROUPS = ['Administrators', 'Auditors', ...TEAMS, ...TEAMS.map((name) => `${name} cases`)];
const AT_ONCE = 160;

/** Each version has its teams in another order, and others of them. */
function mapping(random: SeededRandom) {
  const names = random.below(2) === 1 ? TEAMS : TEAMS.toReversed();
  return {
    tenant_owners_groups: ['Administrators'],
    tenant_permission: [{ group_name: 'Auditors', permission_name: 'AUDIT_LOG_READ' }],
    mappings: names.slice(random.below(2)).flatMap((team_name) => [
      { group_name: team_name, team_name, role_name: 'EDITOR' },
      { group_name: `${team_name} cases`, team_name, case_group_name: 'Cases', role_name: 'VIEWER' },
    ]),
  };
}

describe.each(Object.keys(serverEnvironments) as (keyof typeof serverEnvironments)[])('on %s', (name) => {
  let environment: ServerEnvironment;
  let app: DataSource;
  beforeEach(async () => {
    environment = await serverEnvironments[name]();
    app = await openDatabase({
      ...environment.options,
      poolSize: 30,
      ...environment.shortDeadlockTimeout,
    } as object);
  });
  afterEach(async () => {
    if (app.isInitialized) await app.destroy();
    await environment.close();
  });

  test(
    'there are none between our own transactions',
    () =>
      withSeededRandom(async (random) => {
        await runConcurrently(random, await openAdminApp(app), []);
        await app.destroy();
        expect({ deadlocks: await environment.countDeadlocks() }).toEqual({ deadlocks: 0 });
      }),
    60_000,
  );

  test(
    'none of those that the app makes reaches a login',
    () =>
      withSeededRandom(async (random) => {
        await runConcurrently(random, await openAdminApp(app), [() => lockInAnotherOrder(app, random)]);
        await app.destroy();
        expect(await environment.countDeadlocks()).toBeGreaterThan(0);
      }),
    60_000,
  );

  /** A few removals are a mass removal here. */
  const openAdminApp = (dataSource: DataSource) =>
    startAdminApp(dataSource, {
      createMissingTeams: true,
      removalSafeguard: { window: '1h', maxUsers: 2, maxShare: 0.1 },
    });

  /** Those whom the test itself put there have no story. */
  const deleteUsers = (...users: { id: string }[]) =>
    unguarded(app).delete(entities.User, { id: In(users.map(({ id }) => id)) });

  /** Everything at once; what the app does in its own transactions may fail, what this library does may not. */
  async function runConcurrently(
    random: SeededRandom,
    admin: AdminApp,
    appWrites: (() => Promise<unknown>)[],
  ): Promise<void> {
    const { jit } = admin;
    const settings = {
      justInTime: true,
      enhancedSync: true,
      groupAttribute: 'groups',
      mapping: mapping(random),
    };
    await jit.settings.update(settings, { tenant: TENANT, version: 0, actor: 'root', confirm: DANGERS });
    for (const person of PEOPLE) await signIn(jit, person, random.subset(GROUPS));
    const others = [
      () => changeSettings(jit, random),
      () => jit.releaseHeldRemovals({ tenant: TENANT }),
      () => activate(admin, random),
      ...appWrites,
      ...appWrites,
    ];
    const results = await Promise.allSettled(
      Array.from({ length: AT_ONCE }, () => {
        const other = others[random.below(2 * others.length)];
        if (other !== undefined) return other();
        return signIn(jit, PEOPLE[random.below(PEOPLE.length)]!, random.subset(GROUPS));
      }),
    );
    const failed = results.filter(({ status }) => status === 'rejected');
    expect(failed).toEqual([]);
    await deleteUsers(admin.owner, admin.otherTenantOwner);
    expect(await violations(admin.dataSource, TENANT)).toEqual([]);
  }
});

const DANGERS = ['takes_last_owner', 'empties_everybody'];

const signIn = (jit: Provisioning, subject: string, groups: string[]) =>
  jit.provision(identity(subject, groups), { tenant: TENANT, provider: 'okta' });

async function changeSettings(jit: Provisioning, random: SeededRandom): Promise<void> {
  const patch = { mapping: mapping(random) };
  const { version } = await jit.settings.get(TENANT);
  const change = { tenant: TENANT, version, actor: 'root', confirm: DANGERS };
  await jit.settings.update(patch, change).catch((error: Error & { code?: string }) => {
    if (error.code !== 'settings_conflict') throw error;
  });
}

async function activate({ post, dataSource, owner }: AdminApp, random: SeededRandom): Promise<void> {
  const users = await dataSource.manager.findBy(entities.User, { tenant: TENANT });
  const { id } = users[random.below(users.length)]!;
  if (id === owner.id) return;
  const { status, text } = await post(
    `/users/${id}/${random.below(2) === 1 ? 'activate' : 'deactivate'}`,
    {},
  );
  // 409: the last owner.
  if (![200, 409].includes(status)) throw new Error(text);
}

/** Some users and then the tenant, where a sign-in locks the tenant and then a user. A deadlock here is the app's own. */
async function lockInAnotherOrder(dataSource: DataSource, random: SeededRandom): Promise<void> {
  const [first, second] = [random.below(PEOPLE.length), random.below(PEOPLE.length)];
  const touch = async (manager: DataSource['manager'], person: number) => {
    const avatar = `https://example.com/${person}`;
    const email = `${PEOPLE[person]}@example.com`;
    await manager
      .createQueryBuilder()
      .update(entities.User)
      .set({ avatar })
      .where({ tenant: TENANT, email })
      .execute();
  };
  await dataSource
    .transaction(async (manager) => {
      await touch(manager, first);
      await touch(manager, second);
      await manager.update(entities.TenantState, { tenant: TENANT }, { tenant: TENANT });
    })
    .catch(() => undefined);
}
