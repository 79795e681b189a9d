import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createProvisioning, type SettingsPatch } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../support/harness/harness';
import { MAPPING } from '../support/fixtures/mapping';

const folder = path.resolve(__dirname, '../../docs/identity-providers');
const SETTINGS = ['groupAttribute', 'groupFormat', 'providers'];
const MAPPINGS = ['mappings', 'everyone'];

/** The JSON blocks of the pages that are settings or a mapping; the others are claims. */
const snippets = readdirSync(folder).flatMap((page) => {
  const text = readFileSync(path.join(folder, page), 'utf8');
  return [...text.matchAll(/^ *```json\n(.*?)^ *```$/gms)].flatMap(({ 1: json = '', index }) => {
    const name = `${page}:${text.slice(0, index).split('\n').length}`;
    const value = JSON.parse(json) as object;
    const has = (keys: readonly string[]) => Object.keys(value).some((key) => keys.includes(key));
    if (has(SETTINGS)) return [[name, value] as const];
    return has(MAPPINGS) ? [[name, { mapping: value }] as const] : [];
  });
});

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await openDatabase();
});
afterAll(() => dataSource.destroy());

test.each(snippets)('the settings of %s are valid', (_, patch) => {
  const settings = { justInTime: true, mapping: MAPPING, ...patch } as SettingsPatch;
  expect(() => createProvisioning({ dataSource, settings })).not.toThrow();
});
