import { createProvisioning, defineEntities, UserBase, type Provisioning } from 'passport-jit';
import { DeleteDateColumn, Entity, type DataSource } from 'typeorm';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';

@Entity('soft_users')
class SoftUser extends UserBase {
  @DeleteDateColumn()
  deletedAt!: Date | null;
}
const entities = defineEntities({ User: SoftUser });

let dataSource: DataSource;
let jit: Provisioning;
beforeEach(async () => {
  dataSource = await openDatabase({ entities: Object.values(entities) });
  const settings = { justInTime: true, enhancedSync: false, groupAttribute: 'groups', mapping: MAPPING };
  jit = createProvisioning({ dataSource, entities, settings });
});
afterEach(() => dataSource.destroy());

test('a user whom the app has soft-deleted is refused, and has no session any more', async () => {
  const { user } = await jit.provision(identity('ada', []), { provider: 'okta' });
  await dataSource.manager.softRemove(user);
  expect(await jit.provision(identity('ada', []), { provider: 'okta' })).toMatchObject({
    outcome: 'denied',
    code: 'user_deactivated',
  });
  const session = await new Promise((resolve) =>
    jit.deserializeUser({ id: user!.id }, (_, found) => resolve(found)),
  );
  expect(session).toBe(false);

  await dataSource.manager.restore(SoftUser, { id: user!.id });
  expect(await jit.provision(identity('ada', []), { provider: 'okta' })).toMatchObject({
    outcome: 'unchanged',
  });
});
