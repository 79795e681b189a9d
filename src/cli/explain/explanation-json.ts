import type { Groups } from '../../identity/groups';
import { type MappedGrant, entryPath } from '../../mapping/compile';

import type { Difference } from './differences';
import type { EffectiveGrants } from './effective-grants';
import type { ExplainedMapping } from './report';

/** The complete result of `passport-jit explain`. */
export interface Explanation {
  /** The path of the mapping file, as it was passed. */
  file: string;
  mapping: ExplainedMapping;
  /** The state of the groups, and the names that count. */
  groups: Groups;
  names: readonly string[];
  effective: EffectiveGrants;
  /** With `--expect`: the differences from the expectation. */
  differences: readonly Difference[] | undefined;
}

/** The grants of a user, as JSON. */
export function explanationToJson({ file, mapping, groups, names, effective, differences }: Explanation) {
  const { compiled, positions } = mapping;
  const { grants, matched, unmapped } = effective;
  const locate = (grant: MappedGrant) => {
    const path = entryPath(grant);
    return { path, file, ...positions.positionOf(grant) };
  };
  const grantToJson = ({ target: _, ...grant }: MappedGrant) => grant;
  return {
    groupsState: groups.state,
    ...('problem' in groups ? { problem: groups.problem } : {}),
    ...('missing' in groups ? { missing: groups.missing } : {}),
    groups: names,
    matched,
    managesOwners: compiled.managesOwners,
    managesPermissions: compiled.managesPermissions,
    grants: grants.map(({ grant, shadowed }) => ({
      ...grantToJson(grant),
      from: locate(grant),
      shadowed: shadowed.map((shadowedGrant) => ({
        ...grantToJson(shadowedGrant),
        from: locate(shadowedGrant),
      })),
    })),
    unmappedGroups: unmapped,
    ...(differences === undefined
      ? {}
      : {
          asExpected: differences.length === 0,
          differences: differences.map(({ path, expected, actual, grant }) => ({
            path,
            expected,
            actual,
            ...(grant ? { from: locate(grant) } : {}),
          })),
        }),
  };
}
