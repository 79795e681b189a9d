import { createProvisioning, defineEntities, UserBase, type EntitySet } from 'passport-jit';
import { DeleteDateColumn, Entity, type DataSource } from 'typeorm';
import { numberColumn } from '../support/fixtures/soft-delete-entities';
import { runSql } from '../support/databases/run-sql';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';

@Entity('soft_users')
class SoftUser extends UserBase {
  @DeleteDateColumn()
  deletedAt!: Date | null;
}
@Entity('soft_users_unselected')
class UnselectedSoftUser extends UserBase {
  @DeleteDateColumn({ select: false })
  deletedAt!: Date | null;
}
@Entity('soft_users_number')
class NumberSoftUser extends UserBase {
  @DeleteDateColumn(numberColumn)
  deletedAt!: number | null;
}

const SETTINGS = { justInTime: true, enhancedSync: false, groupAttribute: 'groups', mapping: MAPPING };
const OKTA = { provider: 'okta' };

let dataSource: DataSource;
afterEach(() => dataSource.destroy());

test.each<[kind: string, set: EntitySet, table: string, deletedAt: string]>([
  ['a date', defineEntities({ User: SoftUser }), 'soft_users', "'2026-01-01 00:00:00'"],
  [
    'a date that is not selected',
    defineEntities({ User: UnselectedSoftUser }),
    'soft_users_unselected',
    "'2026-01-01 00:00:00'",
  ],
  ['a number', defineEntities({ User: NumberSoftUser }), 'soft_users_number', '1767225600000'],
])(
  'a user whom the app has soft-deleted by %s is refused, and has no session any more',
  async (_, ...use) => {
    const [entities, table, deletedAt] = use;
    dataSource = await openDatabase({ entities: Object.values(entities) });
    const jit = createProvisioning({ dataSource, entities, settings: SETTINGS });
    const signIn = () => jit.provision(identity('ada', []), OKTA);
    const { user } = await signIn();
    await runSql(dataSource, `UPDATE ${table} SET "deletedAt" = ${deletedAt}`);
    expect(await signIn()).toMatchObject({ outcome: 'denied', code: 'user_deactivated' });
    const session = await new Promise((resolve) =>
      jit.deserializeUser({ id: user!.id }, (_error, found) => resolve(found)),
    );
    expect(session).toBe(false);

    await runSql(dataSource, `UPDATE ${table} SET "deletedAt" = NULL`);
    expect(await signIn()).toMatchObject({ outcome: 'unchanged' });
  },
);
