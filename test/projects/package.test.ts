import { resolve } from 'node:path';
import { runCommand } from '../support/processes/run-command';
import { readJson } from '../support/projects/read-json';
import { tarball } from '../support/projects/project-workspace';

const root = resolve(__dirname, '../..');

/** What the package is made of: code, types, the admin page, and the docs. */
const BELONGS =
  /^package\/(lib\/.*\.(js|d\.ts|js\.map)|lib\/admin\/page\/dist\/(index\.html|assets\/[\w-]+\.(js|css|svg)(\.br|\.gz)?)|package\.json|(mapping|laws)\.schema\.json|docs\/[\w/-]+\.md|README\.md|CHANGELOG\.md|LICENSE)$/;

test('the package holds what belongs there, and nothing else', async () => {
  const files = (await runCommand('tar', ['-tzf', await tarball()], root)).trimEnd().split('\n');
  expect(files.filter((file) => !BELONGS.test(file))).toEqual([]);
  expect(files).toEqual(
    expect.arrayContaining([
      'package/lib/index.js',
      'package/lib/index.d.ts',
      'package/lib/admin/page/dist/index.html',
      'package/docs/errors.md',
    ]),
  );
});

test('publint finds nothing', async () => {
  await runCommand('npx', ['--no-install', 'publint', 'run', '--strict', await tarball()], root);
});

// Without a profile or an ignored rule: every way of resolving modules, the one of old CommonJS projects too.
test('its types are right for every way of resolving modules', async () => {
  await runCommand('npx', ['--no-install', 'attw', await tarball()], root);
});

test('the oldest Node that is tried is the oldest that the package promises', () => {
  const { engines } = readJson(resolve(root, 'package.json')) as { engines: { node: string } };
  const { dependencies } = readJson(resolve(__dirname, 'fixtures/node-versions/package.json')) as {
    dependencies: Record<string, string>;
  };
  expect(`>=${dependencies['node-20']}`.replace('npm:node@', '')).toBe(`${engines.node}.0`);
});
