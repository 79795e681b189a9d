import { claimOf } from '../../identity/group-source';
import { readGroups, type Groups } from '../../identity/groups';
import { oidcIdentity } from '../../identity/oidc-claims';
import { verifySaml } from '../../identity/verify-saml';
import type { VerifiedIdentity } from '../../identity/verified-identity';
import type { GroupSettings } from '../../settings/group-sources';
import { isJsonObject, type JsonObject } from '../../validation/json';
import { describeType } from '../../validation/text';
import { createFault } from '../../validation/faults';
import { didYouMean, closest } from '../../validation/suggest';
import { assertValid } from '../errors';
import { readJson } from '../json/read-json';

/** The groups that an identity provider sent, and the names of the existing attributes. */
export interface ProfileGroups {
  groups: Groups;
  /** If there is no such attribute: the existing attributes, and the most similar name. */
  hint?: string;
}

/**
 * Reads the groups from a profile like a sign-in.
 *
 * @throws {UsageError} if the file does not exist
 * @throws {InvalidFileError} if it is not a profile
 */
export async function readProfileGroups(
  path: string,
  { groupAttribute, groupFormat }: GroupSettings,
  isMapped: (name: string) => boolean,
): Promise<ProfileGroups> {
  const file = await readJson(path);
  assertValid(file);
  const { source, value } = file;
  if (!isJsonObject(value)) {
    const message = `must be an object: the attributes of an assertion, or the claims of a token, not ${describeType(value)}`;
    const fault = createFault([], { code: 'invalid_type', message });
    assertValid({ source, faults: [{ ...fault, offset: 0, length: 1 }] });
    return { groups: { state: 'absent' } };
  }
  const identity = toIdentity(value);
  const groups = readGroups(identity, groupAttribute, { groupFormat, isMapped });
  if (groups.state !== 'absent') return { groups };
  const names = Object.keys(identity.attributes);
  const hint = names.length === 0 ? 'It has none at all' : `It has ${names.slice(0, 20).join(', ')}`;
  const claim = claimOf([groupAttribute].flat()[0] ?? '');
  return { groups, hint: `${hint}${didYouMean(closest(claim, names))}` };
}

/**
 * Converts the file to an identity. It may contain a verified identity, the profile of a SAML strategy, or only claims
 * or attributes.
 */
function toIdentity(profile: JsonObject): VerifiedIdentity {
  let identity: VerifiedIdentity | undefined;
  // A token may have a claim with that name, too.
  if (isJsonObject(profile.attributes) && profile.sub === undefined) {
    verifySaml(profile, (_error: Error | null, verified?: VerifiedIdentity) => (identity = verified));
  }
  return identity ?? oidcIdentity(profile, undefined);
}
