import type { Groups } from '../../identity/groups';
import { Suggestions } from '../../mapping/nearest';
import { bold, dim, green, red, yellow, type Output } from '../io/output';
import { quoted } from '../io/visible';
import type { CompiledMapping, MappedGrant } from '../../mapping/compile';
import type { EntryPositions } from '../entry-positions';
import type { Difference } from './differences';
import type { WhatIsGiven } from './given';

/** The mapping that is explained, and where its entries stand. */
export interface Explained {
  compiled: CompiledMapping;
  positions: EntryPositions;
}

/** Tells a person what somebody in these groups gets. */
export function reportGiven(
  out: Output,
  { compiled, positions }: Explained,
  names: readonly string[],
  what: WhatIsGiven,
): void {
  out.line(bold('Groups: '), names.length === 0 ? 'none' : names.map(quoted).join(', '));
  for (const [kind, title] of TITLES) {
    const given = what.given.filter(({ grant }) => grant.kind === kind);
    if (given.length === 0) continue;
    out.line('');
    out.line(bold(title));
    for (const { grant, over } of given) {
      out.line('  ', green(nameOf(grant)), dim(`  from ${positions.describe(grant)}`));
      for (const other of over) {
        const role = 'role' in other ? `, as ${quoted(other.role)}` : '';
        out.line(dim(`    comes before ${positions.describe(other)}${role}`));
      }
    }
  }
  if (what.given.length === 0) {
    out.line('');
    out.line(
      yellow('Nothing'),
      what.matched || names.length === 0 ? '' : ': no entry names any of these groups',
    );
  }
  const leftAlone = [
    compiled.managesOwners ? [] : ['tenant_owners_groups: owner status is left alone'],
    compiled.managesPermissions ? [] : ['tenant_permission: tenant permissions are left alone'],
  ].flat();
  if (leftAlone.length > 0) out.line('');
  for (const what of leftAlone) out.line(dim(`The mapping has no ${what}`));
  const suggestions = new Suggestions(new Set(compiled.byGroup.keys()));
  if (what.unnamed.length > 0) out.line('');
  for (const group of what.unnamed)
    out.line(yellow(`No entry names the group ${quoted(group)}${suggestions.for(group)}`));
}

/** Why the profile has no groups to go by. */
export function reportNoGroups(out: Output, groups: Groups, groupAttribute: string, hint = ''): void {
  switch (groups.state) {
    case 'present':
    case 'empty':
      return;
    case 'absent':
      out.line(yellow(`The profile has no attribute ${quoted(groupAttribute)}. ${hint}`));
      break;
    case 'overage':
      out.line(
        yellow(
          'The identity provider says that there are too many groups to send. The app asks resolveGroups.',
        ),
      );
      break;
    case 'malformed':
      out.line(yellow(`The groups cannot be used: ${groups.problem}.`));
      break;
  }
  out.line('Unless groupsPolicies says otherwise, a newcomer gets nothing, and others keep what they have.');
  out.line('');
}

export function reportDifferences(out: Output, { positions }: Explained, found: readonly Difference[]): void {
  out.line('');
  if (found.length === 0) out.line(green('As expected'));
  else out.line(red('Not as expected:'));
  for (const { path, expected, actual, grant } of found) {
    const from = grant ? dim(`  from ${positions.describe(grant)}`) : '';
    out.line(`  ${path}: expected ${shown(expected)}, but is ${shown(actual)}`, from);
  }
}

const TITLES: readonly (readonly [MappedGrant['kind'], string])[] = [
  ['owner', 'Owner'],
  ['membership', 'Teams'],
  ['caseGroup', 'Case groups'],
  ['permission', 'Permissions'],
];

function nameOf(grant: MappedGrant): string {
  switch (grant.kind) {
    case 'owner':
      return 'owns the tenant';
    case 'membership':
      return `${quoted(grant.team)} as ${quoted(grant.role)}`;
    case 'caseGroup':
      return `${quoted(grant.caseGroup)} of ${quoted(grant.team)} as ${quoted(grant.role)}`;
    case 'permission':
      return quoted(grant.permission);
  }
}

function shown(value: string | boolean | null): string {
  return value === null ? 'not there' : JSON.stringify(value);
}
