import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as library from 'passport-jit';
import { Browser } from '../support/http/browser';
import { startProjectApp } from '../support/apps/project-app';
import { readJson } from '../support/projects/read-json';
import { runCommand } from '../support/processes/run-command';
import { installProject, nodeBinary, NODE_VERSIONS } from '../support/projects/project-workspace';

let project: string;
beforeAll(async () => {
  project = await installProject(resolve(__dirname, 'fixtures/own-strategy'));
});

test('an app that uses none of the optional peers gets none', () => {
  const { peerDependenciesMeta } = readJson(join(project, 'node_modules/passport-jit/package.json')) as {
    peerDependenciesMeta: Record<string, { optional: boolean }>;
  };
  const optional = Object.keys(peerDependenciesMeta);
  expect(optional).toEqual(
    expect.arrayContaining(['@node-saml/passport-saml', 'passport-openidconnect', 'openid-client']),
  );
  expect(optional.filter((name) => existsSync(join(project, 'node_modules', name)))).toEqual([]);
});

test.each(NODE_VERSIONS)("a strategy of one's own signs a user in on Node %s", async (node) => {
  const { url } = await startProjectApp(project, { main: 'app.js', node });
  const browser = new Browser();
  const refused = await browser.get(`${url}/login`);
  expect(refused.status).toBe(401);
  const headers = { 'x-remote-user': 'ada', 'x-remote-groups': 'Everyone' };
  const { status, body } = await browser.get(`${url}/login`, headers);
  expect([status, JSON.parse(body)]).toEqual([
    200,
    { firstName: 'ada', tenantOwner: false, teams: ['Incident Response: VIEWER'] },
  ]);
});

test.each(NODE_VERSIONS)('an ES module can import every name of the library on Node %s', async (node) => {
  const { names, missing } = JSON.parse(await runCommand(nodeBinary(node), ['names.mjs'], project)) as {
    names: number;
    missing: string[];
  };
  expect(missing).toEqual([]);
  expect(names).toBe(Object.keys(library).length);
});

test('the command line runs from it', async () => {
  const explained = await runCommand(
    'npx',
    ['--no-install', 'passport-jit', 'explain', 'mapping.json', '--groups', 'Everyone'],
    project,
  );
  expect(explained).toContain('Incident Response');
});
