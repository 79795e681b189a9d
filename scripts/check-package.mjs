// Packs the library, installs the tarball into empty CommonJS, ESM and TypeScript projects, and uses it there.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the package is made of: code, types, the admin page, and a few papers. */
const BELONGS =
  /^(lib\/.*\.(js|d\.ts|js\.map)|lib\/admin\/page\/(index\.html|assets\/[\w-]+\.(mjs|css|svg))|package\.json|mapping\.schema\.json|docs\/errors\.md|README\.md|CHANGELOG\.md|LICENSE)$/;

const root = fileURLToPath(new URL('..', import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const folder = mkdtempSync(path.join(tmpdir(), 'passport-jit-package-'));
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' });

try {
  const [{ filename, files }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', folder], root).replace(/^[^[]*/, ''),
  );
  const stray = files.filter(({ path: name }) => !BELONGS.test(name));
  if (stray.length > 0)
    throw new Error(`The package has files that do not belong: ${stray.map(({ path: name }) => name)}`);
  console.log(`packed ${files.length} files`);

  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
  const peers = ['typeorm', 'passport', 'express', 'typescript', '@types/node'];
  run('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    `./${filename}`,
    ...peers.map((name) => `${name}@${devDependencies[name]}`),
  ]);

  const names = `createProvisioning, defineEntities, entities, MappingError, ProvisioningSubscriber, UserBase, verifyOpenIDClient, verifyOpenIDConnect, verifySaml`;
  const use = `for (const value of [${names}]) if (value === undefined) throw new Error('a name is missing');
try { createProvisioning({}); } catch (error) { if (error.code !== 'options_invalid') throw error; }\n`;
  writeFileSync(path.join(folder, 'app.cjs'), `const { ${names} } = require('passport-jit');\n${use}`);
  writeFileSync(path.join(folder, 'app.mjs'), `import { ${names} } from 'passport-jit';\n${use}`);
  writeFileSync(
    path.join(folder, 'admin.cjs'),
    "if (typeof require('passport-jit/admin').adminRouter !== 'function') throw new Error('no adminRouter');\n",
  );
  for (const app of ['app.cjs', 'app.mjs', 'admin.cjs']) {
    run(process.execPath, [app]);
    console.log(`${app} runs`);
  }

  const mapping = { mappings: [{ group_name: 'Staff', team_name: 'Support', role_name: 'VIEWER' }] };
  writeFileSync(path.join(folder, 'mapping.json'), JSON.stringify(mapping));
  run('npx', ['--no-install', 'passport-jit', 'check', 'mapping.json']);
  console.log('npx passport-jit runs');

  writeFileSync(
    path.join(folder, 'app.ts'),
    `import { createProvisioning, type Outcome, type Provisioning } from 'passport-jit';
export const start = (dataSource: import('typeorm').DataSource): Provisioning => createProvisioning({ dataSource });
export const wasRefused = ({ outcome }: Outcome): boolean => outcome === 'denied';\n`,
  );
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['commonjs', 'bundler'],
  ]) {
    const options = ['--strict', '--noEmit', '--target', 'es2022', '--types', 'node'];
    run('npx', ['tsc', ...options, '--module', module, '--moduleResolution', moduleResolution, 'app.ts']);
    console.log(`app.ts compiles with module ${module}, the library's types checked`);
  }
} catch (error) {
  console.error(error.stdout ?? '', error.stderr ?? '', error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
