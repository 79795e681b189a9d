import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Browser, type Page } from '../support/http/browser';
import { freePort } from '../support/http/free-port';
import { startProgram, type Program } from '../support/processes/start-program';
import { blocksOf, type Block } from '../support/docs/markdown';
import { installPackedLibrary, linkPackages } from '../support/projects/packed-library';

const page = path.resolve(__dirname, '../../docs/getting-started.md');

let workspace: string;
const programs = new Map<string, Program>();

beforeAll(() => {
  workspace = mkdtempSync(path.join(tmpdir(), 'passport-jit-getting-started-'));
});

afterAll(async () => {
  for (const program of programs.values()) await program.close();
  rmSync(workspace, { recursive: true, force: true });
});

it('leads from an empty folder to enhanced sync, word for word', async () => {
  const project = path.join(workspace, 'project');
  mkdirSync(project);
  const [app, idp] = await Promise.all([freePort(), freePort()]);
  const ports: Record<string, number> = { 3000: app, 4000: idp };
  const text = readFileSync(page, 'utf8').replace(/\b[34]000\b/g, (port) => `${ports[port]}`);
  const home = `http://127.0.0.1:${app}/`;
  const browsers = { ada: new Browser(), bo: new Browser() };
  const seen: unknown[] = [];
  const answers = blocksOf(text).filter(({ language }) => language === 'json');

  for (const block of blocksOf(text)) {
    if (block.language === 'sh') await runCommands(block, project);
    else if (block.language === 'js') writeCode(block, project);
    else seen.push(await signIn(block, browsers, home));
  }
  expect(seen).toEqual(answers.map(({ code }) => JSON.parse(code)));
  expect(seen).toHaveLength(3);

  const refused = await browsers.ada.post(`${home}teams/Support/members`);
  expect([refused.status, JSON.parse(refused.body)]).toEqual([
    403,
    expect.objectContaining({ code: 'managed_by_identity_provider' }),
  ]);
});

/** What the page says before it shows an answer: open this address, or the app's, and sign in as that person. */
async function signIn(
  { introduction }: Block,
  browsers: Record<string, Browser>,
  home: string,
): Promise<unknown> {
  const [, person] = /as\s+`(\w+)`|type `(\w+)`/.exec(introduction)?.filter(Boolean) ?? [];
  const [, url = home] = /<(http:[^>]+)>/.exec(introduction) ?? [];
  expect(new URL(url).origin).toBe(new URL(home).origin);
  const browser = browsers[person!]!;
  const question = await browser.get(url);
  const consent = await browser.submit(question, { login: person!, password: 'any' });
  return jsonOf(await browser.submit(consent));
}

function jsonOf({ status, url, body }: Page): unknown {
  if (status !== 200) throw new Error(`${status} at ${url}: ${body}`);
  return JSON.parse(body);
}

/** A file of its own, or one line of a file in the place of the one that begins like it. */
function writeCode({ code, introduction }: Block, project: string): void {
  const [, file] = /^`([\w.]+)`:$/.exec(introduction) ?? [];
  if (file !== undefined) {
    writeFileSync(path.join(project, file), code);
    return;
  }
  const [, changed] = /In `([\w.]+)`, replace her line with this one:/.exec(introduction) ?? [];
  const target = path.join(project, changed!);
  const [beginning] = /^\s*\w+:/.exec(code)!;
  const lines = readFileSync(target, 'utf8').split('\n');
  const index = lines.findIndex((line) => line.startsWith(beginning));
  lines[index] = code.trimEnd();
  writeFileSync(target, lines.join('\n'));
}

async function runCommands({ code }: Block, project: string): Promise<void> {
  for (const command of code.trimEnd().split('\n')) {
    const [program, ...args] = command.split(' ');
    if (program === 'node') await restart(args[0]!, project);
    else if (program === 'curl') expect(command).toMatch(/^curl -X POST http:\S+\/teams\/Support\/members$/);
    else if (command === 'npm init -y') writeFileSync(path.join(project, 'package.json'), '{}');
    else install(command, project);
  }
}

/** What `npm install` would do, from what this repository has installed: the library from its tarball, packed now. */
function install(command: string, project: string): void {
  expect(command).toMatch(/^npm install /);
  const names = command
    .replace(/^npm install (--save-dev )?/, '')
    .split(' ')
    .map((name) => name.replace(/@\d+$/, ''));
  linkPackages(
    project,
    names.filter((name) => name !== 'passport-jit'),
  );
  if (names.includes('passport-jit')) installPackedLibrary(project, workspace);
}

async function restart(file: string, project: string): Promise<void> {
  await programs.get(file)?.close();
  programs.set(file, await startProgram(file, project));
}
