import { spawn } from 'node:child_process';
import { MAPPING } from '../support/harness/harness';
import { commandLine, TemporaryFolder, runCli } from '../support/processes/cli';

const ESCAPE = '\u001b[';
const PROGRESS = /[\d,]+ users compared \(\d+ %\)/;

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const validFile = folder.write('right.json', MAPPING);
const invalidFile = folder.write('wrong.json', { mappings: [] });
const users = folder.write(
  'users.ndjson',
  Array.from({ length: 100_000 }, (_, i) =>
    JSON.stringify({ id: `${i}`, email: null, identityProviderGroups: ['Managers'] }),
  ).join('\n'),
);

test('a terminal is shown colours', async () => {
  expect(await onTerminal(['check', validFile])).toContain(ESCAPE);
  expect(await onTerminal(['check', invalidFile])).toContain(ESCAPE);
});

test.each([{ NO_COLOR: '1' }, { FORCE_COLOR: '0' }, { TERM: 'dumb' }, { CI: 'true' }])(
  'a terminal that wants none is shown none: %j',
  async (env) => {
    const shown = await onTerminal(['check', invalidFile], env);
    expect(shown).toContain('fault mappings: must have at least one entry');
    expect(shown).not.toContain(ESCAPE);
  },
);

test('other outputs get no colors, whatever the environment', async () => {
  const { out, errors } = await runCli(['check', invalidFile], { env: { FORCE_COLOR: '1' } });
  expect(out + errors).toContain('fault mappings: must have at least one entry');
  expect(out + errors).not.toContain(ESCAPE);
});

test('the progress of a long comparison is shown only on a terminal', async () => {
  const args = ['diff', validFile, validFile, '--users', users];
  const { out, errors } = await runCli(args);
  expect(errors).toBe('');
  expect(out).not.toMatch(PROGRESS);
  expect(await onTerminal(args)).toMatch(PROGRESS);
});

/**
 * The output of the command on a terminal, which `script` provides.
 * Nothing of the environment of this run says how many colours it has (Node reads more than a dozen names: CI, TMUX…).
 */
function onTerminal(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { PATH } = process.env;
  const command = commandLine(args);
  const script =
    process.platform === 'darwin'
      ? ['-q', '/dev/null', ...command]
      : ['-qec', command.map((word) => `'${word}'`).join(' '), '/dev/null'];
  return new Promise((resolve, reject) => {
    const child = spawn('script', script, {
      env: { PATH, TERM: 'xterm-256color', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
    child.on('error', reject).on('close', () => resolve(shown));
  });
}
