import { createProvisioning, ProvisioningSubscriber, type VerifiedIdentity } from 'passport-jit';
import { DataSource } from 'typeorm';
import { assignPerson } from './assign-person';
import { entities } from './entities';

/** What a verify callback would yield after a sign-in. */
const ada: VerifiedIdentity = {
  protocol: 'oidc',
  issuer: 'https://idp.example.com',
  subject: '8d2f-ada',
  email: 'ada@example.com',
  attributes: {
    given_name: 'Ada',
    family_name: 'Lovelace',
    department: 'Engines',
    costCentre: ['4711', '4712'],
    groups: ['Engineers'],
  },
};

async function main(): Promise<void> {
  const dataSource = await new DataSource({
    type: 'better-sqlite3',
    database: ':memory:',
    synchronize: true,
    entities: Object.values(entities),
    subscribers: [ProvisioningSubscriber],
  }).initialize();

  const jit = createProvisioning({
    dataSource,
    entities,
    assignUser: assignPerson,
    createMissingTeams: true,
    settings: {
      justInTime: true,
      enhancedSync: true,
      groupAttribute: 'groups',
      mapping: { mappings: [{ group_name: 'Engineers', team_name: 'Workshop', role_name: 'EDITOR' }] },
    },
  });

  const { outcome, user: person } = await jit.provision(ada, { provider: 'okta' });
  if (person === undefined) throw new Error('Ada was refused');
  const teams = person.memberships.map(({ team, role }) => `${team.name} (${role})`);
  console.log(
    `${outcome}: ${person.firstName} ${person.lastName}, ${person.department}, ${teams.join(', ')}`,
  );
  console.log('people:', await dataSource.query('SELECT given_name, department, costCentres FROM people'));

  await dataSource.destroy();
}

void main();
