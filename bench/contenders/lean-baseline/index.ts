import { PROVIDER, type Company, type Person } from '../../company';
import { SIGN_IN_KINDS } from '../../workload';
import type { ContenderDefinition, SessionContender } from '../contender';
import { openLeanPostgres } from './postgres';
import { leanSchema } from './schema';
import { openLeanSqlite } from './sqlite';

/** A user with the role by team id. */
export interface LeanUser {
  id: number;
  roles: ReadonlyMap<number, string>;
}

/** The memberships to write. */
export interface LeanChange {
  removed: readonly number[];
  granted: readonly (readonly [teamId: number, role: string])[];
}

/** The SQL of the lean baseline on one database. */
export interface LeanStore {
  loadTeams(): Promise<TeamRow[]> | TeamRow[];
  loadUser(provider: string, subject: string): Promise<LeanUser | undefined> | LeanUser | undefined;
  /** What the request of a signed-in user needs: the profile, and the role by team name. */
  loadSessionUser(id: number): Promise<ReadonlyMap<string, string>> | ReadonlyMap<string, string>;
  createUser(provider: string, person: Person, memberships: LeanChange['granted']): Promise<void> | void;
  updateMemberships(userId: number, change: LeanChange): Promise<void> | void;
  close(): Promise<void> | void;
}

export interface TeamRow {
  id: number;
  name: string;
}

/**
 * The lower bound of a sign-in on tables made for nothing else: integer keys, and only the columns that a sign-in needs.
 * Like the baseline, it writes no audit log, validates nothing, and handles no race.
 */
export const leanBaseline: ContenderDefinition<SessionContender> = {
  name: 'lean baseline',
  schema: leanSchema,
  signInKinds: SIGN_IN_KINDS,
  async open(database, company) {
    const store =
      database.type === 'sqlite' ? openLeanSqlite(database.file) : openLeanPostgres(database.connection);
    return new LeanBaseline(store, await store.loadTeams(), company);
  },
};

class LeanBaseline implements SessionContender {
  readonly #teamNames: ReadonlyMap<number, string>;
  readonly #grants = new Map<string, { teamId: number; role: string }>();

  constructor(
    private readonly store: LeanStore,
    teams: readonly TeamRow[],
    company: Company,
  ) {
    this.#teamNames = new Map(teams.map(({ id, name }) => [id, name]));
    const teamIds = new Map(teams.map(({ id, name }) => [name, id]));
    for (const { group_name, team_name, role_name } of company.mapping.mappings) {
      this.#grants.set(group_name, { teamId: teamIds.get(team_name)!, role: role_name });
    }
  }

  async signIn(person: Person): Promise<ReadonlyMap<string, string>> {
    const user = await this.store.loadUser(PROVIDER, person.subject);
    const roles = this.#resolveRoles(person.groups);
    if (user === undefined) {
      await this.store.createUser(PROVIDER, person, [...roles]);
    } else {
      const removed = [...user.roles.keys()].filter((teamId) => !roles.has(teamId));
      const granted = [...roles].filter(([teamId, role]) => user.roles.get(teamId) !== role);
      if (removed.length > 0 || granted.length > 0) {
        await this.store.updateMemberships(user.id, { removed, granted });
      }
    }
    return new Map(Array.from(roles, ([teamId, role]) => [this.#teamNames.get(teamId)!, role]));
  }

  async startSession(person: Person): Promise<number> {
    await this.signIn(person);
    return (await this.store.loadUser(PROVIDER, person.subject))!.id;
  }

  async deserializeUser(session: unknown): Promise<ReadonlyMap<string, string>> {
    return this.store.loadSessionUser(session as number);
  }

  async close(): Promise<void> {
    await this.store.close();
  }

  #resolveRoles(groups: readonly string[]): Map<number, string> {
    const roles = new Map<number, string>();
    for (const group of groups) {
      const grant = this.#grants.get(group);
      if (grant !== undefined && !roles.has(grant.teamId)) roles.set(grant.teamId, grant.role);
    }
    return roles;
  }
}
