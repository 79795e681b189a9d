import { startDemo, type Demo } from './app';
import { readPort, listenErrorMessage } from './port';

/** Runs the demo until it is ended. */
async function main(): Promise<void> {
  const port = readPort(process.env['PORT']);
  if (typeof port === 'string') return exitWithError(port);
  let demo: Demo;
  try {
    demo = await startDemo(port);
  } catch (error) {
    return exitWithError(listenErrorMessage(error as NodeJS.ErrnoException, port));
  }
  console.log(introduction(demo));
  closeOnSignal(demo);
}

function exitWithError(message: string): never {
  console.error(message);
  // Whatever was started already would keep the process.
  process.exit(1);
}

function introduction({ url, identityProviders: { acme, globex } }: Demo): string {
  const people = [...acme.directory.values()].map(
    ({ givenName, groups }) =>
      `  ${givenName.padEnd(4)} ${groups.length === 0 ? '(no group)' : groups.join(', ')}`,
  );
  return [
    `passport-jit demo: ${url}`,
    '',
    'Two companies sign in here, each with its own identity provider:',
    `  Acme, by SAML 2.0           ${acme.url}`,
    `  Globex, by OpenID Connect   ${globex.url}`,
    '',
    'Each has these people, in these groups:',
    ...people,
    '',
    process.stdin.isTTY ? 'Press q or Ctrl-C to end it.' : 'Press Ctrl-C to end it.',
  ].join('\n');
}

function closeOnSignal(demo: Demo): void {
  let ending = false;
  const end = () => {
    // One Ctrl-C may come twice, from the terminal and from npm.
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), 5000).unref();
    void demo.close().then(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  if (!process.stdin.isTTY) return;
  process.stdin.setRawMode(true).setEncoding('utf8').resume();
  process.stdin.on('data', (keys: string) => {
    if (keys.includes('q') || keys.includes('\u0003')) end();
  });
}

void main();
