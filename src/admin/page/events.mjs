import { name, visibleJson } from './display-name.mjs';
import { el } from './dom.mjs';
import { settingsDiff } from './settings-diff.mjs';
import { changeWords, DID, noteWords } from './format-change.mjs';

/** What an event of the audit log is called. */
export const EVENT_TYPES = {
  created: 'Account created',
  linked: 'Invitation taken up',
  changed: 'Grants changed',
  identityQualified: 'Qualifier of the NameID added',
  emptied: 'All grants lost',
  denied: 'Sign-in refused',
  skipped: 'Left undone',
  removalsHeld: 'Removals held',
  removalsReleased: 'Held removals released',
  settings: 'Settings changed',
  invited: 'Invited',
  invitationRevoked: 'Invitation revoked',
  deactivated: 'Deactivated',
  activated: 'Activated',
  sessionsEnded: 'Sessions ended',
};

/** Why a sign-in is refused. */
export const REFUSALS = {
  not_provisioned: 'Nobody is known by this identity, and just-in-time provisioning is off',
  user_deactivated: 'The account is deactivated',
  tenant_mismatch: 'The account belongs to another tenant',
  identity_unlinked: 'The sign-in was unlinked from the account',
  email_conflict: 'The email address belongs to another account',
  no_matching_group: 'In no group that the mapping names',
  provider_unknown: 'The app does not know the provider of this sign-in',
  issuer_mismatch: 'Another issuer than before vouches for this identity',
  groups_absent: 'No groups were sent',
  groups_overage: 'There were too many groups to send',
  groups_malformed: 'What was sent as groups cannot be read',
  managed_by_identity_provider: 'An invitation from before enhanced sync was turned on',
};

/** What happened, in words: a list of lines. */
export function eventWords({ type, details = {} }) {
  const lines = [];
  if (type === 'denied') {
    lines.push([REFUSALS[details.code] ?? String(details.code)]);
    if (details.email) lines.push(['Email address: ', name(details.email)]);
    if (details.subject) lines.push(['Subject: ', name(details.subject)]);
  }
  if (type === 'settings' && details.before && details.after) {
    const back =
      details.rolledBackTo === undefined ? '' : `, which goes back to version ${details.rolledBackTo}`;
    lines.push([`Version ${details.version}${back}`], ...settingsDiff(details.before, details.after));
  }
  if (type === 'invited' && details.email) lines.push(['Email address: ', name(details.email)]);
  for (const change of details.changes ?? []) lines.push(changeWords(change, DID));
  // A mapping that gave nothing is an answer too.
  if (type === 'created' && details.changes?.length === 0) lines.push(['No group of theirs gave anything']);
  for (const note of details.notes ?? []) lines.push(...noteWords(note));
  return lines;
}

/** Everything that was recorded, for whoever wants to know it exactly. */
export function eventSource(details) {
  return el('pre', { tabindex: '0', 'aria-label': 'What was recorded, as JSON' }, visibleJson(details));
}
