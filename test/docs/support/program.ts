import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that serves until it is stopped. */
export interface Program {
  stop: () => Promise<void>;
}

/** Runs `node` with a file in a folder, until it says where it is. */
export async function startProgram(file: string, cwd: string): Promise<Program> {
  const child = spawn(process.execPath, [file], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
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
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
