import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundle } from '../support/processes/bundle';

test('a request that was answered already, by a timeout for instance, does not end the process', async () => {
  const program = await bundle(join(__dirname, '../support/processes/answered-requests-app.ts'));
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const { value: url } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  const requests: [method: string, path: string][] = [
    ['POST', '/guard'],
    ['GET', '/fresh'],
    ['GET', '/redirect'],
    ['GET', '/admin/settings'],
    ['GET', '/login?as=ada&groups=Everyone'],
    ['GET', '/login'],
    ['GET', '/login-redirect?as=ada&groups=Everyone'],
    ['GET', '/login-redirect'],
  ];
  try {
    for (const [method, path] of requests) {
      const headers = { accept: 'text/html', connection: 'close' };
      // Express closes the connection of an error that comes after the response.
      const status = await fetch(`${url}${path}`, { method, headers, redirect: 'manual' }).then(
        (response) => response.status,
        () => 'closed',
      );
      expect([path, [503, 'closed'].includes(status)]).toEqual([path, true]);
    }
    // The sign-ins are still under way when their response arrives.
    let errors: string[] = [];
    while (errors.length < 2) {
      const all = (await (
        await fetch(`${url}/errors`, { headers: { connection: 'close' } })
      ).json()) as string[];
      errors = all.filter((message) => /after a response was sent/.test(message));
    }
    expect(errors).toHaveLength(2);
  } finally {
    child.kill();
  }
  expect(await exit).toEqual([null, 'SIGTERM']);
});
