import { openHarness, type Harness } from '../support/harness/harness';
import { ignoredClaims, signInNewUser } from '../support/harness/identities';

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness.close());

const LONGEST = `https://example.com/${'x'.repeat(2048 - 20)}`;

test.each([
  ['an absolute one', 'https://example.com/ada.png?size=64#face'],
  ['an upper-case one', 'HTTPS://EXAMPLE.COM/ADA'],
  ['one of 2,048 characters', LONGEST],
  ['one with an emoji', 'https://example.com/🧮.png'],
])('an https URL is kept as it is: %s', async (_, avatar) => {
  expect((await signInNewUser(harness, { picture: avatar })).user?.avatar).toBe(avatar);
});

test.each([
  ['a javascript: URL, not https:', 'javascript:alert(1)'],
  ['a javascript: URL, not https:', ' JavaScript:alert(document.cookie)//https://example.com'],
  ['a data: URL, not https:', 'data:image/svg+xml,<svg onload="alert(1)"/>'],
  ['a http: URL, not https:', 'http://example.com/ada.png'],
  ['a file: URL, not https:', 'file:///etc/passwd'],
  ['a blob: URL, not https:', 'blob:https://example.com/0'],
  ['not an absolute URL', '/faces/ada.png'],
  ['not an absolute URL', '//example.com/ada.png'],
  ['not an absolute URL', 'ada.png'],
  ['not an absolute URL', 'https:ada.png'],
  ['not an absolute URL', 'https:/ada.png'],
  ['not an absolute URL', 'https://'],
  ['not an absolute URL', '\u0001https://example.com/ada.png'],
  ['over 2048 characters', `${LONGEST}x`],
  ['over 2048 characters', `https://example.com/${'x'.repeat(10_240)}`],
  ['not well-formed Unicode', 'https://example.com/\ud83d'],
  ['not text', 7],
  ['not text', { data: { url: 'https://example.com/ada.png' } }],
])('%s: left out and recorded, and the person comes in', async (problem, avatar) => {
  const outcome = await signInNewUser(harness, { picture: avatar, groups: [] });
  expect(outcome).toMatchObject({ outcome: 'created', user: { avatar: null } });
  const note = { kind: 'leftOut', field: 'avatar', problem };
  expect(outcome.notes).toEqual([note]);
  expect(await ignoredClaims(harness)).toContainEqual(note);
});

test('an option lets other protocols in, and only those', async () => {
  const jit = harness.reconfigured({ avatarProtocols: ['data:', 'http:'] });
  for (const avatar of ['data:image/png;base64,AA==', 'http://example.com/ada.png']) {
    expect((await signInNewUser({ jit }, { picture: avatar })).user?.avatar).toBe(avatar);
  }
  expect((await signInNewUser({ jit }, { picture: 'https://example.com/ada.png' })).user?.avatar).toBeNull();
  expect((await signInNewUser({ jit }, { picture: 'http:ada.png' })).user?.avatar).toBeNull();
});

test('an unusable avatar does not hide a name', async () => {
  const { user } = await signInNewUser(harness, { picture: 'javascript:1', given_name: 'Ada' });
  expect(user).toMatchObject({ firstName: 'Ada', avatar: null });
});
