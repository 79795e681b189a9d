import type { Fault } from '../errors';
import { compileMapping, type MappedGrant } from './compile';
import type { Mapping } from './document';
import { lookAlikes } from './suspicious-names';

/**
 * - `neverWins`: an earlier entry gives the same group something else of the same team, case group or permission
 * - `duplicate`: an earlier entry says the same
 * - `lookAlike`: a name differs from another only in what nobody sees
 * - `noOwners`: no group makes owners
 */
export type SuspicionKind = 'neverWins' | 'duplicate' | 'lookAlike' | 'noOwners';

/** Something in a right mapping that is probably not what was meant. */
export interface Suspicion extends Fault {
  kind: SuspicionKind;
}

/** What an administrator should look at again, in a mapping without faults. */
export function suspicions(mapping: Mapping): Suspicion[] {
  return [...withoutOwners(mapping), ...withoutEffect(mapping), ...lookAlikes(mapping)];
}

/** The place of the entry that gives a grant. */
export function entryPath({ kind, entry }: Pick<MappedGrant, 'kind' | 'entry'>): string {
  switch (kind) {
    case 'membership':
    case 'caseGroup':
      return `mappings[${entry}]`;
    case 'owner':
      return `tenant_owners_groups[${entry}]`;
    case 'permission':
      return `tenant_permission[${entry}]`;
  }
}

function withoutOwners({ tenant_owners_groups: groups }: Mapping): Suspicion[] {
  if (groups === undefined) {
    const message = 'has no tenant_owners_groups: sync gives nobody owner status, and takes it from nobody';
    return [{ kind: 'noOwners', path: '', message }];
  }
  if (groups.length > 0) return [];
  const message = 'is empty: sync takes owner status from everybody but the last owner';
  return [{ kind: 'noOwners', path: 'tenant_owners_groups', message }];
}

/** Whoever is in the group of such an entry gets what the earlier one says. */
function withoutEffect(mapping: Mapping): Suspicion[] {
  const found: (Suspicion & { order: number })[] = [];
  for (const grants of compileMapping(mapping).byGroup.values()) {
    const first = new Map<number, MappedGrant>();
    for (const grant of grants) {
      const winner = first.get(grant.target);
      if (winner === undefined) first.set(grant.target, grant);
      else found.push({ ...loser(grant, winner), order: grant.entry });
    }
  }
  return found.sort((a, b) => a.order - b.order).map(({ kind, path, message }) => ({ kind, path, message }));
}

function loser(grant: MappedGrant, winner: MappedGrant): Suspicion {
  const path = entryPath(grant);
  if (!('role' in grant && 'role' in winner) || grant.role === winner.role) {
    return { kind: 'duplicate', path, message: `says the same as ${entryPath(winner)}: remove one of them` };
  }
  const place = grant.kind === 'caseGroup' ? 'case group' : 'team';
  const message =
    `never wins: ${entryPath(winner)} comes first, and gives the same group ${JSON.stringify(winner.role)} ` +
    `in the same ${place}`;
  return { kind: 'neverWins', path, message };
}
