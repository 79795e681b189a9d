/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import all from '../../jest.config';

/** The tests that need a browser, which `npm test` leaves out: a newcomer may have none. */
const config: Config = {
  ...all,
  rootDir: '../..',
  roots: ['<rootDir>/test/browser'],
  testPathIgnorePatterns: ['/node_modules/'],
  moduleNameMapper: { '^passport-jit/admin$': '<rootDir>/src/admin/index.ts', ...all.moduleNameMapper },
  testTimeout: 120_000,
};

export default config;
