import type { Company, Person } from '../../company';
import { JOURNEYS, type Journey } from '../../visitors';
import type { Contender, ContenderKind } from '../contender';
import { librarySchema } from '../library-schema';
import { openPostgresFloor } from './postgres';
import { openSqliteFloor } from './sqlite';

/** Somebody as the one SELECT of a sign-in finds them. */
export interface Known {
  userId: string;
  teams: ReadonlyMap<string, string>;
}

/** What has changed since. */
export interface Move {
  lost: string[];
  given: Map<string, string>;
}

/** The SQL of the floor on one database. */
export interface FloorStore {
  read(subject: string): Promise<Known | undefined> | Known | undefined;
  /** BEGIN, three INSERTs, COMMIT. */
  create(person: Person, teams: ReadonlyMap<string, string>): Promise<void> | void;
  /** BEGIN, DELETE, INSERT, COMMIT. */
  move(userId: string, move: Move): Promise<void> | void;
  /** One UPDATE. */
  stamp(userId: string): Promise<void> | void;
  close(): Promise<void> | void;
}

/**
 * The least that a sign-in can cost: prepared SQL on the bare driver, and a mapping that is an index. It keeps no
 * audit log, no origin of grants and no groups, checks nothing and meets no rival.
 */
export const floor = contender('floor', JOURNEYS, false);

/** The floor with the time of the sign-in written each time: what the first sign-in of an hour costs. */
export const floorWithTimestamp = contender('floor, with a timestamp', ['unchanged'], true);

function contender(name: string, journeys: readonly Journey[], stamps: boolean): ContenderKind {
  return {
    name,
    schema: librarySchema,
    journeys,
    open(database, company) {
      const store =
        database.type === 'sqlite' ? openSqliteFloor(database.file) : openPostgresFloor(database.connection);
      return Promise.resolve(new Floor(store, indexOf(company), stamps));
    },
  };
}

type Index = ReadonlyMap<string, readonly { team: string; role: string; entry: number }[]>;

function indexOf(company: Company): Index {
  const index = new Map<string, { team: string; role: string; entry: number }[]>();
  company.mapping.mappings.forEach(({ group_name, team_name: team, role_name: role }, entry) => {
    index.set(group_name, [...(index.get(group_name) ?? []), { team, role, entry }]);
  });
  return index;
}

class Floor implements Contender {
  constructor(
    private readonly store: FloorStore,
    private readonly index: Index,
    private readonly stamps: boolean,
  ) {}

  async signIn(person: Person): Promise<ReadonlyMap<string, string>> {
    const known = await this.store.read(person.subject);
    const teams = this.#teamsOf(person.groups);
    if (known === undefined) {
      await this.store.create(person, teams);
      return teams;
    }
    const move: Move = {
      lost: [...known.teams.keys()].filter((team) => !teams.has(team)),
      given: new Map([...teams].filter(([team, role]) => known.teams.get(team) !== role)),
    };
    if (move.lost.length > 0 || move.given.size > 0) await this.store.move(known.userId, move);
    else if (this.stamps) await this.store.stamp(known.userId);
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
