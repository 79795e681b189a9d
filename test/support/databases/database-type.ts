/** The databases that the library is for; a test run is on one of them: `TEST_DATABASE=postgres npx jest`. */
export const DATABASES = ['better-sqlite3', 'sqljs', 'postgres', 'mariadb'] as const;
export type DatabaseType = (typeof DATABASES)[number];

export const databaseType = parseDatabaseType(process.env.TEST_DATABASE ?? 'better-sqlite3');

/** Whether the run is with the oldest TypeORM that the package accepts. */
export const isOldestTypeorm = process.env.TEST_OLDEST_TYPEORM !== undefined;

/** The package behind `typeorm`. */
export const typeormPackage = isOldestTypeorm ? 'typeorm-oldest' : 'typeorm';

export function isOn(...types: DatabaseType[]): boolean {
  return types.includes(databaseType);
}

function parseDatabaseType(name: string): DatabaseType {
  const type = DATABASES.find((known) => known === name);
  if (type === undefined) throw new Error(`TEST_DATABASE is "${name}"; it can be ${DATABASES.join(', ')}`);
  return type;
}
