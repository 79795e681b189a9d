import type { GroupAttribute } from '../../identity/group-source';
import type { Groups } from '../../identity/groups';
import { SuggestionCache } from '../../validation/suggest';
import { bold, dim, green, red, yellow, type Output } from '../io/output';
import { quote } from '../io/escape';
import type { CompiledMapping, MappedGrant } from '../../mapping/compile';
import type { Mapping } from '../../mapping/mapping';
import type { EntryPositions } from '../entry-positions';
import type { Difference } from './differences';
import type { EffectiveGrants } from './effective-grants';

/** The explained mapping, and the places of its entries. */
export interface ExplainedMapping {
  compiled: CompiledMapping;
  positions: EntryPositions;
}

/** Prints the grants of a user in these groups. */
export function printGrants(
  out: Output,
  { compiled, positions }: ExplainedMapping,
  names: readonly string[],
  what: EffectiveGrants,
): void {
  out.line(bold('Groups: '), names.length === 0 ? 'none' : names.map(quote).join(', '));
  for (const [kind, title] of KIND_TITLES) {
    const grants = what.grants.filter(({ grant }) => grant.kind === kind);
    if (grants.length === 0) continue;
    out.line('');
    out.line(bold(title));
    for (const { grant, shadowed } of grants) {
      out.line('  ', green(describeGrant(grant)), dim(`  from ${positions.describe(grant)}`));
      for (const shadowedGrant of shadowed) {
        const role = 'role' in shadowedGrant ? `, as ${quote(shadowedGrant.role)}` : '';
        out.line(dim(`    comes before ${positions.describe(shadowedGrant)}${role}`));
      }
    }
  }
  if (what.grants.length === 0) {
    out.line('');
    out.line(
      yellow('Nothing'),
      what.matched || names.length === 0 ? '' : ': no entry names any of these groups',
    );
  }
  const unmanaged = [
    compiled.managesOwners ? [] : ['tenant_owners_groups: owner status is not managed'],
    compiled.managesPermissions ? [] : ['tenant_permission: tenant permissions are not managed'],
  ].flat();
  if (unmanaged.length > 0) out.line('');
  for (const what of unmanaged) out.line(dim(`The mapping has no ${what}`));
  const suggestions = new SuggestionCache(new Set(compiled.byGroup.keys()));
  if (what.unmapped.length > 0) out.line('');
  for (const group of what.unmapped)
    out.line(yellow(`No entry names the group ${quote(group)}${suggestions.get(group)}`));
}

/** Without a provider, entries for one of them do not apply. */
export function printProviderHint(
  out: Output,
  { mappings, everyone = [], tenant_permission = [] }: Mapping,
): void {
  const entries = [...mappings, ...everyone, ...tenant_permission];
  const providers = new Set(entries.flatMap(({ provider }) => provider ?? []));
  if (providers.size === 0) return;
  const names = [...providers].slice(0, MAX_PROVIDERS).map(quote).join(', ');
  out.line('');
  out.line(dim(`Entries for one provider apply only with --provider, for example ${names}`));
}

const MAX_PROVIDERS = 5;

/** Prints why no groups of the profile count. */
export function printGroupsState(
  out: Output,
  groups: Groups,
  groupAttribute: GroupAttribute,
  hint = '',
): void {
  switch (groups.state) {
    case 'present':
    case 'empty':
      if (groups.missing === undefined) return;
      out.line(yellow(`The profile has nothing at ${quoteAll(groups.missing)}.`));
      out.line(
        'Until the provider has sent it for any user, others gain what the mapping gives and lose nothing.',
      );
      out.line('');
      return;
    case 'absent':
      out.line(yellow(`The profile has no attribute ${quoteAll([groupAttribute].flat())}. ${hint}`));
      break;
    case 'overage':
      out.line(yellow('The identity provider signals too many groups. The app calls resolveGroups.'));
      break;
    case 'malformed':
      out.line(yellow(`The groups cannot be used: ${groups.problem}.`));
      break;
  }
  out.line('By default, a new user gets no grants, and other users keep theirs (groupsPolicy).');
  out.line('');
}

function quoteAll(names: readonly string[]): string {
  return names.map(quote).join(', ');
}

export function printDifferences(
  out: Output,
  { positions }: ExplainedMapping,
  differences: readonly Difference[],
): void {
  out.line('');
  if (differences.length === 0) out.line(green('As expected'));
  else out.line(red('Differences from the expectation:'));
  for (const { path, expected, actual, grant } of differences) {
    const from = grant ? dim(`  from ${positions.describe(grant)}`) : '';
    out.line(`  ${path}: expected ${formatValue(expected)}, but is ${formatValue(actual)}`, from);
  }
}

const KIND_TITLES: readonly (readonly [MappedGrant['kind'], string])[] = [
  ['owner', 'Owner'],
  ['membership', 'Teams'],
  ['caseGroup', 'Case groups'],
  ['permission', 'Permissions'],
];

function describeGrant(grant: MappedGrant): string {
  switch (grant.kind) {
    case 'owner':
      return 'owns the tenant';
    case 'membership':
      return `${quote(grant.team)} as ${quote(grant.role)}`;
    case 'caseGroup':
      return `${quote(grant.caseGroup)} of ${quote(grant.team)} as ${quote(grant.role)}`;
    case 'permission':
      return quote(grant.permission);
  }
}

function formatValue(value: string | boolean | null): string {
  return value === null ? 'not there' : JSON.stringify(value);
}
