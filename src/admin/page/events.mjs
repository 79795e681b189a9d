import { name, visibleJson } from './display-name.mjs';
import { el } from './dom.mjs';
import { settingsDiff } from './settings-diff.mjs';
import { changeWords, DID, GROUPS_STATES, noteWords } from './format-change.mjs';

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
  not_provisioned: 'No user has this identity, and just-in-time provisioning is off',
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
  // The event of the change itself has them, at the same time.
  if (type === 'emptied') return [['All access from the identity provider was lost']];
  let removals = 0;
  for (const change of details.changes ?? []) {
    const loss = change.action === 'remove' ? details.losses?.[removals++] : undefined;
    lines.push([changeWords(change, DID), loss ? lossWords(loss) : []]);
  }
  // A mapping that gave nothing is an answer too.
  if (type === 'created' && details.changes?.length === 0) lines.push(['No group of theirs gave anything']);
  for (const note of details.notes ?? []) lines.push(...noteWords(note));
  if (details.arrival) lines.push(...arrivalWords(details.arrival));
  return lines;
}

/** Why a grant was removed. */
function lossWords({ cause, group }) {
  const named = group === undefined ? 'the group' : ['the group ', name(group)];
  switch (cause) {
    case 'groupsNotSent':
      return [', because the provider sent no groups; it came from ', named];
    case 'groupGone':
      return [', because the provider no longer sent ', named];
    case 'mappingChanged':
      return [', because the mapping no longer gives it to ', named];
    default:
      return [];
  }
}

/** What the identity provider sent at a sign-in. */
function arrivalWords({ attributes, omittedAttributes = 0, groupsState, groups, omittedGroups = 0 }) {
  const names = (list, omitted) => [
    list.map((text, index) => [index > 0 ? ', ' : '', name(text)]),
    omitted > 0 ? ` and ${omitted} more` : '',
  ];
  return [
    attributes.length === 0
      ? ['No attributes were sent']
      : ['Attributes sent: ', names(attributes, omittedAttributes)],
    groups.length === 0
      ? [capital(GROUPS_STATES[groupsState] ?? groupsState)]
      : ['Groups sent: ', names(groups, omittedGroups)],
  ];
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}

/** The event as it is stored. */
export function eventSource(details) {
  return el('pre', { tabindex: '0', 'aria-label': 'What was recorded, as JSON' }, visibleJson(details));
}
