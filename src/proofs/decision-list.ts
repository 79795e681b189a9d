import type { CompiledMapping, MappedGrant } from '../mapping/compile';

/** A grant without its value: a team, a case group of a team, owner status, or a tenant permission. */
export type ProvenGrant =
  | { kind: 'membership'; team: string }
  | { kind: 'caseGroup'; team: string; caseGroup: string }
  | { kind: 'owner' }
  | { kind: 'permission'; permission: string };

/** The role in a team or case group; `true` for owner status and permissions, which have no role. */
export type GrantValue = string | true;

/** One entry: users in the group, or in a group with the prefix, have the value. */
export interface DecisionRule {
  group: string;
  isPrefix: boolean;
  value: GrantValue;
  /** The only provider for whose sign-ins the rule applies. */
  provider: string | undefined;
}

/** What a mapping gives of one target: the first rule that matches a group of the user, or else what everyone has. */
export interface DecisionList {
  readonly rules: readonly DecisionRule[];
  readonly everyone: readonly Pick<DecisionRule, 'value' | 'provider'>[];
}

export const EMPTY_LIST: DecisionList = { rules: [], everyone: [] };

/** Equal for equal targets. */
export function targetKey(target: ProvenGrant): string {
  switch (target.kind) {
    case 'membership':
      return JSON.stringify([target.kind, target.team]);
    case 'caseGroup':
      return JSON.stringify([target.kind, target.team, target.caseGroup]);
    case 'owner':
      return JSON.stringify([target.kind]);
    case 'permission':
      return JSON.stringify([target.kind, target.permission]);
  }
}

/** The decision lists of a mapping, by the key of their target, with the target of each. */
export function decisionLists(
  mapping: CompiledMapping,
): Map<string, { target: ProvenGrant; list: DecisionList }> {
  const byKey = new Map<string, { target: ProvenGrant; named: MappedGrant[]; everyone: MappedGrant[] }>();
  const add = (grant: MappedGrant) => {
    const target = targetOf(grant);
    const key = targetKey(target);
    let lists = byKey.get(key);
    if (lists === undefined) byKey.set(key, (lists = { target, named: [], everyone: [] }));
    (grant.group === null ? lists.everyone : lists.named).push(grant);
  };
  for (const grants of mapping.byGroup.values()) grants.forEach(add);
  for (const grants of mapping.byPrefix) grants.forEach(add);
  mapping.everyone.forEach(add);
  return new Map(
    [...byKey].map(([key, { target, named, everyone }]) => {
      const rules = named.sort((a, b) => a.entry - b.entry).map(toRule);
      return [key, { target, list: { rules, everyone: everyone.map(toRule) } }];
    }),
  );
}

/** The providers for which any of the lists has rules of its own, after `undefined` for every other provider. */
export function providersOf(...lists: readonly DecisionList[]): (string | undefined)[] {
  const providers = new Set<string>();
  for (const { rules, everyone } of lists) {
    for (const { provider } of [...rules, ...everyone]) if (provider !== undefined) providers.add(provider);
  }
  return [undefined, ...[...providers].sort()];
}

function targetOf(grant: MappedGrant): ProvenGrant {
  switch (grant.kind) {
    case 'membership':
      return { kind: 'membership', team: grant.team };
    case 'caseGroup':
      return { kind: 'caseGroup', team: grant.team, caseGroup: grant.caseGroup };
    case 'owner':
      return { kind: 'owner' };
    case 'permission':
      return { kind: 'permission', permission: grant.permission };
  }
}

function toRule(grant: MappedGrant): DecisionRule {
  return {
    group: grant.group ?? '',
    isPrefix: grant.prefix !== undefined,
    value: 'role' in grant ? grant.role : true,
    provider: grant.provider,
  };
}
