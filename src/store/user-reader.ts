import { isDefaultSet, type EntitySet } from '../entities/define-entities';
import { subjectHash, type IdentityBase } from '../entities/identity';
import type { UserBase } from '../entities/user';
import { emailKey } from '../identity/email';
import type { GroupAttribute } from '../identity/group-source';
import type { GroupsState } from '../identity/groups';
import { primarySource } from '../settings/group-sources';
import type { Database } from '../database/database';
import { buildUserQueries, type SignInColumnIndexes } from './user-queries';
import type { Projections } from './projections';
import type { Connection } from '../database/statement';
import type { SessionGenerations } from './session-generations';
import { sidHash } from './terminated-sessions';
import { parseSentSources } from './sent-sources';
import { UserHydrator } from './user-hydrator';

export interface SignInKey {
  tenant: string;
  provider: string;
  subject: string;
}

/** The identity that a sign-in looks up. */
export interface SignInLookup extends SignInKey {
  /**
   * The subject without its qualifier. An identity that is stored in this form is found, unless there is one with the
   * qualifier.
   */
  unqualifiedSubject?: string | undefined;
}

/** The settings row as a sign-in reads it. It contains the documents only if its revision is not cached. */
export interface SettingsRow {
  version: number;
  revision: string;
  justInTime: unknown;
  enhancedSync: string;
  groupAttribute: string;
  groupSources: unknown;
  mapping: unknown;
}

/** Settings known before the read: the cached version if they are stored, the sources of groups if they are fixed. */
export interface KnownSettings {
  groupAttribute: GroupAttribute;
  version: number;
  revision?: string | undefined;
}

/**
 * The columns that are compared with the claims of a sign-in. The groups themselves are not read: their hash represents
 * them.
 */
export type StoredIdentity = Pick<
  IdentityBase,
  'id' | 'groupAttribute' | 'groupsHash' | 'groupsState' | 'lastSyncedAt'
>;

/** The result of the one statement of a sign-in. */
export interface SignInRow {
  match?: {
    user: UserBase;
    sessionGeneration: number;
    subject: string;
    issuer: string;
    identity: StoredIdentity;
    /** Whether the app keeps the identity as soft-deleted. */
    isUnlinked?: boolean;
  };
  /** Whether this provider has ever sent the first source of the settings. It is not read if the only source arrived. */
  providerHasSentGroups?: boolean;
  /** The other sources at which it has sent groups; not read in the same case. */
  sentSources?: readonly string[];
  settings: SettingsRow | null;
  generations: Pick<SessionGenerations, 'tenant' | 'provider'>;
}

/** The user of a session, and what the session is compared with. */
export interface SessionRow {
  user: UserBase;
  generations: SessionGenerations;
  /** Whether a logout token has named the session. */
  isTerminated: boolean;
}

/** Loads users with all columns and grants: each with one statement, if it can contain all columns of the app. */
export class UserReader {
  readonly #hydrator: UserHydrator;
  readonly #queries;
  readonly #projections: Projections;
  /** Whether the rows of users and grants have no other columns than those that this library writes. */
  readonly writesAllColumns: boolean;

  constructor(database: Database, entities: EntitySet, projections: Projections, settingsAreStored: boolean) {
    this.writesAllColumns = isDefaultSet(entities);
    this.#projections = projections;
    this.#hydrator = new UserHydrator(projections);
    this.#queries = buildUserQueries(projections, database, settingsAreStored);
  }

  /**
   * @param groupAttributeSent whether the expected group attribute arrived
   */
  async loadForSignIn(
    connection: Connection,
    lookup: SignInLookup,
    knownSettings: KnownSettings | undefined,
    groupAttributeSent: boolean,
  ): Promise<SignInRow> {
    const { subject, unqualifiedSubject } = lookup;
    const { signIn, signInWithGroups, signInQualified } = this.#queries;
    const isQualified = unqualifiedSubject !== undefined;
    const query = isQualified ? signInQualified : groupAttributeSent ? signInWithGroups : signIn;
    const { statement, jsonRow, columnIndexes } = query;
    const rows = await statement.run(connection, {
      ...baseParameters(lookup, knownSettings),
      subjectHash: subjectHash(subject),
      ...(isQualified ? { unqualifiedSubjectHash: subjectHash(unqualifiedSubject) } : {}),
    });
    const candidates = rows.map((row) => jsonRow.decode(row));
    const values = candidates.find((each) => each[columnIndexes.subject] === subject) ?? candidates[0]!;
    return this.#toSignInRow(connection, values, columnIndexes);
  }

  /**
   * Like {@link loadForSignIn}, for several users of one tenant and provider, in their order: with one statement if
   * possible.
   */
  async loadManyForSignIn(
    connection: Connection,
    keys: readonly SignInKey[],
    knownSettings: KnownSettings | undefined,
  ): Promise<SignInRow[]> {
    const [first] = keys;
    if (first === undefined) return [];
    const query = this.#queries.signIns;
    if (keys.length === 1 || query === undefined)
      return Promise.all(keys.map((key) => this.loadForSignIn(connection, key, knownSettings, false)));
    const { statement, jsonRow, columnIndexes } = query;
    const subjectHashes = keys.map(({ subject }) => subjectHash(subject));
    const rows = await statement.run(connection, { ...baseParameters(first, knownSettings), subjectHashes });
    const signInRows: SignInRow[] = [];
    for (const row of rows) {
      const values = jsonRow.decode(row);
      signInRows[Number(values[columnIndexes.ordinal]) - 1] = await this.#toSignInRow(
        connection,
        values,
        columnIndexes,
      );
    }
    // The first row contains the mapping for all of them.
    const settings = signInRows[0]?.settings ?? null;
    return signInRows.map((row) => ({ ...row, settings }));
  }

  async loadUser(connection: Connection, id: string): Promise<UserBase | undefined> {
    const { statement, jsonRow, columnIndexes } = this.#queries.byId;
    const [row] = await statement.run(connection, { id });
    return row && this.#hydrator.fromRow(connection, jsonRow.decode(row), columnIndexes);
  }

  /**
   * Loads the user of a session, and the generations that are compared with the session, in one statement.
   *
   * @param origin.provider where the session began; null if unknown
   * @param origin.sid of the provider's session, if it has one
   */
  async loadForSession(
    connection: Connection,
    id: string,
    { provider, sid }: { provider: string | null; sid?: string | undefined },
  ): Promise<SessionRow | undefined> {
    const { bySession, bySessionWithSid } = this.#queries;
    const { statement, jsonRow, columnIndexes } = sid === undefined ? bySession : bySessionWithSid;
    const [row] = await statement.run(connection, {
      ...{ id, provider },
      ...(sid === undefined ? {} : { sidHash: sidHash(sid) }),
    });
    if (row === undefined) return undefined;
    const values = jsonRow.decode(row);
    const user = await this.#hydrator.fromRow(connection, values, columnIndexes);
    if (user === undefined) return undefined;
    const generations = {
      user: Number(values[columnIndexes.sessionGeneration]),
      ...toGenerations(values, columnIndexes),
    };
    const { isTerminated } = columnIndexes;
    return {
      ...{ user, generations },
      isTerminated: isTerminated !== undefined && Number(values[isTerminated]) > 0,
    };
  }

  async loadUserByEmail(connection: Connection, tenant: string, key: string) {
    const { statement, jsonRow, columnIndexes } = this.#queries.byEmail;
    const [row] = await statement.run(connection, { tenant, emailKey: key });
    if (row === undefined) return undefined;
    const values = jsonRow.decode(row);
    const user = await this.#hydrator.fromRow(connection, values, columnIndexes);
    if (user === undefined) return undefined;
    // A collation may find a different address. That address counts as taken, but it accepts no invitation.
    const isExactMatch = user.email !== null && emailKey(user.email) === key;
    const sessionGeneration = Number(values[columnIndexes.sessionGeneration]);
    return {
      user,
      sessionGeneration,
      hasIdentity: !isExactMatch || Number(values[columnIndexes.identities]) > 0,
    };
  }

  async #toSignInRow(
    connection: Connection,
    values: readonly unknown[],
    columnIndexes: SignInColumnIndexes,
  ): Promise<SignInRow> {
    const settings =
      columnIndexes.settings === undefined ? null : toSettingsRow(values, columnIndexes.settings);
    const sentGroups =
      columnIndexes.providerHasSentGroups === undefined
        ? {}
        : {
            providerHasSentGroups: values[columnIndexes.providerHasSentGroups] != null,
            sentSources: parseSentSources(values[columnIndexes.sentSources!]),
          };
    const user = await this.#hydrator.fromRow(connection, values, columnIndexes);
    const generations = toGenerations(values, columnIndexes);
    if (user === undefined) return { ...sentGroups, settings, generations };
    return {
      match: {
        user,
        sessionGeneration: Number(values[columnIndexes.sessionGeneration]),
        subject: values[columnIndexes.subject] as string,
        issuer: values[columnIndexes.issuer] as string,
        identity: this.#toStoredIdentity(values, columnIndexes.identity),
        isUnlinked: columnIndexes.isUnlinked !== undefined && Number(values[columnIndexes.isUnlinked]) === 1,
      },
      ...sentGroups,
      settings,
      generations,
    };
  }

  #toStoredIdentity(
    values: readonly unknown[],
    columnIndexes: SignInColumnIndexes['identity'],
  ): StoredIdentity {
    const { identity } = this.#projections;
    return {
      id: values[columnIndexes.id] as string,
      groupAttribute: values[columnIndexes.groupAttribute] as string | null,
      groupsHash: values[columnIndexes.groupsHash] as string | null,
      groupsState: values[columnIndexes.groupsState] as GroupsState | null,
      lastSyncedAt: identity.decode('lastSyncedAt', values[columnIndexes.lastSyncedAt]) as Date | null,
    };
  }
}

function toGenerations(
  values: readonly unknown[],
  { tenantGeneration, providerGeneration }: { tenantGeneration: number; providerGeneration: number },
) {
  return { tenant: Number(values[tenantGeneration]), provider: Number(values[providerGeneration]) };
}

/** The parameters of every statement of a sign-in. */
function baseParameters({ tenant, provider }: SignInKey, knownSettings: KnownSettings | undefined) {
  return {
    tenant,
    provider,
    groupAttribute: knownSettings === undefined ? '' : primarySource(knownSettings),
    version: knownSettings?.version ?? -1,
    revision: knownSettings?.revision ?? '',
  };
}

type SettingsColumnIndexes = Record<keyof SettingsRow, number>;

function toSettingsRow(values: readonly unknown[], columnIndexes: SettingsColumnIndexes): SettingsRow | null {
  if (values[columnIndexes.version] == null) return null;
  return {
    version: Number(values[columnIndexes.version]),
    revision: values[columnIndexes.revision] as string,
    justInTime: values[columnIndexes.justInTime],
    enhancedSync: values[columnIndexes.enhancedSync] as string,
    groupAttribute: values[columnIndexes.groupAttribute] as string,
    groupSources: values[columnIndexes.groupSources],
    mapping: values[columnIndexes.mapping],
  };
}
