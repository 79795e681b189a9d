import { CommanderError } from 'commander';
import { EXIT, FaultyInput, WrongUse } from './exit';
import { program } from './program';
import { faultsAsJson, reportFaults } from './report-faults';
import { openTerminal, type Terminal } from './terminal';

/** Runs the command line, and leaves its answer in `process.exitCode`. It never throws. */
export async function run(args: readonly string[]): Promise<void> {
  const terminal = openTerminal();
  try {
    await program(terminal).parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = exitCodeOf(error, terminal, args.includes('--json'));
  }
  terminal.progress.hide();
  terminal.out.flush();
  terminal.errors.flush();
}

function exitCodeOf(error: unknown, { out, errors }: Terminal, forMachines: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.right : EXIT.wrongUse;
  if (error instanceof WrongUse) {
    errors.line(`passport-jit: ${error.message}`);
    return EXIT.wrongUse;
  }
  if (error instanceof FaultyInput) {
    if (forMachines) out.json({ right: false, faults: error.files.flatMap(faultsAsJson) });
    else for (const file of error.files) reportFaults(errors, file);
    return EXIT.faults;
  }
  const { stack, message } = error as Error;
  for (const line of (stack ?? message).split('\n')) errors.line(line);
  return EXIT.wrongUse;
}
