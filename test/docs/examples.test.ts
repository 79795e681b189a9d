import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compileSnippets, type Snippet } from '../support/docs/compile-snippets';
import { findMissingDefaults, findMissingExamples } from '../support/docs/missing-tags';

const sources = path.resolve(__dirname, '../../src');

const files = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ name: path.join('src', file), text: readFileSync(path.join(sources, file), 'utf8') }));

/** The `@example` of each docstring, named by its file and line. */
const examples = files.flatMap(({ name, text }) => examplesOf(name, text));

test('every public entry point has an example', () => {
  expect(findMissingExamples()).toEqual([]);
});

test('every optional option has a default', () => {
  expect(findMissingDefaults()).toEqual([]);
});

test('every example compiles', () => {
  expect(compileSnippets(examples, ['snippets.d.ts', 'examples.d.ts'])).toEqual([]);
});

test('every example is in a block of code, which editors and the API reference show as it is', () => {
  const text = files.map((file) => file.text).join('\n');
  expect(text.match(/^ *\* @example$/gm)).toHaveLength(examples.length);
});

function examplesOf(file: string, text: string): Snippet[] {
  return [...text.matchAll(/^ *\* @example\n *\* ```ts\n(.*?)^ *\* ```$/gms)].map(
    ({ 1: code = '', index }) => ({
      name: `${file}:${text.slice(0, index).split('\n').length}`,
      code: code.replace(/^ *\* ?/gm, ''),
    }),
  );
}
