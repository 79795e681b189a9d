import type { Database } from '../database/database';
import type { Dialect } from '../database/dialects/dialect';
import { JsonRowBuilder, type SelectExpression } from '../database/json-row';
import type { Projections } from './projections';
import { Statement } from '../database/statement';

/** The SQL that reads users, with `:name` for each value, and the positions of the columns in a row. */
export function buildUserQueries(projections: Projections, database: Database, settingsAreStored: boolean) {
  const signIn = (filter: SubjectFilter) => signInQuery(projections, database, settingsAreStored, filter);
  const batch = batchFilter(database.dialect);
  return {
    signIn: signIn(SINGLE),
    signInWithGroups: signIn(SINGLE_WITH_GROUPS),
    signInQualified: signIn(SINGLE_QUALIFIED),
    signIns: batch && signIn(batch),
    byId: userByIdQuery(projections, database),
    bySession: userBySessionQuery(projections, database),
    bySessionWithSid: userBySessionQuery(projections, database, { withSid: true }),
    byEmail: userByEmailQuery(projections, database),
  };
}

/** The positions of a user's columns in a row. */
export type UserColumnIndexes = ReturnType<typeof selectUserWithGrants>;

/** The positions of the columns that a sign-in reads in a row. */
export type SignInColumnIndexes = ReturnType<typeof signInQuery>['columnIndexes'];

/** The subjects that a sign-in looks up, and the position of each. */
interface SubjectFilter {
  from: string;
  /** The condition on the column of the identity. */
  subjectHash: string;
  ordinal: string;
  /**
   * The beginning of a condition: the settings are the same for all rows, and only the first row contains the mapping,
   * which may have megabytes.
   */
  isFirst: string;
  /** Whether groups arrived at the only source, so that it does not matter what the provider has ever sent. */
  groupAttributeSent: boolean;
}

const SINGLE: SubjectFilter = {
  from: '(SELECT 1 AS one) subjects',
  subjectHash: '= :subjectHash',
  ordinal: '1',
  isFirst: '',
  groupAttributeSent: false,
};
const SINGLE_WITH_GROUPS: SubjectFilter = { ...SINGLE, groupAttributeSent: true };
/** A subject with a qualifier, which may be stored without it: up to two rows. */
const SINGLE_QUALIFIED: SubjectFilter = {
  ...SINGLE,
  subjectHash: 'IN (:subjectHash, :unqualifiedSubjectHash)',
};

/** Several subjects, if the database accepts them as one parameter. */
function batchFilter({ unnestTexts }: Dialect): SubjectFilter | undefined {
  if (unnestTexts === undefined) return undefined;
  return {
    from: `${unnestTexts(':subjectHashes')} AS subjects(hash, ordinal)`,
    subjectHash: '= subjects.hash',
    ordinal: 'subjects.ordinal',
    isFirst: 'subjects.ordinal = 1 AND ',
    groupAttributeSent: false,
  };
}

function selectUserWithGrants(projections: Projections, database: Database, jsonRow: JsonRowBuilder) {
  const { user, team, membership, caseGroup, caseGroupMembership, tenantPermission } = projections;
  const aggregateRows = rowAggregator(database);
  const userIndex = jsonRow.add(...user.columns('u'));
  const ofUser = (userId: string) => [`${userId} = ${user.column('u', 'id')}`];
  return {
    id: userIndex + user.indexOf('id'),
    user: userIndex,
    sessionGeneration: userIndex + user.indexOf('sessionGeneration'),
    memberships: jsonRow.add(`(SELECT ${aggregateRows(membership.columns('m'), team.columns('t'))}
        FROM ${membership.table} m
        JOIN ${team.table} t ON ${team.column('t', 'id')} = ${membership.column('m', 'teamId')}
       WHERE ${all(ofUser(membership.column('m', 'userId')), membership.existsConditions('m'), team.existsConditions('t'))})`),
    caseGroupMemberships: jsonRow.add(
      `(SELECT ${aggregateRows(caseGroupMembership.columns('m'), caseGroup.columns('c'), team.columns('t'))}
        FROM ${caseGroupMembership.table} m
        JOIN ${caseGroup.table} c ON ${caseGroup.column('c', 'id')} = ${caseGroupMembership.column('m', 'caseGroupId')}
        JOIN ${team.table} t ON ${team.column('t', 'id')} = ${caseGroup.column('c', 'teamId')}
       WHERE ${all(
         ofUser(caseGroupMembership.column('m', 'userId')),
         caseGroupMembership.existsConditions('m'),
         caseGroup.existsConditions('c'),
         team.existsConditions('t'),
       )})`,
    ),
    tenantPermissions: jsonRow.add(`(SELECT ${aggregateRows(tenantPermission.columns('p'))}
        FROM ${tenantPermission.table} p
       WHERE ${all(ofUser(tenantPermission.column('p', 'userId')), tenantPermission.existsConditions('p'))})`),
  };
}

function signInQuery(
  projections: Projections,
  database: Database,
  settingsAreStored: boolean,
  filter: SubjectFilter,
) {
  const { user, identity, settings } = projections;
  const jsonRow = new JsonRowBuilder(database);
  const isUnlinked = identity.deletedFlag('i');
  // A document of the settings, only if their revision is not cached.
  const uncached = (property: 'groupSources' | 'mapping') => ({
    sql: `CASE WHEN ${filter.isFirst}(${settings.column('s', 'version')} <> :version OR ${settings.column('s', 'revision')} <> :revision)
                THEN ${settings.column('s', property)} END`,
    inJson: settings.isJsonSafe(property),
  });
  const columnIndexes = {
    ...selectUserWithGrants(projections, database, jsonRow),
    ...selectGenerations(projections, jsonRow, {
      tenant: ':tenant',
      matchesProvider: (provider) => `${provider} = :provider`,
    }),
    ordinal: jsonRow.add(filter.ordinal),
    subject: jsonRow.add(identity.column('i', 'subject')),
    issuer: jsonRow.add(identity.column('i', 'issuer')),
    identity: {
      id: jsonRow.add(identity.column('i', 'id')),
      groupAttribute: jsonRow.add(identity.column('i', 'groupAttribute')),
      groupsHash: jsonRow.add(identity.column('i', 'groupsHash')),
      groupsState: jsonRow.add(identity.column('i', 'groupsState')),
      lastSyncedAt: jsonRow.add({
        sql: identity.column('i', 'lastSyncedAt'),
        inJson: identity.isJsonSafe('lastSyncedAt'),
      }),
    },
    ...(isUnlinked === undefined ? {} : { isUnlinked: jsonRow.add(isUnlinked) }),
    ...(filter.groupAttributeSent
      ? {}
      : {
          providerHasSentGroups: jsonRow.add(providerHasSentGroupsSql(projections, settingsAreStored)),
          sentSources: jsonRow.add(sentSourcesSql(projections)),
        }),
    ...(settingsAreStored
      ? {
          settings: {
            version: jsonRow.add(settings.column('s', 'version')),
            revision: jsonRow.add(settings.column('s', 'revision')),
            justInTime: jsonRow.add(settings.column('s', 'justInTime')),
            enhancedSync: jsonRow.add(settings.column('s', 'enhancedSync')),
            groupAttribute: jsonRow.add(settings.column('s', 'groupAttribute')),
            groupSources: jsonRow.add(uncached('groupSources')),
            mapping: jsonRow.add(uncached('mapping')),
          },
        }
      : {}),
  };
  const matchesIdentity = `${identity.column('i', 'tenant')} = :tenant
   AND ${identity.column('i', 'provider')} = :provider
   AND ${identity.column('i', 'subjectHash')} ${filter.subjectHash}`;
  const ownsIdentity = `${user.column('u', 'id')} = ${identity.column('i', 'userId')}`;
  const settingsJoin = settingsAreStored
    ? `LEFT JOIN ${settings.table} s ON ${settings.column('s', 'tenant')} = :tenant`
    : '';
  const sql = `SELECT ${jsonRow.selectList}
  FROM ${filter.from}
  ${settingsJoin}
  LEFT JOIN ${identity.table} i ON ${matchesIdentity}
  LEFT JOIN ${user.table} u ON ${ownsIdentity}`;
  return toQuery(database, jsonRow, columnIndexes, sql);
}

/**
 * 1 if the provider has ever sent the attribute. For `EXISTS`, PostgreSQL would scan the table from its beginning,
 * which may have only rows of other tenants. For the first row in an order, it uses the index.
 */
function providerHasSentGroupsSql({ identity, settings }: Projections, settingsAreStored: boolean): string {
  const attribute = settingsAreStored ? settings.column('s', 'groupAttribute') : ':groupAttribute';
  return `CASE WHEN ${identity.column('i', 'groupAttribute')} = ${attribute} THEN 1
       WHEN (SELECT MIN(${identity.column('x', 'groupAttribute')}) FROM ${identity.table} x
         WHERE ${identity.column('x', 'tenant')} = :tenant
           AND ${identity.column('x', 'provider')} = :provider
           AND ${identity.column('x', 'groupAttribute')} >= ${attribute}) = ${attribute} THEN 1 END`;
}

/** The sources beside the tenant's first one at which the provider has sent groups. */
function sentSourcesSql({ providerState }: Projections): string {
  return `(SELECT ${providerState.column('g', 'sentSources')} FROM ${providerState.table} g
       WHERE ${providerState.column('g', 'tenant')} = :tenant AND ${providerState.column('g', 'provider')} = :provider)`;
}

function userByIdQuery(projections: Projections, database: Database) {
  const { user } = projections;
  const jsonRow = new JsonRowBuilder(database);
  const columnIndexes = selectUserWithGrants(projections, database, jsonRow);
  const sql = `SELECT ${jsonRow.selectList} FROM ${user.table} u WHERE ${user.column('u', 'id')} = :id`;
  return toQuery(database, jsonRow, columnIndexes, sql);
}

/**
 * Like {@link userByIdQuery}, with the generations that the session is compared with.
 *
 * @param options.withSid whether the session has a `sid`, which a logout token may have named
 */
function userBySessionQuery(projections: Projections, database: Database, { withSid = false } = {}) {
  const { user, terminatedSession } = projections;
  const jsonRow = new JsonRowBuilder(database);
  const columnIndexes = {
    ...selectUserWithGrants(projections, database, jsonRow),
    ...selectGenerations(projections, jsonRow, {
      tenant: user.column('u', 'tenant'),
      matchesProvider: (provider) => `(${provider} = :provider OR :provider IS NULL)`,
    }),
    ...(withSid
      ? {
          isTerminated: jsonRow.add(`(SELECT COUNT(*) FROM ${terminatedSession.table} e
       WHERE ${terminatedSession.column('e', 'tenant')} = ${user.column('u', 'tenant')}
         AND ${terminatedSession.column('e', 'provider')} = :provider
         AND ${terminatedSession.column('e', 'sidHash')} = :sidHash)`),
        }
      : {}),
  };
  const sql = `SELECT ${jsonRow.selectList} FROM ${user.table} u WHERE ${user.column('u', 'id')} = :id`;
  return toQuery(database, jsonRow, columnIndexes, sql);
}

/** The session generations of a tenant and of its provider; 0 without a row. */
function selectGenerations(
  { tenantState, providerState }: Projections,
  jsonRow: JsonRowBuilder,
  { tenant, matchesProvider }: { tenant: string; matchesProvider: (provider: string) => string },
) {
  return {
    tenantGeneration: jsonRow.add(`COALESCE((SELECT ${tenantState.column('g', 'sessionGeneration')}
        FROM ${tenantState.table} g
       WHERE ${tenantState.column('g', 'tenant')} = ${tenant}), 0)`),
    providerGeneration: jsonRow.add(`COALESCE((SELECT SUM(${providerState.column('g', 'sessionGeneration')})
        FROM ${providerState.table} g
       WHERE ${providerState.column('g', 'tenant')} = ${tenant}
         AND ${matchesProvider(providerState.column('g', 'provider'))}), 0)`),
  };
}

function userByEmailQuery(projections: Projections, database: Database) {
  const { user, identity } = projections;
  const jsonRow = new JsonRowBuilder(database);
  const columnIndexes = {
    ...selectUserWithGrants(projections, database, jsonRow),
    identities: jsonRow.add(`(SELECT COUNT(*) FROM ${identity.table} i
       WHERE ${all([`${identity.column('i', 'userId')} = ${user.column('u', 'id')}`], identity.existsConditions('i'))})`),
  };
  const sql = `SELECT ${jsonRow.selectList}
  FROM ${user.table} u
 WHERE ${user.column('u', 'tenant')} = :tenant AND ${user.column('u', 'emailKey')} = :emailKey`;
  return toQuery(database, jsonRow, columnIndexes, sql);
}

/** The facts that a sign-in with changes needs in addition to the user. */
export function selectWriteContext({ user, team, caseGroup, tenantState }: Projections, database: Database) {
  const jsonRow = new JsonRowBuilder(database);
  const aggregateRows = rowAggregator(database);
  const dialect = database.dialect;
  const matchesTeams = `${team.column('t', 'tenant')} = :tenant AND ${dialect.inList(team.column('t', 'name'), ':teams')}`;
  const columnIndexes = {
    teams: jsonRow.add(
      `(SELECT ${aggregateRows(team.columns('t'))} FROM ${team.table} t WHERE ${matchesTeams})`,
    ),
    caseGroups: jsonRow.add(`(SELECT ${aggregateRows(caseGroup.columns('c'))} FROM ${caseGroup.table} c
          JOIN ${team.table} t ON ${team.column('t', 'id')} = ${caseGroup.column('c', 'teamId')}
         WHERE ${matchesTeams} AND ${dialect.inList(caseGroup.column('c', 'name'), ':caseGroups')})`),
    emailHolders: jsonRow.add(`(SELECT COUNT(*) FROM ${user.table} u
         WHERE ${user.column('u', 'tenant')} = :tenant AND ${user.column('u', 'emailKey')} = :emailKey)`),
    removalsHeldAt:
      jsonRow.add(`(SELECT ${tenantState.column('s', 'removalsHeldAt')} FROM ${tenantState.table} s
         WHERE ${tenantState.column('s', 'tenant')} = :tenant)`),
  };
  return toQuery(database, jsonRow, columnIndexes, `SELECT ${jsonRow.selectList}`);
}

/** A condition that requires all of these. */
function all(...conditions: string[][]): string {
  return conditions.flat().join(' AND ');
}

/** Aggregates all rows into one JSON value. Each row has the values of several entities. */
function rowAggregator(database: Database) {
  const dialect = database.dialect;
  const toJsonArray = (expressions: SelectExpression[]) =>
    dialect.jsonArray(expressions.map(({ sql }) => sql));
  return (...entities: SelectExpression[][]) =>
    dialect.jsonArrayAgg(dialect.jsonArray(entities.map(toJsonArray)));
}

function toQuery<Indexes>(database: Database, jsonRow: JsonRowBuilder, columnIndexes: Indexes, sql: string) {
  const statement = new Statement(database, database.dialect.wrapJsonSelect(sql));
  return { statement, jsonRow, columnIndexes };
}
