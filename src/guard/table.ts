import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import type { Guarded } from './registry';
import { valueOf, type Row } from './row';

/** What has to do with managed grants: the grants, and the rows that they hang on. */
export type GuardedEntity = keyof typeof PROPERTIES;

/** The columns of the owner flag. */
export const OWNER = [
  'tenantOwner',
  'ownerSource',
  'ownerProvider',
  'ownerGroup',
  'ownerEntry',
  'ownerMappingVersion',
  'ownerGrantedAt',
];

const GRANT = ['source', 'provider', 'group', 'entry', 'mappingVersion', 'grantedAt'];

/** The properties that matter. Whatever else an entity has is the app's own, and never refused. */
const PROPERTIES = {
  User: ['id', 'tenant', 'invited', ...OWNER],
  Team: ['id', 'tenant', 'name'],
  CaseGroup: ['id', 'teamId'],
  Membership: ['id', 'userId', 'teamId', 'role', ...GRANT],
  CaseGroupMembership: ['id', 'userId', 'caseGroupId', 'role', ...GRANT],
  TenantPermission: ['id', 'userId', 'permission', ...GRANT],
};

/** A guarded table as one entity class sees it: the class of the set, or another one on the same table. */
export class Table {
  readonly #columns = new Map<string, ColumnMetadata>();
  /** Foreign keys that a cascade may set without saying so. */
  readonly cascaded: readonly string[];

  constructor(
    readonly entity: GuardedEntity,
    /** The metadata of the class of the set. */
    readonly own: EntityMetadata,
    metadata: EntityMetadata,
    all: readonly EntityMetadata[],
  ) {
    for (const property of this.properties) {
      const name = own.findColumnWithPropertyName(property)?.databaseName;
      const column = name === undefined ? undefined : metadata.findColumnWithDatabaseName(name);
      if (column !== undefined) this.#columns.set(property, column);
    }
    if (metadata.deleteDateColumn !== undefined) this.#columns.set('deletedAt', metadata.deleteDateColumn);
    const cascaded = columnsOfParents(metadata, all);
    this.cascaded = [...this.#columns].flatMap(([property, column]) =>
      cascaded.includes(column) ? [property] : [],
    );
  }

  get properties(): readonly string[] {
    return PROPERTIES[this.entity];
  }

  /** What an object says, by the properties that matter. */
  read(values: ObjectLiteral): Row {
    const row: Record<string, unknown> = {};
    for (const [property, column] of this.#columns) {
      const value = valueOf(column, values);
      if (value !== undefined) row[property] = value;
    }
    return row;
  }

  /** What a column gets when an insert leaves it out. */
  defaultOf(property: string): unknown {
    const value = this.#columns.get(property)?.default;
    return typeof value === 'string' || typeof value === 'boolean' ? value : null;
  }
}

/** The guarded table that an entity is written to. */
export function tableOf(guarded: Guarded, metadata: EntityMetadata): Table | undefined {
  let known = tables.get(guarded);
  if (known === undefined) tables.set(guarded, (known = new WeakMap<EntityMetadata, Table | null>()));
  let table = known.get(metadata);
  if (table === undefined) known.set(metadata, (table = findTable(guarded, metadata)));
  return table ?? undefined;
}

const tables = new WeakMap<Guarded, WeakMap<EntityMetadata, Table | null>>();

/** By the table and not by the class: a class of the app's own may be mapped to the same one. */
function findTable({ dataSource, entities }: Guarded, metadata: EntityMetadata): Table | null {
  for (const entity of Object.keys(PROPERTIES) as GuardedEntity[]) {
    const own = dataSource.getMetadata(entities[entity]);
    if (maybeSameTable(dataSource, own, metadata)) {
      return new Table(entity, own, metadata, dataSource.entityMetadatas);
    }
  }
  return null;
}

/** Only PostgreSQL tells names apart by case, everywhere; and a class that names no schema may mean any. */
function maybeSameTable({ driver, options }: DataSource, ...pair: [EntityMetadata, EntityMetadata]): boolean {
  const [one, other] = pair.map((metadata) => driver.parseTableName(metadata)) as [TablePath, TablePath];
  const fold = (name: string) => (options.type === 'postgres' ? name : name.toLowerCase());
  return (['database', 'schema', 'tableName'] as const).every((part) => {
    const [a, b] = [one[part], other[part]];
    return a === undefined || b === undefined || fold(a) === fold(b);
  });
}

type TablePath = ReturnType<DataSource['driver']['parseTableName']>;

/** Columns that another entity, which lists such rows, may set. */
function columnsOfParents(metadata: EntityMetadata, all: readonly EntityMetadata[]): ColumnMetadata[] {
  return all
    .flatMap(({ relations }) => relations)
    .filter(
      (relation) =>
        (relation.isOneToMany || relation.isOneToOneNotOwner) &&
        relation.persistenceEnabled &&
        relation.inverseEntityMetadata === metadata,
    )
    .flatMap((relation) => relation.inverseRelation?.joinColumns ?? []);
}
