import type { GrantChange } from '../../plan/change';
import { bold, dim, green, red, yellow, type Output } from '../io/output';
import { quoted } from '../io/visible';
import type { EntryPositions } from '../entry-positions';
import { count } from '../report-faults';
import type { Summary } from './summary';

/** Tells a person what changes for somebody. */
export function reportChanges(
  out: Output,
  positions: EntryPositions,
  who: string,
  changes: readonly GrantChange[],
): void {
  out.line(bold(who));
  for (const change of changes) {
    switch (change.action) {
      case 'add':
        out.line(green(`  + ${whatOf(change)}${roleOf(change)}`), dim(origin(positions, change)));
        break;
      case 'remove':
        out.line(red(`  - ${whatOf(change)}${roleOf(change)}`));
        break;
      case 'change':
        out.line(
          yellow(`  ~ ${whatOf(change)}${roleOf(change)}, before ${quoted(change.formerRole)}`),
          dim(origin(positions, change)),
        );
        break;
      case 'attribute':
        break;
    }
  }
}

/** So many groups are named; all of them are in the answer for machines. */
const MOST_NAMED = 20;

export function reportSummary(out: Output, summary: Summary): void {
  const { of } = summary;
  const { compared, gain, lose, changeRole, leftWithNothing, loseOwnership } = summary.totals;
  out.line(bold(`${count(compared, of)} compared`));
  const rows: [number, string][] = [
    [gain, 'gaining something'],
    [lose, 'losing something'],
    [changeRole, 'getting another role'],
    [leftWithNothing, 'left with nothing'],
    [loseOwnership, 'losing ownership of the tenant'],
  ];
  if (of === 'user')
    rows.push([summary.withoutGroups, 'whose groups have never come, so that nothing is known of them']);
  const width = Math.max(...rows.map(([n]) => n.toLocaleString('en').length));
  for (const [n, what] of rows) out.line(`  ${n.toLocaleString('en').padStart(width)} ${what}`);
  if (of === 'group') return;

  const unmapped = summary
    .unmappedGroups()
    .map(({ group, users }) => `${quoted(group)} (${count(users, 'user')})`);
  listed(out, 'Groups that users are in and no entry names:', unmapped, summary.hasMoreUnmapped);
  listed(out, 'Groups that entries name and nobody is in:', summary.groupsOfNobody().map(quoted), false);
}

function listed(out: Output, title: string, items: readonly string[], hasMore: boolean): void {
  if (items.length === 0) return;
  out.line(bold(title));
  for (const item of items.slice(0, MOST_NAMED)) out.line(`  ${item}`);
  const rest = items.length - MOST_NAMED;
  if (rest > 0 || hasMore)
    out.line(dim(`  and ${Math.max(rest, 0).toLocaleString('en')}${hasMore ? ' or more' : ''} others`));
}

function whatOf(change: GrantChange): string {
  switch (change.kind) {
    case 'membership':
      return `team ${quoted(change.team)}`;
    case 'caseGroup':
      return `case group ${quoted(change.caseGroup)} of team ${quoted(change.team)}`;
    case 'owner':
      return 'owner of the tenant';
    case 'permission':
      return `permission ${quoted(change.permission)}`;
  }
}

function roleOf(change: GrantChange): string {
  if ('role' in change) return ` as ${quoted(change.role)}`;
  return 'formerRole' in change ? ` as ${quoted(change.formerRole)}` : '';
}

function origin(positions: EntryPositions, change: GrantChange): string {
  if (!('because' in change)) return '';
  return `  from ${positions.describe({ kind: change.kind, ...change.because })}`;
}
