/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import all from '../../jest.config';

/** The tests that pack the library and install it in other projects, which `npm test` leaves out: npm takes its time. */
const config: Config = {
  ...all,
  rootDir: '../..',
  roots: ['<rootDir>/test/projects'],
  testPathIgnorePatterns: ['/node_modules/', '/fixtures/'],
  globalSetup: '<rootDir>/test/support/jest/projects-setup.ts',
  globalTeardown: '<rootDir>/test/support/jest/projects-teardown.ts',
  testTimeout: 180_000,
};

export default config;
