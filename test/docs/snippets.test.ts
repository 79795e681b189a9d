import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

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
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)).config,
    ts.sys,
    root,
  );
  // Each one is a module of its own: the top-level await and imports of one are no business of the next.
  const files = new Map(
    snippets.map(({ name, code }, i) => [
      path.join(root, 'test/docs', `snippet-${i}.mts`),
      { name, text: `${code}\nexport {};\n` },
    ]),
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    const snippet = files.get(file);
    return snippet
      ? ts.createSourceFile(file, snippet.text, ts.ScriptTarget.ES2023, true)
      : getSourceFile(file, ...rest);
  };
  const program = ts.createProgram({
    rootNames: [...files.keys(), path.join(root, 'test/docs/snippet-globals.d.ts')],
    options: { ...options, noUnusedLocals: false, noUnusedParameters: false },
    host,
  });
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    const where = files.get(file?.fileName ?? '')?.name ?? file?.fileName;
    return `${where}, line ${line} of the snippet: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  expect(problems).toEqual([]);
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
