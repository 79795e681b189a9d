import { getMetadataArgsStorage } from 'typeorm';

/**
 * Makes MySQL and MariaDB compare the text of an entity's table code point by code point, including trailing blanks: by
 * default they treat `Admins`, `admins` and `ádmins ` as one group. Other databases do so by default.
 */
export function useBinaryCollation(Class: abstract new () => object): void {
  const table = getMetadataArgsStorage().tables.find(({ target }) => target === Class);
  if (table !== undefined) table.engine ??= BINARY_COLLATION_ENGINE;
}

/**
 * TypeORM writes only the engine of a table, and only for these databases, so the other table options follow the
 * engine. The comments are executed by servers that support the collation: the first by MariaDB, the second by MySQL.
 */
export const BINARY_COLLATION_ENGINE =
  'InnoDB DEFAULT CHARACTER SET utf8mb4 ' +
  '/*M!100200 COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */';
