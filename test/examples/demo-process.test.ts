import { Browser } from '../support/http/browser';
import { listen } from '../support/http/listen';
import { runExample } from '../support/processes/run-example';

const run = (port: string) => runExample('demo', { PORT: port });

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
