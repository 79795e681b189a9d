interface TeamRow {
  id: string;
  name: string;
  isDeleted: boolean;
}

interface CaseGroupRow {
  teamId: string;
  name: string;
  isDeleted: boolean;
}

/** The names of teams and case groups that the app keeps as soft-deleted: they can neither be used nor be created. */
export class DeletedTeams {
  readonly #teams: ReadonlySet<string>;
  readonly #caseGroups: ReadonlySet<string>;

  constructor(teams: readonly TeamRow[], caseGroups: readonly CaseGroupRow[]) {
    const teamNames = new Map(teams.map(({ id, name }) => [id, name]));
    const isDeleted = (row: { isDeleted: boolean }) => row.isDeleted;
    this.#teams = new Set(teams.filter(isDeleted).map(({ name }) => name));
    this.#caseGroups = new Set(
      caseGroups.filter(isDeleted).map(({ teamId, name }) => JSON.stringify([teamNames.get(teamId), name])),
    );
  }

  /** Whether the team is soft-deleted or, if a case group is named, that case group of the team. */
  has(team: string, caseGroup?: string): boolean {
    if (this.#teams.has(team)) return true;
    return caseGroup !== undefined && this.#caseGroups.has(JSON.stringify([team, caseGroup]));
  }
}
