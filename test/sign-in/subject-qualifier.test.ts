import { entities } from 'passport-jit';
import { logQueries } from '../support/databases/query-log';
import { openHarness, type Harness } from '../support/harness/harness';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const ONE = { protocol: 'saml', subjectQualifier: 'https://one.example\u001f' };
const TWO = { protocol: 'saml', subjectQualifier: 'https://two.example\u001f', email: 'two@example.com' };
const signIn = (more: typeof ONE) => harness.signIn('ada', ['Everyone'], more);
const subjects = async () => {
  const identities = await harness.dataSource.manager.find(entities.Identity);
  return identities.map(({ subject }) => subject).sort();
};

test('an identity without the qualifier takes it, in the unit of work of the sign-in, and keeps its user', async () => {
  const { user } = await harness.signIn('ada', ['Everyone']);
  expect((await signIn(ONE)).user?.id).toBe(user!.id);
  expect(await subjects()).toEqual([`ada\u001f${ONE.subjectQualifier}`]);
  expect(await harness.audit('identityQualified')).toMatchObject([
    { user: user!.id, details: { previousSubject: 'ada', subject: `ada\u001f${ONE.subjectQualifier}` } },
  ]);
  const statements = logQueries(harness.dataSource);
  expect((await signIn(ONE)).outcome).toBe('unchanged');
  expect(statements).toHaveLength(1);
});

test('of two sign-ins at the same moment, one gets the identity without a qualifier', async () => {
  const { user } = await harness.signIn('ada', ['Everyone'], { email: undefined as never });
  const outcomes = await Promise.all([signIn(ONE), signIn(TWO)]);
  expect(outcomes.filter((outcome) => outcome.user?.id === user!.id)).toHaveLength(1);
  expect(await subjects()).toEqual([`ada\u001f${ONE.subjectQualifier}`, `ada\u001f${TWO.subjectQualifier}`]);
  expect(await harness.audit('identityQualified')).toHaveLength(1);
});

test('beside an identity with the qualifier, the one without it is another user', async () => {
  const qualified = await signIn(TWO);
  const { user } = await harness.signIn('ada', ['Everyone']);
  expect(user!.id).not.toBe(qualified.user!.id);
  expect((await signIn(TWO)).user?.id).toBe(qualified.user!.id);
  expect(await subjects()).toEqual(['ada', `ada\u001f${TWO.subjectQualifier}`]);
});
