import {
  createProvisioning,
  defineEntities,
  MembershipBase,
  TeamBase,
  type Provisioning,
} from 'passport-jit';
import { Column, Entity, type DataSource } from 'typeorm';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';
import { logQueries } from '../support/databases/query-log';
import { unguarded } from '../support/databases/unguarded';

function lower(id: unknown): unknown {
  return typeof id === 'string' ? id.toLowerCase() : id;
}
function upper(id: unknown): unknown {
  return typeof id === 'string' ? id.toUpperCase() : id;
}

@Entity('crews')
class Crew extends TeamBase {
  @Column({ type: 'varchar', default: 'blue' })
  color!: string;
}
@Entity('crew_members')
class CrewMember extends MembershipBase {
  /** In an entity it is not as it is in the database. */
  @Column({ type: 'uuid', primary: true, transformer: { to: lower, from: upper } })
  override id!: string;
  @Column({ type: 'varchar', nullable: true })
  note!: string | null;
}
const entities = defineEntities({ Team: Crew, Membership: CrewMember });

let dataSource: DataSource;
let jit: Provisioning;
beforeEach(async () => {
  dataSource = await openDatabase({ entities: Object.values(entities) });
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
  jit = createProvisioning({ dataSource, entities, settings, createMissingTeams: true });
});
afterEach(() => dataSource.destroy());

const signIn = (groups: string[]) => jit.provision(identity('ada', groups), { provider: 'okta' });

test("a created team has the defaults of the app's own columns", async () => {
  const { user } = await signIn(['Everyone']);
  expect(user!.memberships[0]!.team).toBeInstanceOf(Crew);
  expect(user!.memberships[0]!.team).toMatchObject({ name: 'Incident Response', color: 'blue' });
});

test('a change of role keeps the row and the values of the app in it', async () => {
  const { user: before } = await signIn(['Everyone']);
  const { id } = before!.memberships[0]!;
  await unguarded(dataSource).update(CrewMember, undefined, { note: 'on call' });
  const { user } = await signIn(['Managers']);
  expect(user!.memberships).toEqual([expect.objectContaining({ id, role: 'EDITOR', note: 'on call' })]);
  expect(user!.memberships[0]).toBeInstanceOf(CrewMember);
});

test('the rows of a team are deleted with it', async () => {
  await signIn(['Everyone', 'Phishing']);
  await dataSource.query('DELETE FROM crews');
  expect(await dataSource.manager.count(CrewMember)).toBe(0);
  expect(await dataSource.manager.count(entities.CaseGroupMembership)).toBe(0);
  expect(await dataSource.manager.count(entities.User)).toBe(1);
});

test('a membership is taken back, whatever its id looks like in an entity', async () => {
  await signIn(['Everyone', 'Auditors']);
  const { user } = await signIn(['Auditors']);
  expect(user!.memberships).toEqual([]);
  expect(await dataSource.manager.count(CrewMember)).toBe(0);
});

test('a team that the app changes with every member is still the same team', async () => {
  await jit.provision(identity('bo', ['Everyone']), { provider: 'okta' });
  await signIn(['Auditors']);
  await dataSource.query(`UPDATE crews SET color = 'red'`);
  const queries = logQueries(dataSource);
  const { user } = await signIn(['Everyone', 'Auditors']);
  expect(user!.memberships[0]!.team).toMatchObject({ name: 'Incident Response', color: 'red' });
  expect(queries.filter(({ sql }) => /ROLLBACK/.test(sql))).toEqual([]);
});
