import type { Change, GrantChange, Note } from 'passport-jit';

/** A change in words. */
export function formatChange(change: Change): string {
  switch (change.kind) {
    case 'profile':
      return `${change.field} is now ${change.to}`;
    case 'owner':
      return `${formatAction(change)} tenant owner${formatReason(change)}`;
    case 'permission':
      return `${formatAction(change)} the permission ${change.permission}${formatReason(change)}`;
    case 'membership':
      return `${formatAction(change)} ${role(change)} in the team ${change.team}${formatReason(change)}`;
    case 'caseGroup':
      return `${formatAction(change)} ${role(change)} in the case group ${change.caseGroup} of ${change.team}${formatReason(change)}`;
  }
}

/** What a sign-in left undone, in words. */
export function formatNote(note: Note): string {
  switch (note.kind) {
    case 'groupsKept':
      return `The groups were ${note.state}, so what they gave stays as it is`;
    case 'groupsLookJoined':
      return `Several groups came as one value, joined by "${note.separator}"`;
    case 'missingTeam':
      return `There is no team ${note.team}, so entry ${note.entry} gave nothing`;
    case 'missingCaseGroup':
      return `There is no case group ${note.caseGroup} of ${note.team}, so entry ${note.entry} gave nothing`;
    case 'grantedByOtherProvider':
      return `The provider ${note.provider} gave a role in the team ${note.team}, so ${note.role} was not given`;
    case 'lastOwner':
      return 'Still tenant owner, because there is no other owner';
    case 'emailTaken':
      return `Left out: the address ${note.email}, which another user has`;
    case 'ignoredClaim':
      return `Left out: ${note.field}, ${note.problem}`;
    case 'breakGlass':
    case 'removalsHeld':
    case 'reportOnly':
      return `Not done: ${note.changes.map(formatChange).join('; ')}`;
  }
}

function formatAction({ action }: GrantChange): string {
  switch (action) {
    case 'add':
      return 'Added:';
    case 'change':
      return 'Changed:';
    case 'reattribute':
      return 'Kept, for another reason:';
    case 'remove':
      return 'Removed:';
  }
}

function role(change: { action: string; role?: string; previousRole?: string }): string {
  if (change.action === 'change') return `${change.role} (was ${change.previousRole})`;
  return change.role ?? change.previousRole ?? '';
}

function formatReason(change: GrantChange): string {
  return 'reason' in change ? `, because of the group ${change.reason.group}` : '';
}
