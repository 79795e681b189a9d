import type { Claims } from '../identity/claims';
import { resolve } from '../mapping/resolve';
import { isSynced } from '../settings/settings';
import { admit, type Admission } from './admit';
import type { Change, ProfileChange } from './change';
import type { CurrentUser } from './current';
import type { DenialCode } from './denial';
import type { Note } from './note';
import { planSync, withoutMissing } from './plan-sync';
import type { Situation } from './situation';
import { addition } from './sync';
import type { UsableGroups } from './usable-groups';

export type { Rules, Situation } from './situation';

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
  /** Whether the user loses all that the identity provider gave, and nobody has let that go. */
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
function groupsDecide(admission: Admission, situation: Situation): boolean {
  const { settings, rules } = situation;
  if (admission.as === 'known') return isSynced(settings) && !rules.isBreakGlass(admission.user);
  return admission.as === 'newcomer' && !isBreakGlassNewcomer(situation);
}

/** Somebody who has no id yet can be named by their address alone. */
function isBreakGlassNewcomer({ claims, rules }: Situation): boolean {
  return rules.isBreakGlass({ id: '', email: claims.email ?? null });
}

function deny(code: DenialCode): Plan {
  return { decision: 'deny', code, changes: [], notes: [], synced: false, emptied: false };
}

function planNewcomer(situation: Situation, leftOut: readonly Note[]): Plan {
  const { groups, settings, rules } = situation;
  const wanted = resolve(groups.use === 'names' ? groups.names : [], settings.compiled);
  if (!wanted.matched && rules.unmatched === 'deny' && !isBreakGlassNewcomer(situation)) {
    return deny('no_matching_group');
  }
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
