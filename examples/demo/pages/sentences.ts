import type { Change, GrantChange, Note } from 'passport-jit';

/** A change in words. */
export function sentence(change: Change): string {
  switch (change.kind) {
    case 'profile':
      return `${change.field} is now ${change.to}`;
    case 'owner':
      return `${verb(change)} tenant owner${why(change)}`;
    case 'permission':
      return `${verb(change)} the permission ${change.permission}${why(change)}`;
    case 'membership':
      return `${verb(change)} ${role(change)} in the team ${change.team}${why(change)}`;
    case 'caseGroup':
      return `${verb(change)} ${role(change)} in the case group ${change.caseGroup} of ${change.team}${why(change)}`;
  }
}

/** What a sign-in left undone, in words. */
export function noteSentence(note: Note): string {
  switch (note.kind) {
    case 'groupsKept':
      return `The groups were ${note.state}, so what they gave stays as it is`;
    case 'missingTeam':
      return `There is no team ${note.team}, so entry ${note.entry} gave nothing`;
    case 'missingCaseGroup':
      return `There is no case group ${note.caseGroup} of ${note.team}, so entry ${note.entry} gave nothing`;
    case 'lastOwner':
      return 'Still tenant owner, since nobody else is one';
    case 'leftOut':
      return `Left out: ${note.field}, ${note.problem}`;
    case 'breakGlass':
    case 'lossesHeld':
    case 'reportOnly':
      return `Not done: ${note.changes.map(sentence).join('; ')}`;
  }
}

function verb({ action }: GrantChange): string {
  switch (action) {
    case 'add':
      return 'Added:';
    case 'change':
      return 'Changed:';
    case 'attribute':
      return 'Kept, for another reason:';
    case 'remove':
      return 'Removed:';
  }
}

function role(change: { action: string; role?: string; formerRole?: string }): string {
  if (change.action === 'change') return `${change.role} (was ${change.formerRole})`;
  return change.role ?? change.formerRole ?? '';
}

function why(change: GrantChange): string {
  return 'because' in change ? `, because of the group ${change.because.group}` : '';
}
