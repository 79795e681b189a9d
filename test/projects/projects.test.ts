import { join, resolve } from 'node:path';
import { EXPECTED_FOR_ADA, startProjectApp, signInAsAda, type Protocol } from '../support/apps/project-app';
import { readJson } from '../support/projects/read-json';
import { installProject, NODE_VERSIONS } from '../support/projects/project-workspace';

interface Kind {
  kind: string;
  fixture: string;
  main: string;
  protocol: Protocol;
  express: 4 | 5;
  /** What its home page says beside what every one says. */
  also?: object;
}

const KINDS: Kind[] = [
  { kind: 'a CommonJS app', fixture: 'commonjs', main: 'app.js', protocol: 'oidc', express: 5 },
  { kind: 'a CommonJS app', fixture: 'commonjs', main: 'app.js', protocol: 'oidc', express: 4 },
  { kind: 'an ESM app', fixture: 'esm', main: 'app.js', protocol: 'oidc', express: 5 },
  { kind: 'an ESM app', fixture: 'esm', main: 'app.js', protocol: 'oidc', express: 4 },
  {
    kind: 'a TypeScript app with module nodenext',
    fixture: 'nodenext',
    main: 'dist/app.js',
    protocol: 'oidc',
    express: 5,
  },
  {
    kind: 'a TypeScript app with module commonjs',
    fixture: 'typescript-commonjs',
    main: 'dist/app.js',
    protocol: 'saml',
    express: 4,
    // A column of its own class of users.
    also: { nickname: 'ada' },
  },
];

describe.each(KINDS)('$kind on Express $express', ({ fixture, main, protocol, express, also }) => {
  let project: string;
  beforeAll(async () => {
    project = await installProject(resolve(__dirname, 'fixtures', fixture), [`express@${express}`]);
  });

  test('has that Express', () => {
    const { version } = readJson(join(project, 'node_modules/express/package.json')) as { version: string };
    expect(version.split('.')[0]).toBe(String(express));
  });

  test.each(NODE_VERSIONS)('signs a user in on Node %s', async (node) => {
    const app = await startProjectApp(project, { main, node, protocol });
    expect(await signInAsAda(app)).toEqual({
      ...EXPECTED_FOR_ADA,
      home: { ...EXPECTED_FOR_ADA.home, ...also },
    });
  });
});
