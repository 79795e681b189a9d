import type { DataSource } from 'typeorm';
import type { CaseGroupBase } from '../entities/case-group';
import type { EntitySet } from '../entities/define-entities';
import type { TeamBase } from '../entities/team';
import { emailKey } from '../identity/email';
import { dialectOf, type Dialect } from './dialect';
import { TenantDirectory, type Names } from './directory';
import { rowsIn } from './packing';
import { surroundings } from './reader-sql';
import { isStillSo, RememberedDirectories, type Seen } from './remembered-directories';
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
    private readonly dataSource: DataSource,
    private readonly entities: EntitySet,
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
    const { teams, caseGroups } = this.#rowsIn(values);
    const lossesAreHeld = values[places.lossesHeldAt] != null;
    // With a wave of losses held, everybody has to look.
    if (lossesAreHeld) this.#remembered.forget(tenant);
    else if (this.#dialect.writesTogether) this.#remembered.learn(tenant, names, seenIn(teams, caseGroups));
    return {
      directory: new TenantDirectory(teams, caseGroups),
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
        const { teams, caseGroups } = this.#rowsIn(values);
        return values[places.lossesHeldAt] == null && isStillSo(recalled, seenIn(teams, caseGroups));
      },
      giveUp: () => this.#remembered.forget(tenant),
    };
    return { ...NOTHING_AROUND, directory: this.#directoryOf(tenant, recalled), premise };
  }

  #values(tenant: string, { teams, caseGroups }: Names, email: string | undefined) {
    return {
      tenant,
      teams: this.#dialect.list([...teams]),
      caseGroups: this.#dialect.list([...new Set(caseGroups.map(([, name]) => name))]),
      emailKey: email === undefined ? null : emailKey(email),
    };
  }

  #rowsIn(values: readonly unknown[]) {
    const { places } = this.#select;
    const { team, caseGroup } = this.shapes;
    return {
      teams: rowsIn(values[places.teams]).map(([row]) => team.hydrate(row!)),
      caseGroups: rowsIn(values[places.caseGroups]).map(([row]) => caseGroup.hydrate(row!)),
    };
  }

  /** Columns of the app's own are not there; where it has any, the user is read again after the write. */
  #directoryOf(tenant: string, seen: Seen): TenantDirectory {
    const { manager } = this.dataSource;
    const { Team, CaseGroup } = this.entities;
    const teams = [...seen].map(([name, { id }]) => manager.create(Team, { id, tenant, name }));
    const caseGroups = [...seen.values()].flatMap(({ id: teamId, caseGroups }) =>
      [...caseGroups].map(([name, id]) => manager.create(CaseGroup, { id, teamId, name })),
    );
    return new TenantDirectory(teams, caseGroups);
  }
}

function seenIn(teams: readonly TeamBase[], caseGroups: readonly CaseGroupBase[]): Seen {
  const seen = new Map<string, { id: string; caseGroups: Map<string, string> }>();
  const byId = new Map<string, Map<string, string>>();
  for (const { id, name } of teams) {
    const team = { id, caseGroups: new Map<string, string>() };
    seen.set(name, team);
    byId.set(id, team.caseGroups);
  }
  for (const { id, teamId, name } of caseGroups) byId.get(teamId)?.set(name, id);
  return seen;
}
