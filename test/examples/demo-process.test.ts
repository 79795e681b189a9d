import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { Browser } from '../support/browser';
import { listen } from '../support/listen';

const main = resolve(__dirname, '../../examples/demo/main.ts');

/** Runs the demo as a process of its own, as `npm run demo` does. */
function run(port: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: { ...process.env, PORT: port },
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
      if (url && output.includes('to end it')) found(url);
    });
    void ended.then(() => missing(new Error(errors)));
  });
  // Whoever waits for the end only must not be told of a start that never came.
  started.catch(() => {});
  return { child, started, ended };
}

it('says where it is and who there is, and ends on SIGTERM', async () => {
  const { child, started, ended } = run('0');
  const url = await started;
  const { status } = await new Browser().signIn(`${url}/login/globex`, 'ada');
  expect(status).toBe(200);
  child.kill('SIGTERM');
  const { code, output } = await ended;
  expect(code).toBe(0);
  expect(output).toContain('Ada  Administrators, Everyone');
});

it('says in one sentence that the port is taken', async () => {
  const { port } = new URL(await listen(() => {}));
  const { code, output, errors } = await run(port).ended;
  expect(code).toBe(1);
  expect(output).toBe('');
  expect(errors).toBe(`Port ${port} is taken. Choose another one, for instance PORT=${Number(port) + 1}.\n`);
});

it.each(['abc', '65536', '-1', '', '80.5'])('says in one sentence that %j is no port', async (port) => {
  const { code, errors } = await run(port).ended;
  expect(code).toBe(1);
  expect(errors).toBe(`PORT must be a whole number from 0 to 65535, not "${port}".\n`);
});
