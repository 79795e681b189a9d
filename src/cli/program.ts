import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { checkCommand } from './commands/check';
import { diffCommand } from './commands/diff';
import { explainCommand } from './commands/explain';
import { schemaCommand } from './commands/schema';
import type { Terminal } from './terminal';

/** The command line: what it understands, and its help. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('passport-jit')
    .description('Checks group mappings of passport-jit, and tells what they give to whom.')
    .version(readVersion(), '-V, --version', 'the version of passport-jit')
    .helpOption('-h, --help', 'this help; with a command: the help of that command')
    .addHelpText(
      'after',
      `
Examples:
  $ passport-jit check mapping.json
  $ passport-jit explain mapping.json --groups Analysts,Everyone
  $ passport-jit diff old.json new.json --users users.ndjson
  $ passport-jit schema > mapping.schema.json

Ends with 0 if all is right, 1 if faults were found, 2 if it was used in a wrong way.`,
    );
  for (const createCommand of [checkCommand, explainCommand, diffCommand, schemaCommand])
    program.addCommand(createCommand(terminal));
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showHelpAfterError('(--help says more)')
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
