import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from 'typeorm';
import { EXACT_ENGINE } from '../entities/collation';
import {
  columnFor,
  document,
  flag,
  id,
  instant,
  integer,
  nullable,
  primary,
  reference,
  text,
  withDefault,
  type Column,
} from './columns';

interface TableOf {
  name: string;
  columns: Column[];
  uniques?: string[][];
  indices?: string[][];
  /** The tables that columns refer to; what refers to a row goes with it. */
  references?: Record<string, string>;
}

const tenant = withDefault(text('tenant', 128), 'default');
const grant = [
  id(),
  withDefault(text('source', 8), 'manual'),
  nullable(text('provider', 128)),
  nullable(text('groupName', 1024)),
  nullable(integer('entry')),
  nullable(integer('mappingVersion')),
  instant('grantedAt'),
];

/** The tables of the ready entities as they were at first. A change of an entity is another migration. */
const TABLES: readonly TableOf[] = [
  {
    name: 'jit_users',
    columns: [
      id(),
      tenant,
      nullable(text('email', 320)),
      nullable(text('emailKey', 320)),
      nullable(text('firstName', 255)),
      nullable(text('lastName', 255)),
      nullable(text('avatar', 2048)),
      withDefault(flag('tenantOwner'), false),
      nullable(text('ownerSource', 8)),
      nullable(text('ownerProvider', 128)),
      nullable(text('ownerGroup', 1024)),
      nullable(integer('ownerEntry')),
      nullable(integer('ownerMappingVersion')),
      nullable(instant('ownerGrantedAt')),
      withDefault(flag('active'), true),
      withDefault(flag('invited'), false),
      nullable(document('identityProviderGroups')),
      nullable(text('groupsState', 16)),
      nullable(instant('lastSignInAt')),
      nullable(instant('lastSyncedAt')),
      nullable(instant('lossesHeldAt')),
      withDefault(integer('syncRevision'), 0),
      instant('createdAt'),
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
      tenant,
      text('provider', 128),
      text('subject', 1024),
      text('subjectHash', 64),
      text('issuer', 1024),
      nullable(text('groupAttribute', 255)),
      instant('createdAt'),
      reference('userId'),
    ],
    uniques: [['tenant', 'provider', 'subjectHash']],
    indices: [['tenant', 'provider', 'groupAttribute'], ['userId']],
    references: { userId: 'jit_users' },
  },
  { name: 'jit_teams', columns: [id(), tenant, text('name', 255)], uniques: [['tenant', 'name']] },
  {
    name: 'jit_memberships',
    columns: [...grant, reference('userId'), reference('teamId'), text('role', 255)],
    uniques: [['userId', 'teamId']],
    indices: [['teamId']],
    references: { userId: 'jit_users', teamId: 'jit_teams' },
  },
  {
    name: 'jit_case_groups',
    columns: [id(), reference('teamId'), text('name', 255)],
    uniques: [['teamId', 'name']],
    references: { teamId: 'jit_teams' },
  },
  {
    name: 'jit_case_group_memberships',
    columns: [...grant, reference('userId'), reference('caseGroupId'), text('role', 255)],
    uniques: [['userId', 'caseGroupId']],
    indices: [['caseGroupId']],
    references: { userId: 'jit_users', caseGroupId: 'jit_case_groups' },
  },
  {
    name: 'jit_tenant_permissions',
    columns: [...grant, reference('userId'), text('permission', 255)],
    uniques: [['userId', 'permission']],
    references: { userId: 'jit_users' },
  },
  {
    name: 'jit_settings',
    columns: [
      primary(text('tenant', 128)),
      integer('version'),
      flag('justInTime'),
      text('enhancedSync', 16),
      text('groupAttribute', 255),
      nullable(document('mapping')),
      nullable(instant('updatedAt')),
    ],
  },
  {
    name: 'jit_settings_versions',
    columns: [
      primary(text('tenant', 128)),
      primary(integer('version')),
      instant('at'),
      text('actor', 320),
      document('settings'),
    ],
  },
  {
    name: 'jit_audit_events',
    columns: [
      id(),
      instant('at'),
      text('tenant', 128),
      text('type', 32),
      nullable(text('actor', 320)),
      nullable(text('provider', 128)),
      nullable(reference('userId')),
      document('details'),
      withDefault(integer('count'), 1),
      nullable(text('floodKey', 64)),
    ],
    uniques: [['floodKey']],
    indices: [['tenant', 'at', 'id'], ['tenant', 'type', 'at', 'id'], ['userId']],
  },
  {
    name: 'jit_tenant_states',
    columns: [
      primary(text('tenant', 128)),
      nullable(instant('lossesHeldAt')),
      nullable(instant('lossesReleasedAt')),
    ],
  },
];

export class CreatePassportJitTables1764028800000 implements MigrationInterface {
  // A bundler that shortens the names of classes must not change which migrations have run.
  readonly name = 'CreatePassportJitTables1764028800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.createTable(new Table(optionsOf(queryRunner, table)));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const { name } of [...TABLES].reverse()) await queryRunner.dropTable(name);
  }
}

function optionsOf({ manager }: QueryRunner, table: TableOf): TableOptions {
  const { name, columns, uniques = [], indices = [], references = {} } = table;
  // What TypeORM 1.0 renamed to `dataSource`.
  const dataSource = manager.dataSource ?? manager.connection;
  const notUnique = indices.map((columnNames) => ({ columnNames }));
  // There it is an index, and TypeORM names it like one.
  const isMysql = ['mysql', 'mariadb', 'aurora-mysql'].includes(dataSource.options.type);
  const unique = uniques.map((columnNames) => ({ columnNames, isUnique: true }));
  return {
    name,
    engine: EXACT_ENGINE,
    columns: columns.map((column) => columnFor(dataSource, column)),
    ...(isMysql
      ? { indices: [...unique, ...notUnique] }
      : { uniques: uniques.map((columnNames) => ({ columnNames })), indices: notUnique }),
    foreignKeys: Object.entries(references).map(([column, referencedTableName]) => ({
      columnNames: [column],
      referencedTableName,
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
      onUpdate: 'NO ACTION',
    })),
  };
}
