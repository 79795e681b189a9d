import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { boolean, nullable, primaryKey, timestamp, varchar, withDefault } from './columns';
import { MetadataNames } from './metadata-names';
import { dataSourceOf, toTableOptions, type TableDefinition } from './table-options';

const ADOPTIONS: TableDefinition = {
  entity: 'Adoption',
  columns: [
    primaryKey(varchar('tenant', 128)),
    primaryKey(varchar('provider', 128)),
    nullable(varchar('fromProvider', 128)),
    withDefault(boolean('includeOwners'), false),
    timestamp('startedAt'),
    varchar('startedBy', 320),
    timestamp('until'),
    nullable(timestamp('stoppedAt')),
  ],
};

export class CreatePassportJitAdoptions1764201600000 implements MigrationInterface {
  readonly name = 'CreatePassportJitAdoptions1764201600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(new Table(toTableOptions(dataSourceOf(queryRunner), ADOPTIONS)));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(new MetadataNames(dataSourceOf(queryRunner), 'Adoption').table);
  }
}
