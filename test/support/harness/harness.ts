import { DataSource, type DataSourceOptions } from 'typeorm';
import {
  createProvisioning,
  entities,
  ProvisioningSubscriber,
  type Provisioning,
  type ProvisioningOptions,
  type VerifiedIdentity,
} from 'passport-jit';
import { dropOnDestroy, createDatabase } from '../databases/create-database';
import { databaseType } from '../databases/database-type';

/** The mapping of the specification, word for word. */
export const MAPPING = {
  tenant_owners_groups: ['Administrators'],
  tenant_permission: [{ group_name: 'Auditors', permission_name: 'AUDIT_LOG_READ' }],
  mappings: [
    { group_name: 'Administrators', team_name: 'Analytics', role_name: 'TEAM_ADMIN' },
    { group_name: 'Managers', team_name: 'Incident Response', role_name: 'EDITOR' },
    { group_name: 'Everyone', team_name: 'Incident Response', role_name: 'VIEWER' },
    {
      group_name: 'Phishing',
      team_name: 'Incident Response',
      case_group_name: 'Phishing',
      role_name: 'EDITOR',
    },
  ],
};

/** A fresh database of its own, of the kind under test. */
export async function openDatabase(options: Partial<DataSourceOptions> = {}): Promise<DataSource> {
  const dataSource = await new DataSource({
    ...(options.database === undefined ? await createDatabase() : { type: databaseType }),
    synchronize: true,
    entities: Object.values(entities),
    subscribers: [ProvisioningSubscriber],
    ...options,
  } as DataSourceOptions).initialize();
  return dropOnDestroy(dataSource);
}

/** The library on a fresh database with the mapping's teams, and what tests ask of it. */
export interface Harness {
  dataSource: DataSource;
  jit: Provisioning;
  /** The same database with other options, as after a deployment. */
  reconfigured(options?: Partial<ProvisioningOptions>): Provisioning;
  signIn(
    subject: string,
    groups: unknown,
    more?: Partial<VerifiedIdentity>,
  ): ReturnType<Provisioning['provision']>;
  grants(subject: string): Promise<string[]>;
  audit(type?: string): Promise<InstanceType<(typeof entities)['AuditEvent']>[]>;
  close(): Promise<void>;
}

const SETTINGS = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };

export async function openHarness(options: Partial<ProvisioningOptions> = {}): Promise<Harness> {
  const dataSource = await openDatabase();
  await createTeams(dataSource);
  const reconfigured = (more: Partial<ProvisioningOptions> = {}) =>
    createProvisioning({ dataSource, settings: SETTINGS, ...options, ...more });
  const jit = reconfigured();
  return {
    dataSource,
    jit,
    reconfigured,
    signIn: (subject, groups, more) => jit.provision(identity(subject, groups, more), { provider: 'okta' }),
    grants: (subject) => grantsOf(dataSource, subject),
    async audit(type) {
      const rows = await dataSource.manager.find(entities.AuditEvent, { order: { at: 'ASC' } });
      return rows.filter((row) => type === undefined || row.type === type);
    },
    close: () => dataSource.destroy(),
  };
}

/** A verified identity; `groups: undefined` leaves the attribute out. */
export function identity(
  subject: string,
  groups: unknown,
  more: Partial<VerifiedIdentity> = {},
): VerifiedIdentity {
  return {
    protocol: 'oidc',
    issuer: 'https://idp.example.com',
    subject,
    email: `${subject}@example.com`,
    attributes: {
      given_name: subject,
      family_name: 'Example',
      ...(groups === undefined ? {} : { groups }),
    },
    ...more,
  };
}

export async function createTeams(dataSource: DataSource, tenant = 'default'): Promise<void> {
  const { manager } = dataSource;
  await manager.save(entities.Team, { tenant, name: 'Analytics' });
  const team = await manager.save(entities.Team, { tenant, name: 'Incident Response' });
  await manager.save(entities.CaseGroup, { teamId: team.id, name: 'Phishing' });
}

/** The grants of a person in a form that reads well in an assertion: `Analytics: TEAM_ADMIN`. */
export async function grantsOf(
  dataSource: DataSource,
  subject: string,
  tenant = 'default',
): Promise<string[]> {
  const found = await dataSource.manager.findOneOrFail(entities.Identity, {
    where: { tenant, subject },
    relations: {
      user: {
        memberships: { team: true },
        caseGroupMemberships: { caseGroup: { team: true } },
        tenantPermissions: true,
      },
    },
  });
  const { user } = found;
  return [
    ...(user.tenantOwner ? ['owner'] : []),
    ...user.memberships.map(({ team, role }) => `${team.name}: ${role}`),
    ...user.caseGroupMemberships.map(
      ({ caseGroup, role }) => `${caseGroup.team.name}/${caseGroup.name}: ${role}`,
    ),
    ...user.tenantPermissions.map(({ permission }) => permission),
  ].sort();
}
