import type { UserBase } from '../entities/user';
import { ProvisioningError } from '../errors';
import { isManaged, type GuardArea } from '../plan/managed';
import type { SignInAttempt, SignInSnapshot } from './attempt';

type Column = Exclude<keyof UserBase, 'updateEmailKey'>;

/**
 * The properties of a new user that the plan decides: those that grants and the identity refer to, and the managed
 * properties.
 */
const PLANNED_PROPERTIES: readonly (readonly [property: Column, area?: GuardArea])[] = [
  ['id'],
  ['tenant'],
  ['invited', 'invitations'],
  ['tenantOwner', 'owners'],
  ['ownerSource', 'owners'],
  ['ownerProvider', 'owners'],
  ['ownerGroup', 'owners'],
  ['ownerEntry', 'owners'],
  ['ownerMappingVersion', 'owners'],
  ['ownerGrantedAt', 'owners'],
];

/**
 * Remembers a new user as planned, before listeners and subscribers of the app receive the user.
 *
 * @returns a check to call after the insert. It throws {@link ProvisioningError} `managed_by_identity_provider` if one
 *   of them has changed a property that the plan decides
 */
export function watchListeners(
  user: UserBase,
  { context }: SignInAttempt,
  { settings }: SignInSnapshot['input'],
): () => void {
  const { managedTeams } = context.options.rules;
  const planned = PLANNED_PROPERTIES.filter(
    ([, area]) => area === undefined || isManaged({ area }, settings, managedTeams),
  ).map(([property]) => [property, comparable(user[property])] as const);
  return () => {
    const changed = planned.find(([property, value]) => comparable(user[property]) !== value);
    if (changed === undefined) return;
    throw new ProvisioningError(
      'managed_by_identity_provider',
      `A listener or subscriber of the app has changed "${changed[0]}" of a new user, which only the sign-in decides. ` +
        'Leave that property as it is.',
      { status: 403 },
    );
  };
}

/** Compares dates by their time. The row that MariaDB returns for an insert has numbers for booleans. */
function comparable(value: unknown): unknown {
  return value instanceof Date || typeof value === 'boolean' ? Number(value) : value;
}
