import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that serves until it is closed. */
export interface Program {
  close: () => Promise<void>;
}

export interface ProgramOptions {
  /**
   * The `node` to run it with.
   *
   * @default the one that runs the tests
   */
  node?: string;
  /** What it finds in its environment, beside what is there already. */
  env?: Record<string, string>;
}

/** Runs a file in a folder, until it says where it is. */
export async function startProgram(
  file: string,
  cwd: string,
  { node = process.execPath, env = {} }: ProgramOptions = {},
): Promise<Program> {
  const child = spawn(node, [file], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let output = '';
  const started = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('http://')) resolve();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  });
  await Promise.race([
    started,
    ended.then(() => Promise.reject(new Error(`${file} ended before it served:\n${output}`))),
  ]);
  return {
    close: async () => {
      child.kill();
      await ended;
    },
  };
}
