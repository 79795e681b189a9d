import { join, resolve } from 'node:path';
import { Browser } from '../support/http/browser';
import { EXPECTED_FOR_ADA, startProjectApp, signInAsAda } from '../support/apps/project-app';
import { readJson } from '../support/projects/read-json';
import { installProject, NODE_VERSIONS, type NodeVersion } from '../support/projects/project-workspace';

const root = resolve(__dirname, '../..');
const example = join(root, 'examples/nestjs');

let project: string;
beforeAll(async () => {
  project = await installProject(example);
});

const start = (node: NodeVersion) =>
  startProjectApp(project, { main: 'dist/main.js', node, protocol: 'oidc' });

test.each(NODE_VERSIONS)('a NestJS app signs a user in on Node %s', async (node) => {
  expect(await signInAsAda(await start(node))).toEqual(EXPECTED_FOR_ADA);
});

test('the NestJS app asks a visitor who is not signed in to sign in', async () => {
  const { url } = await start('24');
  const { status, body } = await new Browser().get(url);
  expect([status, JSON.parse(body)]).toMatchObject([401, { message: 'Sign in at /login.' }]);
});

test('the NestJS app tells a user who is refused the reason', async () => {
  const { url, directory } = await start('24');
  directory.get('cy')!.email = directory.get('ada')!.email;
  await new Browser().signIn(`${url}/login`, 'ada');
  const browser = new Browser();
  const { status, body } = await browser.signIn(`${url}/login`, 'cy');
  expect([status, JSON.parse(body)]).toMatchObject([403, { code: 'email_conflict' }]);
  expect((await browser.get(url)).status).toBe(401);
});

test('no other spelling of its route gets around the guard', async () => {
  const { url } = await start('24');
  const browser = new Browser();
  await browser.signIn(`${url}/login`, 'ada');
  const spellings = ['/teams/Analytics/members/', '/TEAMS/Analytics/Members', '/teams/%41nalytics/members?x'];
  const answers = await Promise.all(spellings.map((spelling) => browser.post(`${url}${spelling}`)));
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  expect(answers.map(({ body }) => (JSON.parse(body) as { code: string }).code)).toEqual(
    spellings.map(() => 'managed_by_identity_provider'),
  );
});

test('the NestJS app depends on the version of the library that it is tested with', () => {
  const { version } = readJson(join(root, 'package.json')) as { version: string };
  const { dependencies } = readJson(join(example, 'package.json')) as {
    dependencies: Record<string, string>;
  };
  expect(dependencies['passport-jit']).toBe(`^${version}`);
});
