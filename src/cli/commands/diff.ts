import { Command, Option } from 'commander';
import type { ManagedTeams } from '../../plan/sync';
import type { CompiledMapping } from '../../mapping/compile';
import { Comparison } from '../diff/compare';
import { jsonPresenter, textPresenter, type Presenter } from '../diff/presenter';
import { Summary } from '../diff/summary';
import { usersOf, type UserLine } from '../diff/users';
import { EntryPositions } from '../entry-positions';
import { assertRight, EXIT, WrongUse } from '../exit';
import { openInput, type Opened } from '../io/read-bytes';
import { readMapping, rightMapping } from '../mapping-file';
import { count } from '../report-faults';
import { rulesOf, withRules, type RuleOptions } from '../rule-options';
import type { Terminal } from '../terminal';

interface Options extends RuleOptions {
  users?: string;
  managedTeams: ManagedTeams;
  exitCode?: boolean;
  json?: boolean;
}

export function diffCommand(terminal: Terminal): Command {
  return withRules(new Command('diff'))
    .summary('tell who gains and loses what by a new mapping')
    .description('Tells who would gain and lose what, if the new mapping took the place of the old one.')
    .argument('<old>', 'the file with the mapping as it is (-: standard input)')
    .argument('<new>', 'the file with the mapping as it would be (-: standard input)')
    .option(
      '--users <file>',
      'the export of the admin router, one JSON object a line; without it each group is compared',
    )
    .addOption(
      new Option('--managed-teams <which>', 'the option managedTeams of the app')
        .choices(['all', 'mapped'])
        .default('all'),
    )
    .option('--exit-code', 'end with 1 if anybody loses something or gets another role')
    .option('--json', 'one JSON document, for machines')
    .addHelpText(
      'after',
      `
Examples:
  $ passport-jit diff old.json new.json
  $ passport-jit diff old.json new.json --users users.ndjson --exit-code
  $ git show main:mapping.json | passport-jit diff - mapping.json --users users.ndjson --json

A line of users.ndjson has at least these keys; groups that have never come are null:
  { "id": "7d1f…", "email": "ada@example.com", "identityProviderGroups": ["Managers", "Everyone"] }`,
    )
    .action(async (oldPath: string, newPath: string, options: Options) => {
      if ([oldPath, newPath, options.users].filter((path) => path === '-').length > 1) {
        throw new WrongUse('Only one of the files can be standard input.');
      }
      const pair = await readPair(oldPath, newPath, options);
      process.exitCode = await diff(terminal, pair, options);
    });
}

/** What is needed of two mappings to compare them: their files are large, and need not stay in memory. */
interface Pair {
  before: CompiledMapping;
  after: CompiledMapping;
  positions: EntryPositions;
  comparison: Comparison;
}

async function readPair(oldPath: string, newPath: string, options: Options): Promise<Pair> {
  const old = await readMapping(oldPath, rulesOf(options));
  const next = await readMapping(newPath, rulesOf(options));
  assertRight(old, next);
  const [before, after] = [rightMapping(old).compiled, rightMapping(next).compiled];
  const comparison = new Comparison(before, after, options.managedTeams);
  return { before, after, positions: new EntryPositions(rightMapping(next)), comparison };
}

async function diff(terminal: Terminal, pair: Pair, { users, json, exitCode }: Options): Promise<number> {
  const input = users === undefined ? undefined : { path: users, ...(await openInput(users)) };
  const presenter = json ? jsonPresenter(terminal) : textPresenter(terminal, pair.positions);
  const summary = new Summary(pair.after, input ? 'user' : 'group');
  let hasFaults = false;
  if (input) hasFaults = await diffUsers(terminal, pair, input, presenter, summary);
  else diffGroups(pair, presenter, summary);
  presenter.end(summary);
  return hasFaults || (exitCode === true && summary.hasLosses) ? EXIT.faults : EXIT.right;
}

/** @returns whether there are lines that cannot be used */
async function diffUsers(
  { out, progress }: Terminal,
  { comparison }: Pair,
  input: Opened & { path: string },
  presenter: Presenter,
  summary: Summary,
): Promise<boolean> {
  let hasFaults = false;
  const tell = (line: UserLine) => {
    progress.show(() => progressText(summary.totals.compared, line.bytesRead, input.size));
    if (!('user' in line)) {
      hasFaults = true;
      const { number, bytesRead: _, ...fault } = line;
      return presenter.fault({ file: input.name, line: number, ...fault });
    }
    const { id, email, groups } = line.user;
    if (groups === null) return summary.addUnknown();
    const difference = comparison.of(groups);
    summary.add(difference);
    summary.sawGroups(groups);
    if (difference.changes.length > 0) presenter.changes({ user: { id, email } }, difference.changes);
  };
  for await (const lines of usersOf(input.path, input)) {
    for (const line of lines) tell(line);
    await out.ready();
  }
  progress.hide();
  return hasFaults;
}

/** What each group alone gives. */
function diffGroups({ before, after, comparison }: Pair, presenter: Presenter, summary: Summary): void {
  for (const group of new Set([...before.byGroup.keys(), ...after.byGroup.keys()])) {
    const difference = comparison.of([group]);
    summary.add(difference);
    if (difference.changes.length > 0) presenter.changes({ group }, difference.changes);
  }
}

function progressText(users: number, bytesRead: number, size: number | undefined): string {
  const part = size ? ` (${Math.floor((bytesRead / size) * 100)} %)` : '';
  return `${count(users, 'user')} compared${part}`;
}
