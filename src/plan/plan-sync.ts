import { resolve } from '../mapping/resolve';
import type { GrantChange } from './change';
import type { CurrentUser } from './current';
import { empties, holdsLosses, isReleased } from './losses';
import type { Note } from './note';
import type { Situation } from './situation';
import { syncGrants } from './sync';

/** What enhanced sync does to a user who is there, and what it leaves undone. */
export function planSync(situation: Situation, user: CurrentUser, groups: readonly string[]) {
  const { settings, provider, rules, losses, otherOwners } = situation;
  const wanted = resolve(groups, settings.compiled);
  const { managedTeams } = rules;
  const all = syncGrants(user, wanted.grants, settings.compiled, { provider, managedTeams });
  const { changes: possible, notes } = withoutMissing(all, situation);

  const breakGlass = rules.isBreakGlass(user);
  const held =
    !breakGlass &&
    possible.some(isRemoval) &&
    holdsLosses(user, empties(user, possible), losses, rules.lossLimits);
  const isKept = (change: GrantChange) => (breakGlass && lowers(change)) || (held && isRemoval(change));
  const kept = possible.filter(isKept);
  if (kept.length > 0) notes.push({ kind: breakGlass ? 'breakGlass' : 'lossesHeld', changes: kept });

  let changes = possible.filter((change) => !isKept(change));
  const lastOwner = otherOwners === 0 && changes.some(isOwnerLoss);
  if (lastOwner) {
    notes.push({ kind: 'lastOwner' });
    changes = changes.filter((change) => !isOwnerLoss(change));
  }
  return {
    changes,
    notes,
    held,
    // What an administrator let go is no sign of another wave.
    emptied: empties(user, changes) && !isReleased(user, losses),
    refused: rules.unmatched === 'deny' && !wanted.matched && !breakGlass && !held && !lastOwner,
  };
}

/** A team that is not there never fails a sign-in: what would be given in it is left out, and recorded. */
export function withoutMissing(all: readonly GrantChange[], { directory, rules }: Situation) {
  const notes: Note[] = [];
  const changes = all.filter((change) => {
    if (change.action !== 'add' || rules.createMissingTeams) return true;
    const { entry } = change.because;
    if (change.kind === 'membership' && !directory.hasTeam(change.team)) {
      notes.push({ kind: 'missingTeam', team: change.team, entry });
      return false;
    }
    if (change.kind === 'caseGroup' && !directory.hasCaseGroup(change.team, change.caseGroup)) {
      notes.push({ kind: 'missingCaseGroup', team: change.team, caseGroup: change.caseGroup, entry });
      return false;
    }
    return true;
  });
  return { changes, notes };
}

function isRemoval({ action }: GrantChange): boolean {
  return action === 'remove';
}

function lowers({ action }: GrantChange): boolean {
  return action === 'remove' || action === 'change';
}

function isOwnerLoss(change: GrantChange): boolean {
  return change.kind === 'owner' && change.action === 'remove';
}
