import type { GrantChange } from '../../plan/change';
import { bold, dim, green, red, yellow, type Output } from '../io/output';
import { quote } from '../io/escape';
import type { EntryPositions } from '../entry-positions';
import { pluralize } from '../print-faults';
import type { Summary } from './summary';

/** Prints the changes for a user. */
export function printChanges(
  out: Output,
  positions: EntryPositions,
  subject: string,
  changes: readonly GrantChange[],
): void {
  out.line(bold(subject));
  for (const change of changes) {
    switch (change.action) {
      case 'add':
        out.line(
          green(`  + ${describeTarget(change)}${formatRole(change)}`),
          dim(formatOrigin(positions, change)),
        );
        break;
      case 'remove':
        out.line(red(`  - ${describeTarget(change)}${formatRole(change)}`));
        break;
      case 'change':
        out.line(
          yellow(`  ~ ${describeTarget(change)}${formatRole(change)}, before ${quote(change.previousRole)}`),
          dim(formatOrigin(positions, change)),
        );
        break;
      case 'reattribute':
        break;
    }
  }
}

/** The maximum number of listed groups. The JSON output has all of them. */
const MAX_LISTED = 20;

export function printSummary(out: Output, summary: Summary): void {
  const { unit } = summary;
  const { compared, gain, lose, changeRole, losingEverything, loseOwnership } = summary.totals;
  out.line(bold(`${pluralize(compared, unit)} compared`));
  const rows: [number, string][] = [
    [gain, 'gaining something'],
    [lose, 'losing something'],
    [changeRole, 'getting another role'],
    [losingEverything, 'losing everything'],
    [loseOwnership, 'losing owner status'],
  ];
  if (unit === 'user')
    rows.push([summary.withoutGroups, 'with unknown groups, because none have ever arrived']);
  const width = Math.max(...rows.map(([n]) => n.toLocaleString('en').length));
  for (const [n, label] of rows) out.line(`  ${n.toLocaleString('en').padStart(width)} ${label}`);
  if (unit === 'group') return;

  const unmapped = summary
    .unmappedGroups()
    .map(({ group, users }) => `${quote(group)} (${pluralize(users, 'user')})`);
  printList(out, 'Groups of users that no entry names:', unmapped, summary.hasMoreUnmapped);
  printList(out, 'Groups in the mapping that no user is in:', summary.unseenGroups().map(quote), false);
  printList(
    out,
    'Prefixes in the mapping that no group of a user begins with:',
    summary.unseenPrefixes().map(quote),
    false,
  );
}

function printList(out: Output, title: string, items: readonly string[], hasMore: boolean): void {
  if (items.length === 0) return;
  out.line(bold(title));
  for (const item of items.slice(0, MAX_LISTED)) out.line(`  ${item}`);
  const remaining = items.length - MAX_LISTED;
  if (remaining > 0 || hasMore)
    out.line(dim(`  and ${Math.max(remaining, 0).toLocaleString('en')}${hasMore ? ' or more' : ''} others`));
}

function describeTarget(change: GrantChange): string {
  switch (change.kind) {
    case 'membership':
      return `team ${quote(change.team)}`;
    case 'caseGroup':
      return `case group ${quote(change.caseGroup)} of team ${quote(change.team)}`;
    case 'owner':
      return 'owner of the tenant';
    case 'permission':
      return `permission ${quote(change.permission)}`;
  }
}

function formatRole(change: GrantChange): string {
  if ('role' in change) return ` as ${quote(change.role)}`;
  return 'previousRole' in change ? ` as ${quote(change.previousRole)}` : '';
}

function formatOrigin(positions: EntryPositions, change: GrantChange): string {
  if (!('reason' in change)) return '';
  return `  from ${positions.describe({ kind: change.kind, ...change.reason })}`;
}
