import type { UserBase } from '../entities/user';
import { rowsIn } from './packing';
import type { PlacesOfUser } from './reader-sql';
import type { Shapes } from './shapes';
import type { Connection } from './statement';

/** Makes users, with their grants, of what a statement has brought. */
export class WholeUser {
  /** Whether a user is whole once the row is read. */
  readonly #isComplete: boolean;

  constructor(private readonly shapes: Shapes) {
    const { user, team, membership, caseGroup, caseGroupMembership, tenantPermission } = shapes;
    const read = [user, team, membership, caseGroup, caseGroupMembership, tenantPermission];
    this.#isComplete = read.every(({ isComplete }) => isComplete);
  }

  /** @returns nothing where the row has no user */
  async from(
    connection: Connection,
    values: readonly unknown[],
    places: PlacesOfUser,
  ): Promise<UserBase | undefined> {
    if (values[places.id] == null) return undefined;
    const user = this.#hydrate(values, places);
    if (!this.#isComplete) await this.#complete(connection, user);
    return inOrder(user);
  }

  #hydrate(values: readonly unknown[], places: PlacesOfUser): UserBase {
    const { user: shape, team, membership, caseGroup, caseGroupMembership, tenantPermission } = this.shapes;
    const user = shape.hydrate(values, places.user);
    user.memberships = rowsIn(values[places.memberships]).map(([of, ofTeam]) => {
      const grant = membership.hydrate(of!);
      grant.team = team.hydrate(ofTeam!);
      return grant;
    });
    user.caseGroupMemberships = rowsIn(values[places.caseGroupMemberships]).map(
      ([of, ofCaseGroup, ofTeam]) => {
        const grant = caseGroupMembership.hydrate(of!);
        grant.caseGroup = caseGroup.hydrate(ofCaseGroup!);
        grant.caseGroup.team = team.hydrate(ofTeam!);
        return grant;
      },
    );
    user.tenantPermissions = rowsIn(values[places.tenantPermissions]).map(([of]) =>
      tenantPermission.hydrate(of!),
    );
    if (shape.isSoftDeleted(user)) user.active = false;
    return user;
  }

  /** Reads what one statement could not carry. */
  async #complete({ manager }: Connection, user: UserBase): Promise<void> {
    const { user: shape, team, membership, caseGroup, caseGroupMembership, tenantPermission } = this.shapes;
    await shape.complete(manager, [user]);
    if (shape.isSoftDeleted(user)) user.active = false;
    const caseGroups = user.caseGroupMemberships.map((grant) => grant.caseGroup);
    await membership.complete(manager, user.memberships);
    await caseGroupMembership.complete(manager, user.caseGroupMemberships);
    await tenantPermission.complete(manager, user.tenantPermissions);
    await caseGroup.complete(manager, caseGroups);
    await team.complete(
      manager,
      [...user.memberships, ...caseGroups].map((within) => within.team),
    );
  }
}

/** Databases aggregate in any order; a user who did not change reads the same each time. */
export function inOrder(user: UserBase): UserBase {
  user.memberships.sort(by(({ team }) => team.name));
  user.caseGroupMemberships.sort(by(({ caseGroup }) => caseGroup.name));
  user.caseGroupMemberships.sort(by(({ caseGroup }) => caseGroup.team.name));
  user.tenantPermissions.sort(by(({ permission }) => permission));
  return user;
}

function by<Item>(name: (item: Item) => string) {
  return (a: Item, b: Item) => {
    const [one, other] = [name(a), name(b)];
    return one === other ? 0 : one < other ? -1 : 1;
  };
}
