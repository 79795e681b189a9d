import { resolveGrants } from '../mapping/resolve-grants';
import { isBreakGlassUser } from './break-glass';
import type { GrantChange, Note } from './change';
import { removesEverything, exceedsLimits, isReleased } from './removal-safeguard';
import type { CurrentUser, PlanInput } from './plan-input';
import { diffGrants } from './diff-grants';
import { scopeToProvider } from './sync-scope';

/** The changes that enhanced sync makes to an existing user, and the notes about skipped changes. */
export function planSync(input: PlanInput, user: CurrentUser, groups: readonly string[]) {
  const { settings, provider, rules, removals, otherOwners } = input;
  const resolved = resolveGrants(groups, settings.compiledMapping, provider);
  const scope =
    rules.syncScope === 'provider'
      ? scopeToProvider(user, resolved.grants, settings.compiledMapping, provider)
      : { user, grants: resolved.grants, notes: [] };
  const { managedTeams } = rules;
  const allChanges = diffGrants(scope.user, scope.grants, settings.compiledMapping, {
    provider,
    managedTeams,
  });
  const { changes: applicable, notes: missingNotes } = dropMissingTargets(allChanges, input);
  const notes: Note[] = [...scope.notes, ...missingNotes];

  const isBreakGlass = isBreakGlassUser(input, user);
  const removalsHeld =
    !isBreakGlass &&
    applicable.some(isRemoval) &&
    exceedsLimits(user, removesEverything(user, applicable), removals, rules.removalSafeguard);
  const isProtected = (change: GrantChange) =>
    (isBreakGlass && isDemotion(change)) || (removalsHeld && isRemoval(change));
  const protectedChanges = applicable.filter(isProtected);
  if (protectedChanges.length > 0)
    notes.push({ kind: isBreakGlass ? 'breakGlass' : 'removalsHeld', changes: protectedChanges });

  let changes = applicable.filter((change) => !isProtected(change));
  const isLastOwner = otherOwners === 0 && changes.some(isOwnerRemoval);
  if (isLastOwner) {
    notes.push({ kind: 'lastOwner' });
    changes = changes.filter((change) => !isOwnerRemoval(change));
  }
  return {
    changes,
    notes,
    removalsHeld,
    // A removal that an administrator released does not count towards another mass removal.
    losesEverything: removesEverything(user, changes) && !isReleased(user, removals),
    denied: rules.unmatched === 'deny' && !resolved.matched && !isBreakGlass && !removalsHeld && !isLastOwner,
  };
}

/**
 * What enhanced sync does to a user whose groups are unknown, or known in part: the user gains what the known groups give
 * and what every user has, and loses nothing. A role that the user has already stays.
 */
export function planAdditions(input: PlanInput, user: CurrentUser, groups: readonly string[]) {
  const { settings, provider } = input;
  const { grants } = resolveGrants(groups, settings.compiledMapping, provider);
  const options = { provider, managedTeams: 'mapped' } as const;
  const changes = diffGrants(user, grants, settings.compiledMapping, options);
  return dropMissingTargets(
    changes.filter(({ action }) => action === 'add'),
    input,
  );
}

/** A missing team never fails a sign-in: grants in it are skipped, with a note. */
export function dropMissingTargets(allChanges: readonly GrantChange[], { teams, rules }: PlanInput) {
  const notes: Note[] = [];
  const isMissing = (team: string, caseGroup?: string) => {
    if (rules.createMissingTeams) return teams.isDeleted(team, caseGroup);
    return caseGroup === undefined ? !teams.hasTeam(team) : !teams.hasCaseGroup(team, caseGroup);
  };
  const changes = allChanges.filter((change) => {
    if (change.action !== 'add') return true;
    const { entry, group } = change.reason;
    const place = { entry, ...(group === null ? { list: 'everyone' as const } : {}) };
    if (change.kind === 'membership' && isMissing(change.team)) {
      notes.push({ kind: 'missingTeam', team: change.team, ...place });
      return false;
    }
    if (change.kind === 'caseGroup' && isMissing(change.team, change.caseGroup)) {
      notes.push({ kind: 'missingCaseGroup', team: change.team, caseGroup: change.caseGroup, ...place });
      return false;
    }
    return true;
  });
  return { changes, notes };
}

function isRemoval({ action }: GrantChange): boolean {
  return action === 'remove';
}

function isDemotion({ action }: GrantChange): boolean {
  return action === 'remove' || action === 'change';
}

function isOwnerRemoval(change: GrantChange): boolean {
  return change.kind === 'owner' && change.action === 'remove';
}
