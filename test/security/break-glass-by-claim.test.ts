import { identity, openHarness, type Harness } from '../support/harness/harness';
import { loadUser } from '../support/harness/grants';

// A user can often choose the address that their provider sends. It must not make them a break-glass user.
let harness: Harness;
let rootId: string;
beforeEach(async () => {
  harness = await openHarness();
  const { user } = await harness.signIn('root', ['Administrators'], { emailVerified: true });
  rootId = user!.id;
});
afterEach(() => harness.close());

const DENY = { unmatched: 'deny' } as const;
const claimed = () => [rootId, 'root2@example.com'];

test('a new user who sends a listed id or an untrusted listed address is refused', async () => {
  const jit = harness.reconfigured({ ...DENY, breakGlass: claimed() });
  for (const email of claimed()) {
    const eve = identity('eve', [], { email });
    expect(await jit.provision(eve, { provider: 'okta' })).toMatchObject({ code: 'no_matching_group' });
  }
});

test('an existing user who came with a listed id or an untrusted listed address loses grants', async () => {
  const jit = harness.reconfigured({ breakGlass: claimed() });
  for (const [i, email] of claimed().entries()) {
    const signIn = (groups: string[]) => harness.signIn(`eve ${i}`, groups, { with: jit, email });
    await signIn(['Administrators']);
    await signIn([]);
    expect(await harness.grants(`eve ${i}`)).toEqual([]);
  }
});

test('trust is stored beside the address, and follows the first sign-in that vouches for it', async () => {
  const stored = async () => (await loadUser(harness.dataSource, 'eve')).emailVerified;
  await harness.signIn('eve', ['Everyone']);
  expect(await stored()).toBe(false);
  await harness.signIn('eve', ['Everyone'], { email: 'other@example.com', emailVerified: true });
  expect(await stored()).toBe(false);
  await harness.signIn('eve', ['Everyone'], { email: 'EVE@example.com', emailVerified: true });
  expect(await stored()).toBe(true);
  await harness.signIn('eve', ['Everyone'], { emailVerified: false });
  expect(await stored()).toBe(true);
});

test('the sign-in that vouches for a listed address is spared already', async () => {
  await harness.signIn('bo', ['Administrators']);
  const jit = harness.reconfigured({ breakGlass: ['bo@example.com'] });
  await harness.signIn('bo', [], { with: jit, emailVerified: true });
  expect(await harness.grants('bo')).toContain('owner');
});

test('an address from before the column emailVerified existed counts as trusted', async () => {
  await harness.signIn('bo', ['Administrators']);
  await harness.dataSource.query(`UPDATE jit_users SET ${quoted('emailVerified')} = NULL`);
  const jit = harness.reconfigured({ breakGlass: ['bo@example.com'] });
  await harness.signIn('bo', [], { with: jit });
  expect(await harness.grants('bo')).toContain('owner');
});

test('emailVerified is null for a user without an address', async () => {
  await harness.signIn('bo', [], { email: undefined, emailVerified: true });
  expect((await loadUser(harness.dataSource, 'bo')).emailVerified).toBeNull();
});

function quoted(column: string): string {
  return harness.dataSource.driver.escape(column);
}
