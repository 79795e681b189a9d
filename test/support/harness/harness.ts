import { DataSource, type DataSourceOptions } from 'typeorm';
import {
  createProvisioning,
  entities,
  ProvisioningSubscriber,
  type Provisioning,
  type ProviderOptions,
  type ProvisioningOptions,
  type VerifiedIdentity,
} from 'passport-jit';
import { createDatabase, dropOnDestroy } from '../databases/create-database';
import { createDatabaseWithTables } from '../databases/database-with-tables';
import { databaseType } from '../databases/database-type';
import { identity } from '../fixtures/identity';
import { MAPPING } from '../fixtures/mapping';

export { identity, MAPPING };

/** A fresh database of its own, of the kind under test. */
export async function openDatabase(options: Partial<DataSourceOptions> = {}): Promise<DataSource> {
  const dataSource = await new DataSource({
    synchronize: true,
    entities: Object.values(entities),
    subscribers: [ProvisioningSubscriber],
    ...(await databaseFor(options)),
    ...options,
  } as DataSourceOptions).initialize();
  return dropOnDestroy(dataSource);
}

function databaseFor(
  options: Partial<DataSourceOptions>,
): Partial<DataSourceOptions> | Promise<DataSourceOptions> {
  if (options.database !== undefined) return { type: databaseType };
  const hasOwnTables = options.entities !== undefined || options.synchronize !== undefined;
  return hasOwnTables ? createDatabase() : createDatabaseWithTables();
}

/** Parts of the identity that differ from the usual ones, and the way in which the user signs in. */
export interface SignInOptions extends Partial<VerifiedIdentity> {
  /** Another provisioning than the harness's own, on the same database. */
  with?: Provisioning;
  /** @default 'okta' */
  provider?: string;
  tenant?: string;
  /** What else is configured of the provider. */
  connection?: Omit<ProviderOptions, 'provider' | 'tenant'>;
}

/** The library on a fresh database with the mapping's teams, and what tests ask of it. */
export interface Harness {
  dataSource: DataSource;
  jit: Provisioning;
  /** The same database with other options, as after a deployment. */
  reconfigured(options?: Partial<ProvisioningOptions>): Provisioning;
  signIn(subject: string, groups: unknown, options?: SignInOptions): ReturnType<Provisioning['provision']>;
  grants(subject: string): Promise<string[]>;
  audit(type?: string): Promise<InstanceType<(typeof entities)['AuditEvent']>[]>;
  close(): Promise<void>;
}

export const SETTINGS = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };

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
    signIn(
      subject,
      groups,
      { with: provisioning = jit, provider = 'okta', tenant, connection, ...more } = {},
    ) {
      const options = { provider, ...(tenant === undefined ? {} : { tenant }), ...connection };
      return provisioning.provision(identity(subject, groups, more), options);
    },
    grants: (subject) => grantsOf(dataSource, subject),
    async audit(type) {
      const rows = await dataSource.manager.find(entities.AuditEvent, { order: { at: 'ASC' } });
      return rows.filter((row) => type === undefined || row.type === type);
    },
    close: () => dataSource.destroy(),
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
