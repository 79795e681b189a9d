import { createProvisioning, entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { createTeams, identity, MAPPING, openDatabase } from '../support/harness/harness';

/* With a strict `sql_mode` the server refuses a value of a variable that it otherwise corrects with a warning. */
let dataSource: DataSource;
afterEach(() => dataSource.destroy());

test.each(['', 'STRICT_TRANS_TABLES', 'STRICT_ALL_TABLES', 'TRADITIONAL', 'ANSI'])(
  'a user signs in, and is loaded, under the sql_mode %p',
  async (mode) => {
    // The one connection keeps its mode.
    dataSource = await openDatabase({ poolSize: 1 });
    await createTeams(dataSource);
    await dataSource.query('SET SESSION sql_mode = ?', [mode]);
    const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
    const jit = createProvisioning({ dataSource, settings });
    const signIn = (groups: string[]) => jit.provision(identity('ada', groups), { provider: 'okta' });
    expect(await signIn(['Managers', 'Phishing'])).toMatchObject({ outcome: 'created' });
    expect(await signIn(['Everyone'])).toMatchObject({ outcome: 'synced' });
    const { user } = await signIn(['Everyone']);
    expect(user!.memberships).toMatchObject([{ role: 'VIEWER' }]);
    expect(await dataSource.manager.count(entities.Membership)).toBe(1);
  },
);
