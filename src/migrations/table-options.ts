import type { DataSource, QueryRunner, TableOptions } from 'typeorm';
import { Database } from '../database/database';
import { BINARY_COLLATION_ENGINE } from '../entities/binary-collation';
import type { EntitySet } from '../entities/define-entities';
import { toColumnOptions, type Column } from './columns';
import { MetadataNames } from './metadata-names';

/** A table, with the names that its columns have without a naming strategy. */
export interface TableDefinition {
  entity: keyof EntitySet;
  columns: Column[];
  uniques?: string[][];
  indices?: string[][];
  /** The tables that columns refer to, with `ON DELETE CASCADE`. */
  references?: Record<string, keyof EntitySet>;
}

/** The table as TypeORM creates it, with the names that it has in the data source. */
export function toTableOptions(dataSource: DataSource, table: TableDefinition): TableOptions {
  const { entity, columns, uniques = [], indices = [], references = {} } = table;
  const names = new MetadataNames(dataSource, entity);
  const toNames = (columnNames: string[]) => columnNames.map((name) => names.column(name));
  const uniqueColumns = uniques.map((columnNames) => ({ columnNames: toNames(columnNames) }));
  const plainIndices = indices.map((columnNames) => ({ columnNames: toNames(columnNames) }));
  const { uniqueConstraintsAreIndices } = Database.of(dataSource).dialect;
  return {
    name: names.table,
    engine: BINARY_COLLATION_ENGINE,
    columns: columns.map((column) =>
      toColumnOptions(dataSource, { ...column, name: names.column(column.name) }),
    ),
    ...(uniqueConstraintsAreIndices
      ? {
          indices: [
            ...uniqueColumns.map(({ columnNames }) => ({ columnNames, isUnique: true })),
            ...plainIndices,
          ],
        }
      : { uniques: uniqueColumns, indices: plainIndices }),
    foreignKeys: Object.entries(references).map(([column, referenced]) => {
      const referencedNames = new MetadataNames(dataSource, referenced);
      return {
        columnNames: [names.column(column)],
        referencedTableName: referencedNames.table,
        referencedColumnNames: [referencedNames.column('id')],
        onDelete: 'CASCADE',
        onUpdate: 'NO ACTION',
      };
    }),
  };
}

/** TypeORM 1.0 calls it `dataSource`. */
export function dataSourceOf({ manager }: QueryRunner): DataSource {
  return manager.dataSource ?? manager.connection;
}
