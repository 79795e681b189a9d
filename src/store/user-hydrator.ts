import type { UserBase } from '../entities/user';
import { decodeRows } from '../database/json-row';
import type { UserColumnIndexes } from './user-queries';
import type { Projections } from './projections';
import type { Connection } from '../database/statement';

/** Creates users with their grants from the rows of a statement. */
export class UserHydrator {
  readonly #projections: Projections;
  /** Whether the row contains all columns of a user. */
  readonly #isHydratedFully: boolean;

  constructor(projections: Projections) {
    this.#projections = projections;
    const { user, team, membership, caseGroup, caseGroupMembership, tenantPermission } = projections;
    const entityProjections = [user, team, membership, caseGroup, caseGroupMembership, tenantPermission];
    this.#isHydratedFully = entityProjections.every(({ isHydratedFully }) => isHydratedFully);
  }

  /**
   * @returns `undefined` if the row contains no user
   */
  async fromRow(
    connection: Connection,
    values: readonly unknown[],
    columnIndexes: UserColumnIndexes,
  ): Promise<UserBase | undefined> {
    if (values[columnIndexes.id] == null) return undefined;
    const user = this.#hydrate(values, columnIndexes);
    if (!this.#isHydratedFully) await this.#loadMissing(connection, user);
    if (this.#projections.user.isDeleted(values, columnIndexes.user)) user.active = false;
    return sortGrants(user);
  }

  #hydrate(values: readonly unknown[], columnIndexes: UserColumnIndexes): UserBase {
    const {
      user: projection,
      team,
      membership,
      caseGroup,
      caseGroupMembership,
      tenantPermission,
    } = this.#projections;
    const user = projection.hydrate(values, columnIndexes.user);
    user.memberships = decodeRows(values[columnIndexes.memberships]).map(([grantValues, teamValues]) => {
      const grant = membership.hydrate(grantValues!);
      grant.team = team.hydrate(teamValues!);
      return grant;
    });
    user.caseGroupMemberships = decodeRows(values[columnIndexes.caseGroupMemberships]).map(
      ([grantValues, caseGroupValues, teamValues]) => {
        const grant = caseGroupMembership.hydrate(grantValues!);
        grant.caseGroup = caseGroup.hydrate(caseGroupValues!);
        grant.caseGroup.team = team.hydrate(teamValues!);
        return grant;
      },
    );
    user.tenantPermissions = decodeRows(values[columnIndexes.tenantPermissions]).map(([grantValues]) =>
      tenantPermission.hydrate(grantValues!),
    );
    return user;
  }

  /** Loads the columns that one statement cannot contain. */
  async #loadMissing({ manager }: Connection, user: UserBase): Promise<void> {
    const {
      user: projection,
      team,
      membership,
      caseGroup,
      caseGroupMembership,
      tenantPermission,
    } = this.#projections;
    await projection.loadMissing(manager, [user]);
    const caseGroups = user.caseGroupMemberships.map((grant) => grant.caseGroup);
    await membership.loadMissing(manager, user.memberships);
    await caseGroupMembership.loadMissing(manager, user.caseGroupMemberships);
    await tenantPermission.loadMissing(manager, user.tenantPermissions);
    await caseGroup.loadMissing(manager, caseGroups);
    await team.loadMissing(
      manager,
      [...user.memberships, ...caseGroups].map((parent) => parent.team),
    );
  }
}

/** Sorts the grants. Databases aggregate in any order, but an unchanged user must have the same order at each read. */
export function sortGrants(user: UserBase): UserBase {
  user.memberships.sort(compareBy(({ team }) => team.name));
  user.caseGroupMemberships.sort(compareBy(({ caseGroup }) => caseGroup.name));
  user.caseGroupMemberships.sort(compareBy(({ caseGroup }) => caseGroup.team.name));
  user.tenantPermissions.sort(compareBy(({ permission }) => permission));
  return user;
}

function compareBy<Item>(name: (item: Item) => string) {
  return (a: Item, b: Item) => {
    const [one, other] = [name(a), name(b)];
    return one === other ? 0 : one < other ? -1 : 1;
  };
}
