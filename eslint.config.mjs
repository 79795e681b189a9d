import js from '@eslint/js';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { layerZones, WITHOUT_TYPEORM } from './scripts/lint/layers.mjs';
import noImportCircle from './scripts/lint/no-import-circle.mjs';

export default tseslint.config(
  { ignores: ['lib/', '**/dist/', 'coverage/', 'node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': ['error', { ignoreRestArgs: true }],
      // As Express and Passport have apps declare what they add to a request.
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    plugins: { 'import-x': importX, local: { rules: { 'no-import-circle': noImportCircle } } },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx'] })] },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: layerZones }],
      'local/no-import-circle': 'error',
      'max-params': ['error', 4],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSParameterProperty[accessibility="private"]', message: 'Use a #private field.' },
      ],
    },
  },
  {
    // Names on the page come from identity providers: they are text, and never markup.
    files: ['src/admin/page/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: '[name.name="dangerouslySetInnerHTML"]', message: 'Render text.' },
        { selector: 'Property[key.name="dangerouslySetInnerHTML"]', message: 'Render text.' },
        { selector: 'MemberExpression[property.name=/^(inner|outer)HTML$/]', message: 'Render text.' },
      ],
    },
  },
  {
    // A user has grants and a grant has a user: entities that relate to each other name each other's types.
    files: ['src/entities/**'],
    rules: { 'local/no-import-circle': 'off' },
  },
  {
    files: WITHOUT_TYPEORM.map((folder) => `src/${folder}/**`),
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: '^(typeorm|express)(/|$)' }] }] },
  },
  {
    // Everything else takes requests in the types of Node's own `http`, which fit Express 4 and 5 alike.
    files: ['src/**'],
    ignores: ['src/admin/**', ...WITHOUT_TYPEORM.map((folder) => `src/${folder}/**`)],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: '^express$' }] }] },
  },
  {
    // passport-openidconnect asks for userinfo only if the verify callback declares nine parameters.
    files: ['src/identity/verify-openidconnect.ts'],
    rules: { 'max-params': ['error', 9] },
  },
  {
    files: ['test/**', 'examples/**', 'bench/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // What a listener or a hook of an app throws may be anything.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
    },
  },
  {
    files: ['**/*.mjs', 'test/projects/fixtures/**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['test/projects/fixtures/{commonjs,own-strategy}/*.js'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  { files: ['src/admin/page/**', 'examples/demo/public/**'], languageOptions: { globals: globals.browser } },
);
