import {
  groupsFromMicrosoftGraph,
  InvalidInputError,
  type MicrosoftGraphOptions,
  type VerifiedIdentity,
} from 'passport-jit';
import {
  CREDENTIALS,
  DIRECTORY,
  graphError,
  issueToken,
  objectId,
  reply,
  sendGroups,
  startMicrosoft,
  USER,
  type Microsoft,
} from '../support/identity-providers/microsoft';

const signal = AbortSignal.timeout(60_000);

function resolverFor({ cloud }: Microsoft, options: MicrosoftGraphOptions = CREDENTIALS) {
  const resolve = groupsFromMicrosoftGraph({ cloud, ...options });
  return (identity: VerifiedIdentity) => resolve(identity, { signal });
}

test('the groups of a user are loaded by object id, with a token for Microsoft Graph', async () => {
  const microsoft = await startMicrosoft({ graph: [sendGroups('Admins', 'Everyone')] });
  const groups = await resolverFor(microsoft)(microsoft.identity);
  expect(groups).toEqual([objectId('Admins'), objectId('Everyone')]);
  const [tokenRequest] = microsoft.tokenRequests;
  expect(tokenRequest).toMatchObject({ method: 'POST', path: `/${DIRECTORY}/oauth2/v2.0/token` });
  expect(Object.fromEntries(new URLSearchParams(tokenRequest?.body))).toEqual({
    grant_type: 'client_credentials',
    client_id: CREDENTIALS.clientId,
    client_secret: CREDENTIALS.clientSecret,
    scope: `${microsoft.cloud.graph}/.default`,
  });
  expect(microsoft.graphRequests).toEqual([
    {
      method: 'POST',
      path: `/v1.0/users/${USER}/getMemberGroups`,
      authorization: 'Bearer token-1',
      body: '{"securityEnabledOnly":false}',
    },
  ]);
});

test('securityEnabledOnly and directoryRoles choose what Microsoft Graph returns', async () => {
  const microsoft = await startMicrosoft({ graph: [sendGroups('Admins')] });
  const options = { ...CREDENTIALS, securityEnabledOnly: true, directoryRoles: true };
  await resolverFor(microsoft, options)(microsoft.identity);
  expect(microsoft.graphRequests).toMatchObject([
    { path: `/v1.0/users/${USER}/getMemberObjects`, body: '{"securityEnabledOnly":true}' },
  ]);
});

test('a SAML identity is known by the attributes of Entra ID', async () => {
  const microsoft = await startMicrosoft({ graph: [sendGroups('Admins')] });
  const claims = 'http://schemas.microsoft.com/identity/claims';
  const groups = await resolverFor(microsoft)({
    protocol: 'saml',
    issuer: `https://sts.windows.net/${DIRECTORY}/`,
    subject: 'ada',
    attributes: { [`${claims}/objectidentifier`]: USER, [`${claims}/tenantid`]: DIRECTORY },
  });
  expect(groups).toEqual([objectId('Admins')]);
});

test('a token of the app is used as it is, and asked for with directory, scope and signal', async () => {
  const microsoft = await startMicrosoft({ graph: [sendGroups('Admins')] });
  const token = jest.fn(() => Promise.resolve('own-token'));
  await resolverFor(microsoft, { token })(microsoft.identity);
  expect(token.mock.calls).toEqual([
    [{ directory: DIRECTORY, scope: `${microsoft.cloud.graph}/.default`, signal }],
  ]);
  expect(microsoft.graphRequests).toMatchObject([{ authorization: 'Bearer own-token' }]);
  expect(microsoft.tokenRequests).toEqual([]);
});

describe('the token', () => {
  test('is requested once for users who sign in at once, and kept for later ones', async () => {
    const microsoft = await startMicrosoft({ graph: [sendGroups('Admins')] });
    const resolve = resolverFor(microsoft);
    await Promise.all([resolve(microsoft.identity), resolve(microsoft.identity)]);
    await resolve(microsoft.identity);
    expect([microsoft.tokenRequests.length, microsoft.graphRequests.length]).toEqual([1, 3]);
  });

  test('is not kept in its last minute', async () => {
    const tokens = [issueToken('token-1', 60), issueToken('token-2')];
    const microsoft = await startMicrosoft({ tokens, graph: [sendGroups('Admins')] });
    const resolve = resolverFor(microsoft);
    await resolve(microsoft.identity);
    await resolve(microsoft.identity);
    expect(microsoft.graphRequests.map(({ authorization }) => authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  test('is requested again if Microsoft Graph refuses it', async () => {
    const tokens = [issueToken('revoked'), issueToken('fresh')];
    const graph = [graphError(401, 'InvalidAuthenticationToken'), sendGroups('Admins')];
    const microsoft = await startMicrosoft({ tokens, graph });
    expect(await resolverFor(microsoft)(microsoft.identity)).toEqual([objectId('Admins')]);
    expect(microsoft.graphRequests.map(({ authorization }) => authorization)).toEqual([
      'Bearer revoked',
      'Bearer fresh',
    ]);
  });

  test('is one for each directory', async () => {
    const microsoft = await startMicrosoft({ graph: [sendGroups('Admins')] });
    const resolve = resolverFor(microsoft);
    const other = DIRECTORY.replaceAll('a', 'f');
    await resolve(microsoft.identity);
    await resolve({
      ...microsoft.identity,
      issuer: `${microsoft.cloud.authority}/${other}/v2.0`,
      attributes: { oid: USER, tid: other },
    });
    expect(microsoft.tokenRequests.map(({ path }) => path)).toEqual([
      `/${DIRECTORY}/oauth2/v2.0/token`,
      `/${other}/oauth2/v2.0/token`,
    ]);
  });

  test.each([
    [
      'wrong credentials',
      401,
      { error: 'invalid_client', error_description: 'AADSTS7000215' },
      'invalid_client',
    ],
    ['an unknown directory', 400, { error: 'invalid_request', error_codes: [90002] }, 'invalid_request'],
    ['no token', 200, { token_type: 'Bearer' }, 'answered 200'],
    ['a page', 200, '<html>', 'answered 200'],
  ])('%s end the attempt with a message that has no secret', async (_, status, body, expected) => {
    const microsoft = await startMicrosoft({ tokens: [reply(status, body)], graph: [sendGroups()] });
    const error: unknown = await resolverFor(microsoft)(microsoft.identity).catch(
      (reason: unknown) => reason,
    );
    expect(String(error)).toContain(expected);
    expect(String(error)).not.toMatch(/s3cret|AADSTS/);
    expect(microsoft.graphRequests).toEqual([]);
  });

  test.each([undefined, '', 7])('of the app that is %p is an error', async (own) => {
    const microsoft = await startMicrosoft({ graph: [sendGroups()] });
    const resolving = resolverFor(microsoft, { token: () => own as string })(microsoft.identity);
    await expect(resolving).rejects.toThrow('returned no text');
  });
});

describe('a throttled request', () => {
  test.each([
    [429, { 'retry-after': '0' }],
    [503, { 'retry-after': '1' }],
    [503, { 'retry-after': new Date(0).toUTCString() }],
    [504, {}],
  ])('with status %i and the headers %j is sent again', async (status, headers) => {
    const graph = [graphError(status, 'TooManyRequests', headers), sendGroups('Admins')];
    const microsoft = await startMicrosoft({ graph });
    expect(await resolverFor(microsoft)(microsoft.identity)).toEqual([objectId('Admins')]);
    expect(microsoft.graphRequests).toHaveLength(2);
  });

  test('is sent at most three times', async () => {
    const microsoft = await startMicrosoft({
      graph: [graphError(429, 'TooManyRequests', { 'retry-after': '0' })],
    });
    await expect(resolverFor(microsoft)(microsoft.identity)).rejects.toThrow('429 (TooManyRequests)');
    expect(microsoft.graphRequests).toHaveLength(3);
  });

  test('with a long Retry-After ends at once, and no further request of the directory is sent', async () => {
    const microsoft = await startMicrosoft({
      graph: [graphError(429, 'TooManyRequests', { 'retry-after': '120' })],
    });
    const resolve = resolverFor(microsoft);
    await expect(resolve(microsoft.identity)).rejects.toThrow('429 (TooManyRequests)');
    await expect(resolve(microsoft.identity)).rejects.toThrow('throttles requests');
    expect(microsoft.graphRequests).toHaveLength(1);
  });

  test('does not outlive the time limit', async () => {
    const microsoft = await startMicrosoft({
      graph: [graphError(429, 'TooManyRequests', { 'retry-after': '2' })],
    });
    const resolve = groupsFromMicrosoftGraph({ cloud: microsoft.cloud, ...CREDENTIALS });
    const resolving = resolve(microsoft.identity, { signal: AbortSignal.timeout(100) });
    await expect(resolving).rejects.toMatchObject({ name: 'AbortError' });
    expect(microsoft.graphRequests).toHaveLength(1);
  });
});

describe('pages', () => {
  test('at Microsoft Graph are followed', async () => {
    const microsoft = await startMicrosoft({
      graph: [
        (response, request) =>
          reply(200, {
            value: [objectId('Admins')],
            '@odata.nextLink': `${microsoft.cloud.graph}/v1.0/next?page=2`,
          })(response, request),
        sendGroups('Everyone'),
      ],
    });
    const groups = await resolverFor(microsoft)(microsoft.identity);
    expect(groups).toEqual([objectId('Admins'), objectId('Everyone')]);
    expect(microsoft.graphRequests[1]).toMatchObject({ method: 'GET', path: '/v1.0/next?page=2' });
  });

  test.each(['https://attacker.example/v1.0/next', 'not a URL', 7])('%p is not followed', async (link) => {
    const microsoft = await startMicrosoft({ graph: [reply(200, { value: [], '@odata.nextLink': link })] });
    await expect(resolverFor(microsoft)(microsoft.identity)).rejects.toThrow('not at Microsoft Graph');
  });

  test('have at most a megabyte together', async () => {
    const microsoft = await startMicrosoft({
      graph: [
        (response, request) =>
          reply(200, {
            value: Array.from({ length: 10_000 }, (_, index) => objectId(`Group ${index}`)),
            '@odata.nextLink': `${microsoft.cloud.graph}/v1.0/next`,
          })(response, request),
      ],
    });
    await expect(resolverFor(microsoft)(microsoft.identity)).rejects.toThrow('bytes');
    expect(microsoft.graphRequests).toHaveLength(3);
  });
});

test.each([
  [
    graphError(403, 'Authorization_RequestDenied'),
    /403 \(Authorization_RequestDenied\).*GroupMember\.Read\.All/,
  ],
  [graphError(404, 'Request_ResourceNotFound'), '404 (Request_ResourceNotFound)'],
  [graphError(400, 'Directory_ResultSizeLimitExceeded'), '400 (Directory_ResultSizeLimitExceeded)'],
  [graphError(500, '<script>'), 'answered 500.'],
  [reply(200, 'null'), 'answered 200'],
  [reply(200, '<html>'), 'answered 200'],
  [reply(200, {}), 'without a list'],
  [reply(200, { value: [{ id: USER }] }), 'without a list'],
  [reply(200, { value: 'x'.repeat(1_048_577) }), 'over 1048576 bytes'],
  [reply(302, {}, { location: 'https://attacker.example' }), 'fetch failed'],
])('response %# of Microsoft Graph is an error', async (response, message) => {
  const microsoft = await startMicrosoft({ graph: [response] });
  const error: unknown = await resolverFor(microsoft)(microsoft.identity).catch((reason: unknown) => reason);
  // Not by its class: fetch throws a TypeError of another realm than the test's.
  const text = (error as Error).message;
  expect(text).toEqual(
    typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
  );
  expect(text).not.toContain('Details');
});

describe('no request is sent for', () => {
  const claims = 'http://schemas.microsoft.com/identity/claims';
  const foreign = DIRECTORY.replaceAll('a', 'f');
  test.each<[string, Partial<VerifiedIdentity>, string]>([
    ['an identity without oid', { attributes: { tid: DIRECTORY } }, '"oid" and "tid"'],
    ['an identity without tid', { attributes: { oid: USER } }, '"oid" and "tid"'],
    [
      'an inherited oid',
      { attributes: Object.create({ oid: USER, tid: DIRECTORY }) as object as never },
      '"oid"',
    ],
    ['a path as oid', { attributes: { oid: `${USER}/../x`, tid: DIRECTORY } }, '"oid" and "tid"'],
    ['"common" as tid', { attributes: { oid: USER, tid: 'common' } }, '"oid" and "tid"'],
    ['two oids', { attributes: { oid: [USER, USER], tid: DIRECTORY } }, '"oid" and "tid"'],
    ['a SAML identity without an object id', { protocol: 'saml' }, `${claims}/objectidentifier`],
    ['another directory than the issuer’s', { attributes: { oid: USER, tid: foreign } }, 'issuer'],
    ['an issuer that is not Entra ID', { issuer: `https://idp.example/${DIRECTORY}/v2.0` }, 'issuer'],
  ])('%s', async (_, different, message) => {
    const microsoft = await startMicrosoft({ graph: [sendGroups()] });
    const resolving = resolverFor(microsoft)({ ...microsoft.identity, ...different });
    await expect(resolving).rejects.toThrow(message);
    expect([microsoft.tokenRequests, microsoft.graphRequests]).toEqual([[], []]);
  });
});

describe('options', () => {
  test.each<[string, unknown, [string, string][]]>([
    ['nothing', undefined, [['', 'invalid_type']]],
    [
      'no credentials',
      {},
      [
        ['clientId', 'required'],
        ['clientSecret', 'required'],
      ],
    ],
    ['no secret', { clientId: 'a' }, [['clientSecret', 'required']]],
    [
      'empty credentials',
      { clientId: '', clientSecret: 7 },
      [
        ['clientId', 'empty'],
        ['clientSecret', 'invalid_type'],
      ],
    ],
    [
      'credentials and token',
      { ...CREDENTIALS, token: () => '' },
      [
        ['clientId', 'conflict'],
        ['clientSecret', 'conflict'],
      ],
    ],
    ['a token that is text', { token: 'abc' }, [['token', 'invalid_type']]],
    ['an unknown option', { ...CREDENTIALS, securityEnabled: true }, [['securityEnabled', 'unknown_key']]],
    ['text for a flag', { ...CREDENTIALS, directoryRoles: 'no' }, [['directoryRoles', 'invalid_type']]],
    ['an unknown cloud', { ...CREDENTIALS, cloud: 'germany' }, [['cloud', 'invalid_value']]],
    [
      'a cloud without graph',
      { ...CREDENTIALS, cloud: { authority: 'https://a.example' } },
      [['cloud', 'invalid_value']],
    ],
    [
      'a cloud without TLS',
      { ...CREDENTIALS, cloud: { authority: 'http://a.example', graph: 'https://b.example' } },
      [['cloud', 'invalid_value']],
    ],
    [
      'a cloud with a path',
      { ...CREDENTIALS, cloud: { authority: 'https://a.example/x', graph: 'https://b.example' } },
      [['cloud', 'invalid_value']],
    ],
  ])('%s is refused', (_, options, expected) => {
    const create = () => groupsFromMicrosoftGraph(options as MicrosoftGraphOptions);
    expect(create).toThrow(InvalidInputError);
    const faults = faultsOf(create);
    expect(faults.map(({ path, code }) => [path, code])).toEqual(expected);
  });

  test.each(['global', 'usGovernment', 'usDefense', 'china'] as const)('the cloud %s is known', (cloud) => {
    expect(groupsFromMicrosoftGraph({ ...CREDENTIALS, cloud })).toBeInstanceOf(Function);
  });
});

function faultsOf(create: () => unknown) {
  try {
    create();
  } catch (error) {
    return (error as InvalidInputError).faults;
  }
  return [];
}
