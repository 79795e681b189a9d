import { hasAtMost, isWellFormedText } from '../validation/text';
import { ownAttribute, type VerifiedIdentity } from './verified-identity';

/**
 * The groups of a user as they arrived, in one of five states. If "none" and "not sent" were the same state, a provider
 * that omits the attribute by mistake would remove the grants of a whole company. Malformed groups have a `separator`
 * if several names arrived as one value.
 */
export type Groups =
  | { state: 'present'; names: readonly string[] }
  | { state: 'empty' }
  | { state: 'absent' }
  | { state: 'overage' }
  | { state: 'malformed'; problem: string; separator?: ';' | ',' };

/** The name of a {@link Groups} state, as the column `groupsState` of the user stores it. */
export type GroupsState = Groups['state'];

/** Reads the groups of an identity from the attribute that the settings name exactly. */
export function readGroups(identity: VerifiedIdentity, groupAttribute: string): Groups {
  if (hasDistributedClaim(identity, groupAttribute)) return { state: 'overage' };
  if (!hasGroups(identity, groupAttribute)) {
    return hasOverageMarker(identity) ? { state: 'overage' } : { state: 'absent' };
  }
  return parseGroups(identity.attributes[groupAttribute]);
}

/** Whether the attribute arrived, whatever its value. */
export function hasGroups({ attributes }: VerifiedIdentity, groupAttribute: string): boolean {
  return Object.hasOwn(attributes, groupAttribute);
}

const MAX_GROUPS = 10_000;
const MAX_GROUP_LENGTH = 1024;
/**
 * The maximum number of UTF-8 bytes of all values together: the groups are stored, and the preview reads those of the
 * whole tenant.
 */
const MAX_GROUPS_BYTES = 262_144;

/** The state of a value: one name, or a list of names. Names are neither trimmed nor folded. */
export function parseGroups(value: unknown): Groups {
  if (value === undefined || value === null || value === '') return { state: 'empty' };
  if (!Array.isArray(value)) return parseGroups([value]);
  if (value.length > MAX_GROUPS) {
    return { state: 'malformed', problem: `${value.length} values, over ${MAX_GROUPS}` };
  }
  const names = new Set<string>();
  let bytes = 0;
  for (const item of value as unknown[]) {
    // node-saml leaves `undefined` in place of a value that is empty, blank or xsi:nil.
    if (item === undefined || item === '') continue;
    if (typeof item !== 'string')
      return { state: 'malformed', problem: `a value that is ${describeType(item)}` };
    if (!hasAtMost(item, MAX_GROUP_LENGTH)) {
      return { state: 'malformed', problem: `a value of over ${MAX_GROUP_LENGTH} characters` };
    }
    if (!isWellFormedText(item))
      return { state: 'malformed', problem: 'a value that is not well-formed Unicode' };
    bytes += Buffer.byteLength(item);
    if (bytes > MAX_GROUPS_BYTES)
      return { state: 'malformed', problem: `values of over ${MAX_GROUPS_BYTES} bytes in total` };
    names.add(item);
  }
  return names.size === 0 ? { state: 'empty' } : { state: 'present', names: [...names] };
}

/**
 * OpenID Connect Core 5.6.2: a claim that `_claim_names` lists is not in the token but elsewhere. Entra ID does so with
 * the groups of a user in more than 200 groups. The URL beside it is never followed.
 */
function hasDistributedClaim(identity: VerifiedIdentity, groupAttribute: string): boolean {
  const claimNames = ownAttribute(identity, '_claim_names');
  return typeof claimNames === 'object' && claimNames !== null && Object.hasOwn(claimNames, groupAttribute);
}

/**
 * Entra ID sends this marker in a SAML assertion for a user in more than 150 groups. Its name does not depend on the
 * name of the groups attribute, so it counts whenever no groups arrived.
 */
function hasOverageMarker(identity: VerifiedIdentity): boolean {
  if (Object.hasOwn(identity.attributes, 'http://schemas.microsoft.com/claims/groups.link')) return true;
  const marker = ownAttribute(identity, 'hasgroups');
  return marker === true || marker === 'true';
}

function describeType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list within the list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
