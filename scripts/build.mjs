// Compiles the library into lib/, and bundles the admin page beside it.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const resolveFromRoot = (...parts) => path.join(root, ...parts);

rmSync(resolveFromRoot('lib'), { recursive: true, force: true });
execFileSync(
  process.execPath,
  [resolveFromRoot('node_modules/typescript/bin/tsc'), '-p', resolveFromRoot('tsconfig.build.json')],
  {
    stdio: 'inherit',
  },
);
buildPage(resolveFromRoot('lib/admin/page/dist'));
if (existsSync(resolveFromRoot('lib/cli/main.js'))) chmodSync(resolveFromRoot('lib/cli/main.js'), 0o755);
