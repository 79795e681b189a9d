import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { createProvisioning, entities, type Provisioning } from 'passport-jit';
import { CASE_GROUPS, TEAMS, type GrantKey, type Policy, type Profile } from '../generators/scenario';
import { jsonArrayFunction, runSql } from '../databases/run-sql';
import type { Outcome, SystemUnderTest } from './run-scenario';
import { key, type Grant, type Grants, type Person } from './oracle';
import { unguarded } from '../databases/unguarded';

/** The whole library on a database, where each world is a tenant of its own. */
export class DatabaseSystem implements SystemUnderTest {
  #policy!: Policy;

  private constructor(
    private readonly dataSource: DataSource,
    private readonly instances: Instances,
    private readonly tenant: string,
  ) {}

  static async open(dataSource: DataSource, instances: Instances, tenant: string): Promise<DatabaseSystem> {
    const system = new DatabaseSystem(dataSource, instances, tenant);
    const teams = TEAMS.slice(0, -1).map((name) => ({ id: randomUUID(), tenant, name }));
    const { insert } = unguarded(dataSource);
    await insert(entities.Team, teams);
    const caseGroups = teams.flatMap(({ id: teamId }) =>
      CASE_GROUPS.slice(0, -1).map((name) => ({ id: randomUUID(), teamId, name })),
    );
    await insert(entities.CaseGroup, caseGroups);
    return system;
  }

  async configure(policy: Policy): Promise<void> {
    this.#policy = policy;
    const { mapping, enhancedSync } = policy;
    const { settings } = this.instances.administrator;
    const { version } = await settings.get(this.tenant);
    const confirm = ['takes_last_owner', 'empties_everybody'];
    const change = { tenant: this.tenant, version, actor: 'administrator', confirm };
    await settings.update({ justInTime: true, enhancedSync, mapping }, change);
  }

  signIn({ subject, provider }: Person, { attributes }: Profile): Promise<Outcome> {
    const { managedTeams, unmatched } = this.#policy;
    const identity = { protocol: 'oidc', issuer: 'https://idp.example.com', subject, attributes };
    return this.instances[managedTeams][unmatched].provision(identity, { provider, tenant: this.tenant });
  }

  /** Without listeners, as a migration or a careless route does it: a guard would refuse it. */
  async grantManually(person: Person, [kind, ...names]: GrantKey, role: string): Promise<void> {
    const userId = (await this.#userId(person))!;
    const id = randomUUID();
    if (kind === 'owner') {
      const none = { ownerProvider: null, ownerGroup: null, ownerEntry: null };
      const owner = { tenantOwner: true, ownerSource: 'manual' as const, ...none };
      await unguarded(this.dataSource).update(entities.User, { id: userId }, owner);
      return;
    }
    if (kind === 'permission') {
      const [permission] = names as [string];
      await unguarded(this.dataSource).delete(entities.TenantPermission, { userId, permission });
      await unguarded(this.dataSource).insert(entities.TenantPermission, [{ id, userId, permission }]);
      return;
    }
    const [team, caseGroup] = names as [string, string?];
    const { id: teamId } = await this.dataSource.manager.findOneByOrFail(entities.Team, {
      tenant: this.tenant,
      name: team,
    });
    if (caseGroup === undefined) {
      await unguarded(this.dataSource).delete(entities.Membership, { userId, teamId });
      await unguarded(this.dataSource).insert(entities.Membership, [{ id, userId, teamId, role }]);
      return;
    }
    const named = { teamId, name: caseGroup };
    const { id: caseGroupId } = await this.dataSource.manager.findOneByOrFail(entities.CaseGroup, named);
    await unguarded(this.dataSource).delete(entities.CaseGroupMembership, { userId, caseGroupId });
    await unguarded(this.dataSource).insert(entities.CaseGroupMembership, [
      { id, userId, caseGroupId, role },
    ]);
  }

  /** By SQL of its own, so that the library's way of reading is under test as well. */
  async grants(person: Person): Promise<Grants | undefined> {
    const userId = await this.#userId(person);
    if (userId === undefined) return undefined;
    const sql = GRANTS.replaceAll('json_array', jsonArrayFunction(this.dataSource));
    const rows = await runSql<Grant & { place: string | GrantKey }>(
      this.dataSource,
      sql,
      Array(4).fill(userId),
    );
    return new Map(
      rows.map(({ place, role, source, provider, group, entry }) => [
        key(typeof place === 'string' ? (JSON.parse(place) as GrantKey) : place),
        { role, source, provider, group, entry },
      ]),
    );
  }

  async rows(withAuditLog: boolean): Promise<unknown> {
    const ofUsers = 'WHERE "userId" IN (SELECT id FROM jit_users WHERE tenant = ?)';
    const ofTenant = 'WHERE tenant = ?';
    const tables = [
      ...['users', 'identities', 'teams', 'settings'].map((name) => [name, ofTenant]),
      ...['memberships', 'case_group_memberships', 'tenant_permissions'].map((name) => [name, ofUsers]),
      ...(withAuditLog ? [['audit_events', ofTenant]] : []),
    ];
    const all: unknown[] = [];
    for (const [name, where] of tables) {
      all.push(
        name,
        await runSql(this.dataSource, `SELECT * FROM jit_${name} ${where} ORDER BY 1`, [this.tenant]),
      );
    }
    return all;
  }

  async #userId({ subject, provider }: Person): Promise<string | undefined> {
    const [row] = await runSql<{ userId: string }>(
      this.dataSource,
      'SELECT "userId" FROM jit_identities WHERE tenant = ? AND provider = ? AND subject = ?',
      [this.tenant, provider, subject],
    );
    return row?.userId;
  }
}

/** One library for each set of options, and one that may save a mapping whose teams are missing. */
export type Instances = Record<Policy['managedTeams'], Record<Policy['unmatched'], Provisioning>> & {
  administrator: Provisioning;
};

export function createInstances(dataSource: DataSource): Instances {
  const of = (managedTeams: Policy['managedTeams'], unmatched: Policy['unmatched']) =>
    createProvisioning({ dataSource, managedTeams, unmatched, removalSafeguard: false });
  return {
    all: { create: of('all', 'create'), deny: of('all', 'deny') },
    mapped: { create: of('mapped', 'create'), deny: of('mapped', 'deny') },
    administrator: createProvisioning({ dataSource, createMissingTeams: true }),
  };
}

const ORIGIN = 'g.source, g.provider, g."groupName" AS "group", g.entry';
const GRANTS = `
  SELECT json_array('team', t.name) AS place, g.role, ${ORIGIN}
    FROM jit_memberships g JOIN jit_teams t ON t.id = g."teamId" WHERE g."userId" = ?
  UNION ALL SELECT json_array('caseGroup', t.name, c.name), g.role, ${ORIGIN}
    FROM jit_case_group_memberships g JOIN jit_case_groups c ON c.id = g."caseGroupId"
    JOIN jit_teams t ON t.id = c."teamId" WHERE g."userId" = ?
  UNION ALL SELECT json_array('permission', g.permission), NULL, ${ORIGIN}
    FROM jit_tenant_permissions g WHERE g."userId" = ?
  UNION ALL SELECT json_array('owner'), NULL, u."ownerSource", u."ownerProvider", u."ownerGroup", u."ownerEntry"
    FROM jit_users u WHERE u.id = ? AND u."tenantOwner" = true`;
