import { createProvisioning, defineEntities, UserBase, type ProvisioningOptions } from 'passport-jit';
import { Column, Entity, type DataSource } from 'typeorm';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';

class Office {
  @Column({ type: 'varchar', nullable: true })
  city!: unknown;
}

@Entity('employees')
class Employee extends UserBase {
  @Column({ type: 'varchar', nullable: true })
  department!: unknown;
  @Column({ type: 'int', nullable: true })
  level!: unknown;
  @Column({ type: 'simple-array', nullable: true })
  tags!: unknown;
  @Column({ type: 'simple-json', nullable: true })
  profile!: unknown;
  @Column({ type: 'varchar', nullable: true, transformer: { to: JSON.stringify, from: JSON.parse } })
  transformed!: unknown;
  @Column(() => Office)
  office!: Office;
}
const entities = defineEntities({ User: Employee });
const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
const GROUPS = ['Everyone'];

let dataSource: DataSource;
beforeEach(async () => {
  dataSource = await openDatabase({ entities: Object.values(entities) });
});
afterEach(() => dataSource.destroy());

type Options = Partial<ProvisioningOptions<typeof entities>>;
const provisioning = (assign: (employee: Employee, claim: unknown) => void, options: Options = {}) =>
  createProvisioning({
    dataSource,
    entities,
    settings,
    createMissingTeams: true,
    assignUser: (employee, { attributes }) => assign(employee, attributes.claim),
    ...options,
  });
const ada = (claim: unknown) => identity('ada', GROUPS, { attributes: { groups: GROUPS, claim } });

const OWNER = { tenantOwner: true };
const refused: [string, string, (employee: Employee, claim: unknown) => void, unknown][] = [
  ['an object as text', 'department', (employee, claim) => (employee.department = claim), OWNER],
  ['a list as text', 'department', (employee, claim) => (employee.department = claim), ['a', 'b']],
  ['an object as a number', 'level', (employee, claim) => (employee.level = claim), OWNER],
  ['an object as a list', 'tags', (employee, claim) => (employee.tags = claim), OWNER],
  ['an object as the first name', 'firstName', (e, claim) => (e.firstName = claim as string), OWNER],
  ['an object in an embedded object', 'office.city', (e, claim) => (e.office = { city: claim }), OWNER],
];

test.each(refused)('%s is refused of a new user, with the column', async (_, column, assign, claim) => {
  await expect(provisioning(assign).provision(ada(claim), { provider: 'okta' })).rejects.toMatchObject({
    code: 'options_invalid',
    message: expect.stringContaining(`the column "${column}" of Employee does not take`),
  });
  expect(await dataSource.manager.count(Employee)).toBe(0);
});

test.each(refused.filter(([, column]) => column !== 'firstName'))(
  '%s is refused of a user who returns, and changes nothing',
  async (_, column, assign, claim) => {
    const jit = provisioning(assign, { syncProfile: true });
    await jit.provision(ada(null), { provider: 'okta' });
    await expect(jit.provision(ada(claim), { provider: 'okta' })).rejects.toThrow(`"${column}"`);
    expect(await dataSource.manager.find(Employee)).toMatchObject([{ tenantOwner: false, department: null }]);
  },
);

test('columns that take an object or a list get one, and so does one with a transformer', async () => {
  const claim = { tenantOwner: true };
  const jit = provisioning(
    (employee) => {
      employee.profile = claim;
      employee.transformed = claim;
      employee.tags = ['a', 'b'];
    },
    { syncProfile: true },
  );
  for (let signIns = 0; signIns < 2; signIns++) await jit.provision(ada('x'), { provider: 'okta' });
  expect(await dataSource.manager.find(Employee)).toMatchObject([
    { profile: claim, transformed: claim, tags: ['a', 'b'], tenantOwner: false },
  ]);
});
