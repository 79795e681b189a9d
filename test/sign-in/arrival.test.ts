import { identity, MAPPING, openHarness, type Harness } from '../support/harness/harness';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness({ settings: undefined, removalSafeguard: false });
  await harness.jit.settings.update(
    { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING },
    { version: 0, actor: 'ada' },
  );
});
afterEach(() => harness.close());

const provision = (attributes: object) => {
  const sent = identity('ada', undefined);
  return harness.jit.provision({ ...sent, attributes } as never, { provider: 'okta' });
};

test('the audit event of a sign-in has what arrived, and the values of the groups only', async () => {
  await provision({ groups: ['Everyone', 'Other'], given_name: 'a secret' });
  const [event] = await harness.audit('created');
  expect(event!.details).toMatchObject({
    arrival: {
      protocol: 'oidc',
      issuer: expect.any(String),
      attributes: ['groups', 'given_name'],
      groupsState: 'present',
      groups: ['Everyone', 'Other'],
    },
  });
  expect(JSON.stringify((event!.details as { arrival: object }).arrival)).not.toContain('a secret');
});

test('each loss has its cause', async () => {
  await provision({ groups: ['Everyone', 'Phishing'] });
  const mapping = {
    ...MAPPING,
    mappings: MAPPING.mappings.filter(({ group_name }) => group_name !== 'Phishing'),
  };
  await harness.jit.settings.update({ mapping: mapping }, { version: 1, actor: 'ada' });
  await provision({ groups: ['Everyone', 'Phishing'] });
  await provision({ groups: ['Other'] });
  const events = await harness.audit('changed');
  const causes = events.map(({ details }) => (details as { losses?: unknown }).losses);
  expect(causes).toEqual(
    expect.arrayContaining([
      [{ cause: 'mappingChanged', group: 'Phishing' }],
      [{ cause: 'groupGone', group: 'Everyone' }],
    ]),
  );
});

test('an attribute that is no longer sent is the cause of the losses', async () => {
  await provision({ groups: ['Everyone'] });
  await provision({ mail: 'ada@example.com' });
  const [event] = await harness.audit('changed');
  expect(event!.details).toMatchObject({
    losses: [{ cause: 'groupsNotSent', group: 'Everyone' }],
    arrival: { attributes: ['mail'], groupsState: 'absent', groups: [] },
  });
});

test('what arrived is bounded, and the rest is counted', async () => {
  const groups = Array.from({ length: 2000 }, (_, i) => `Group ${i}`);
  const attributes = Object.fromEntries(groups.map((name) => [name, 'x']));
  await provision({ ...attributes, groups: [...groups, 'Everyone'] });
  const [event] = await harness.audit('created');
  const { arrival } = event!.details as { arrival: Record<string, any> };
  expect(Buffer.byteLength(JSON.stringify(event!.details))).toBeLessThan(8192);
  expect(arrival.groups.length + arrival.omittedGroups).toBe(2001);
  expect(arrival.attributes.length + arrival.omittedAttributes).toBe(2001);
});
