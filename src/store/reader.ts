import type { DataSource, QueryRunner } from 'typeorm';
import { areReady, type EntitySet } from '../entities/define-entities';
import { subjectHash } from '../entities/identity';
import type { UserBase } from '../entities/user';
import { emailKey } from '../identity/email';
import { dialectOf, type Dialect } from './dialect';
import { TenantDirectory, type Names } from './directory';
import { rowsIn } from './packing';
import { selects, type PlacesOfSignIn, type PlacesOfUser } from './reader-sql';
import { RowShape } from './row-shape';

/** Anything that runs SQL: the data source, or the query runner of a transaction. */
export type Connection = Pick<QueryRunner | DataSource, 'query' | 'manager'>;

export interface SignInKey {
  tenant: string;
  provider: string;
  subject: string;
}

/** The settings row as it is read along with a sign-in; the mapping only where its version is not known yet. */
export interface SettingsRow {
  version: number;
  justInTime: unknown;
  enhancedSync: string;
  groupAttribute: string;
  mapping: unknown;
}

/** What is in the settings already, where they are stored: the group attribute, where they are fixed. */
export interface Expected {
  groupAttribute: string;
  version: number;
}

/** All that a sign-in needs to know, read in one statement. */
export interface SignInRow {
  known?: {
    user: UserBase;
    identityId: string;
    subject: string;
    issuer: string;
    groupAttribute: string | null;
  };
  /** Whether this provider has ever sent the group attribute that the settings name. */
  everSent: boolean;
  settings: SettingsRow | null;
}

export interface Surroundings {
  directory: TenantDirectory;
  /** Whether a user of the tenant has the address. */
  emailIsTaken: boolean;
  /** Whether a wave of losses is held. */
  lossesAreHeld: boolean;
}

/** Reads users whole, with their grants: in one statement each, if that can carry all columns of the app's own. */
export class Reader {
  readonly #shapes;
  readonly #selects;
  readonly #dialect: Dialect;
  /** Whether a user is whole once the row is read. */
  readonly #isComplete: boolean;
  /** Whether what this library writes of users and grants is all that their rows hold. */
  readonly writesAll: boolean;

  constructor(
    dataSource: DataSource,
    entities: EntitySet,
    readonly settingsAreStored: boolean,
  ) {
    const inJson = { inJson: true };
    this.#shapes = {
      user: new RowShape(dataSource, entities.User),
      identity: new RowShape(dataSource, entities.Identity),
      team: new RowShape(dataSource, entities.Team, inJson),
      membership: new RowShape(dataSource, entities.Membership, inJson),
      caseGroup: new RowShape(dataSource, entities.CaseGroup, inJson),
      caseGroupMembership: new RowShape(dataSource, entities.CaseGroupMembership, inJson),
      tenantPermission: new RowShape(dataSource, entities.TenantPermission, inJson),
      settings: new RowShape(dataSource, entities.Settings),
      tenantState: new RowShape(dataSource, entities.TenantState),
    };
    this.writesAll = areReady(entities);
    const { user, team, membership, caseGroup, caseGroupMembership, tenantPermission } = this.#shapes;
    const read = [user, team, membership, caseGroup, caseGroupMembership, tenantPermission];
    this.#isComplete = read.every(({ isComplete }) => isComplete);
    this.#selects = selects(this.#shapes, dataSource, settingsAreStored);
    this.#dialect = dialectOf(dataSource);
  }

  async signIn(connection: Connection, key: SignInKey, expected: Expected | undefined): Promise<SignInRow> {
    const { statement, packing, places } = this.#selects.signIn;
    const [row] = await statement.run(connection, {
      tenant: key.tenant,
      provider: key.provider,
      subjectHash: subjectHash(key.subject),
      groupAttribute: expected?.groupAttribute ?? '',
      version: expected?.version ?? -1,
    });
    return this.#signInRow(connection, packing.unpack(row!), places);
  }

  /** The same of several people of one tenant and provider, in their order, in one statement: on PostgreSQL alone. */
  async signIns(
    connection: Connection,
    keys: readonly SignInKey[],
    expected: Expected | undefined,
  ): Promise<SignInRow[]> {
    const [first] = keys;
    if (first === undefined) return [];
    if (keys.length === 1) return [await this.signIn(connection, first, expected)];
    const { statement, packing, places } = this.#selects.signIns;
    const rows = await statement.run(connection, {
      tenant: first.tenant,
      provider: first.provider,
      subjectHashes: keys.map(({ subject }) => subjectHash(subject)),
      groupAttribute: expected?.groupAttribute ?? '',
      version: expected?.version ?? -1,
    });
    const found: SignInRow[] = [];
    for (const row of rows) {
      const values = packing.unpack(row);
      found[Number(values[places.turn]) - 1] = await this.#signInRow(connection, values, places);
    }
    return found;
  }

  async user(connection: Connection, id: string): Promise<UserBase | undefined> {
    const { statement, packing, places } = this.#selects.byId;
    const [row] = await statement.run(connection, { id });
    const user = row && this.#user(packing.unpack(row), places);
    if (user !== undefined && !this.#isComplete) await this.#complete(connection, user);
    return user;
  }

  async userByEmail(connection: Connection, tenant: string, key: string) {
    const { statement, packing, places } = this.#selects.byEmail;
    const [row] = await statement.run(connection, { tenant, emailKey: key });
    if (row === undefined) return undefined;
    const values = packing.unpack(row);
    const user = this.#user(values, places);
    if (user === undefined) return undefined;
    if (!this.#isComplete) await this.#complete(connection, user);
    // A collation may find another address than was asked for. That one is taken, and nobody's invitation.
    const isTheirs = user.email !== null && emailKey(user.email) === key;
    return { user, hasIdentity: !isTheirs || Number(values[places.identities]) > 0 };
  }

  async #signInRow(
    connection: Connection,
    values: readonly unknown[],
    places: PlacesOfSignIn,
  ): Promise<SignInRow> {
    const settings = places.settings === undefined ? null : settingsIn(values, places.settings);
    const everSent = values[places.everSent] != null;
    const user = this.#user(values, places);
    if (user === undefined) return { everSent, settings };
    if (!this.#isComplete) await this.#complete(connection, user);
    return {
      known: {
        user,
        identityId: values[places.identityId] as string,
        subject: values[places.subject] as string,
        issuer: values[places.issuer] as string,
        groupAttribute: values[places.groupAttribute] as string | null,
      },
      everSent,
      settings,
    };
  }

  /** For a sign-in that has nothing to look at beside the user. */
  readonly nothingAround: Surroundings = {
    directory: new TenantDirectory([], []),
    emailIsTaken: false,
    lossesAreHeld: false,
  };

  /** Whatever a sign-in that changes something has to know beside the user, read in one statement. */
  async surroundings(
    connection: Connection,
    tenant: string,
    { teams, caseGroups }: Names,
    email: string | undefined,
  ): Promise<Surroundings> {
    const dialect = this.#dialect;
    const { statement, packing, places } = this.#selects.surroundings;
    const [row] = await statement.run(connection, {
      tenant,
      teams: dialect.list([...teams]),
      caseGroups: dialect.list([...new Set(caseGroups.map(([, name]) => name))]),
      emailKey: email === undefined ? null : emailKey(email),
    });
    const values = packing.unpack(row!);
    const { team, caseGroup } = this.#shapes;
    return {
      directory: new TenantDirectory(
        rowsIn(values[places.teams]).map(([of]) => team.hydrate(of!)),
        rowsIn(values[places.caseGroups]).map(([of]) => caseGroup.hydrate(of!)),
      ),
      emailIsTaken: Number(values[places.emailHolders]) > 0,
      lossesAreHeld: values[places.lossesHeldAt] != null,
    };
  }

  #user(values: readonly unknown[], places: PlacesOfUser): UserBase | undefined {
    if (values[places.id] == null) return undefined;
    const { user: shape, team, membership, caseGroup, caseGroupMembership, tenantPermission } = this.#shapes;
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
    return inOrder(user);
  }

  /** Reads what one statement could not carry. */
  async #complete({ manager }: Connection, user: UserBase): Promise<void> {
    const { user: shape, team, membership, caseGroup, caseGroupMembership, tenantPermission } = this.#shapes;
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

type PlacesOfSettings = Record<keyof SettingsRow, number>;

function settingsIn(values: readonly unknown[], places: PlacesOfSettings): SettingsRow | null {
  if (values[places.version] == null) return null;
  return {
    version: Number(values[places.version]),
    justInTime: values[places.justInTime],
    enhancedSync: values[places.enhancedSync] as string,
    groupAttribute: values[places.groupAttribute] as string,
    mapping: values[places.mapping],
  };
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
