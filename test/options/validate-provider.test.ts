import { type InvalidInputError, type Provisioning } from 'passport-jit';
import { identity, openHarness, type Harness } from '../support/harness/harness';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const strategy = { name: 'any', authenticate: () => undefined };
type WrapOptions = Parameters<Provisioning['wrap']>[1];

function faultsOf(options: unknown): string[] {
  try {
    harness.jit.wrap(strategy, options as WrapOptions);
  } catch (error) {
    expect(error).toMatchObject({ code: 'options_invalid' });
    return (error as InvalidInputError).faults.map(({ path, message }) => `${path} ${message}`);
  }
  return [];
}

test('jit.wrap validates the options of a provider, with all faults at once', () => {
  expect(
    faultsOf({
      provider: '',
      emailDomain: 'example.com',
      emailDomains: 'example.com',
      attributes: { givenName: 'x', email: 7 },
    }),
  ).toEqual([
    'emailDomain is not a known option; did you mean "emailDomains"?',
    expect.stringContaining('provider must be the id'),
    expect.stringContaining('emailDomains must be a list'),
    'attributes.givenName is not a known option; did you mean "givenname"?',
    expect.stringContaining('attributes.email must be'),
  ]);
  expect(faultsOf(undefined)).toEqual([expect.stringContaining('provider')]);
  expect(faultsOf({ provider: 'x'.repeat(129) })).toHaveLength(1);
  expect(faultsOf({ provider: 'ok\0ta' })).toHaveLength(1);
});

test('valid options pass', () => {
  const attributes = { givenname: 'first', surname: ['last', 'sn'] };
  const whole = {
    provider: 'okta',
    tenant: 'acme',
    issuer: 'https://idp',
    subjectAttribute: 'uid',
    attributes,
  };
  expect(faultsOf({ ...whole, emailDomains: ['example.com'] })).toEqual([]);
  expect(faultsOf({ provider: 'okta', emailDomains: undefined })).toEqual([]);
});

test('jit.provision checks them too', async () => {
  const options = { provider: 'okta', emailDomains: 'example.com' } as never;
  await expect(harness.jit.provision(identity('ada', []), options)).rejects.toMatchObject({
    code: 'options_invalid',
  });
});

test.each([
  ['@example.com', 'example.com'],
  ['ada@example.com', 'example.com'],
  ['*.example.com', 'example.com'],
  ['.example.com', 'example.com'],
  ['*@Example.com', 'example.com'],
  ['example.com.', 'example.com'],
  ['https://login.example.com/sso?x=1', 'login.example.com'],
  ['https://login.example.com:8443', 'login.example.com'],
  ['mailto:ada@example.com', 'example.com'],
])('an email domain %j is a fault that suggests %j', (domain, suggestion) => {
  expect(faultsOf({ provider: 'okta', emailDomains: ['acme.example', domain] })).toEqual([
    `emailDomains[1] must be one whole domain such as "example.com", without "@", "*" or "https://"; did you mean "${suggestion}"?`,
  ]);
});

test.each([
  '',
  ' ',
  '*',
  '*.com',
  '@gmail.com',
  'a..b',
  'example.com, example.org',
  '[192.0.2.1]',
  'exa mple.com',
])('an email domain %j is a fault without a suggestion', (domain) => {
  const [fault, ...more] = faultsOf({ provider: 'okta', emailDomains: [domain] });
  expect(fault).toMatch(/^emailDomains\[0\] must be one whole domain.*"https:\/\/"$/);
  expect(more).toEqual([]);
});

test.each(['gmail.com', ' GMail.com ', 'outlook.com', 'gmx.de', 'yahoo.co.uk', 'icloud.com', 'qq.com'])(
  'a free-mail domain is a fault: %j',
  (domain) => {
    expect(faultsOf({ provider: 'okta', emailDomains: [domain] })).toEqual([
      expect.stringMatching(/^emailDomains\[0\] is a free-mail domain/),
    ]);
  },
);

test.each(['com', 'example', 'co.uk', 'Co.UK', 'com.au', 'github.io'])(
  'a public suffix is a fault: %j',
  (domain) => {
    expect(faultsOf({ provider: 'okta', emailDomains: [domain] })).toEqual([
      expect.stringMatching(/^emailDomains\[0\] is a public suffix/),
    ]);
  },
);

test.each([[7], [null], [['example.com']]])('an email domain that is no text is a fault: %j', (domain) => {
  expect(faultsOf({ provider: 'okta', emailDomains: [domain] })).toEqual(['emailDomains[0] must be text']);
});

test('a domain in any case, of several labels or outside of ASCII is right', () => {
  const emailDomains = [
    'Example.COM',
    ' example.org ',
    'mail.example.co.uk',
    'bücher.example',
    'xn--bcher-kva.example',
  ];
  expect(faultsOf({ provider: 'okta', emailDomains })).toEqual([]);
});
