import type { DataSource, SelectQueryBuilder } from 'typeorm';
import type { Database } from '../database/database';
import { baseProperties, type EntitySet } from '../entities/define-entities';
import type { UserBase } from '../entities/user';
import { emailKey } from '../identity/email';
import { isUuid } from '../validation/text';
import { dormantCondition, dormantParameters } from './dormant-users';
import { loadGroups, loadGroupsBytes, splitByGroupsBytes } from './user-groups';

export interface UserSearch {
  tenant: string;
  /** Words. Each of the first 8 must occur in the email address, the first name or the last name; case is ignored. */
  search: string | undefined;
  /** Only active users who have not signed in since then. */
  dormantBefore?: Date | undefined;
  after: string[] | undefined;
  limit: number;
}

/** The end of a page: an address or, among users without an address, an id. */
type UserCursor = ['email', emailKey: string] | ['id', id: string];

export function isUserCursor([kind, value = '', ...rest]: string[]): boolean {
  return rest.length === 0 && (kind === 'email' || (kind === 'id' && isUuid(value)));
}

/**
 * A page of users in the order of their addresses, which have an index. Users without an address come last, by id. The
 * page ends before the limit if the groups of its users have too many bytes.
 */
export async function findUsers(
  database: Database,
  entities: EntitySet,
  { tenant, search, dormantBefore, after, limit }: UserSearch,
): Promise<{ users: UserBase[]; next: UserCursor | undefined }> {
  const [kind, value] = (after ?? []) as [UserCursor[0]?, string?];
  const { dataSource } = database;
  const columns = columnsWithoutGroups(dataSource, entities);
  const query = () => {
    const all = dataSource.manager
      .createQueryBuilder(entities.User, 'u')
      .select([...columns])
      .cache(false);
    const found = filterUsers(all, tenant, search);
    return dormantBefore === undefined
      ? found
      : found.andWhere(dormantCondition('u'), dormantParameters(dormantBefore));
  };
  const found: UserBase[] = [];
  if (kind !== 'id') {
    const withEmail = query()
      .andWhere('u.emailKey IS NOT NULL')
      .orderBy('u.emailKey')
      .take(limit + 1);
    if (value !== undefined) withEmail.andWhere('u.emailKey > :after', { after: value });
    found.push(...(await withEmail.getMany()));
  }
  if (found.length <= limit) {
    const withoutEmail = query()
      .andWhere('u.emailKey IS NULL')
      .orderBy('u.id')
      .take(limit + 1 - found.length);
    if (kind === 'id') withoutEmail.andWhere('u.id > :after', { after: value });
    found.push(...(await withoutEmail.getMany()));
  }
  const bytes = await loadGroupsBytes(
    database,
    entities,
    found.map(({ id }) => id),
  );
  const [page = []] = splitByGroupsBytes(found, ({ id }) => bytes.get(id) ?? 0);
  const users = page.slice(0, limit);
  const last = users.at(-1);
  await attachGroups(database, entities, users);
  await attachGrants(dataSource, entities, users);
  return { users, next: found.length > users.length && last !== undefined ? cursorAfter(last) : undefined };
}

function cursorAfter({ emailKey: key, id }: UserBase): UserCursor {
  return key === null ? ['id', id] : ['email', key];
}

function filterUsers<User extends object>(
  query: SelectQueryBuilder<User>,
  tenant: string,
  search = '',
): SelectQueryBuilder<User> {
  query.where('u.tenant = :tenant', { tenant });
  const words = new Set(search.split(/\s+/).filter((word) => word !== ''));
  for (const [i, word] of [...words].slice(0, MAX_SEARCH_WORDS).entries()) {
    const like = (column: string, parameter: string) => `${column} LIKE :${parameter}${i} ESCAPE '!'`;
    const conditions = [
      like('u.emailKey', 'address'),
      like('LOWER(u.firstName)', 'name'),
      like('LOWER(u.lastName)', 'name'),
    ];
    query.andWhere(`(${conditions.join(' OR ')})`, {
      [`address${i}`]: likePattern(emailKey(word)),
      [`name${i}`]: likePattern(word.toLowerCase()),
    });
  }
  return query;
}

/** The maximum number of words: each word is compared with three columns of every user. */
const MAX_SEARCH_WORDS = 8;

/** A LIKE pattern for the text, in which no character of the text is a wildcard. */
function likePattern(text: string): string {
  return `%${text.replace(/[!%_]/g, '!$&')}%`;
}

/** All columns that TypeORM selects of a user, except the groups: they are read after their size is known. */
function columnsWithoutGroups(dataSource: DataSource, { User }: EntitySet): string[] {
  const properties = baseProperties(User);
  return dataSource
    .getMetadata(User)
    .columns.filter(
      ({ isSelect, propertyPath }) =>
        propertyPath !== 'identityProviderGroups' && (isSelect || properties.has(propertyPath)),
    )
    .map(({ propertyPath }) => `u.${propertyPath}`);
}

async function attachGroups(database: Database, entities: EntitySet, users: UserBase[]): Promise<void> {
  const ids = users.map(({ id }) => id);
  const groups = await loadGroups(database, entities, ids);
  for (const user of users) user.identityProviderGroups = groups.get(user.id) ?? null;
}

/** Loads the grants of the users, with one statement for each kind of grant. Grants in a deleted team are omitted. */
async function attachGrants(dataSource: DataSource, entities: EntitySet, users: UserBase[]): Promise<void> {
  if (users.length === 0) return;
  for (const user of users) {
    Object.assign(user, { memberships: [], caseGroupMemberships: [], tenantPermissions: [] });
  }
  const byId = new Map(users.map((user) => [user.id, user]));
  const select = <Grant extends object>(entity: new () => Grant) =>
    selectWhole(dataSource, entity, 'grant').where('grant.userId IN (:...ids)', { ids: [...byId.keys()] });
  const [memberships, caseGroupMemberships, permissions] = [
    await select(entities.Membership)
      .innerJoinAndSelect('grant.team', 'team')
      .addSelect(unselected(dataSource, entities.Team, 'team'))
      .orderBy('team.name')
      .getMany(),
    await select(entities.CaseGroupMembership)
      .innerJoinAndSelect('grant.caseGroup', 'caseGroup')
      .innerJoinAndSelect('caseGroup.team', 'team')
      .addSelect(unselected(dataSource, entities.CaseGroup, 'caseGroup'))
      .addSelect(unselected(dataSource, entities.Team, 'team'))
      .orderBy('team.name')
      .addOrderBy('caseGroup.name')
      .getMany(),
    await select(entities.TenantPermission).orderBy('grant.permission').getMany(),
  ];
  for (const grant of memberships) byId.get(grant.userId)!.memberships.push(grant);
  for (const grant of caseGroupMemberships) byId.get(grant.userId)!.caseGroupMemberships.push(grant);
  for (const grant of permissions) byId.get(grant.userId)!.tenantPermissions.push(grant);
}

/** Selects every column of the library, even if the app's class declares `select: false`. */
function selectWhole<Entity extends object>(
  dataSource: DataSource,
  entity: new () => Entity,
  alias: string,
): SelectQueryBuilder<Entity> {
  const query = dataSource.manager.createQueryBuilder(entity, alias).cache(false);
  return query.addSelect(unselected(dataSource, entity, alias));
}

/** The columns of the library that TypeORM omits for a class of the app. */
function unselected(dataSource: DataSource, entity: new () => object, alias: string): string[] {
  const properties = baseProperties(entity);
  return dataSource
    .getMetadata(entity)
    .columns.filter(({ isSelect, propertyPath }) => !isSelect && properties.has(propertyPath))
    .map(({ propertyPath }) => `${alias}.${propertyPath}`);
}
