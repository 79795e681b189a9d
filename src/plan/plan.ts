import type { Claims } from '../identity/claims';
import { resolve } from '../mapping/resolve';
import { isSynced, type CompiledSettings } from '../settings/settings';
import { admit, type Admission, type Found } from './admit';
import type { Change, GrantChange, ProfileChange } from './change';
import type { CurrentUser } from './current';
import type { DenialCode } from './denial';
import { empties, holdsLosses, type Losses, type LossLimits } from './losses';
import type { Note } from './note';
import { addition, syncGrants, type Directory, type ManagedTeams } from './sync';
import type { UsableGroups } from './usable-groups';

/** All that a decision depends on. */
export interface Situation {
  provider: string;
  claims: Claims;
  groups: UsableGroups;
  settings: CompiledSettings;
  found: Found;
  directory: Directory;
  /** Active owners of the tenant other than this user. */
  otherOwners: number;
  losses: Losses;
  rules: Rules;
}

/** The app's options that decide about people. */
export interface Rules {
  managedTeams: ManagedTeams;
  createMissingTeams: boolean;
  unmatched: 'create' | 'deny';
  syncProfile: boolean;
  lossLimits: LossLimits | false;
  /** Whether this is a user whom sync never demotes or removes. */
  isBreakGlass: (user: CurrentUser) => boolean;
}

export type Decision = 'create' | 'link' | 'signIn' | 'deny';

/** What a sign-in does. It is worked out in full before anything is written. */
export interface Plan {
  decision: Decision;
  /** Why the sign-in is refused; with `deny` only. */
  code?: DenialCode;
  /** A refused sign-in may still take away what the identity provider no longer gives. */
  changes: readonly Change[];
  notes: readonly Note[];
  /** Whether the grants follow the identity provider now. */
  synced: boolean;
  /** Whether the user loses all that the identity provider gave. */
  emptied: boolean;
}

/** The one decision behind sign-in, report-only, preview and explain. It reads and writes nothing. */
export function plan(situation: Situation): Plan {
  const { claims, groups, settings, found } = situation;
  const admission = admit(found, claims, settings);
  if (admission.as === 'denied') return deny(admission.code);
  if (groups.use === 'deny' && groupsDecide(admission, situation)) return deny(groups.code);

  const leftOut = claims.leftOut.map((what): Note => ({ kind: 'leftOut', ...what }));
  switch (admission.as) {
    case 'newcomer':
      return planNewcomer(situation, leftOut);
    case 'invited':
      return { decision: 'link', changes: [], notes: leftOut, synced: false, emptied: false };
    case 'known':
      return planKnown(situation, admission.user);
  }
}

/** Whether somebody who comes in does so by their groups; nobody is refused over groups that nothing hangs on. */
function groupsDecide(admission: Admission, { settings, rules }: Situation): boolean {
  if (admission.as === 'known') return isSynced(settings) && !rules.isBreakGlass(admission.user);
  return admission.as === 'newcomer';
}

function deny(code: DenialCode): Plan {
  return { decision: 'deny', code, changes: [], notes: [], synced: false, emptied: false };
}

function planNewcomer(situation: Situation, leftOut: readonly Note[]): Plan {
  const { groups, settings, rules } = situation;
  const wanted = resolve(groups.use === 'names' ? groups.names : [], settings.compiled);
  if (!wanted.matched && rules.unmatched === 'deny') return deny('no_matching_group');
  const { changes, notes } = withoutMissing(wanted.grants.map(addition), situation);
  return {
    decision: 'create',
    changes,
    notes: [...keptGroups(groups), ...notes, ...leftOut],
    synced: groups.use === 'names',
    emptied: false,
  };
}

function planKnown(situation: Situation, user: CurrentUser): Plan {
  const { groups, settings, rules, claims } = situation;
  const profile = rules.syncProfile ? profileChanges(user, claims) : [];
  const profileNotes = rules.syncProfile
    ? claims.leftOut.map((what): Note => ({ kind: 'leftOut', ...what }))
    : [];
  const untouched: Plan = {
    decision: 'signIn',
    changes: profile,
    notes: profileNotes,
    synced: false,
    emptied: false,
  };

  if (!settings.justInTime || settings.enhancedSync === false) return untouched;
  if (groups.use !== 'names') return { ...untouched, notes: [...keptGroups(groups), ...profileNotes] };

  const sync = planSync(situation, user, groups.names);
  if (settings.enhancedSync === 'report-only') {
    const report: Note[] = sync.changes.length === 0 ? [] : [{ kind: 'reportOnly', changes: sync.changes }];
    return { ...untouched, notes: [...report, ...sync.notes, ...profileNotes] };
  }
  const { changes, notes, emptied, held } = sync;
  if (sync.refused) {
    return { decision: 'deny', code: 'no_matching_group', changes, notes, synced: true, emptied };
  }
  return {
    ...untouched,
    changes: [...changes, ...profile],
    notes: [...notes, ...profileNotes],
    synced: !held,
    emptied,
  };
}

function planSync(situation: Situation, user: CurrentUser, groups: readonly string[]) {
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
    emptied: empties(user, changes),
    refused: rules.unmatched === 'deny' && !wanted.matched && !breakGlass && !held && !lastOwner,
  };
}

/** A team that is not there never fails a sign-in: what would be given in it is left out, and recorded. */
function withoutMissing(all: readonly GrantChange[], { directory, rules }: Situation) {
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

function keptGroups(groups: UsableGroups): Note[] {
  if (groups.use === 'names') return [];
  const { state, problem } = groups;
  return [{ kind: 'groupsKept', state, ...(problem === undefined ? {} : { problem }) }];
}

function profileChanges(user: CurrentUser, claims: Claims): ProfileChange[] {
  return (['firstName', 'lastName', 'avatar'] as const).flatMap((field): ProfileChange[] => {
    const to = claims[field];
    if (to === undefined || to === user[field]) return [];
    return [{ kind: 'profile', action: 'change', field, from: user[field], to }];
  });
}

/** Whether a plan removes anything, or would if it did more than report. */
export function takesAway({ changes, notes }: Pick<Plan, 'changes' | 'notes'>): boolean {
  return [...changes, ...reported(notes)].some(({ action }) => action === 'remove');
}

/** What a plan would do if it did more than report. */
export function reported(notes: readonly Note[]): Change[] {
  return notes.flatMap((note) => (note.kind === 'reportOnly' ? note.changes : []));
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
