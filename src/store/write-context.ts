import type { CaseGroupBase } from '../entities/case-group';
import type { EntitySet } from '../entities/define-entities';
import type { TeamBase } from '../entities/team';
import { emailKey } from '../identity/email';
import type { Database } from '../database/database';
import type { EntityProjection } from '../database/entity-projection';
import { DeletedTeams } from './deleted-teams';
import { TeamCatalog, type TeamNames } from './teams';
import { decodeRows } from '../database/json-row';
import { selectWriteContext } from './user-queries';
import { isUnchanged, TeamIdCache, type TeamIds } from './team-id-cache';
import type { Projections } from './projections';
import type { Connection } from '../database/statement';
import type { Precondition } from '../database/write-batch';

/** The facts that a sign-in with changes needs in addition to the user. */
export interface WriteContext {
  catalog: TeamCatalog;
  /** Whether a user of the tenant has the address. */
  emailIsTaken: boolean;
  /** Whether a mass removal is held. */
  removalsHeld: boolean;
  /** The precondition that cached facts still hold. Every write depends on it. */
  precondition?: Precondition;
}

/** The context of a sign-in that needs no facts in addition to the user. */
export const EMPTY_CONTEXT: WriteContext = {
  catalog: new TeamCatalog([], []),
  emailIsTaken: false,
  removalsHeld: false,
};

/** Reads the context of writes, and caches team ids. */
export class WriteContextReader {
  readonly #query;
  readonly #database: Database;
  readonly #entities: EntitySet;
  readonly #projections: Projections;
  readonly #teamIdCache = new TeamIdCache();

  constructor(database: Database, entities: EntitySet, projections: Projections) {
    this.#query = selectWriteContext(projections, database);
    this.#database = database;
    this.#entities = entities;
    this.#projections = projections;
  }

  /** Reads the context in one statement. */
  async load(
    connection: Connection,
    tenant: string,
    names: TeamNames,
    email: string | undefined,
  ): Promise<WriteContext> {
    const { statement, jsonRow, columnIndexes } = this.#query;
    const [row] = await statement.run(connection, this.#parameters(tenant, names, email));
    const values = jsonRow.decode(row!);
    const { teams, caseGroups, deleted } = this.#decodeTeams(values);
    const removalsHeld = values[columnIndexes.removalsHeldAt] != null;
    // While a mass removal is held, every sign-in must read.
    if (removalsHeld) this.#teamIdCache.delete(tenant);
    else if (this.#database.dialect.supportsWritableCte)
      this.#teamIdCache.set(tenant, names, toTeamIds(teams, caseGroups));
    return {
      catalog: new TeamCatalog(teams, caseGroups, deleted),
      emailIsTaken: Number(values[columnIndexes.emailHolders]) > 0,
      removalsHeld,
    };
  }

  /**
   * Cached ids for the sign-in of a known user, whose write can verify them. This saves a round trip to the database.
   *
   * @returns `undefined` unless all of the names are cached and no removals were held
   */
  cached(tenant: string, names: TeamNames): WriteContext | undefined {
    if (!this.#database.dialect.supportsWritableCte) return undefined;
    const teamIds = this.#teamIdCache.get(tenant, names);
    if (teamIds === undefined) return undefined;
    const { statement, jsonRow, columnIndexes } = this.#query;
    const precondition: Precondition = {
      select: (bind) => statement.inline(bind, this.#parameters(tenant, names, undefined)),
      isMet: (json) => {
        const values = jsonRow.decode({ json });
        const { teams, caseGroups } = this.#decodeTeams(values);
        return (
          values[columnIndexes.removalsHeldAt] == null && isUnchanged(teamIds, toTeamIds(teams, caseGroups))
        );
      },
      invalidate: () => this.#teamIdCache.delete(tenant),
    };
    return { ...EMPTY_CONTEXT, catalog: this.#toCatalog(tenant, teamIds), precondition };
  }

  #parameters(tenant: string, { teams, caseGroups }: TeamNames, email: string | undefined) {
    return {
      tenant,
      teams: this.#database.dialect.listParameter([...teams]),
      caseGroups: this.#database.dialect.listParameter([...new Set(caseGroups.map(([, name]) => name))]),
      emailKey: email === undefined ? null : emailKey(email),
    };
  }

  #decodeTeams(values: readonly unknown[]) {
    const { columnIndexes } = this.#query;
    const { team, caseGroup } = this.#projections;
    const teams = decodeEntities(team, values[columnIndexes.teams]);
    const caseGroups = decodeEntities(caseGroup, values[columnIndexes.caseGroups]);
    return {
      teams: teams.flatMap(({ entity, isDeleted }) => (isDeleted ? [] : entity)),
      caseGroups: caseGroups.flatMap(({ entity, isDeleted }) => (isDeleted ? [] : entity)),
      deleted: new DeletedTeams(
        teams.map(({ entity: { id, name }, isDeleted }) => ({ id, name, isDeleted })),
        caseGroups.map(({ entity: { teamId, name }, isDeleted }) => ({ teamId, name, isDeleted })),
      ),
    };
  }

  /** The teams lack the app's own columns. If there are any, the user is read again after the write. */
  #toCatalog(tenant: string, teamIds: TeamIds): TeamCatalog {
    const { manager } = this.#database.dataSource;
    const { Team, CaseGroup } = this.#entities;
    const teams = [...teamIds].map(([name, { id }]) => manager.create(Team, { id, tenant, name }));
    const caseGroups = [...teamIds.values()].flatMap(({ id: teamId, caseGroups }) =>
      [...caseGroups].map(([name, id]) => manager.create(CaseGroup, { id, teamId, name })),
    );
    return new TeamCatalog(teams, caseGroups);
  }
}

/** The entities of a list, and whether the app keeps each as soft-deleted. */
function decodeEntities<Entity extends object>(projection: EntityProjection<Entity>, rows: unknown) {
  return decodeRows(rows).map(([values]) => ({
    entity: projection.hydrate(values!),
    isDeleted: projection.isDeleted(values!),
  }));
}

function toTeamIds(teams: readonly TeamBase[], caseGroups: readonly CaseGroupBase[]): TeamIds {
  const teamIds = new Map<string, { id: string; caseGroups: Map<string, string> }>();
  const byId = new Map<string, Map<string, string>>();
  for (const { id, name } of teams) {
    const team = { id, caseGroups: new Map<string, string>() };
    teamIds.set(name, team);
    byId.set(id, team.caseGroups);
  }
  for (const { id, teamId, name } of caseGroups) byId.get(teamId)?.set(name, id);
  return teamIds;
}
