/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import config from './jest.config';

/** The tests that need Chromium. */
const browserConfig: Config = {
  ...config,
  roots: ['<rootDir>/test/browser'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120_000,
};

export default browserConfig;
