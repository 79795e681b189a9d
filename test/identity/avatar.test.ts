import { claimsFrom } from '../support/fixtures/claims';

const LONGEST = `https://example.com/${'x'.repeat(2048 - 20)}`;

test.each([
  ['an absolute URL', 'https://example.com/ada.png?size=64#face'],
  ['an upper-case URL', 'HTTPS://EXAMPLE.COM/ADA'],
  ['a URL of 2,048 characters', LONGEST],
  ['a URL with an emoji', 'https://example.com/🧮.png'],
])('an avatar that is %s is kept as it was sent', (_, avatar) => {
  expect(claimsFrom({ picture: avatar })).toMatchObject({ avatar, ignored: [] });
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
])('an avatar that is %s is ignored: %j', (problem, avatar) => {
  const claims = claimsFrom({ picture: avatar });
  expect(claims.avatar).toBeUndefined();
  expect(claims.ignored).toEqual([{ field: 'avatar', problem }]);
});

test.each([
  ['data:image/png;base64,AA==', true],
  ['http://example.com/ada.png', true],
  ['https://example.com/ada.png', false],
  ['http:ada.png', false],
])('with avatarProtocols of data: and http:, %s is accepted: %s', (avatar, isAccepted) => {
  const claims = claimsFrom({ picture: avatar }, { avatarProtocols: ['data:', 'http:'] });
  expect(claims.avatar).toBe(isAccepted ? avatar : undefined);
});

test('an avatar that is ignored leaves the name as it is', () => {
  const claims = claimsFrom({ picture: 'javascript:1', given_name: 'Ada' });
  expect(claims.firstName).toBe('Ada');
  expect(claims.avatar).toBeUndefined();
});
