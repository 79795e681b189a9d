import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const page = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');

/** Everything between single backticks. */
const codes = [...page.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);

test('every file that the architecture page names exists', () => {
  const files = codes.filter((code) => /^[\w.-]+\/[\w./-]+\.ts$/.test(code));
  expect(files.length).toBeGreaterThan(30);
  const missing = files.filter(
    (file) => !existsSync(path.join(root, 'src', file)) && !existsSync(path.join(root, file)),
  );
  expect(missing).toEqual([]);
});

test('the architecture page describes every folder and file of src', () => {
  const entries = readdirSync(path.join(root, 'src'), { withFileTypes: true });
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  expect(names.filter((name) => !codes.includes(name))).toEqual([]);
});
