import type { EntityManager, ObjectLiteral } from 'typeorm';
import { runQuery } from '../../database/read-rows';
import type { EntitySet } from '../../entities/define-entities';
import type { GuardConfig } from '../registry';
import type { Row } from './row';

/** A team with the properties that are known. */
export interface PartialTeam {
  tenant?: string | undefined;
  name?: string | undefined;
}

/**
 * The queries of the guard, on the connection of the write, so that they see what the transaction has written. They
 * read columns and not entities: no hooks of the app run, and soft-deleted rows are included.
 */
export class GuardQueries {
  readonly #config: GuardConfig;
  readonly #manager: EntityManager;

  constructor(config: GuardConfig, manager: EntityManager) {
    this.#config = config;
    this.#manager = manager;
  }

  async tenantOfUser(userId: unknown): Promise<string | undefined> {
    const user = await this.row('User', userId, ['tenant']);
    return user?.tenant as string | undefined;
  }

  async team(teamId: unknown): Promise<PartialTeam> {
    return (await this.row('Team', teamId, ['tenant', 'name'])) ?? {};
  }

  async teamOfCaseGroup(caseGroupId: unknown): Promise<PartialTeam> {
    const caseGroup = await this.row('CaseGroup', caseGroupId, ['teamId']);
    return this.team(caseGroup?.teamId);
  }

  /** `undefined` if the id is unknown or no row has it. */
  async row(entity: keyof EntitySet, id: unknown, properties: readonly string[]): Promise<Row | undefined> {
    if (typeof id !== 'string') return undefined;
    const [row] = await this.rows(entity, properties, { id }, 1);
    return row;
  }

  /** Whether such a row exists. */
  async exists(entity: keyof EntitySet, where: object = {}): Promise<boolean> {
    return (await this.rows(entity, ['id'], where, 1)).length > 0;
  }

  /** The distinct values of a property among such rows. */
  async distinctValues(entity: keyof EntitySet, property: string, where: object): Promise<string[]> {
    const rows = await this.rows(entity, [property], where);
    return [...new Set(rows.map((row) => row[property] as string))];
  }

  async rows(
    entity: keyof EntitySet,
    properties: readonly string[],
    where: ObjectLiteral | ObjectLiteral[],
    limit?: number,
  ): Promise<Row[]> {
    const query = this.#manager
      .createQueryBuilder<ObjectLiteral>(this.#config.entities[entity], 'it')
      .select([])
      .withDeleted()
      .limit(limit);
    if (Object.keys(where).length > 0) query.where(where);
    for (const property of properties) query.addSelect(`it.${property}`, property);
    return runQuery<Row>(this.#manager, query);
  }
}
