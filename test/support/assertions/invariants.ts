import { entities } from 'passport-jit';
import type { DataSource, EntityManager, SelectQueryBuilder } from 'typeorm';
import { auditInconsistencies } from './audit-consistency';

const { User, Identity, Team, Membership, CaseGroup, CaseGroupMembership, TenantPermission } = entities;

/**
 * Checks the invariants of a tenant between any two transactions: every user was created by a sign-in or an invitation,
 * every grant has a user and a reason, and the audit log explains all rows and nothing else.
 *
 * @returns a sentence for each violation
 */
export async function violations({ manager }: DataSource, tenant: string): Promise<string[]> {
  const broken = await invalidRows(manager);
  // The audit log cannot be compared with inconsistent rows.
  return broken.length > 0 ? broken : auditInconsistencies(manager, tenant);
}

const GRANTS = { Membership, CaseGroupMembership, TenantPermission };
const INCOMPLETE = ['provider', 'group', 'entry', 'mappingVersion'];

/** Rows of any tenant that cannot be right as they stand. */
async function invalidRows(manager: EntityManager): Promise<string[]> {
  const userOf = (row: string) => `${row}.userId = owner.id`;
  const from = (entity: new () => object) => manager.createQueryBuilder(entity, 'row');
  const users = from(User);
  const identities = from(Identity).leftJoin(User, 'owner', userOf('row'));
  const queries: Record<string, SelectQueryBuilder<object>> = {
    'a user without an identity who was not invited': users
      .clone()
      .leftJoin(Identity, 'identity', 'identity.userId = row.id')
      .where('identity.id IS NULL AND row.invited = :no', { no: false }),
    'an invited user with an identity': users
      .clone()
      .innerJoin(Identity, 'identity', 'identity.userId = row.id')
      .where('row.invited = :yes', { yes: true }),
    'an identity without its user': identities.clone().where('owner.id IS NULL'),
    'an identity of another tenant than its user': identities.clone().where('owner.tenant <> row.tenant'),
    'an owner status without a reason': users.clone().where(withoutReason('row.owner', 'row.tenantOwner')),
    'a membership of no team of the tenant': from(Membership)
      .leftJoin(User, 'owner', userOf('row'))
      .leftJoin(Team, 'team', 'team.id = row.teamId')
      .where('team.id IS NULL OR team.tenant <> owner.tenant'),
    'a membership of no case group of the tenant': from(CaseGroupMembership)
      .leftJoin(User, 'owner', userOf('row'))
      .leftJoin(CaseGroup, 'caseGroup', 'caseGroup.id = row.caseGroupId')
      .leftJoin(Team, 'team', 'team.id = caseGroup.teamId')
      .where('team.id IS NULL OR team.tenant <> owner.tenant'),
  };
  for (const [name, entity] of Object.entries(GRANTS)) {
    queries[`a ${name} without its user`] = from(entity)
      .leftJoin(User, 'owner', userOf('row'))
      .where('owner.id IS NULL');
    queries[`a ${name} without a reason`] = from(entity).where(withoutReason('row.'));
  }
  const problems: string[] = [];
  for (const [what, query] of Object.entries(queries)) {
    const count = await query.getCount();
    if (count > 0) problems.push(`There is ${what} (${count})`);
  }
  return problems;
}

/** A mapped grant names all of its reason, a manual one nothing, and so does what is not there. */
function withoutReason(prefix: string, isThere?: string): string {
  const named = (name: string) =>
    prefix + (prefix.endsWith('.') ? name : name[0]!.toUpperCase() + name.slice(1));
  const source = named('source');
  const any = (is: string) => INCOMPLETE.map((name) => `${named(name)} ${is}`).join(' OR ');
  const wrong = [
    `${source} NOT IN ('mapping', 'manual')`,
    `(${source} = 'mapping' AND (${any('IS NULL')}))`,
    `((${source} IS NULL OR ${source} = 'manual') AND (${any('IS NOT NULL')}))`,
    isThere === undefined
      ? `${source} IS NULL`
      : `(${source} IS NULL AND ${isThere} = true) OR (${source} IS NOT NULL AND ${isThere} = false)`,
  ];
  return wrong.join(' OR ');
}
