import path from 'node:path';
import ts from 'typescript';

/** TypeScript code out of a page or a docstring, named by its file and line. */
export interface Snippet {
  name: string;
  code: string;
}

const root = path.resolve(__dirname, '../../..');
const globals = path.join(root, 'test/docs/globals');

/**
 * Compiles each snippet as a module of its own, by the settings of this repository, and returns what the compiler says.
 *
 * @param globalFiles the files of `test/docs/globals` whose names the snippets use without an import
 */
export function compileSnippets(snippets: readonly Snippet[], globalFiles: readonly string[]): string[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)).config,
    ts.sys,
    root,
  );
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
    rootNames: [...files.keys(), ...globalFiles.map((file) => path.join(globals, file))],
    options: { ...options, noUnusedLocals: false, noUnusedParameters: false },
    host,
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    const where = files.get(file?.fileName ?? '')?.name ?? file?.fileName;
    return `${where}, line ${line} of the snippet: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}
