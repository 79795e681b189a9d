// Compiles the library into lib/, and puts beside it what the compiler does not touch.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const inRoot = (...parts) => path.join(root, ...parts);

rmSync(inRoot('lib'), { recursive: true, force: true });
execFileSync(
  process.execPath,
  [inRoot('node_modules/typescript/bin/tsc'), '-p', inRoot('tsconfig.build.json')],
  {
    stdio: 'inherit',
  },
);
cpSync(inRoot('src/admin/page'), inRoot('lib/admin/page'), { recursive: true });
if (existsSync(inRoot('lib/cli/main.js'))) chmodSync(inRoot('lib/cli/main.js'), 0o755);
