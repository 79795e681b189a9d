import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(__dirname, '../../..');

/** The modules that an app imports. `passport-jit/express` only declares types. */
const entryPoints = ['src/index.ts', 'src/admin/index.ts'].map((file) => path.join(root, file));

/** Interfaces whose members are entry points, too. */
const interfaces = new Set(['IdentitiesApi', 'Provisioning', 'ProvisioningEvents', 'SettingsApi']);

/**
 * The public functions, constants, concrete classes, methods and events whose docstring has no `@example`. Abstract
 * classes are the bases of entities: the example of `defineEntities` extends one.
 */
export function findMissingExamples(): string[] {
  const program = ts.createProgram(entryPoints, {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.Node20,
    strict: true,
    experimentalDecorators: true,
    skipLibCheck: true,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const hasExample = (symbol: ts.Symbol) =>
    symbol.getJsDocTags(checker).some(({ name, text }) => name === 'example' && text !== undefined);

  return entryPoints.flatMap((file) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    return checker.getExportsOfModule(module).flatMap((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const members = interfaces.has(exported.name)
        ? checker.getDeclaredTypeOfSymbol(symbol).getProperties()
        : [];
      const missing = members
        .filter((member) => !hasExample(member))
        .map((member) => `${exported.name}.${member.name}`);
      if (isEntryPoint(symbol) && !hasExample(symbol)) missing.push(exported.name);
      return missing;
    });
  });
}

function isEntryPoint(symbol: ts.Symbol): boolean {
  if (!(symbol.flags & ts.SymbolFlags.Value)) return false;
  const declaration = symbol.valueDeclaration!;
  return !(ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract);
}
