import type { Groups } from '../../identity/groups';
import type { MappedGrant } from '../../mapping/compile';
import { entryPath } from '../../mapping/suspicious';

import type { Difference } from './differences';
import type { WhatIsGiven } from './given';
import type { Explained } from './report';

/** What somebody gets, for machines. */
export function explanationAsJson(
  { compiled, positions }: Explained,
  file: string,
  groups: Groups,
  names: readonly string[],
  { given, matched, unnamed }: WhatIsGiven,
  found: readonly Difference[] | undefined,
) {
  const from = (grant: MappedGrant) => {
    const path = entryPath(grant);
    return { path, file, ...positions.of(grant) };
  };
  const grantAsJson = ({ target: _, ...grant }: MappedGrant) => grant;
  return {
    groupsState: groups.state,
    ...('problem' in groups ? { problem: groups.problem } : {}),
    groups: names,
    matched,
    managesOwners: compiled.managesOwners,
    managesPermissions: compiled.managesPermissions,
    grants: given.map(({ grant, over }) => ({
      ...grantAsJson(grant),
      from: from(grant),
      over: over.map((other) => ({ ...grantAsJson(other), from: from(other) })),
    })),
    groupsWithoutEntry: unnamed,
    ...(found === undefined
      ? {}
      : {
          asExpected: found.length === 0,
          differences: found.map(({ path, expected, actual, grant }) => ({
            path,
            expected,
            actual,
            ...(grant ? { from: from(grant) } : {}),
          })),
        }),
  };
}
