import { setTimeout as sleep } from 'node:timers/promises';
import { createProvisioning, entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import type { Job, SignIn } from '../races/job';
import type { Chance } from './chance';

const TEAMS = ['Alpha', 'Beta', 'Gamma'];
const MAPPING = {
  tenant_owners_groups: ['Administrators'],
  tenant_permission: [{ group_name: 'Auditors', permission_name: 'AUDIT_LOG_READ' }],
  mappings: TEAMS.flatMap((name) => [
    { group_name: `${name} managers`, team_name: name, role_name: 'TEAM_ADMIN' },
    { group_name: name, team_name: name, role_name: 'EDITOR' },
    { group_name: name, team_name: name, case_group_name: `${name} cases`, role_name: 'VIEWER' },
  ]),
};
const GROUPS = ['Administrators', 'Auditors', ...TEAMS, ...TEAMS.map((name) => `${name} managers`)];
const PEOPLE = 30;
const INVITED = 6;

/**
 * Thirty people, some of them invited, who sign in twice at the same moment with groups of chance: some into teams that
 * nobody has made yet.
 */
export async function gatherStorm(dataSource: DataSource, tenant: string, chance: Chance): Promise<Job> {
  const settings = { justInTime: true, groupAttribute: 'groups', mapping: MAPPING };
  const inviting = createProvisioning({ dataSource, settings: { ...settings, enhancedSync: false } });
  await dataSource.manager.save(entities.Team, { tenant, name: 'By hand' });
  for (let person = 0; person < INVITED; person += 1) {
    const [email, memberships] = [`person-${person}@example.com`, [{ team: 'By hand', role: 'EDITOR' }]];
    await inviting.invite({ tenant, email, memberships, tenantOwner: chance.below(2) === 1 });
  }
  const signIns = Array.from({ length: 2 * PEOPLE }, (_, i): SignIn => {
    const [subject, groups] = [`person-${i % PEOPLE}`, chance.some(GROUPS)];
    return { subject, groups, emailVerified: true };
  });
  // An invitation is accepted only where enhanced sync is off, and only where it is on does a second sign-in matter.
  const enhancedSync = chance.below(2) === 1;
  const options = {
    createMissingTeams: true,
    lossLimits: false,
    settings: { ...settings, enhancedSync },
  } as const;
  return { tenant, options, signIns };
}

/** Resolves in the middle of a storm: when some sign-ins of chance are through, and a little later. */
export async function middleOf({ tenant }: Job, { manager }: DataSource, chance: Chance): Promise<void> {
  const [enough, then] = [INVITED + 1 + chance.below(20), chance.below(10)];
  while ((await manager.countBy(entities.AuditEvent, { tenant })) < enough) await sleep(1);
  await sleep(then);
}
