/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { databaseType, type DatabaseType } from './test/support/database-type';

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

/** What the name of a file about another database ends with. */
const OTHERS: Record<DatabaseType, string[]> = {
  'better-sqlite3': ['postgres'],
  sqljs: ['postgres', 'better-sqlite3'],
  postgres: ['sqlite', 'better-sqlite3'],
  mariadb: ['sqlite', 'better-sqlite3', 'postgres'],
};

const config: Config = {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  roots: ['<rootDir>/test'],
  // A browser is not on every machine: `npm run test:browser`. Other projects are installed: `npm run test:projects`.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/browser/',
    '<rootDir>/test/projects/',
    ...notOn(databaseType),
  ],
  testMatch: ['**/*.test.ts'],
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
  },
  testTimeout: 30_000,
};

/** Test files that are about other databases, and on a second database those that use none. */
function notOn(database: DatabaseType): string[] {
  const about = OTHERS[database].map((other) => `\\.${other}\\.test\\.ts$`);
  const unrelated = database === 'better-sqlite3' ? [] : ['cli', 'docs', 'examples', 'faults'];
  return [...about, ...unrelated.map((folder) => `<rootDir>/test/${folder}/`)];
}

export default config;
