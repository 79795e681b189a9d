import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compileSnippets, type Snippet } from '../support/docs/compile-snippets';

const sources = path.resolve(__dirname, '../../src');

/** The `@example` of each docstring, named by its file and line. */
const examples = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => examplesOf(path.join('src', file), readFileSync(path.join(sources, file), 'utf8')));

test('the entry points have examples', () => {
  expect(examples.length).toBeGreaterThan(20);
});

test('every example compiles', () => {
  expect(compileSnippets(examples, ['snippets.d.ts', 'examples.d.ts'])).toEqual([]);
});

function examplesOf(file: string, text: string): Snippet[] {
  return [...text.matchAll(/^ *\* @example\n *\* ```ts\n(.*?)^ *\* ```$/gms)].map(
    ({ 1: code = '', index }) => ({
      name: `${file}:${text.slice(0, index).split('\n').length}`,
      code: code.replace(/^ *\* ?/gm, ''),
    }),
  );
}
