import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import {
  json,
  boolean,
  id,
  timestamp,
  integer,
  nullable,
  primaryKey,
  foreignKey,
  varchar,
  withDefault,
} from './columns';
import { MetadataNames } from './metadata-names';
import { dataSourceOf, toTableOptions, type TableDefinition } from './table-options';

const tenantColumn = withDefault(varchar('tenant', 128), 'default');
const grantColumns = [
  id(),
  withDefault(varchar('source', 8), 'manual'),
  nullable(varchar('provider', 128)),
  nullable(varchar('groupName', 1024)),
  nullable(integer('entry')),
  nullable(integer('mappingVersion')),
  timestamp('grantedAt'),
];

/** The tables of the ready entities in their first form. Later changes are migrations of their own. */
const TABLES: readonly TableDefinition[] = [
  {
    entity: 'User',
    columns: [
      id(),
      tenantColumn,
      nullable(varchar('email', 320)),
      nullable(varchar('emailKey', 320)),
      nullable(boolean('emailVerified')),
      nullable(varchar('firstName', 255)),
      nullable(varchar('lastName', 255)),
      nullable(varchar('avatar', 2048)),
      withDefault(boolean('tenantOwner'), false),
      nullable(varchar('ownerSource', 8)),
      nullable(varchar('ownerProvider', 128)),
      nullable(varchar('ownerGroup', 1024)),
      nullable(integer('ownerEntry')),
      nullable(integer('ownerMappingVersion')),
      nullable(timestamp('ownerGrantedAt')),
      withDefault(boolean('active'), true),
      withDefault(boolean('invited'), false),
      nullable(json('identityProviderGroups')),
      nullable(varchar('groupsHash', 64)),
      nullable(varchar('groupsState', 16)),
      nullable(timestamp('lastSignInAt')),
      nullable(timestamp('lastSyncedAt')),
      nullable(timestamp('removalsHeldAt')),
      withDefault(integer('sessionGeneration'), 0),
      withDefault(integer('syncRevision'), 0),
      timestamp('createdAt'),
    ],
    uniques: [['tenant', 'emailKey']],
    indices: [
      ['tenant', 'tenantOwner'],
      ['tenant', 'id'],
    ],
  },
  {
    entity: 'Identity',
    columns: [
      id(),
      tenantColumn,
      varchar('provider', 128),
      varchar('subject', 1024),
      varchar('subjectHash', 64),
      varchar('issuer', 1024),
      nullable(varchar('groupAttribute', 255)),
      nullable(json('groups')),
      nullable(varchar('groupsHash', 64)),
      nullable(varchar('groupsState', 16)),
      nullable(timestamp('lastSyncedAt')),
      timestamp('createdAt'),
      foreignKey('userId'),
    ],
    uniques: [['tenant', 'provider', 'subjectHash']],
    indices: [['tenant', 'provider', 'groupAttribute'], ['userId']],
    references: { userId: 'User' },
  },
  { entity: 'Team', columns: [id(), tenantColumn, varchar('name', 255)], uniques: [['tenant', 'name']] },
  {
    entity: 'Membership',
    columns: [...grantColumns, foreignKey('userId'), foreignKey('teamId'), varchar('role', 255)],
    uniques: [['userId', 'teamId']],
    indices: [['teamId']],
    references: { userId: 'User', teamId: 'Team' },
  },
  {
    entity: 'CaseGroup',
    columns: [id(), foreignKey('teamId'), varchar('name', 255)],
    uniques: [['teamId', 'name']],
    references: { teamId: 'Team' },
  },
  {
    entity: 'CaseGroupMembership',
    columns: [...grantColumns, foreignKey('userId'), foreignKey('caseGroupId'), varchar('role', 255)],
    uniques: [['userId', 'caseGroupId']],
    indices: [['caseGroupId']],
    references: { userId: 'User', caseGroupId: 'CaseGroup' },
  },
  {
    entity: 'TenantPermission',
    columns: [...grantColumns, foreignKey('userId'), varchar('permission', 255)],
    uniques: [['userId', 'permission']],
    references: { userId: 'User' },
  },
  {
    entity: 'Settings',
    columns: [
      primaryKey(varchar('tenant', 128)),
      integer('version'),
      withDefault(varchar('revision', 36), ''),
      boolean('justInTime'),
      varchar('enhancedSync', 16),
      varchar('groupAttribute', 255),
      nullable(json('mapping')),
      nullable(timestamp('updatedAt')),
    ],
  },
  {
    entity: 'SettingsVersion',
    columns: [
      primaryKey(varchar('tenant', 128)),
      primaryKey(integer('version')),
      timestamp('at'),
      varchar('actor', 320),
      json('settings'),
    ],
  },
  {
    entity: 'AuditEvent',
    columns: [
      id(),
      timestamp('at'),
      varchar('tenant', 128),
      varchar('type', 32),
      nullable(varchar('actor', 320)),
      nullable(varchar('provider', 128)),
      nullable(foreignKey('userId')),
      json('details'),
      withDefault(integer('count'), 1),
      nullable(varchar('dedupeKey', 64)),
    ],
    uniques: [['dedupeKey']],
    indices: [['tenant', 'at', 'id'], ['tenant', 'type', 'at', 'id'], ['userId']],
  },
  {
    entity: 'TenantState',
    columns: [
      primaryKey(varchar('tenant', 128)),
      nullable(timestamp('removalsHeldAt')),
      nullable(timestamp('removalsReleasedAt')),
      withDefault(integer('sessionGeneration'), 0),
    ],
  },
  {
    entity: 'ProviderState',
    columns: [
      primaryKey(varchar('tenant', 128)),
      primaryKey(varchar('provider', 128)),
      withDefault(integer('sessionGeneration'), 0),
    ],
  },
];

export class CreatePassportJitTables1764028800000 implements MigrationInterface {
  // A bundler that shortens the names of classes must not change which migrations have run.
  readonly name = 'CreatePassportJitTables1764028800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const tables = TABLES.map((table) => new Table(toTableOptions(dataSourceOf(queryRunner), table)));
    for (const table of tables) await queryRunner.createTable(table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = TABLES.map(({ entity }) => new MetadataNames(dataSourceOf(queryRunner), entity).table);
    for (const name of names.reverse()) await queryRunner.dropTable(name);
  }
}
