import type { DataSource } from 'typeorm';
import type { CaseGroupMembershipBase } from '../entities/case-group-membership';
import type { EntitySet } from '../entities/define-entities';
import type { MembershipBase } from '../entities/membership';
import type { TenantPermissionBase } from '../entities/tenant-permission';
import type { UserBase } from '../entities/user';
import { dialectOf } from './dialect';
import type { RowShape } from './row-shape';

/** What the statements are made of. */
export type Shapes = {
  user: RowShape<UserBase>;
  identity: RowShape<InstanceType<EntitySet['Identity']>>;
  team: RowShape<InstanceType<EntitySet['Team']>>;
  membership: RowShape<MembershipBase>;
  caseGroup: RowShape<InstanceType<EntitySet['CaseGroup']>>;
  caseGroupMembership: RowShape<CaseGroupMembershipBase>;
  tenantPermission: RowShape<TenantPermissionBase>;
  tenantState: RowShape<InstanceType<EntitySet['TenantState']>>;
  settings: RowShape<InstanceType<EntitySet['Settings']>>;
};

/** The reader's SQL, with `:name` where a value goes. */
export function selects(shapes: Shapes, dataSource: DataSource, settingsAreStored: boolean) {
  const { user, identity, team, membership, caseGroup, caseGroupMembership, tenantPermission } = shapes;
  const { settings, tenantState } = shapes;
  const dialect = dialectOf(dataSource);
  const rows = (...parts: string[][]) =>
    dialect.jsonRows(dialect.jsonRow(parts.map((values) => dialect.jsonRow(values))));

  const whole = [
    `${user.column('u', 'id')} AS ${dataSource.driver.escape('userId')}`,
    ...user.columns('u').map((column, i) => `${column} AS u${i}`),
    `(SELECT ${rows(membership.columns('m'), team.columns('t'))}
        FROM ${membership.table} m
        JOIN ${team.table} t ON ${team.column('t', 'id')} = ${membership.column('m', 'teamId')}
       WHERE ${membership.column('m', 'userId')} = ${user.column('u', 'id')}) AS memberships`,
    `(SELECT ${rows(caseGroupMembership.columns('m'), caseGroup.columns('c'), team.columns('t'))}
        FROM ${caseGroupMembership.table} m
        JOIN ${caseGroup.table} c ON ${caseGroup.column('c', 'id')} = ${caseGroupMembership.column('m', 'caseGroupId')}
        JOIN ${team.table} t ON ${team.column('t', 'id')} = ${caseGroup.column('c', 'teamId')}
       WHERE ${caseGroupMembership.column('m', 'userId')} = ${user.column('u', 'id')})
       AS ${dataSource.driver.escape('caseGroupMemberships')}`,
    `(SELECT ${rows(tenantPermission.columns('p'))}
        FROM ${tenantPermission.table} p
       WHERE ${tenantPermission.column('p', 'userId')} = ${user.column('u', 'id')})
       AS ${dataSource.driver.escape('tenantPermissions')}`,
  ].join(',\n');

  const alias = (name: string) => dataSource.driver.escape(name);
  const settingsColumns = settingsAreStored
    ? `${settings.column('s', 'version')} AS ${alias('settingsVersion')},
       ${settings.column('s', 'justInTime')} AS ${alias('justInTime')},
       ${settings.column('s', 'enhancedSync')} AS ${alias('enhancedSync')},
       ${settings.column('s', 'groupAttribute')} AS ${alias('settingsGroupAttribute')},
       CASE WHEN ${settings.column('s', 'version')} = :version THEN NULL
            ELSE ${settings.column('s', 'mapping')} END AS mapping`
    : `NULL AS ${alias('settingsVersion')}`;
  const settingsJoin = settingsAreStored
    ? `LEFT JOIN ${settings.table} s ON ${settings.column('s', 'tenant')} = :tenant`
    : '';

  const namedTeams = `${team.column('t', 'tenant')} = :tenant AND ${dialect.isIn(team.column('t', 'name'), ':teams')}`;

  const sent = settingsAreStored ? settings.column('s', 'groupAttribute') : ':groupAttribute';
  // Whether there is any, PostgreSQL would look for from the beginning of the table, which may be all of other tenants.
  // The first in an order it takes from the index.
  return {
    signIn: dialect.selectOfJson(`SELECT ${whole},
       ${identity.column('i', 'id')} AS ${alias('identityId')},
       ${identity.column('i', 'subject')} AS subject,
       ${identity.column('i', 'issuer')} AS issuer,
       ${identity.column('i', 'groupAttribute')} AS ${alias('groupAttribute')},
       (SELECT MIN(${identity.column('x', 'groupAttribute')}) FROM ${identity.table} x
         WHERE ${identity.column('x', 'tenant')} = :tenant
           AND ${identity.column('x', 'provider')} = :provider
           AND ${identity.column('x', 'groupAttribute')} >= ${sent}) = ${sent} AS ${alias('everSent')},
       ${settingsColumns}
  FROM (SELECT 1 AS one) always
  ${settingsJoin}
  LEFT JOIN ${identity.table} i ON ${identity.column('i', 'tenant')} = :tenant
   AND ${identity.column('i', 'provider')} = :provider
   AND ${identity.column('i', 'subjectHash')} = :subjectHash
  LEFT JOIN ${user.table} u ON ${user.column('u', 'id')} = ${identity.column('i', 'userId')}`),

    byId: dialect.selectOfJson(`SELECT ${whole} FROM ${user.table} u WHERE ${user.column('u', 'id')} = :id`),

    byEmail: dialect.selectOfJson(`SELECT ${whole},
       (SELECT COUNT(*) FROM ${identity.table} i
         WHERE ${identity.column('i', 'userId')} = ${user.column('u', 'id')}) AS ${alias('hasIdentity')}
  FROM ${user.table} u
 WHERE ${user.column('u', 'tenant')} = :tenant AND ${user.column('u', 'emailKey')} = :emailKey`),

    surroundings: dialect.selectOfJson(`SELECT
       (SELECT ${rows(team.columns('t'))} FROM ${team.table} t WHERE ${namedTeams}) AS teams,
       (SELECT ${rows(caseGroup.columns('c'))} FROM ${caseGroup.table} c
          JOIN ${team.table} t ON ${team.column('t', 'id')} = ${caseGroup.column('c', 'teamId')}
         WHERE ${namedTeams} AND ${dialect.isIn(caseGroup.column('c', 'name'), ':caseGroups')})
         AS ${alias('caseGroups')},
       (SELECT COUNT(*) FROM ${user.table} u
         WHERE ${user.column('u', 'tenant')} = :tenant AND ${user.column('u', 'emailKey')} = :emailKey)
         AS ${alias('emailHolders')},
       (SELECT ${tenantState.column('s', 'lossesHeldAt')} FROM ${tenantState.table} s
         WHERE ${tenantState.column('s', 'tenant')} = :tenant) AS ${alias('lossesHeldAt')}`),
  };
}
