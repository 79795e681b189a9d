// Compiles the library into lib/, and puts beside it what the compiler does not touch.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

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
cpSync(resolveFromRoot('src/admin/page'), resolveFromRoot('lib/admin/page'), { recursive: true });
if (existsSync(resolveFromRoot('lib/cli/main.js'))) chmodSync(resolveFromRoot('lib/cli/main.js'), 0o755);
