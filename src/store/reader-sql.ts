import type { DataSource } from 'typeorm';
import { dialectOf } from './dialect';
import { Packing, type Cell } from './packing';
import type { Shapes } from './shapes';
import { Statement } from './statement';

/** The SQL that users are read by, with `:name` where a value goes, and where in a row it finds what. */
export function selects(shapes: Shapes, dataSource: DataSource, settingsAreStored: boolean) {
  return {
    signIn: signIn(shapes, dataSource, settingsAreStored, ONE),
    signInWithGroups: signIn(shapes, dataSource, settingsAreStored, ONE_WITH_GROUPS),
    signIns: signIn(shapes, dataSource, settingsAreStored, MANY),
    byId: byId(shapes, dataSource),
    byEmail: byEmail(shapes, dataSource),
  };
}

/** Where in a row a user is. */
export type PlacesOfUser = ReturnType<typeof whole>;

/** Where in a row is what a sign-in needs to know. */
export type PlacesOfSignIn = ReturnType<typeof signIn>['places'];

/** Whom a sign-in asks for, and the turn of each. */
interface Wanted {
  from: string;
  subjectHash: string;
  turn: string;
  /** Whether groups came along, so that it does not matter what the provider has ever sent. */
  groupsCame: boolean;
}

const ONE: Wanted = {
  from: '(SELECT 1 AS one) wanted',
  subjectHash: ':subjectHash',
  turn: '1',
  groupsCame: false,
};
const ONE_WITH_GROUPS: Wanted = { ...ONE, groupsCame: true };

/** Only PostgreSQL has this. */
const MANY: Wanted = {
  from: 'unnest(CAST(:subjectHashes AS varchar[])) WITH ORDINALITY AS wanted(hash, turn)',
  subjectHash: 'wanted.hash',
  turn: 'wanted.turn',
  groupsCame: false,
};

function whole(shapes: Shapes, dataSource: DataSource, packing: Packing) {
  const { user, team, membership, caseGroup, caseGroupMembership, tenantPermission } = shapes;
  const rows = rowsOn(dataSource);
  const place = packing.add(...user.columns('u'));
  return {
    id: place + user.placeOf('id'),
    user: place,
    memberships: packing.add(`(SELECT ${rows(membership.columns('m'), team.columns('t'))}
        FROM ${membership.table} m
        JOIN ${team.table} t ON ${team.column('t', 'id')} = ${membership.column('m', 'teamId')}
       WHERE ${membership.column('m', 'userId')} = ${user.column('u', 'id')})`),
    caseGroupMemberships: packing.add(
      `(SELECT ${rows(caseGroupMembership.columns('m'), caseGroup.columns('c'), team.columns('t'))}
        FROM ${caseGroupMembership.table} m
        JOIN ${caseGroup.table} c ON ${caseGroup.column('c', 'id')} = ${caseGroupMembership.column('m', 'caseGroupId')}
        JOIN ${team.table} t ON ${team.column('t', 'id')} = ${caseGroup.column('c', 'teamId')}
       WHERE ${caseGroupMembership.column('m', 'userId')} = ${user.column('u', 'id')})`,
    ),
    tenantPermissions: packing.add(`(SELECT ${rows(tenantPermission.columns('p'))}
        FROM ${tenantPermission.table} p
       WHERE ${tenantPermission.column('p', 'userId')} = ${user.column('u', 'id')})`),
  };
}

function signIn(shapes: Shapes, dataSource: DataSource, settingsAreStored: boolean, wanted: Wanted) {
  const { user, identity, settings } = shapes;
  const packing = new Packing(dataSource);
  const places = {
    ...whole(shapes, dataSource, packing),
    turn: packing.add(wanted.turn),
    identityId: packing.add(identity.column('i', 'id')),
    subject: packing.add(identity.column('i', 'subject')),
    issuer: packing.add(identity.column('i', 'issuer')),
    groupAttribute: packing.add(identity.column('i', 'groupAttribute')),
    ...(wanted.groupsCame ? {} : { everSent: packing.add(everSent(shapes, settingsAreStored)) }),
    ...(settingsAreStored
      ? {
          settings: {
            version: packing.add(settings.column('s', 'version')),
            justInTime: packing.add(settings.column('s', 'justInTime')),
            enhancedSync: packing.add(settings.column('s', 'enhancedSync')),
            groupAttribute: packing.add(settings.column('s', 'groupAttribute')),
            mapping: packing.add({
              sql: `CASE WHEN ${settings.column('s', 'version')} <> :version THEN ${settings.column('s', 'mapping')} END`,
              inJson: settings.survivesJson('mapping'),
            }),
          },
        }
      : {}),
  };
  const isTheirs = `${identity.column('i', 'tenant')} = :tenant
   AND ${identity.column('i', 'provider')} = :provider
   AND ${identity.column('i', 'subjectHash')} = ${wanted.subjectHash}`;
  const isOfIdentity = `${user.column('u', 'id')} = ${identity.column('i', 'userId')}`;
  // Of somebody who is not there yet there is nothing else to tell, so no row either.
  if (wanted.groupsCame && !settingsAreStored) {
    const joined = `${identity.table} i JOIN ${user.table} u ON ${isOfIdentity}`;
    return select(dataSource, packing, places, `SELECT ${packing.list} FROM ${joined} WHERE ${isTheirs}`);
  }
  const settingsJoin = settingsAreStored
    ? `LEFT JOIN ${settings.table} s ON ${settings.column('s', 'tenant')} = :tenant`
    : '';
  const sql = `SELECT ${packing.list}
  FROM ${wanted.from}
  ${settingsJoin}
  LEFT JOIN ${identity.table} i ON ${isTheirs}
  LEFT JOIN ${user.table} u ON ${isOfIdentity}`;
  return select(dataSource, packing, places, sql);
}

/**
 * 1 where the provider has ever sent the attribute. Whether there is any such identity, PostgreSQL would look for from
 * the beginning of the table, which may be all of other tenants. The first in an order it takes from the index.
 */
function everSent({ identity, settings }: Shapes, settingsAreStored: boolean): string {
  const sent = settingsAreStored ? settings.column('s', 'groupAttribute') : ':groupAttribute';
  return `CASE WHEN ${identity.column('i', 'groupAttribute')} = ${sent} THEN 1
       WHEN (SELECT MIN(${identity.column('x', 'groupAttribute')}) FROM ${identity.table} x
         WHERE ${identity.column('x', 'tenant')} = :tenant
           AND ${identity.column('x', 'provider')} = :provider
           AND ${identity.column('x', 'groupAttribute')} >= ${sent}) = ${sent} THEN 1 END`;
}

function byId(shapes: Shapes, dataSource: DataSource) {
  const { user } = shapes;
  const packing = new Packing(dataSource);
  const places = whole(shapes, dataSource, packing);
  const sql = `SELECT ${packing.list} FROM ${user.table} u WHERE ${user.column('u', 'id')} = :id`;
  return select(dataSource, packing, places, sql);
}

function byEmail(shapes: Shapes, dataSource: DataSource) {
  const { user, identity } = shapes;
  const packing = new Packing(dataSource);
  const places = {
    ...whole(shapes, dataSource, packing),
    identities: packing.add(`(SELECT COUNT(*) FROM ${identity.table} i
       WHERE ${identity.column('i', 'userId')} = ${user.column('u', 'id')})`),
  };
  const sql = `SELECT ${packing.list}
  FROM ${user.table} u
 WHERE ${user.column('u', 'tenant')} = :tenant AND ${user.column('u', 'emailKey')} = :emailKey`;
  return select(dataSource, packing, places, sql);
}

/** What a sign-in that changes something has to know beside the user. */
export function surroundings({ user, team, caseGroup, tenantState }: Shapes, dataSource: DataSource) {
  const packing = new Packing(dataSource);
  const rows = rowsOn(dataSource);
  const dialect = dialectOf(dataSource);
  const named = `${team.column('t', 'tenant')} = :tenant AND ${dialect.isIn(team.column('t', 'name'), ':teams')}`;
  const places = {
    teams: packing.add(`(SELECT ${rows(team.columns('t'))} FROM ${team.table} t WHERE ${named})`),
    caseGroups: packing.add(`(SELECT ${rows(caseGroup.columns('c'))} FROM ${caseGroup.table} c
          JOIN ${team.table} t ON ${team.column('t', 'id')} = ${caseGroup.column('c', 'teamId')}
         WHERE ${named} AND ${dialect.isIn(caseGroup.column('c', 'name'), ':caseGroups')})`),
    emailHolders: packing.add(`(SELECT COUNT(*) FROM ${user.table} u
         WHERE ${user.column('u', 'tenant')} = :tenant AND ${user.column('u', 'emailKey')} = :emailKey)`),
    lossesHeldAt: packing.add(`(SELECT ${tenantState.column('s', 'lossesHeldAt')} FROM ${tenantState.table} s
         WHERE ${tenantState.column('s', 'tenant')} = :tenant)`),
  };
  return select(dataSource, packing, places, `SELECT ${packing.list}`);
}

/** Makes one JSON value of all rows, each of them the values of the entities that it is made of. */
function rowsOn(dataSource: DataSource) {
  const dialect = dialectOf(dataSource);
  const rowOf = (cells: Cell[]) => dialect.jsonRow(cells.map(({ sql }) => sql));
  return (...entities: Cell[][]) => dialect.jsonRows(dialect.jsonRow(entities.map(rowOf)));
}

function select<Places>(dataSource: DataSource, packing: Packing, places: Places, sql: string) {
  const statement = new Statement(dataSource, dialectOf(dataSource).selectOfJson(sql));
  return { statement, packing, places };
}
