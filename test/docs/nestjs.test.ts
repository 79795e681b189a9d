import { readFileSync } from 'node:fs';
import path from 'node:path';
import { blocksOf } from '../support/docs/markdown';

const root = path.resolve(__dirname, '../..');
const blocks = blocksOf(readFileSync(path.join(root, 'docs/nestjs.md'), 'utf8'));

// The example itself is compiled and run by test/projects/nestjs.test.ts.
test.each(blocks)('the page shows the example as it is: $introduction', ({ code, introduction }) => {
  const [, file] = /`(src\/[^`]+)`/.exec(introduction)!;
  const source = readFileSync(path.join(root, 'examples/nestjs', file!), 'utf8');
  expect(withoutIndent(source)).toContain(withoutIndent(code));
});

test('the page shows how each part is done', () => {
  expect(blocks.map(({ language }) => language)).toEqual(Array(7).fill('ts'));
});

function withoutIndent(code: string): string {
  return code.replace(/^ +/gm, '');
}
