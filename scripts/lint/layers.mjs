import { readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * The folders and files of `src`, from the top down. Each imports only from the rows below its own, types included, so
 * the folders of one row do not import each other. ESLint enforces it.
 */
export const LAYERS = [
  // Entry points: what an app imports or mounts.
  ['index.ts', 'express.ts'],
  ['admin'],
  ['provisioning.ts', 'is-provisioning-error.ts'],
  // Use cases.
  ['linking', 'revocation'],
  ['strategy', 'invitations', 'preview', 'access', 'resolvers'],
  ['sign-in'],
  ['session', 'guard'],
  ['context.ts'],
  ['settings-store'],
  // Persistence, with the options that configure it. The command line reads files and no database, so it stands here.
  ['store', 'audit', 'events.ts'],
  ['options', 'cli'],
  // Domain, with the entities that it is stored as.
  ['plan', 'migrations'],
  ['entities'],
  ['settings'],
  ['proofs'],
  ['mapping', 'identity'],
  // Foundation: nothing here knows a user, a team or a grant.
  ['database', 'http'],
  ['validation'],
  ['errors.ts', 'diagnostics.ts'],
];

/** The folders that do not know TypeORM. */
export const WITHOUT_TYPEORM = [
  'cli',
  'strategy',
  'plan',
  'settings',
  'proofs',
  'mapping',
  'identity',
  'http',
  'validation',
];

const names = LAYERS.flat();
const unlisted = readdirSync(path.join(import.meta.dirname, '../../src')).filter(
  (name) => !names.includes(name),
);
if (unlisted.length > 0) {
  throw new Error(`scripts/lint/layers.mjs: add src/${unlisted.join(', src/')} to LAYERS, where it belongs`);
}

/** The order, as zones of the rule `import-x/no-restricted-paths`. */
export const layerZones = LAYERS.flatMap((row, index) =>
  row.flatMap((name) => {
    const from = LAYERS.slice(0, index + 1)
      .flat()
      .filter((other) => other !== name)
      .map((other) => `src/${other}`);
    const message = `${name} imports only from the layers below it (scripts/lint/layers.mjs).`;
    return from.length === 0 ? [] : [{ target: `src/${name}`, from, message }];
  }),
);
