import { setTimeout as sleep } from 'node:timers/promises';
import { createProvisioning, entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import type { SignInJob, SignInRequest } from '../processes/sign-in-job';
import type { SeededRandom } from './seeded-random';

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
 * Thirty users, some of them invited, who sign in twice at the same moment with random groups: some into teams that do
 * not exist yet.
 */
export async function createRandomLoad(
  dataSource: DataSource,
  tenant: string,
  random: SeededRandom,
): Promise<SignInJob> {
  const settings = { justInTime: true, groupAttribute: 'groups', mapping: MAPPING };
  const jit = createProvisioning({ dataSource, settings: { ...settings, enhancedSync: false } });
  await dataSource.manager.save(entities.Team, { tenant, name: 'By hand' });
  for (let person = 0; person < INVITED; person += 1) {
    const [email, memberships] = [`person-${person}@example.com`, [{ team: 'By hand', role: 'EDITOR' }]];
    await jit.invite({ tenant, email, memberships, tenantOwner: random.below(2) === 1 });
  }
  const signIns = Array.from({ length: 2 * PEOPLE }, (_, i): SignInRequest => {
    const [subject, groups] = [`person-${i % PEOPLE}`, random.subset(GROUPS)];
    return { subject, groups, emailVerified: true };
  });
  // An invitation is accepted only where enhanced sync is off, and only where it is on does a second sign-in matter.
  const enhancedSync = random.below(2) === 1;
  const options = {
    createMissingTeams: true,
    removalSafeguard: false,
    settings: { ...settings, enhancedSync },
  } as const;
  return { tenant, options, signIns };
}

/** Resolves in the middle of a storm: when some sign-ins of chance are through, and a little later. */
export async function waitUntilHalfway(
  { tenant }: SignInJob,
  { manager }: DataSource,
  random: SeededRandom,
): Promise<void> {
  const [eventCount, delay] = [INVITED + 1 + random.below(20), random.below(10)];
  while ((await manager.countBy(entities.AuditEvent, { tenant })) < eventCount) await sleep(1);
  await sleep(delay);
}
