/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

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

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  // A browser is not on every machine: `npm run test:browser`.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/browser/'],
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

export default config;
