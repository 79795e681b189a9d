import { name } from './display-name.mjs';
import { time } from './format-date.mjs';

/** What a grant gives. Strings and elements, for a name is always an element of its own. */
export function grantWords({ kind, team, caseGroup, role, permission }) {
  switch (kind) {
    case 'membership':
      return [role && [name(role), ' in '], 'the team ', name(team)];
    case 'caseGroup':
      return [role && [name(role), ' in '], 'the case group ', name(caseGroup), ' of ', name(team)];
    case 'owner':
      return ['tenant owner'];
    case 'permission':
      return ['permission ', name(permission)];
    default:
      return [String(kind)];
  }
}

/** The same as a line of its own. A role is a name, and keeps its letters as they are. */
export function grantLine(grant) {
  if (grant.kind === 'owner') return ['Tenant owner'];
  if (grant.kind === 'permission') return ['Permission ', name(grant.permission)];
  return grantWords(grant);
}

/** Where a grant comes from. */
export function reasonWords({ kind, source, group, entry, mappingVersion, provider, at }) {
  const when = at === null || at === undefined ? [] : [', on ', time(at)];
  if (source !== 'mapping') return ['given by hand', when];
  return [
    'from group ',
    name(group ?? ''),
    `, ${entryWords(kind, entry)}`,
    mappingVersion !== null && `, version ${mappingVersion}`,
    provider !== null && [', through ', name(provider)],
    when,
  ];
}

/** People count from one. */
export function entryWords(kind, entry) {
  const number = Number(entry) + 1;
  if (kind === 'owner') return `entry ${number} of the owner groups`;
  if (kind === 'permission') return `entry ${number} of the tenant permissions`;
  return `entry ${number} of the mapping`;
}

/** A change of the plan; `verbs` say whether it has happened. */
export function changeWords(change, verbs) {
  const { kind, action, previousRole, previousSource, reason } = change;
  if (kind === 'profile') {
    const from = change.from === null ? [] : [' (was ', name(change.from), ')'];
    return [`${FIELDS[change.field] ?? change.field}: `, name(change.to), from];
  }
  const grant = grantWords({ ...change, role: change.role ?? previousRole });
  const former = action === 'change' ? [' (was ', name(previousRole), ')'] : [];
  const byHand = previousSource === 'manual' ? ', which was given by hand' : '';
  const why = reason
    ? [', because of group ', name(reason.group), `, ${entryWords(kind, reason.entry)}`]
    : [];
  return [`${verbs[action] ?? action}: `, grant, former, byHand, why];
}

/** What an edit of the settings changes for a user, compared with a sign-in without it. */
export function differenceWords({ action, hasNow, reason, ...grant }) {
  const verb =
    action === 'add'
      ? hasNow
        ? 'keeps '
        : 'gains '
      : action === 'remove'
        ? hasNow
          ? 'loses '
          : 'does not gain '
        : 'has ';
  const former = action === 'change' ? [' instead of ', name(grant.previousRole)] : [];
  const why = reason
    ? [', because of group ', name(reason.group), `, ${entryWords(grant.kind, reason.entry)}`]
    : [];
  return [
    verb,
    grantWords({ ...grant, role: grant.role ?? grant.previousRole }),
    former,
    action === 'remove' ? [] : why,
  ];
}

export const WOULD = {
  add: 'Gains',
  change: 'Changes',
  remove: 'Loses',
  reattribute: 'Keeps, for another reason',
};
export const DID = {
  add: 'Added',
  change: 'Changed',
  remove: 'Removed',
  reattribute: 'Kept, for another reason',
};

/** For what was or will be left undone: no past tense, which would say that it was done. */
const WOULD_HAVE = {
  add: 'Would add',
  change: 'Would change',
  remove: 'Would remove',
  reattribute: 'Would keep, for another reason',
};

/** What a sign-in leaves undone; a list of lines. */
export function noteWords(note) {
  const changes = () => (note.changes ?? []).map((change) => changeWords(change, WOULD_HAVE));
  switch (note.kind) {
    case 'groupsKept':
      return [
        [
          `Everything stays: ${GROUPS_STATES[note.state] ?? note.state}${note.problem ? ` (${note.problem})` : ''}`,
        ],
      ];
    case 'groupsLookJoined':
      return [
        [
          `Several groups came as one value, joined by "${note.separator}". Set groupFormat.split to "${note.separator}" in the settings, or the identity provider to send one value for each group`,
        ],
      ];
    case 'missingTeam':
      return [
        ['There is no team ', name(note.team), `, so ${entryWords('membership', note.entry)} gives nothing`],
      ];
    case 'missingCaseGroup':
      return [
        [
          'There is no case group ',
          name(note.caseGroup),
          ' of ',
          name(note.team),
          `, so ${entryWords('caseGroup', note.entry)} gives nothing`,
        ],
      ];
    case 'grantedByOtherProvider':
      return [
        [
          'The provider ',
          name(note.provider),
          ' gave a role in ',
          name(note.caseGroup ?? note.team),
          ' by an entry that comes first, so ',
          name(note.role),
          ' is not given',
        ],
      ];
    case 'lastOwner':
      return [['Stays tenant owner, since there is no other']];
    case 'breakGlass':
      return [['A break-glass user, so nothing of this is done:'], ...changes()];
    case 'removalsHeld':
      return [['Removals are held, so nothing of this is done:'], ...changes()];
    case 'reportOnly':
      return [['Report only, so nothing of this is done:'], ...changes()];
    case 'emailTaken':
      return [['Left out: the address ', name(note.email), ', which another user has']];
    case 'ignoredClaim':
      return [[`Left out: ${FIELDS[note.field] ?? note.field}, ${note.problem}`]];
    default:
      return [[String(note.kind)]];
  }
}

/** What the last sign-in said of the groups. */
export const GROUPS_STATES = {
  present: 'the groups were sent',
  empty: 'an empty list of groups was sent',
  absent: 'no groups were sent',
  overage: 'there were too many groups to send',
  malformed: 'what was sent as groups cannot be read',
};

const FIELDS = { firstName: 'First name', lastName: 'Last name', avatar: 'Avatar', email: 'Email' };

export function personName({ firstName, lastName, email, id }) {
  return [firstName, lastName].filter(Boolean).join(' ') || email || id;
}

/** The two switches in a word. */
export function onOff(value) {
  if (value === 'report-only') return 'report only';
  return value ? 'on' : 'off';
}
