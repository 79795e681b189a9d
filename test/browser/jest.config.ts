/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import all from '../../jest.config';

/** The tests that need a browser, which `npm test` leaves out: a newcomer may have none. */
const config: Config = {
  ...all,
  rootDir: '../..',
  roots: ['<rootDir>/test/browser'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};

export default config;
