import ts from 'typescript';

/**
 * Files must not import each other in a circle, type imports included: TypeScript erases those, so no program breaks,
 * but none of the files can be read or moved alone. `import-x/no-cycle` leaves type imports out.
 */
export default {
  meta: {
    type: 'problem',
    docs: { description: 'Disallow circles of imports, type imports included.' },
    messages: { circle: 'This import leads back to this file: {{route}}.' },
    schema: [],
  },
  create(context) {
    const { program } = context.sourceCode.parserServices;
    const check = (node) => {
      if (node.source === null || node.source === undefined) return;
      const target = resolveImport(program, context.filename, node.source.value);
      const route = target === undefined ? undefined : findRoute(program, target, context.filename);
      if (route === undefined) return;
      const names = route.map((file) => file.slice(file.lastIndexOf('/') + 1));
      context.report({ node, messageId: 'circle', data: { route: names.join(' → ') } });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
  },
};

/** The files on the shortest way from one file to another along imports. */
function findRoute(program, from, to) {
  const routes = new Map([[from, [from]]]);
  for (const [file, route] of routes) {
    if (file === to) return route;
    for (const next of importsOf(program, file)) {
      if (!routes.has(next)) routes.set(next, [...route, next]);
    }
  }
  return undefined;
}

/** By source file: an editor's program makes a new one whenever the text changes. */
const importsBySourceFile = new WeakMap();

function importsOf(program, file) {
  const sourceFile = program.getSourceFile(file);
  if (sourceFile === undefined) return [];
  let imports = importsBySourceFile.get(sourceFile);
  if (imports === undefined) {
    imports = ts
      .preProcessFile(sourceFile.text)
      .importedFiles.flatMap(({ fileName }) => resolveImport(program, file, fileName) ?? []);
    importsBySourceFile.set(sourceFile, imports);
  }
  return imports;
}

/** The file of a relative import; packages import nothing of ours. */
function resolveImport(program, file, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  const { resolvedModule } = ts.resolveModuleName(specifier, file, program.getCompilerOptions(), ts.sys);
  return resolvedModule?.resolvedFileName;
}
