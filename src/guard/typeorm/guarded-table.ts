import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { Database } from '../../database/database';
import type { GuardConfig } from '../registry';
import { columnValue, type Row } from './row';

/** The entities that affect managed grants: the grants, and the rows that they refer to. */
export type GuardedEntity = keyof typeof GUARDED_PROPERTIES;

/** The columns of the owner flag. */
export const OWNER_PROPERTIES = [
  'tenantOwner',
  'ownerSource',
  'ownerProvider',
  'ownerGroup',
  'ownerEntry',
  'ownerMappingVersion',
  'ownerGrantedAt',
];

const GRANT_PROPERTIES = ['source', 'provider', 'group', 'entry', 'mappingVersion', 'grantedAt'];

/** The properties that are guarded. All other properties belong to the app, and writes of them are never refused. */
const GUARDED_PROPERTIES = {
  User: ['id', 'tenant', 'invited', ...OWNER_PROPERTIES],
  Team: ['id', 'tenant', 'name'],
  CaseGroup: ['id', 'teamId'],
  Membership: ['id', 'userId', 'teamId', 'role', ...GRANT_PROPERTIES],
  CaseGroupMembership: ['id', 'userId', 'caseGroupId', 'role', ...GRANT_PROPERTIES],
  TenantPermission: ['id', 'userId', 'permission', ...GRANT_PROPERTIES],
};

/** A guarded table as one entity class maps it: the class of the entity set, or another class with the same table. */
export class GuardedTable {
  readonly #columns = new Map<string, ColumnMetadata>();
  /** Foreign keys that a cascade may set invisibly. */
  readonly cascaded: readonly string[];

  constructor(
    readonly entity: GuardedEntity,
    /** The metadata of the class of the entity set. */
    readonly ownMetadata: EntityMetadata,
    metadata: EntityMetadata,
    allMetadata: readonly EntityMetadata[],
  ) {
    for (const property of this.properties) {
      const name = ownMetadata.findColumnWithPropertyName(property)?.databaseName;
      const column = name === undefined ? undefined : metadata.findColumnWithDatabaseName(name);
      if (column !== undefined) this.#columns.set(property, column);
    }
    if (metadata.deleteDateColumn !== undefined) this.#columns.set('deletedAt', metadata.deleteDateColumn);
    const cascaded = inverseJoinColumns(metadata, allMetadata);
    this.cascaded = [...this.#columns].flatMap(([property, column]) =>
      cascaded.includes(column) ? [property] : [],
    );
  }

  get properties(): readonly string[] {
    return GUARDED_PROPERTIES[this.entity];
  }

  /** The values of an object by the guarded properties. */
  read(values: ObjectLiteral): Row {
    const row: Record<string, unknown> = {};
    for (const [property, column] of this.#columns) {
      const value = columnValue(column, values);
      if (value !== undefined) row[property] = value;
    }
    return row;
  }

  /** The value of a column that an insert omits. */
  defaultOf(property: string): unknown {
    const value = this.#columns.get(property)?.default;
    return typeof value === 'string' || typeof value === 'boolean' ? value : null;
  }
}

/** The guarded table that the writes of an entity change. */
export function guardedTableOf(config: GuardConfig, metadata: EntityMetadata): GuardedTable | undefined {
  let cache = tablesByConfig.get(config);
  if (cache === undefined)
    tablesByConfig.set(config, (cache = new WeakMap<EntityMetadata, GuardedTable | null>()));
  let table = cache.get(metadata);
  if (table === undefined) cache.set(metadata, (table = findTable(config, metadata)));
  return table ?? undefined;
}

const tablesByConfig = new WeakMap<GuardConfig, WeakMap<EntityMetadata, GuardedTable | null>>();

/** Finds the table by its name and not by the class: a class of the app may map the same table. */
function findTable({ dataSource, entities }: GuardConfig, metadata: EntityMetadata): GuardedTable | null {
  for (const entity of Object.keys(GUARDED_PROPERTIES) as GuardedEntity[]) {
    const ownMetadata = dataSource.getMetadata(entities[entity]);
    if (mayBeSameTable(dataSource, ownMetadata, metadata)) {
      return new GuardedTable(entity, ownMetadata, metadata, dataSource.entityMetadatas);
    }
  }
  return null;
}

/** Only PostgreSQL distinguishes the case of names everywhere, and a class without a schema may mean any schema. */
function mayBeSameTable(dataSource: DataSource, ...pair: [EntityMetadata, EntityMetadata]): boolean {
  const { driver } = dataSource;
  const { caseSensitiveNames } = Database.of(dataSource).dialect;
  const [first, second] = pair.map((metadata) => driver.parseTableName(metadata)) as [TablePath, TablePath];
  const normalizeCase = (name: string) => (caseSensitiveNames ? name : name.toLowerCase());
  return (['database', 'schema', 'tableName'] as const).every((part) => {
    const [a, b] = [first[part], second[part]];
    return a === undefined || b === undefined || normalizeCase(a) === normalizeCase(b);
  });
}

type TablePath = ReturnType<DataSource['driver']['parseTableName']>;

/** Columns that another entity with a list of such rows may set. */
function inverseJoinColumns(
  metadata: EntityMetadata,
  allMetadata: readonly EntityMetadata[],
): ColumnMetadata[] {
  return allMetadata
    .flatMap(({ relations }) => relations)
    .filter(
      (relation) =>
        (relation.isOneToMany || relation.isOneToOneNotOwner) &&
        relation.persistenceEnabled &&
        relation.inverseEntityMetadata === metadata,
    )
    .flatMap((relation) => relation.inverseRelation?.joinColumns ?? []);
}
