import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { checkCommand } from './commands/check';
import { diffCommand } from './commands/diff';
import { explainCommand } from './commands/explain';
import { schemaCommand } from './commands/schema';
import type { Terminal } from './terminal';

/** The commands and options, with their help. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('passport-jit')
    .description('Checks the group mappings of passport-jit, and prints the grants that they give.')
    .version(readVersion(), '-V, --version', 'print the version of passport-jit')
    .helpOption('-h, --help', 'print this help or, with a command, its help')
    .addHelpText(
      'after',
      `
Examples:
  $ passport-jit check mapping.json
  $ passport-jit explain mapping.json --groups Analysts,Everyone
  $ passport-jit diff old.json new.json --users users.ndjson
  $ passport-jit schema > mapping.schema.json

Exit status: 0 if the input is valid, 1 if there are faults, 2 for a usage error.`,
    );
  for (const createCommand of [checkCommand, explainCommand, diffCommand, schemaCommand])
    program.addCommand(createCommand(terminal));
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showHelpAfterError('(see --help)')
      .configureOutput({
        outputError: (text, write) => write(text.replace(/^error: /, 'passport-jit: ')),
      });
  }
  return program;
}

function readVersion(): string {
  const file = path.join(__dirname, '../../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
