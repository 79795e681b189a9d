import type { Company, Person } from '../../company';
import { SIGN_IN_KINDS, type SignInKind } from '../../workload';
import type { Contender, ContenderDefinition } from '../contender';
import { librarySchema } from '../library-schema';
import { openPostgresBaseline } from './postgres';
import { openSqliteBaseline } from './sqlite';

/** A user as the one SELECT of a sign-in returns them. */
export interface StoredUser {
  userId: string;
  teams: ReadonlyMap<string, string>;
}

/** The memberships to write. */
export interface MembershipChange {
  removed: string[];
  granted: Map<string, string>;
}

/** The SQL of the baseline on one database. */
export interface BaselineStore {
  loadUser(subject: string): Promise<StoredUser | undefined> | StoredUser | undefined;
  /** BEGIN, three INSERTs, COMMIT. */
  createUser(person: Person, teams: ReadonlyMap<string, string>): Promise<void> | void;
  /** BEGIN, DELETE, INSERT, COMMIT. */
  updateMemberships(userId: string, change: MembershipChange): Promise<void> | void;
  /** One UPDATE. */
  updateLastSignIn(userId: string): Promise<void> | void;
  close(): Promise<void> | void;
}

/**
 * The lower bound of a sign-in: prepared SQL on the driver itself, and the mapping as a `Map`. It writes no audit log, no
 * origin of grants and no groups, validates nothing, and handles no race.
 */
export const baseline = contender('baseline', SIGN_IN_KINDS, false);

/** The baseline with an UPDATE of the last sign-in each time: the cost of the first sign-in of an hour. */
export const baselineWithTimestamp = contender('baseline, with a timestamp', ['unchanged'], true);

function contender(
  name: string,
  signInKinds: readonly SignInKind[],
  writesLastSignIn: boolean,
): ContenderDefinition {
  return {
    name,
    schema: librarySchema,
    signInKinds,
    open(database, company) {
      const store =
        database.type === 'sqlite'
          ? openSqliteBaseline(database.file)
          : openPostgresBaseline(database.connection);
      return Promise.resolve(new Baseline(store, buildIndex(company), writesLastSignIn));
    },
  };
}

type MappingIndex = ReadonlyMap<string, readonly { team: string; role: string; entry: number }[]>;

function buildIndex(company: Company): MappingIndex {
  const index = new Map<string, { team: string; role: string; entry: number }[]>();
  company.mapping.mappings.forEach(({ group_name, team_name: team, role_name: role }, entry) => {
    index.set(group_name, [...(index.get(group_name) ?? []), { team, role, entry }]);
  });
  return index;
}

class Baseline implements Contender {
  constructor(
    private readonly store: BaselineStore,
    private readonly index: MappingIndex,
    private readonly writesLastSignIn: boolean,
  ) {}

  async signIn(person: Person): Promise<ReadonlyMap<string, string>> {
    const user = await this.store.loadUser(person.subject);
    const teams = this.#teamsOf(person.groups);
    if (user === undefined) {
      await this.store.createUser(person, teams);
      return teams;
    }
    const change: MembershipChange = {
      removed: [...user.teams.keys()].filter((team) => !teams.has(team)),
      granted: new Map([...teams].filter(([team, role]) => user.teams.get(team) !== role)),
    };
    if (change.removed.length > 0 || change.granted.size > 0)
      await this.store.updateMemberships(user.userId, change);
    else if (this.writesLastSignIn) await this.store.updateLastSignIn(user.userId);
    return teams;
  }

  async close(): Promise<void> {
    await this.store.close();
  }

  #teamsOf(groups: readonly string[]): Map<string, string> {
    const first = new Map<string, { role: string; entry: number }>();
    for (const group of groups) {
      for (const { team, role, entry } of this.index.get(group) ?? []) {
        if (entry < (first.get(team)?.entry ?? Infinity)) first.set(team, { role, entry });
      }
    }
    return new Map([...first].map(([team, { role }]) => [team, role]));
  }
}
