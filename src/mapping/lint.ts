import type { Fault } from '../errors';
import { compileMapping, type MappedGrant } from './compile';
import type { Mapping } from './mapping';
import { confusableNames } from './confusable-names';

/**
 * - `neverWins`: an earlier entry gives the same group something else of the same team, case group or permission
 * - `duplicate`: an earlier entry says the same
 * - `lookAlike`: a name differs from another only in what nobody sees
 * - `noOwners`: no group makes owners
 */
export type WarningKind = 'neverWins' | 'duplicate' | 'lookAlike' | 'noOwners';

/** Something in a right mapping that is probably not what was meant. */
export interface MappingWarning extends Fault {
  kind: WarningKind;
}

/** What an administrator should look at again, in a mapping without faults. */
export function lintMapping(mapping: Mapping): MappingWarning[] {
  return [...ownerWarnings(mapping), ...shadowedEntries(mapping), ...confusableNames(mapping)];
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

function ownerWarnings({ tenant_owners_groups: groups }: Mapping): MappingWarning[] {
  if (groups === undefined) {
    const message = 'has no tenant_owners_groups: sync gives nobody owner status, and takes it from nobody';
    return [{ kind: 'noOwners', path: '', message }];
  }
  if (groups.length > 0) return [];
  const message = 'is empty: sync takes owner status from everybody but the last owner';
  return [{ kind: 'noOwners', path: 'tenant_owners_groups', message }];
}

/** Whoever is in the group of such an entry gets what the earlier one says. */
function shadowedEntries(mapping: Mapping): MappingWarning[] {
  const warnings: (MappingWarning & { order: number })[] = [];
  for (const grants of compileMapping(mapping).byGroup.values()) {
    const firstByTarget = new Map<number, MappedGrant>();
    for (const grant of grants) {
      const winner = firstByTarget.get(grant.target);
      if (winner === undefined) firstByTarget.set(grant.target, grant);
      else warnings.push({ ...shadowWarning(grant, winner), order: grant.entry });
    }
  }
  return warnings
    .sort((a, b) => a.order - b.order)
    .map(({ kind, path, message }) => ({ kind, path, message }));
}

function shadowWarning(grant: MappedGrant, winner: MappedGrant): MappingWarning {
  const path = entryPath(grant);
  if (!('role' in grant && 'role' in winner) || grant.role === winner.role) {
    return { kind: 'duplicate', path, message: `says the same as ${entryPath(winner)}: remove one of them` };
  }
  const scope = grant.kind === 'caseGroup' ? 'case group' : 'team';
  const message =
    `never wins: ${entryPath(winner)} comes first, and gives the same group ${JSON.stringify(winner.role)} ` +
    `in the same ${scope}`;
  return { kind: 'neverWins', path, message };
}
