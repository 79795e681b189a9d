import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from 'typeorm';
import { Database } from '../database/database';
import { BINARY_COLLATION_ENGINE } from '../entities/binary-collation';
import {
  toColumnOptions,
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
  type Column,
} from './columns';

interface TableDefinition {
  name: string;
  columns: Column[];
  uniques?: string[][];
  indices?: string[][];
  /** The tables that columns refer to; what refers to a row goes with it. */
  references?: Record<string, string>;
}

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

/** The tables of the ready entities as they were at first. A change of an entity is another migration. */
const TABLES: readonly TableDefinition[] = [
  {
    name: 'jit_users',
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
    name: 'jit_identities',
    columns: [
      id(),
      tenantColumn,
      varchar('provider', 128),
      varchar('subject', 1024),
      varchar('subjectHash', 64),
      varchar('issuer', 1024),
      nullable(varchar('groupAttribute', 255)),
      timestamp('createdAt'),
      foreignKey('userId'),
    ],
    uniques: [['tenant', 'provider', 'subjectHash']],
    indices: [['tenant', 'provider', 'groupAttribute'], ['userId']],
    references: { userId: 'jit_users' },
  },
  { name: 'jit_teams', columns: [id(), tenantColumn, varchar('name', 255)], uniques: [['tenant', 'name']] },
  {
    name: 'jit_memberships',
    columns: [...grantColumns, foreignKey('userId'), foreignKey('teamId'), varchar('role', 255)],
    uniques: [['userId', 'teamId']],
    indices: [['teamId']],
    references: { userId: 'jit_users', teamId: 'jit_teams' },
  },
  {
    name: 'jit_case_groups',
    columns: [id(), foreignKey('teamId'), varchar('name', 255)],
    uniques: [['teamId', 'name']],
    references: { teamId: 'jit_teams' },
  },
  {
    name: 'jit_case_group_memberships',
    columns: [...grantColumns, foreignKey('userId'), foreignKey('caseGroupId'), varchar('role', 255)],
    uniques: [['userId', 'caseGroupId']],
    indices: [['caseGroupId']],
    references: { userId: 'jit_users', caseGroupId: 'jit_case_groups' },
  },
  {
    name: 'jit_tenant_permissions',
    columns: [...grantColumns, foreignKey('userId'), varchar('permission', 255)],
    uniques: [['userId', 'permission']],
    references: { userId: 'jit_users' },
  },
  {
    name: 'jit_settings',
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
    name: 'jit_settings_versions',
    columns: [
      primaryKey(varchar('tenant', 128)),
      primaryKey(integer('version')),
      timestamp('at'),
      varchar('actor', 320),
      json('settings'),
    ],
  },
  {
    name: 'jit_audit_events',
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
    name: 'jit_tenant_states',
    columns: [
      primaryKey(varchar('tenant', 128)),
      nullable(timestamp('removalsHeldAt')),
      nullable(timestamp('removalsReleasedAt')),
      withDefault(integer('sessionGeneration'), 0),
    ],
  },
  {
    name: 'jit_provider_states',
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
    for (const table of TABLES) await queryRunner.createTable(new Table(toTableOptions(queryRunner, table)));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const { name } of [...TABLES].reverse()) await queryRunner.dropTable(name);
  }
}

function toTableOptions({ manager }: QueryRunner, table: TableDefinition): TableOptions {
  const { name, columns, uniques = [], indices = [], references = {} } = table;
  // What TypeORM 1.0 renamed to `dataSource`.
  const dataSource = manager.dataSource ?? manager.connection;
  const plainIndices = indices.map((columnNames) => ({ columnNames }));
  const { uniqueConstraintsAreIndices } = Database.of(dataSource).dialect;
  const uniqueIndices = uniques.map((columnNames) => ({ columnNames, isUnique: true }));
  return {
    name,
    engine: BINARY_COLLATION_ENGINE,
    columns: columns.map((column) => toColumnOptions(dataSource, column)),
    ...(uniqueConstraintsAreIndices
      ? { indices: [...uniqueIndices, ...plainIndices] }
      : { uniques: uniques.map((columnNames) => ({ columnNames })), indices: plainIndices }),
    foreignKeys: Object.entries(references).map(([column, referencedTableName]) => ({
      columnNames: [column],
      referencedTableName,
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
      onUpdate: 'NO ACTION',
    })),
  };
}
