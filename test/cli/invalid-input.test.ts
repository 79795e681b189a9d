import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { TemporaryFolder, runCli } from '../support/processes/cli';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const ENTRY = '{ "group_name": "A", "team_name": "T", "role_name": "VIEWER" }';

test.each([
  ['no file', () => `${folder.path}/none.json`, /no such file|does not exist|There is no/i],
  ['a directory', () => folder.path, /directory|folder/i],
  ['a file of 100 MB', () => folder.write('big.json', Buffer.alloc(100_000_000, 32)), /large|big|MB/i],
])('%s is a wrong use: one sentence, and 2', async (_what, file, sentence) => {
  const { code, out, errors } = await runCli(['check', file()]);
  expect([code, out]).toEqual([2, '']);
  expect(errors.trim().split('\n')).toHaveLength(1);
  expect(errors).toMatch(sentence);
});

test('a file that may not be read is a wrong use', async () => {
  const file = folder.write('secret.json', '{}');
  chmodSync(file, 0);
  const { code, errors } = await runCli(['check', file]);
  // As root, every file is readable; then it is a mapping without entries.
  expect([code, errors]).toEqual(
    process.getuid?.() === 0 ? [1, expect.anything()] : [2, expect.stringMatching(/read/)],
  );
});

test.each([
  ['nothing at all', ''],
  ['no JSON', 'mappings: []'],
  ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ['UTF-16', Buffer.from(`{ "mappings": [${ENTRY}] }`, 'utf16le')],
  ['a duplicate key', `{ "mappings": [], "mappings": [${ENTRY}] }`],
  ['a duplicate key in an entry', `{ "mappings": [${ENTRY.replace('{', '{ "role_name": "EDITOR",')}] }`],
  ['a trailing comma', `{ "mappings": [${ENTRY},] }`],
  ['a comment', `{ /* why */ "mappings": [${ENTRY}] }`],
  ['an unclosed bracket', `{ "mappings": [${ENTRY}`],
  ['more behind it', `{ "mappings": [${ENTRY}] } {}`],
  ['a list', '[]'],
  ['null', 'null'],
  ['nested too deeply', '['.repeat(100_000)],
])('%s is a fault with its place, and 1', async (what, content) => {
  const { code, out, errors } = await runCli(['check', folder.write('bad.json', content), '--json']);
  expect([what, code, errors]).toEqual([what, 1, '']);
  const { valid, faults } = JSON.parse(out) as {
    valid: boolean;
    faults: { line: number; column: number; message: string }[];
  };
  expect(valid).toBe(false);
  expect(faults.length).toBeGreaterThan(0);
  for (const { line, column, message } of faults) {
    expect(line).toBeGreaterThan(0);
    expect(column).toBeGreaterThan(0);
    expect(message).not.toBe('');
  }
});

const OTHER = ENTRY.replace('"A"', '"B"');
const OWNERS = '"tenant_owners_groups": ["Administrators"]';

test.each([
  ['mappings', `{ "mappings": [${ENTRY}], "mappings": [${OTHER}] }`],
  ['mappings', `{ "mappings": [${ENTRY}], "mapp\\u0069ngs": [${OTHER}] }`],
  ['tenant_owners_groups', `{ ${OWNERS}, ${OWNERS}, "mappings": [${ENTRY}] }`],
  ['tenant_owners_group', `{ ${OWNERS}, "tenant_owners_group": "B", "mappings": [${ENTRY}] }`],
  ['tenant_owners_group', `{ "tenant_owners_group": "B", ${OWNERS}, "mappings": [${ENTRY}] }`],
  ['tenant_permissions', `{ "tenant_permissions": [], "tenant_permission": [], "mappings": [${ENTRY}] }`],
  ['mappings[0].sso_group', `{ "mappings": [${ENTRY.replace('{', '{ "sso_group": "B",')}] }`],
  [
    'user_group_mapping',
    `{ "user_group_mapping": { "mappings": [${ENTRY}] }, "user_group_mapping": { "mappings": [${OTHER}] } }`,
  ],
  [
    'user_group_mapping.mappings',
    `{ "user_group_mapping": { "mappings": [${ENTRY}], "mappings": [${OTHER}] } }`,
  ],
  ['mappings', `{ "mappings": [${ENTRY}], "user_group_mapping": { "mappings": [${OTHER}] } }`],
])('of two spellings or values of %s none is ignored silently: %s', async (path, content) => {
  const { code, out } = await runCli(['check', folder.write('twice.json', content), '--json']);
  expect(code).toBe(1);
  const { valid, faults } = JSON.parse(out) as { valid: boolean; faults: { path: string; code: string }[] };
  expect(valid).toBe(false);
  expect(faults.map((fault) => fault.path)).toEqual([path]);
  expect(['duplicate', 'legacy_key', 'misplaced_key']).toContain(faults[0]?.code);
});

test('a byte order mark is no fault, and standard input is a file too', async () => {
  const mapping = `\ufeff{ "mappings": [${ENTRY}] }`;
  expect(await runCli(['check', folder.write('bom.json', mapping)])).toMatchObject({ code: 0 });
  expect(await runCli(['check', '-'], { input: mapping })).toMatchObject({ code: 0 });
});

test.each([
  [[], 'Usage'],
  [['chekc', 'x.json'], 'check'],
  [['check'], 'mapping'],
  [['check', '--nonsense', 'x.json'], 'nonsense'],
  [['explain', 'x.json', '--groups', 'A', '--profile', 'p.json'], '--profile'],
])('used as %j it says what is wrong, and ends with 2', async (args, word) => {
  const { code, errors } = await runCli(args);
  expect(code).toBe(2);
  expect(errors).toContain(word);
});

test.each([
  [['--help']],
  [['check', '--help']],
  [['explain', '--help']],
  [['diff', '--help']],
  [['schema', '--help']],
])('%j shows examples, and ends with 0', async (args) => {
  const { code, out } = await runCli(args);
  expect(code).toBe(0);
  expect(out).toMatch(/Examples?:\n\s+\$ passport-jit/);
});

test('a reader that closes the pipe early is no error', async () => {
  const main = path.join(__dirname, '../../src/cli/main.ts');
  const wide = { mappings: Array.from({ length: 20_000 }, () => JSON.parse(ENTRY) as object) };
  const file = folder.write('wide.json', wide);
  const pipe = `"${process.execPath}" --import tsx "${main}" check "${file}" | head -c 100`;
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', pipe]);
  expect([stdout.length, stderr]).toEqual([100, '']);
});
