import type { EntityManager } from 'typeorm';
import { findUserOfTenant, type FoundUser } from '../access/find-user';
import type { ProvisioningContext } from '../context';
import { countRows } from '../database/read-rows';
import { ProvisioningError } from '../errors';
import { emailKey, readEmail } from '../identity/email';
import { findIdentity } from '../store/find-identity';
import { isJsonObject } from '../validation/json';
import type { TokenConnection } from './connection';
import { TokenError } from './token-error';
import { isClaimText } from './verify-token';

/** A subject identifier (RFC 9493): the subject at an issuer, an email address, or a session of the provider. */
export type SubjectIdentifier =
  | { kind: 'subject'; issuer: string | undefined; subject: string }
  | { kind: 'email'; email: string }
  | { kind: 'session'; sid: string };

/**
 * Reads a subject identifier of the formats `iss_sub`, `opaque` and `email`. The names of the drafts before RFC 9493
 * are taken as well (`subject_type`, `iss-sub`).
 *
 * @throws {TokenError} `request_invalid`
 */
export function readSubjectIdentifier(value: unknown): SubjectIdentifier {
  const invalid = (message: string) => new TokenError('request_invalid', message);
  if (!isJsonObject(value)) throw invalid('There is no subject identifier.');
  const text = (name: string) => {
    const member = value[name];
    if (!isClaimText(member)) throw invalid(`The subject identifier has no "${name}".`);
    return member;
  };
  const format = value['format'] ?? value['subject_type'];
  switch (format) {
    case 'iss_sub':
    case 'iss-sub':
      return { kind: 'subject', issuer: text('iss'), subject: text('sub') };
    case 'opaque':
      return { kind: 'subject', issuer: undefined, subject: text('id') };
    case 'email':
      return { kind: 'email', email: text('email') };
    default:
      throw invalid('The format of the subject identifier is not supported: send iss_sub, opaque or email.');
  }
}

/** The user whom an identifier names, if the user has an identity at the provider. */
export async function findIdentified(
  context: ProvisioningContext,
  manager: EntityManager,
  { tenant, provider, issuer }: TokenConnection,
  identifier: Exclude<SubjectIdentifier, { kind: 'session' }>,
): Promise<FoundUser | undefined> {
  if (identifier.kind === 'email')
    return findByEmail(context, manager, { tenant, provider }, identifier.email);
  // A provider speaks for its own subjects only.
  if (identifier.issuer !== undefined && identifier.issuer !== issuer) return undefined;
  return findSubject(context, manager, { tenant, provider, issuer, subject: identifier.subject });
}

/** The user with this identity, who may have been moved to another tenant. */
export async function findSubject(
  context: ProvisioningContext,
  manager: EntityManager,
  key: { tenant: string; provider: string; issuer: string; subject: string },
): Promise<FoundUser | undefined> {
  const { entities } = context.options;
  const identity = await findIdentity(manager, entities, key);
  return identity && findUser(context, manager, key.tenant, identity.userId);
}

async function findByEmail(
  context: ProvisioningContext,
  manager: EntityManager,
  { tenant, provider }: { tenant: string; provider: string },
  address: string,
): Promise<FoundUser | undefined> {
  const email = readEmail(address);
  if (email === undefined) return undefined;
  const { reader, options } = context;
  const holder = await reader.loadUserByEmail(manager.queryRunner!, tenant, emailKey(email));
  if (holder === undefined || emailKey(holder.user.email ?? '') !== emailKey(email)) return undefined;
  const { id } = holder.user;
  const identities = await countRows(manager, options.entities.Identity, { tenant, provider, userId: id });
  return identities > 0 ? findUser(context, manager, tenant, id) : undefined;
}

async function findUser(
  { options }: ProvisioningContext,
  manager: EntityManager,
  tenant: string,
  id: string,
): Promise<FoundUser | undefined> {
  try {
    return await findUserOfTenant(options.entities, manager, tenant, id);
  } catch (error) {
    if (error instanceof ProvisioningError && error.code === 'user_not_found') return undefined;
    throw error;
  }
}
