import type { Claims } from '../identity/claims';
import { resolveGrants } from '../mapping/resolve-grants';
import { isSynced } from '../settings/settings';
import { decideAdmission, type Admission } from './admission';
import type { DenialCode } from '../errors';
import { isBreakGlassNewUser, isBreakGlassUser } from './break-glass';
import type { Change, GrantChange, Note, ProfileChange } from './change';
import { planAdditions, planSync, dropMissingTargets } from './plan-sync';
import type { CurrentUser, PlanInput } from './plan-input';
import { toAddition } from './diff-grants';
import { knownNames, type EffectiveGroups } from './groups-policy';

export type Decision = 'create' | 'link' | 'signIn' | 'deny';

/** The decision about a sign-in. It is complete before anything is written. */
export interface Plan {
  decision: Decision;
  /** The code of the refusal, if the decision is `deny`. */
  code?: DenialCode;
  /** The changes. A refused sign-in may also remove grants that the identity provider no longer gives. */
  changes: readonly Change[];
  notes: readonly Note[];
  /** Whether the grants match the identity provider after the sign-in. */
  synced: boolean;
  /** Whether the user loses all grants of the identity provider, and no administrator has released the removal. */
  losesEverything: boolean;
}

/** The one decision behind sign-in, report only, preview and explain. It reads and writes nothing. */
export function plan(input: PlanInput): Plan {
  const { claims, groups, settings, match } = input;
  const admission = decideAdmission(match, claims, settings);
  if (admission.kind === 'denied') return deny(admission.code);
  if (groups.decision === 'deny' && dependsOnGroups(admission, input)) return deny(groups.code);

  const ignoredNotes = claims.ignored.map((claim): Note => ({ kind: 'ignoredClaim', ...claim }));
  switch (admission.kind) {
    case 'new':
      return planNewUser(input, ignoredNotes);
    case 'invited':
      return { decision: 'link', changes: [], notes: ignoredNotes, synced: false, losesEverything: false };
    case 'adopted': {
      const adopted = planExistingUser(input, admission.user);
      // A refused sign-in links nothing, and so it removes nothing from the user either.
      return adopted.code === undefined ? { ...adopted, decision: 'link' } : deny(adopted.code);
    }
    case 'known':
      return planExistingUser(input, admission.user);
  }
}

/** Whether groups decide this sign-in. If they do not, a `deny` policy must not refuse it. */
function dependsOnGroups(admission: Admission, input: PlanInput): boolean {
  const { settings } = input;
  if (admission.kind === 'known' || admission.kind === 'adopted')
    return isSynced(settings) && !isBreakGlassUser(input, admission.user);
  return admission.kind === 'new' && !isBreakGlassNewUser(input);
}

function deny(code: DenialCode): Plan {
  return { decision: 'deny', code, changes: [], notes: [], synced: false, losesEverything: false };
}

function planNewUser(input: PlanInput, ignoredNotes: readonly Note[]): Plan {
  const { groups, settings, rules } = input;
  const resolved = resolveGrants(knownNames(groups) ?? [], settings.compiledMapping, input.provider);
  if (!resolved.matched && rules.unmatched === 'deny' && !isBreakGlassNewUser(input)) {
    return deny('no_matching_group');
  }
  const { changes, notes } = dropMissingTargets(resolved.grants.map(toAddition), input);
  return {
    decision: 'create',
    changes,
    notes: [...groupsKeptNotes(groups), ...notes, ...ignoredNotes],
    synced: groups.decision === 'apply',
    losesEverything: false,
  };
}

function planExistingUser(input: PlanInput, user: CurrentUser): Plan {
  const { groups, settings, rules, claims } = input;
  const profileUpdates: ProfileChange[] = rules.syncProfile ? profileChanges(user, claims) : [];
  const profileNotes: Note[] = rules.syncProfile
    ? claims.ignored.map((claim): Note => ({ kind: 'ignoredClaim', ...claim }))
    : [];
  const address = missingEmail(input, user);
  profileUpdates.push(...address.changes);
  profileNotes.push(...address.notes);
  const unchanged: Plan = {
    decision: 'signIn',
    changes: profileUpdates,
    notes: profileNotes,
    synced: false,
    losesEverything: false,
  };

  if (!settings.justInTime || settings.enhancedSync === false) return unchanged;
  if (groups.decision !== 'apply') {
    const kept = planAdditions(input, user, knownNames(groups) ?? []);
    const notes = [...groupsKeptNotes(groups), ...kept.notes, ...profileNotes];
    return settings.enhancedSync === 'report-only'
      ? { ...unchanged, notes: [...reportNotes(kept.changes), ...notes] }
      : { ...unchanged, changes: [...kept.changes, ...profileUpdates], notes };
  }
  const sync = planSync(input, user, groups.names);
  if (settings.enhancedSync === 'report-only')
    return { ...unchanged, notes: [...reportNotes(sync.changes), ...sync.notes, ...profileNotes] };
  const { changes, notes, losesEverything, removalsHeld } = sync;
  if (sync.denied) {
    return { decision: 'deny', code: 'no_matching_group', changes, notes, synced: true, losesEverything };
  }
  return {
    ...unchanged,
    changes: [...changes, ...profileUpdates],
    notes: [...notes, ...profileNotes],
    synced: !removalsHeld,
    losesEverything,
  };
}

/** What sync would do if it did more than report. */
function reportNotes(changes: readonly GrantChange[]): Note[] {
  return changes.length === 0 ? [] : [{ kind: 'reportOnly', changes }];
}

function groupsKeptNotes(groups: EffectiveGroups): Note[] {
  if (groups.decision === 'apply') return [];
  const { state, problem, separator } = groups;
  const notes: Note[] = [{ kind: 'groupsKept', state, ...(problem === undefined ? {} : { problem }) }];
  if (separator !== undefined) notes.push({ kind: 'groupsLookJoined', separator });
  return notes;
}

/** The address of a user whose earlier sign-ins brought none. */
function missingEmail(
  { claims, emailIsTaken }: PlanInput,
  user: CurrentUser,
): { changes: ProfileChange[]; notes: Note[] } {
  const { email } = claims;
  if (user.email !== null || email === undefined) return { changes: [], notes: [] };
  return emailIsTaken
    ? { changes: [], notes: [{ kind: 'emailTaken', email }] }
    : {
        changes: [{ kind: 'profile', action: 'change', field: 'email', from: null, to: email }],
        notes: [],
      };
}

function profileChanges(user: CurrentUser, claims: Claims): ProfileChange[] {
  return (['firstName', 'lastName', 'avatar'] as const).flatMap((field): ProfileChange[] => {
    const to = claims[field];
    if (to === undefined || to === user[field]) return [];
    return [{ kind: 'profile', action: 'change', field, from: user[field], to }];
  });
}
