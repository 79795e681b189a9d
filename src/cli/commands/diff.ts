import { Command, Option } from 'commander';
import { proveMappingChange } from '../../proofs/prove-change';
import type { ManagedTeams } from '../../plan/plan-input';
import type { CompiledMapping } from '../../mapping/compile';
import { MappingComparison } from '../diff/mapping-comparison';
import { jsonPresenter, textPresenter, type Presenter } from '../diff/presenter';
import { hasAny, parseFailOn, printProof, proofToJson, type ProofKind } from '../diff/proof';
import { groupCases } from '../diff/subjects';
import { Summary } from '../diff/summary';
import { readExportedUsers, type UserLine } from '../diff/exported-users';
import { EntryPositions } from '../entry-positions';
import { assertValid, EXIT, UsageError } from '../errors';
import { openInput, type OpenedFile } from '../io/read-bytes';
import { readMapping, requireValid, type ValidMapping } from '../mapping-file';
import { pluralize } from '../print-faults';
import { toMappingRules, addRuleOptions, type RuleOptions } from '../rule-options';
import type { Terminal } from '../terminal';

interface DiffOptions extends RuleOptions {
  users?: string;
  managedTeams: ManagedTeams;
  exitCode?: boolean;
  prove?: boolean;
  failOn?: readonly ProofKind[];
  json?: boolean;
}

export function diffCommand(terminal: Terminal): Command {
  return addRuleOptions(new Command('diff'))
    .summary('compare two mappings and print the changed grants')
    .description(
      'Prints which users would gain and lose which grants if the new mapping replaced the old one.',
    )
    .argument('<old>', 'the current mapping file (-: standard input)')
    .argument('<new>', 'the new mapping file (-: standard input)')
    .option(
      '--users <file>',
      'the user export of the admin API, one JSON object a line (default: compare single groups)',
    )
    .addOption(
      new Option('--managed-teams <which>', 'the option managedTeams of the app')
        .choices(['all', 'mapped'])
        .default('all'),
    )
    .option('--exit-code', 'exit with 1 if any user loses a grant or gets another role')
    .addOption(
      new Option(
        '--prove',
        'compare over all sets of groups, with a smallest set of groups for each change',
      ).conflicts(['users', 'exitCode']),
    )
    .option(
      '--fail-on <kinds>',
      'with --prove: exit with 1 on any gain, loss or change (a list with commas)',
      parseFailOn,
    )
    .option('--json', 'print one JSON document for machines')
    .addHelpText(
      'after',
      `
Examples:
  $ passport-jit diff old.json new.json
  $ passport-jit diff old.json new.json --users users.ndjson --exit-code
  $ git show main:mapping.json | passport-jit diff - mapping.json --users users.ndjson --json
  $ passport-jit diff old.json new.json --prove --fail-on gain

A line of users.ndjson has at least these keys; groups that have never arrived are null. With "provider", entries for that
provider apply:
  { "id": "7d1f…", "email": "ada@example.com", "identityProviderGroups": ["Managers", "Everyone"] }`,
    )
    .action(async (oldPath: string, newPath: string, options: DiffOptions) => {
      if ([oldPath, newPath, options.users].filter((path) => path === '-').length > 1) {
        throw new UsageError('Only one of the files can be standard input.');
      }
      if (options.failOn !== undefined && !options.prove)
        throw new UsageError('--fail-on works only with --prove.');
      if (options.prove) {
        process.exitCode = await runProof(terminal, [oldPath, newPath], options);
        return;
      }
      const pair = await readMappings(oldPath, newPath, options);
      process.exitCode = await runDiff(terminal, pair, options);
    });
}

async function runProof(
  { out }: Terminal,
  paths: readonly [string, string],
  options: DiffOptions,
): Promise<number> {
  const [before, after] = await readValidPair(paths, options);
  const proof = proveMappingChange(before, after);
  if (options.json) out.json(proofToJson(proof));
  else printProof(out, proof);
  return hasAny(proof, options.failOn ?? []) ? EXIT.faults : EXIT.ok;
}

async function readValidPair(
  [oldPath, newPath]: readonly [string, string],
  options: DiffOptions,
): Promise<[ValidMapping, ValidMapping]> {
  const oldFile = await readMapping(oldPath, toMappingRules(options));
  const newFile = await readMapping(newPath, toMappingRules(options));
  assertValid(oldFile, newFile);
  return [requireValid(oldFile), requireValid(newFile)];
}

/** The parts of two mappings that a comparison needs. Their files are large, and need not stay in memory. */
interface MappingPair {
  before: CompiledMapping;
  after: CompiledMapping;
  positions: EntryPositions;
  comparison: MappingComparison;
}

async function readMappings(oldPath: string, newPath: string, options: DiffOptions): Promise<MappingPair> {
  const [oldMapping, newMapping] = await readValidPair([oldPath, newPath], options);
  const [before, after] = [oldMapping.compiled, newMapping.compiled];
  const comparison = new MappingComparison(before, after, options.managedTeams);
  return { before, after, positions: new EntryPositions(newMapping), comparison };
}

async function runDiff(
  terminal: Terminal,
  pair: MappingPair,
  { users, json, exitCode }: DiffOptions,
): Promise<number> {
  const input = users === undefined ? undefined : { path: users, ...(await openInput(users)) };
  const presenter = json ? jsonPresenter(terminal) : textPresenter(terminal, pair.positions);
  const summary = new Summary(pair.after, input ? 'user' : 'group');
  let hasFaults = false;
  if (input) hasFaults = await diffUsers(terminal, pair, input, { presenter, summary });
  else diffGroups(pair, { presenter, summary });
  presenter.end(summary);
  return hasFaults || (exitCode === true && summary.hasLosses) ? EXIT.faults : EXIT.ok;
}

/** The targets of each difference: the output, and the summary at its end. */
interface Results {
  presenter: Presenter;
  summary: Summary;
}

/**
 * @returns whether there are invalid lines
 */
async function diffUsers(
  { out, progress }: Terminal,
  { comparison }: MappingPair,
  input: OpenedFile & { path: string },
  { presenter, summary }: Results,
): Promise<boolean> {
  let hasFaults = false;
  const processLine = (line: UserLine) => {
    progress.show(() => formatProgress(summary.totals.compared, line.bytesRead, input.size));
    if (!('user' in line)) {
      hasFaults = true;
      const { number, bytesRead: _, ...fault } = line;
      return presenter.fault({ file: input.name, line: number, ...fault });
    }
    const { id, email, groups, provider } = line.user;
    if (groups === null) return summary.addUserWithoutGroups();
    const difference = comparison.forGroups(groups, provider);
    summary.add(difference);
    summary.addGroups(groups, provider);
    if (difference.changes.length > 0) presenter.changes({ user: { id, email } }, difference.changes);
  };
  for await (const lines of readExportedUsers(input.path, input)) {
    for (const line of lines) processLine(line);
    await out.ready();
  }
  progress.hide();
  return hasFaults;
}

/** The difference for each single group. */
function diffGroups({ before, after, comparison }: MappingPair, { presenter, summary }: Results): void {
  for (const { subject, groups } of groupCases(before, after)) {
    const difference = comparison.forGroups(groups, subject.provider);
    summary.add(difference);
    if (difference.changes.length > 0) presenter.changes(subject, difference.changes);
  }
}

function formatProgress(users: number, bytesRead: number, size: number | undefined): string {
  const percentage = size ? ` (${Math.floor((bytesRead / size) * 100)} %)` : '';
  return `${pluralize(users, 'user')} compared${percentage}`;
}
