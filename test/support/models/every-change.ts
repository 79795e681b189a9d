import type { ProvenChange } from 'passport-jit';
import type { MappingDocument } from '../generators/scenario';
import { matchingGroup } from './oracle';

type Value = string | true | null;

/** An entry for one grant: the groups that it matches, as bits. */
interface Rule {
  groups: number;
  value: Value;
}

const PROVIDERS = ['another', 'okta', 'entra'];

/** Every change of a grant between two mappings, by trying all sets of the given groups at all providers. */
export function everyChange(before: MappingDocument, after: MappingDocument, groups: readonly string[]) {
  const changes = new Map<string, number>();
  const targets = [...new Set([...targetsOf(before), ...targetsOf(after)])];
  for (const provider of PROVIDERS) {
    for (const target of targets) {
      const [left, right] = [before, after].map((mapping) => rulesOf(mapping, target, provider, groups)) as [
        Rule[],
        Rule[],
      ];
      const smallest = new Map<Value, Map<Value, number>>();
      for (let set = 0; set < 2 ** groups.length; set++) {
        const was = valueFor(left, set);
        const is = valueFor(right, set);
        if (was === is) continue;
        const byValue = smallest.get(was) ?? new Map<Value, number>();
        smallest.set(was, byValue.set(is, Math.min(byValue.get(is) ?? Infinity, bitCount(set))));
      }
      for (const [was, byValue] of smallest) {
        for (const [is, size] of byValue) {
          const key = JSON.stringify([JSON.parse(target), was, is]);
          changes.set(key, Math.min(changes.get(key) ?? Infinity, size));
        }
      }
    }
  }
  const valueOf = (mapping: MappingDocument, { grant, groups: names, provider = 'another' }: ProvenChange) =>
    valueFor(rulesOf(mapping, JSON.stringify(grant), provider, names), 2 ** names.length - 1);
  return { changes, valueOf };
}

function valueFor(rules: readonly Rule[], set: number): Value {
  for (const { groups, value } of rules) if ((groups & set) !== 0 || groups === EVERYONE) return value;
  return null;
}

const EVERYONE = -1;

function targetsOf(mapping: MappingDocument): string[] {
  return [
    ...[...mapping.mappings, ...(mapping.everyone ?? [])].map((entry) => JSON.stringify(teamTarget(entry))),
    ...(mapping.tenant_owners_groups?.length ? [JSON.stringify({ kind: 'owner' })] : []),
    ...(mapping.tenant_permission ?? []).map((entry) => JSON.stringify(permissionTarget(entry))),
  ];
}

function rulesOf(
  mapping: MappingDocument,
  target: string,
  provider: string,
  groups: readonly string[],
): Rule[] {
  const bits = (entry: Parameters<typeof matchingGroup>[0]) =>
    groups.reduce(
      (sum, group, i) => (matchingGroup(entry, [group], provider) === undefined ? sum : sum | (1 << i)),
      0,
    );
  const isTarget = (other: object) => JSON.stringify(other) === target;
  return [
    ...mapping.mappings
      .filter((entry) => isTarget(teamTarget(entry)))
      .map((entry) => ({ groups: bits(entry), value: entry.role_name })),
    ...(mapping.everyone ?? [])
      .filter((entry) => isTarget(teamTarget(entry)) && (entry.provider ?? provider) === provider)
      .map((entry) => ({ groups: EVERYONE, value: entry.role_name })),
    ...(mapping.tenant_owners_groups ?? [])
      .filter(() => isTarget({ kind: 'owner' }))
      .map((group_name) => ({ groups: bits({ group_name }), value: true as const })),
    ...(mapping.tenant_permission ?? [])
      .filter((entry) => isTarget(permissionTarget(entry)))
      .map((entry) => ({ groups: bits(entry), value: true as const })),
  ];
}

function teamTarget({
  team_name: team,
  case_group_name: caseGroup,
}: {
  team_name: string;
  case_group_name?: string;
}) {
  return caseGroup === undefined ? { kind: 'membership', team } : { kind: 'caseGroup', team, caseGroup };
}

function permissionTarget({ permission_name: permission }: { permission_name: string }) {
  return { kind: 'permission', permission };
}

function bitCount(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}
