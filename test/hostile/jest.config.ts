/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import all from '../../jest.config';

/** The measurement of what a hostile tenant does to another one, which `npm test` leaves out: it is about time. */
const config: Config = {
  ...all,
  rootDir: '../..',
  roots: ['<rootDir>/test/hostile'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 900_000,
};

export default config;
