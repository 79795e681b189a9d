import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ProvisioningError } from 'passport-jit';
import ts from 'typescript';

const root = path.resolve(__dirname, '../..');

test('the docs have one section for each error code', () => {
  const sections = [...readFileSync(path.join(root, 'docs/errors.md'), 'utf8').matchAll(/^### (.+)$/gm)];
  expect(sections.map(([, code]) => code).sort()).toEqual(errorCodes().sort());
});

test('every error leads to its section, which is in the package', () => {
  const { docs } = new ProvisioningError('settings_fixed', 'The settings are fixed.');
  expect(docs).toBe('passport-jit/docs/errors.md#settings_fixed');
  const { files } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { files: string[] };
  expect(files).toContain('docs/**/*.md');
});

/** The members of the union, asked of the compiler. */
function errorCodes(): string[] {
  const file = path.join(root, 'src/errors.ts');
  const program = ts.createProgram([file], { strict: true, noLib: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file)!;
  const alias = source.statements.find(
    (statement): statement is ts.TypeAliasDeclaration =>
      ts.isTypeAliasDeclaration(statement) && statement.name.text === 'ErrorCode',
  )!;
  const union = checker.getTypeAtLocation(alias) as ts.UnionType;
  return union.types.map((type) => (type as ts.StringLiteralType).value);
}
