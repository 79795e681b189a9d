import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import { json, nullable, toColumnOptions, varchar, type Column } from './columns';
import { MetadataNames } from './metadata-names';
import { dataSourceOf } from './table-options';

const COLUMNS: readonly [entity: keyof EntitySet, column: Column][] = [
  ['Settings', nullable(json('groupSources'))],
  ['ProviderState', nullable(varchar('sentSources', 4096))],
];

export class AddPassportJitGroupSources1764288000000 implements MigrationInterface {
  readonly name = 'AddPassportJitGroupSources1764288000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const dataSource = dataSourceOf(queryRunner);
    for (const [entity, column] of COLUMNS) {
      const names = new MetadataNames(dataSource, entity);
      const options = toColumnOptions(dataSource, { ...column, name: names.column(column.name) });
      await queryRunner.addColumn(names.table, new TableColumn(options));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [entity, column] of COLUMNS) {
      const names = new MetadataNames(dataSourceOf(queryRunner), entity);
      await queryRunner.dropColumn(names.table, names.column(column.name));
    }
  }
}
