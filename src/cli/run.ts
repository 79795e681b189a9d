import { CommanderError } from 'commander';
import { EXIT, InvalidFileError, UsageError } from './errors';
import { createProgram } from './program';
import { faultsToJson, printFaults } from './print-faults';
import { openTerminal, type Terminal } from './terminal';

/** Runs the command line, and sets `process.exitCode`. It never throws. */
export async function run(args: readonly string[]): Promise<void> {
  const terminal = openTerminal();
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = handleError(error, terminal, args.includes('--json'));
  }
  terminal.progress.hide();
  terminal.out.flush();
  terminal.errors.flush();
}

function handleError(error: unknown, { out, errors }: Terminal, asJson: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usageError;
  if (error instanceof UsageError) {
    errors.line(`passport-jit: ${error.message}`);
    return EXIT.usageError;
  }
  if (error instanceof InvalidFileError) {
    if (asJson) out.json({ valid: false, ...faultsToJson(...error.files) });
    else for (const file of error.files) printFaults(errors, file);
    return EXIT.faults;
  }
  const { stack, message } = error as Error;
  for (const line of (stack ?? message).split('\n')) errors.line(line);
  return EXIT.usageError;
}
