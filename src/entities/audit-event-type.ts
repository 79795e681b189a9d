/** What an audit event tells of. */
export type AuditEventType =
  /** A user was created by a sign-in, with the grants in `details.changes`. */
  | 'created'
  /** An invited user signed in for the first time, and has an identity now. */
  | 'linked'
  /** A sign-in changed the user's grants or profile. */
  | 'changed'
  /** A sign-in took away all that the identity provider had given, and that no administrator had let go before. */
  | 'emptied'
  /** A sign-in was refused, or an invitation. */
  | 'denied'
  /** A sign-in left something undone, for the reasons in `details.notes`. */
  | 'skipped'
  /** A wave of losses: a sign-in left the user's grants in place. */
  | 'held'
  /** Held losses were released. */
  | 'released'
  /** Somebody changed the settings; `details` has them before and after. */
  | 'settings'
  | 'invited'
  | 'invitation_withdrawn'
  /** An administrator let a user in again, or keeps them out. */
  | 'activated'
  | 'deactivated';
