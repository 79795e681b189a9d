import type { Change, Note } from '../../plan/change';
import type { Loss } from '../../sign-in/arrival';
import type { AuditEventView } from './reader';

/** An event in words, for a spreadsheet. Of an event without changes there is nothing to say but its type. */
export function summarize({ type, details }: Pick<AuditEventView, 'type' | 'details'>): string {
  // An event may be older than the shapes of today, so that each part is optional.
  const { changes = [], losses = [], notes = [], code } = details as Partial<EventDetails>;
  // The event of the change itself has them, at the same time.
  if (type === 'emptied') return 'lost all access';
  if (type === 'denied') return `refused: ${code ?? 'unknown reason'}`;
  let removals = 0;
  const happened = changes.map(
    (change) => describe(change, DONE) + (change.action === 'remove' ? because(losses[removals++]) : ''),
  );
  const skipped = notes.flatMap((note) =>
    'changes' in note ? note.changes.map((change) => describe(change, SKIPPED)) : [note.kind],
  );
  return [...happened, ...skipped].slice(0, MAX_PARTS).join('; ');
}

interface EventDetails {
  changes: readonly Change[];
  losses: readonly Loss[];
  notes: readonly Note[];
  code: string;
}

const MAX_PARTS = 50;

const DONE = { add: 'gained', change: 'changed to', remove: 'lost', reattribute: 'kept' };
const SKIPPED = {
  add: 'would gain',
  change: 'would change to',
  remove: 'would lose',
  reattribute: 'would keep',
};

function describe(change: Change, verbs: Record<Change['action'], string>): string {
  if (change.kind === 'profile') return `changed ${change.field}`;
  const verb = verbs[change.action];
  switch (change.kind) {
    case 'membership':
      return `${verb} ${roleOf(change)} in ${change.team}`;
    case 'caseGroup':
      return `${verb} ${roleOf(change)} in ${change.team} / ${change.caseGroup}`;
    case 'owner':
      return `${verb} tenant ownership`;
    case 'permission':
      return `${verb} permission ${change.permission}`;
  }
}

function roleOf(change: { role?: string; previousRole?: string }): string {
  return change.role ?? change.previousRole ?? 'a role';
}

function because(loss: Loss | undefined): string {
  switch (loss?.cause) {
    case 'groupsNotSent':
      return ' because the provider sent no groups';
    case 'groupGone':
      return ` because ${loss.group ?? 'the group'} was no longer sent`;
    case 'mappingChanged':
      return ` because the mapping no longer gives it to ${loss.group ?? 'the group'}`;
    case 'manual':
      return ' because it was granted by hand';
    case undefined:
      return '';
  }
}
