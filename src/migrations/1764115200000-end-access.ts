import { Table, TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { nullable, primaryKey, timestamp, toColumnOptions, varchar } from './columns';
import { MetadataNames } from './metadata-names';
import { dataSourceOf, toTableOptions, type TableDefinition } from './table-options';

const TABLES: readonly TableDefinition[] = [
  {
    entity: 'TerminatedSession',
    columns: [
      primaryKey(varchar('tenant', 128)),
      primaryKey(varchar('provider', 128)),
      primaryKey(varchar('sidHash', 64)),
      timestamp('expiresAt'),
    ],
    indices: [['tenant', 'expiresAt']],
  },
  {
    entity: 'ReceivedToken',
    columns: [primaryKey(varchar('tokenHash', 64)), varchar('tenant', 128), timestamp('expiresAt')],
    indices: [['tenant', 'expiresAt']],
  },
];

const DEACTIVATED_BY = nullable(varchar('deactivatedBy', 320));

export class EndPassportJitAccess1764115200000 implements MigrationInterface {
  readonly name = 'EndPassportJitAccess1764115200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const dataSource = dataSourceOf(queryRunner);
    const users = new MetadataNames(dataSource, 'User');
    const column = { ...DEACTIVATED_BY, name: users.column(DEACTIVATED_BY.name) };
    await queryRunner.addColumn(users.table, new TableColumn(toColumnOptions(dataSource, column)));
    for (const table of TABLES) await queryRunner.createTable(new Table(toTableOptions(dataSource, table)));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const dataSource = dataSourceOf(queryRunner);
    for (const { entity } of TABLES) await queryRunner.dropTable(new MetadataNames(dataSource, entity).table);
    const users = new MetadataNames(dataSource, 'User');
    await queryRunner.dropColumn(users.table, users.column(DEACTIVATED_BY.name));
  }
}
