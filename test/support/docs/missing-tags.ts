import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(__dirname, '../../..');

/** The modules that an app imports. `passport-jit/express` only declares types. */
const entryPoints = ['src/index.ts', 'src/admin/index.ts'].map((file) => path.join(root, file));

/** Interfaces whose members are entry points, too. */
const interfaces = new Set([
  'AdoptionApi',
  'IdentitiesApi',
  'Provisioning',
  'ProvisioningEvents',
  'SettingsApi',
]);

/**
 * The public functions, constants, concrete classes, methods and events whose docstring has no `@example`. Abstract
 * classes are the bases of entities: the example of `defineEntities` extends one.
 */
export function findMissingExamples(): string[] {
  return publicNames().flatMap(({ name, symbol }) => {
    const members = interfaces.has(name) ? checker.getDeclaredTypeOfSymbol(symbol).getProperties() : [];
    const missing = members
      .filter((member) => !hasTag(member, 'example'))
      .map((member) => `${name}.${member.name}`);
    if (isEntryPoint(symbol) && !hasTag(symbol, 'example')) missing.push(name);
    return missing;
  });
}

/** The optional properties of the app's options whose docstring has no `@default`. */
export function findMissingDefaults(): string[] {
  return publicNames()
    .filter(
      ({ name, symbol }) =>
        /Options|Patch|Rules|Names|Policies|^Invitation$/.test(name) && isInterface(symbol),
    )
    .flatMap(({ name, symbol }) =>
      checker
        .getDeclaredTypeOfSymbol(symbol)
        .getProperties()
        .filter((property) => property.flags & ts.SymbolFlags.Optional && !hasTag(property, 'default'))
        .map((property) => `${name}.${property.name}`),
    );
}

const program = ts.createProgram(entryPoints, {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.Node20,
  strict: true,
  experimentalDecorators: true,
  skipLibCheck: true,
  noEmit: true,
});
const checker = program.getTypeChecker();

function publicNames(): { name: string; symbol: ts.Symbol }[] {
  return entryPoints
    .flatMap((file) => checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!))
    .map((exported) => ({
      name: exported.name,
      symbol: exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported,
    }));
}

function hasTag(symbol: ts.Symbol, tag: 'default' | 'example'): boolean {
  return symbol.getJsDocTags(checker).some(({ name, text }) => name === tag && text !== undefined);
}

function isInterface(symbol: ts.Symbol): boolean {
  return (symbol.flags & ts.SymbolFlags.Interface) !== 0;
}

function isEntryPoint(symbol: ts.Symbol): boolean {
  if (!(symbol.flags & ts.SymbolFlags.Value)) return false;
  const declaration = symbol.valueDeclaration!;
  return !(ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract);
}
