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

test('what a provider is told is checked when it is wrapped, every fault at once', () => {
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

test('right options pass', () => {
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
