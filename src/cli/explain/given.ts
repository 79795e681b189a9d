import type { CompiledMapping, MappedGrant } from '../../mapping/compile';
import { resolve } from '../../mapping/resolve';

/** A grant that somebody gets, and the entries for the same that came too late. */
export interface Given {
  grant: MappedGrant;
  over: readonly MappedGrant[];
}

/** What somebody in these groups gets. */
export interface WhatIsGiven {
  given: readonly Given[];
  /** Whether the person is in any group that the mapping names. */
  matched: boolean;
  /** Groups that no entry names. */
  unnamed: readonly string[];
}

export function whatIsGiven(groups: readonly string[], mapping: CompiledMapping): WhatIsGiven {
  const { grants, matched } = resolve(groups, mapping);
  const late = new Map<number, MappedGrant[]>(grants.map(({ target }) => [target, []]));
  const winners = new Map(grants.map((grant) => [grant.target, grant.entry]));
  for (const group of groups) {
    for (const grant of mapping.byGroup.get(group) ?? []) {
      if (winners.get(grant.target) !== grant.entry) late.get(grant.target)?.push(grant);
    }
  }
  return {
    given: grants.map((grant) => ({
      grant,
      over: (late.get(grant.target) ?? []).sort((a, b) => a.entry - b.entry),
    })),
    matched,
    unnamed: groups.filter((group) => !mapping.byGroup.has(group)),
  };
}
