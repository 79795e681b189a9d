import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** An example that runs as a process of its own, as its npm script starts it. */
export interface Example {
  child: ChildProcess;
  /** Its address, once it has told everything. Rejected with what it said of an error, if it ends before. */
  started: Promise<string>;
  ended: Promise<{ code: number | null; output: string; errors: string }>;
  /** What it has said so far, errors too. */
  said(): string;
}

export function runExample(name: string, env: Record<string, string>): Example {
  const main = resolve(__dirname, '../../../examples', name, 'main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output, errors }));
  const started = new Promise<string>((found, missing) => {
    child.stdout.on('data', () => {
      const [url] = /http:\S+/.exec(output) ?? [];
      if (url && output.includes('to end ')) found(url);
    });
    void ended.then(() => missing(new Error(errors)));
  });
  // A caller that waits only for the end must not get an error about a missing start.
  started.catch(() => {});
  return { child, started, ended, said: () => output + errors };
}
