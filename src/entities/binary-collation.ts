import { getMetadataArgsStorage } from 'typeorm';

/**
 * Has MySQL and MariaDB compare the text of an entity's table code point for code point, trailing blanks included:
 * their default takes `Admins`, `admins` and `ádmins ` for one group. Other databases compare so by themselves.
 */
export function useBinaryCollation(Class: abstract new () => object): void {
  const table = getMetadataArgsStorage().tables.find(({ target }) => target === Class);
  if (table !== undefined) table.engine ??= BINARY_COLLATION_ENGINE;
}

/**
 * TypeORM asks for a table's engine alone, and only for these databases, so its other options stand behind that. The
 * comments are code for the server that knows such a collation: the first for MariaDB, the second for MySQL.
 */
export const BINARY_COLLATION_ENGINE =
  'InnoDB DEFAULT CHARACTER SET utf8mb4 ' +
  '/*M!100200 COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */';
