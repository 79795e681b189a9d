import type { DataSource, QueryRunner } from 'typeorm';
import type { CaseGroupMembershipBase } from '../entities/case-group-membership';
import { areReady, type EntitySet } from '../entities/define-entities';
import { subjectHash } from '../entities/identity';
import type { MembershipBase } from '../entities/membership';
import type { UserBase } from '../entities/user';
import { emailKey } from '../identity/email';
import { dialectOf, type Dialect } from './dialect';
import { TenantDirectory, type Names } from './directory';
import { selects } from './reader-sql';
import { RowShape } from './row-shape';
import { Statement } from './statement';

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
  readonly #signIn: Statement;
  readonly #byId: Statement;
  readonly #byEmail: Statement;
  readonly #surroundings: Statement;
  readonly #dialect: Dialect;
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
    const sql = selects(this.#shapes, dataSource, settingsAreStored);
    this.#signIn = new Statement(dataSource, sql.signIn);
    this.#byId = new Statement(dataSource, sql.byId);
    this.#byEmail = new Statement(dataSource, sql.byEmail);
    this.#surroundings = new Statement(dataSource, sql.surroundings);
    this.#dialect = dialectOf(dataSource);
  }

  /**
   * @param expected what is in the settings already, where they are stored: the group attribute, where they are fixed
   */
  async signIn(
    connection: Connection,
    key: SignInKey,
    expected: { groupAttribute?: string; version?: number },
  ): Promise<SignInRow> {
    const [row] = await this.#signIn.run(connection, {
      ...key,
      subjectHash: subjectHash(key.subject),
      groupAttribute: '',
      version: -1,
      ...expected,
    });
    const user = await this.#user(connection, row);
    return {
      ...(user !== undefined && row !== undefined
        ? {
            known: {
              user,
              identityId: row.identityId as string,
              subject: row.subject as string,
              issuer: row.issuer as string,
              groupAttribute: row.groupAttribute as string | null,
            },
          }
        : {}),
      everSent: Boolean(Number(row?.everSent)),
      settings: row === undefined || row.settingsVersion == null ? null : settingsOf(row),
    };
  }

  async user(connection: Connection, id: string): Promise<UserBase | undefined> {
    const [row] = await this.#byId.run(connection, { id });
    return this.#user(connection, row);
  }

  async userByEmail(connection: Connection, tenant: string, key: string) {
    const [row] = await this.#byEmail.run(connection, { tenant, emailKey: key });
    const user = await this.#user(connection, row);
    if (user === undefined) return undefined;
    // A collation may find another address than was asked for. That one is taken, and nobody's invitation.
    const isTheirs = user.email !== null && emailKey(user.email) === key;
    return { user, hasIdentity: !isTheirs || Boolean(Number(row?.hasIdentity)) };
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
    const [row] = await this.#surroundings.run(connection, {
      tenant,
      teams: dialect.list([...teams]),
      caseGroups: dialect.list([...new Set(caseGroups.map(([, name]) => name))]),
      emailKey: email === undefined ? null : emailKey(email),
    });
    const { team, caseGroup } = this.#shapes;
    return {
      directory: new TenantDirectory(
        rowsOf(row?.teams).map(([of]) => team.hydrate(of!)),
        rowsOf(row?.caseGroups).map(([of]) => caseGroup.hydrate(of!)),
      ),
      emailIsTaken: Number(row?.emailHolders) > 0,
      lossesAreHeld: row?.lossesHeldAt != null,
    };
  }

  async #user(
    { manager }: Connection,
    row: Record<string, unknown> | undefined,
  ): Promise<UserBase | undefined> {
    if (row === undefined || row.userId == null) return undefined;
    const { user: shape, team, membership, caseGroup, caseGroupMembership, tenantPermission } = this.#shapes;
    const user = shape.hydrate(shape.columns('u').map((_, i) => row[`u${i}`]));
    user.memberships = rowsOf(row.memberships).map(([of, ofTeam]) =>
      Object.assign<MembershipBase, object>(membership.hydrate(of!), { team: team.hydrate(ofTeam!) }),
    );
    user.caseGroupMemberships = rowsOf(row.caseGroupMemberships).map(([of, ofCaseGroup, ofTeam]) =>
      Object.assign<CaseGroupMembershipBase, object>(caseGroupMembership.hydrate(of!), {
        caseGroup: Object.assign(caseGroup.hydrate(ofCaseGroup!), { team: team.hydrate(ofTeam!) }),
      }),
    );
    user.tenantPermissions = rowsOf(row.tenantPermissions).map(([of]) => tenantPermission.hydrate(of!));
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
    return inOrder(user);
  }
}

function settingsOf(row: Record<string, unknown>): SettingsRow {
  return {
    version: Number(row.settingsVersion),
    justInTime: row.justInTime,
    enhancedSync: row.enhancedSync as string,
    groupAttribute: row.settingsGroupAttribute as string,
    mapping: row.mapping,
  };
}

/** Each row as the values of the entities that it is made of. */
function rowsOf(json: unknown): unknown[][][] {
  const rows = (typeof json === 'string' ? JSON.parse(json) : json) as unknown[][][] | null;
  return rows ?? [];
}

/** Databases aggregate in any order; a user who did not change reads the same each time. */
export function inOrder(user: UserBase): UserBase {
  user.memberships.sort(by(({ team }) => team.name));
  user.caseGroupMemberships.sort(
    by(({ caseGroup }) => JSON.stringify([caseGroup.team.name, caseGroup.name])),
  );
  user.tenantPermissions.sort(by(({ permission }) => permission));
  return user;
}

function by<Item>(name: (item: Item) => string) {
  return (a: Item, b: Item) => (name(a) < name(b) ? -1 : 1);
}
