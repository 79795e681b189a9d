/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { databaseType, isOldestTypeorm, type DatabaseType } from './test/support/databases/database-type';
import { BUNDLED, bundleOf } from './test/support/jest/bundled-packages';

/** The OpenID packages are ESM only, so the CommonJS test run transforms them too. */
const esmOnly = [
  'openid-client',
  'oauth4webapi',
  'jose',
  'oidc-provider',
  'nanoid',
  'quick-lru',
  'eta',
  'debug-esm',
];

/** What has a run of its own, for it needs a browser, installs other projects, or takes its time. */
const SEPARATE_RUNS = ['browser', 'projects', 'faults', 'hostile'].map(
  (folder) => `<rootDir>/test/${folder}/`,
);

/** What the name of a file about another database ends with. */
const SUFFIXES_OF_OTHERS: Record<DatabaseType, string[]> = {
  'better-sqlite3': ['postgres', 'mariadb', 'server'],
  sqljs: ['postgres', 'mariadb', 'server', 'better-sqlite3'],
  postgres: ['sqlite', 'better-sqlite3', 'mariadb'],
  mariadb: ['sqlite', 'better-sqlite3', 'postgres'],
};

/**
 * Folders and files whose code sends no SQL of its own: they run on SQLite with the newest TypeORM, and on no second
 * database. The rest of a folder that is named by its files reads or writes rows, such as the pages of users.
 */
const WITHOUT_SQL = [
  ...['cli/', 'docs/', 'examples/', 'identity/', 'mapping/', 'options/', 'strategy/', 'validation/'],
  ...['authorize', 'entry-point', 'express4', 'openapi', 'page', 'write-requests'].map(
    (name) => `admin/${name}.test`,
  ),
];

/** What `npm test` runs on PostgreSQL as well; `npm run test:postgres` runs everything there. */
const SIGN_IN_FOLDERS = ['races', 'session', 'sign-in'];

/** What the name of a file ends with that opens no database, wherever it is. */
const WITHOUT_DATABASE = '\\.unit\\.test\\.ts$';

/** TypeORM 0.3 shows a subscriber less, so that the guard refuses more than these tests let pass. */
const STRICTER_IN_OLDEST = ['guard/managed-teams.test', 'guard/tenants.test', 'guard/email-key.test'];

const config: Config = {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/jest/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/jest/global-teardown.ts',
  setupFiles: ['<rootDir>/test/support/jest/known-warnings.ts'],
  roots: ['<rootDir>/test'],
  testPathIgnorePatterns: ['/node_modules/', ...SEPARATE_RUNS, ...notOn(databaseType)],
  testMatch:
    process.env.TEST_SCOPE === 'sign-in'
      ? SIGN_IN_FOLDERS.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`)
      : ['**/*.test.ts'],
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, useDefineForClassFields: false },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  moduleNameMapper: {
    '^passport-jit$': '<rootDir>/src/index.ts',
    '^passport-jit/admin$': '<rootDir>/src/admin/index.ts',
    '^passport-jit/express$': '<rootDir>/src/express.ts',
    '^typeorm$': bundleOf(BUNDLED.typeorm),
    '^class-validator$': bundleOf(BUNDLED['class-validator']),
  },
  // Databases make the tests wait more than they compute.
  maxWorkers: '100%',
  // A test that hangs fails; one that is slow, on a machine that has other work, does not.
  testTimeout: 180_000,
};

/** Test files that are about other databases, and on a second database those for which it makes no difference. */
function notOn(database: DatabaseType): string[] {
  const about = SUFFIXES_OF_OTHERS[database].map((other) => `\\.${other}\\.test\\.ts$`);
  const isSecond = database !== 'better-sqlite3' || isOldestTypeorm;
  if (isSecond) about.push(WITHOUT_DATABASE);
  const unrelated = isSecond ? [...WITHOUT_SQL, ...(isOldestTypeorm ? STRICTER_IN_OLDEST : [])] : [];
  if (database === 'sqljs') unrelated.push('settings-store/several-instances.test');
  return [...about, ...unrelated.map((name) => `<rootDir>/test/${name}`)];
}

export default config;
