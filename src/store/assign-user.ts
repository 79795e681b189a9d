import { isDeepStrictEqual } from 'node:util';
import type { DataSource, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { Database } from '../database/database';
import type { UserBase } from '../entities/user';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { ResolvedOptions } from '../options/options';
import { refuseObjects } from './refuse-objects';

/** Properties of the profile that an app may set for a new user. */
const PROFILE_PROPERTIES = ['firstName', 'lastName', 'avatar'] as const;
type ProfileProperty = (typeof PROFILE_PROPERTIES)[number];

/**
 * Properties that `assignUser` cannot change: an app that copies all claims to the user must not create an owner or
 * change the identity of the user.
 */
const PROTECTED_PROPERTIES = Object.keys({
  id: true,
  tenant: true,
  email: true,
  emailKey: true,
  emailVerified: true,
  tenantOwner: true,
  ownerSource: true,
  ownerProvider: true,
  ownerGroup: true,
  ownerEntry: true,
  ownerMappingVersion: true,
  ownerGrantedAt: true,
  active: true,
  deactivatedBy: true,
  invited: true,
  identityProviderGroups: true,
  groupsHash: true,
  groupsState: true,
  lastSignInAt: true,
  lastSyncedAt: true,
  removalsHeldAt: true,
  sessionGeneration: true,
  syncRevision: true,
  createdAt: true,
  memberships: true,
  caseGroupMemberships: true,
  tenantPermissions: true,
  updateEmailKey: true,
} satisfies Record<Exclude<keyof UserBase, ProfileProperty>, true>);

/**
 * Calls the app's `assignUser`, which sets the app's own columns.
 *
 * @param options whether `assignUser` may change the names, too
 * @throws {ProvisioningError} `options_invalid` if it assigns an object to a column that does not accept objects
 */
export async function assignUser(
  { assignUser, dataSource, entities }: Pick<ResolvedOptions, 'assignUser' | 'dataSource' | 'entities'>,
  user: UserBase,
  identity: VerifiedIdentity,
  { includeProfile }: { includeProfile: boolean },
): Promise<void> {
  if (assignUser === undefined) return;
  const properties: ObjectLiteral = user;
  // A claim may be named `__proto__`: copying it gives the user another prototype, with columns of its own.
  const prototype: unknown = Object.getPrototypeOf(user);
  const originals = (
    includeProfile ? PROTECTED_PROPERTIES : [...PROTECTED_PROPERTIES, ...PROFILE_PROPERTIES]
  ).map((name) => [name, Object.hasOwn(properties, name), properties[name] as unknown] as const);
  const columns = customColumnsOf(dataSource, entities.User);
  const valuesBefore = columns.map((column) => column.getEntityValue(user) as unknown);
  try {
    await assignUser(user, identity);
  } finally {
    Object.setPrototypeOf(user, prototype as object);
    for (const [name, existed, value] of originals) {
      if (existed) properties[name] = value;
      else delete properties[name];
    }
  }
  const assigned = columns.filter((column, i) => column.getEntityValue(user) !== valuesBefore[i]);
  refuseObjects(Database.of(dataSource), assigned, user);
}

/** The columns that `assignUser` may set. */
function customColumnsOf(dataSource: DataSource, entity: new () => UserBase): ColumnMetadata[] {
  return dataSource
    .getMetadata(entity)
    .columns.filter(
      ({ propertyPath, isVersion, isUpdateDate, isVirtualProperty }) =>
        !PROTECTED_PROPERTIES.includes(propertyPath) && !isVersion && !isUpdateDate && !isVirtualProperty,
    );
}

/** A snapshot of the app's own columns in memory, to determine later which of them have changed. */
export class CustomColumns {
  readonly #dataSource: DataSource;
  readonly #user: UserBase;
  readonly #columns: readonly ColumnMetadata[];
  readonly #original: unknown[];

  constructor(dataSource: DataSource, entity: new () => UserBase, user: UserBase) {
    this.#dataSource = dataSource;
    this.#user = user;
    this.#columns = customColumnsOf(dataSource, entity);
    this.#original = this.#values();
  }

  /** The columns that have changed since, in the form in which TypeORM writes them. */
  changed(): Partial<UserBase> {
    const changed: ObjectLiteral = {};
    const current = this.#values();
    this.#columns.forEach((column, i) => {
      if (isDeepStrictEqual(current[i], this.#original[i])) return;
      const path = column.propertyPath.split('.');
      const property = path.pop()!;
      // Not an embedded object of its class: it has other columns, which would be written as well.
      const parent = path.reduce((object, name) => (object[name] ??= {}) as ObjectLiteral, changed);
      parent[property] = column.getEntityValue(this.#user) as unknown;
    });
    return changed;
  }

  /** In the form that goes to the database, in which a list that was changed in place differs. */
  #values(): unknown[] {
    return this.#columns.map((column) => {
      const value: unknown = this.#dataSource.driver.preparePersistentValue(
        column.getEntityValue(this.#user),
        column,
      );
      return typeof value === 'object' ? structuredClone(value) : value;
    });
  }
}
