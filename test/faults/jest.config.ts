/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import all from '../../jest.config';

/** The tests that kill processes and servers over and over, which `npm test` leaves out: they take their time. */
const config: Config = {
  ...all,
  rootDir: '../..',
  roots: ['<rootDir>/test/faults'],
  testPathIgnorePatterns: ['/node_modules/'],
};

export default config;
