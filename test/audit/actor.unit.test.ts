import { actorProblem, providerActor } from '../../src/audit/actor';

test('the actor of a sign-in names the provider', () => {
  expect(providerActor('okta')).toBe('provider:okta');
});

test.each([
  'provider:okta',
  'provider:',
  'Provider:okta@example.com',
  ' provider: okta',
  'ｐｒｏｖｉｄｅｒ：okta',
  '\u200bpro\u00advider\t:okta',
])('the app cannot pass an actor that looks like a provider: %j', (actor) => {
  expect(actorProblem(actor)).toMatchObject({ code: 'invalid_value' });
});

test.each(['ada@example.com', 'a provider', 'providers:okta', 'the provider:okta', 'import.ts'])(
  'other text is an actor: %j',
  (actor) => {
    expect(actorProblem(actor)).toBeUndefined();
  },
);

test.each([undefined, null, '', 7, 'x'.repeat(321), 'a\0'])('%j is no actor', (actor) => {
  expect(actorProblem(actor)).toBeDefined();
});
