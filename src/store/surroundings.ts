import type { DataSource } from 'typeorm';
import { emailKey } from '../identity/email';
import { dialectOf, type Dialect } from './dialect';
import { TenantDirectory, type Names } from './directory';
import { rowsIn } from './packing';
import { surroundings } from './reader-sql';
import { isStillSo, RememberedDirectories, type Seen, type SeenTeam } from './remembered-directories';
import type { Shapes } from './shapes';
import type { Connection } from './statement';
import type { Premise } from './write-together';

/** Whatever a sign-in that changes something has to know beside the user. */
export interface Surroundings {
  directory: TenantDirectory;
  /** Whether a user of the tenant has the address. */
  emailIsTaken: boolean;
  /** Whether a wave of losses is held. */
  lossesAreHeld: boolean;
  /** That it is so still, where it is only remembered: whatever is written has to depend on it. */
  premise?: Premise;
}

/** For a sign-in that has nothing to look at beside the user. */
export const NOTHING_AROUND: Surroundings = {
  directory: new TenantDirectory([], []),
  emailIsTaken: false,
  lossesAreHeld: false,
};

/** Looks around, and remembers what it saw. */
export class SurroundingsReader {
  readonly #select;
  readonly #dialect: Dialect;
  readonly #remembered = new RememberedDirectories();

  constructor(
    dataSource: DataSource,
    private readonly shapes: Shapes,
  ) {
    this.#select = surroundings(shapes, dataSource);
    this.#dialect = dialectOf(dataSource);
  }

  /** Reads it in one statement. */
  async look(
    connection: Connection,
    tenant: string,
    names: Names,
    email: string | undefined,
  ): Promise<Surroundings> {
    const { statement, packing, places } = this.#select;
    const [row] = await statement.run(connection, this.#values(tenant, names, email));
    const values = packing.unpack(row!);
    const seen = this.#seenIn(values);
    const lossesAreHeld = values[places.lossesHeldAt] != null;
    // With a wave of losses held, everybody has to look.
    if (lossesAreHeld) this.#remembered.forget(tenant);
    else if (this.#dialect.writesTogether) this.#remembered.learn(tenant, names, seen);
    return {
      directory: this.#directoryOf(seen),
      emailIsTaken: Number(values[places.emailHolders]) > 0,
      lossesAreHeld,
    };
  }

  /**
   * What was seen last, for a sign-in of somebody known, whose write can look whether it is still so. That saves the way
   * to the database and back.
   *
   * @returns nothing unless each of the names was there, and no losses were held
   */
  recall(tenant: string, names: Names): Surroundings | undefined {
    if (!this.#dialect.writesTogether) return undefined;
    const recalled = this.#remembered.recall(tenant, names);
    if (recalled === undefined) return undefined;
    const { statement, packing, places } = this.#select;
    const premise: Premise = {
      look: (bind) => statement.within(bind, this.#values(tenant, names, undefined)),
      holds: (packed) => {
        const values = packing.unpack({ packed });
        const holds = values[places.lossesHeldAt] == null && isStillSo(recalled, this.#seenIn(values));
        if (!holds) this.#remembered.forget(tenant);
        return holds;
      },
    };
    return { ...NOTHING_AROUND, directory: this.#directoryOf(recalled), premise };
  }

  #values(tenant: string, { teams, caseGroups }: Names, email: string | undefined) {
    return {
      tenant,
      teams: this.#dialect.list([...teams]),
      caseGroups: this.#dialect.list([...new Set(caseGroups.map(([, name]) => name))]),
      emailKey: email === undefined ? null : emailKey(email),
    };
  }

  #seenIn(values: readonly unknown[]): Seen {
    const { places } = this.#select;
    const { team, caseGroup } = this.shapes;
    const teams = new Map<string, SeenTeam>();
    const caseGroups = new Map<string, Map<string, string>>();
    for (const [row] of rowsIn(values[places.teams])) {
      const { id, name } = team.hydrate(row!);
      const its = new Map<string, string>();
      teams.set(name, { row: JSON.stringify(row), caseGroups: its });
      caseGroups.set(id, its);
    }
    for (const [row] of rowsIn(values[places.caseGroups])) {
      const { teamId, name } = caseGroup.hydrate(row!);
      caseGroups.get(teamId)?.set(name, JSON.stringify(row));
    }
    return teams;
  }

  #directoryOf(seen: Seen): TenantDirectory {
    const { team, caseGroup } = this.shapes;
    const teams = [...seen.values()];
    const rowOf = (json: string) => JSON.parse(json) as unknown[];
    return new TenantDirectory(
      teams.map(({ row }) => team.hydrate(rowOf(row))),
      teams.flatMap(({ caseGroups }) => [...caseGroups.values()].map((row) => caseGroup.hydrate(rowOf(row)))),
    );
  }
}
