import { verifySaml } from 'passport-jit';
import { readSubject, type VerifiedIdentity } from '../../src/identity/verified-identity';

const ISSUER = 'https://idp.example';
const SP = 'https://app.example/saml';

/** The subject of an assertion that has these qualifiers. */
function subjectOf(qualifiers: Record<string, string>, audiences = [SP], nameID = 'ada'): string {
  const assertion = {
    Issuer: [{ _: ISSUER }],
    Subject: [{ NameID: [{ _: nameID, $: qualifiers }] }],
    Conditions: [{ AudienceRestriction: [{ Audience: audiences.map((_) => ({ _ })) }] }],
  };
  const done = jest.fn<void, [null, VerifiedIdentity]>();
  verifySaml({ getAssertion: () => ({ Assertion: assertion }) }, done);
  return readSubject(done.mock.calls[0]![1], undefined);
}

test.each([
  ['no qualifiers', {}],
  ['the issuer as NameQualifier', { NameQualifier: ISSUER }],
  ['the service provider as SPNameQualifier', { SPNameQualifier: SP }],
  ['both', { NameQualifier: ISSUER, SPNameQualifier: SP }],
  ['empty qualifiers', { NameQualifier: '', SPNameQualifier: '' }],
])('%s: the subject is the NameID', (_what, qualifiers) => {
  expect(subjectOf(qualifiers)).toBe('ada');
  expect(subjectOf(qualifiers, ['https://other.example', SP])).toBe('ada');
});

test('every other pair of qualifiers is another subject', () => {
  const subjects = [
    subjectOf({}),
    subjectOf({ NameQualifier: 'a' }),
    subjectOf({ NameQualifier: 'b' }),
    subjectOf({ SPNameQualifier: 'a' }),
    subjectOf({ NameQualifier: 'a', SPNameQualifier: 'a' }),
    subjectOf({ NameQualifier: SP }),
    subjectOf({ SPNameQualifier: ISSUER }),
    subjectOf({ NameQualifier: 'a' }, [SP], 'bo'),
  ];
  expect(new Set(subjects).size).toBe(subjects.length);
  expect(subjects[1]).toBe('ada\u001fa\u001f');
});

test('a qualifier that makes the subject too long is an error', () => {
  expect(() => subjectOf({ NameQualifier: 'x'.repeat(1022) })).toThrow(
    expect.objectContaining({ code: 'subject_invalid' }) as Error,
  );
});

test('a NameID cannot imitate a qualifier', () => {
  expect(() => subjectOf({}, [SP], 'ada\u001fa\u001f')).toThrow(
    expect.objectContaining({ code: 'subject_invalid' }) as Error,
  );
});
