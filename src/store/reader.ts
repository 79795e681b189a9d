import type { DataSource } from 'typeorm';
import { areReady, type EntitySet } from '../entities/define-entities';
import { subjectHash } from '../entities/identity';
import type { UserBase } from '../entities/user';
import { emailKey } from '../identity/email';
import { selects, type PlacesOfSignIn } from './reader-sql';
import type { Shapes } from './shapes';
import type { Connection } from './statement';
import { WholeUser } from './whole-user';

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
  /** Whether this provider has ever sent the group attribute that the settings name; not asked where it came. */
  everSent?: boolean;
  settings: SettingsRow | null;
}

/** Reads users whole, with their grants: in one statement each, if that can carry all columns of the app's own. */
export class Reader {
  readonly #users: WholeUser;
  readonly #selects;
  /** Whether what this library writes of users and grants is all that their rows hold. */
  readonly writesAll: boolean;

  constructor(dataSource: DataSource, entities: EntitySet, shapes: Shapes, settingsAreStored: boolean) {
    this.writesAll = areReady(entities);
    this.#users = new WholeUser(shapes);
    this.#selects = selects(shapes, dataSource, settingsAreStored);
  }

  /** @param groupsCame whether the expected group attribute came along */
  async signIn(
    connection: Connection,
    key: SignInKey,
    expected: Expected | undefined,
    groupsCame: boolean,
  ): Promise<SignInRow> {
    const { signIn, signInWithGroups } = this.#selects;
    const { statement, packing, places } = groupsCame ? signInWithGroups : signIn;
    const { subject } = key;
    const asked = { ...common(key, expected), subjectHash: subjectHash(subject) };
    const [row] = await statement.run(connection, asked);
    return row === undefined ? { settings: null } : this.#signInRow(connection, packing.unpack(row), places);
  }

  /** The same of several people of one tenant and provider, in their order, in one statement: on PostgreSQL alone. */
  async signIns(
    connection: Connection,
    keys: readonly SignInKey[],
    expected: Expected | undefined,
  ): Promise<SignInRow[]> {
    const [first] = keys;
    if (first === undefined) return [];
    if (keys.length === 1) return [await this.signIn(connection, first, expected, false)];
    const { statement, packing, places } = this.#selects.signIns;
    const subjectHashes = keys.map(({ subject }) => subjectHash(subject));
    const rows = await statement.run(connection, { ...common(first, expected), subjectHashes });
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
    return row && this.#users.from(connection, packing.unpack(row), places);
  }

  async userByEmail(connection: Connection, tenant: string, key: string) {
    const { statement, packing, places } = this.#selects.byEmail;
    const [row] = await statement.run(connection, { tenant, emailKey: key });
    if (row === undefined) return undefined;
    const values = packing.unpack(row);
    const user = await this.#users.from(connection, values, places);
    if (user === undefined) return undefined;
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
    const history = places.everSent === undefined ? {} : { everSent: values[places.everSent] != null };
    const user = await this.#users.from(connection, values, places);
    if (user === undefined) return { ...history, settings };
    return {
      known: {
        user,
        identityId: values[places.identityId] as string,
        subject: values[places.subject] as string,
        issuer: values[places.issuer] as string,
        groupAttribute: values[places.groupAttribute] as string | null,
      },
      ...history,
      settings,
    };
  }
}

/** What is asked for whoever signs in. */
function common({ tenant, provider }: SignInKey, expected: Expected | undefined) {
  return {
    tenant,
    provider,
    groupAttribute: expected?.groupAttribute ?? '',
    version: expected?.version ?? -1,
  };
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
