import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { compileSnippets } from '../support/docs/compile-snippets';

const root = path.resolve(__dirname, '../..');
const pages = ['README.md', ...readdir('docs')];

/** Every TypeScript block of the docs, named by its page and line. */
const snippets = pages.flatMap((page) => {
  const text = readFileSync(path.join(root, page), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ 1: code = '', index }) => ({
    name: `${page}:${text.slice(0, index).split('\n').length}`,
    code,
  }));
});

test('there are snippets in the docs', () => {
  expect(snippets.length).toBeGreaterThan(5);
});

test('the first snippet of the README stands within 25 lines of its top', () => {
  expect(Number(snippets[0]!.name.split(':')[1])).toBeLessThan(25);
});

test('every snippet compiles', () => {
  expect(compileSnippets(snippets, ['snippets.d.ts'])).toEqual([]);
});

function readdir(folder: string): string[] {
  return (
    ts.sys
      .readDirectory(path.join(root, folder), ['.md'])
      .map((file) => path.relative(root, file))
      // Made of the docstrings, whose examples are excerpts.
      .filter((file) => !file.startsWith(path.join('docs', 'api')))
      // Excerpts of an example that has packages of its own: test/docs/nestjs.test.ts.
      .filter((file) => file !== path.join('docs', 'nestjs.md'))
  );
}
