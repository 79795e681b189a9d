import { Strategy as SamlStrategy, ValidateInResponseTo, type Profile } from '@node-saml/passport-saml';
import { Strategy as OpenIDConnectStrategy } from 'passport-openidconnect';
import { demoDirectory } from '../../examples/demo/idp/directory';
import { startOidcProvider, type OidcIdp } from '../../examples/demo/idp/oidc-provider';
import { startSamlIdp, type SamlIdp } from '../../examples/demo/idp/saml-idp';
import { NAME_ID_FORMAT } from '../../examples/demo/idp/saml-settings';
import { Browser, type Page } from '../support/http/browser';
import { closeAfterTest } from '../support/http/listen';
import {
  startSingleStrategyApp,
  type AnyStrategy,
  type SingleStrategyApp,
} from '../support/apps/single-strategy-app';

const userOf = ({ status, url, body }: Page) => {
  if (status !== 200) throw new Error(`${status} at ${url}: ${body}`);
  return JSON.parse(body).user;
};

describe('the SAML identity provider', () => {
  let idp: SamlIdp;
  let service: SingleStrategyApp;

  beforeEach(async () => {
    idp = await closeAfterTest(startSamlIdp({ directory: demoDirectory('acme.example') }));
    service = await startSingleStrategyApp((callbackUrl) => samlStrategy(idp, callbackUrl));
  });

  it('signs a chosen user in, with the groups of the moment', async () => {
    const browser = new Browser();
    const ada = userOf(await browser.signIn(service.loginUrl, 'ada'));
    expect(ada).toMatchObject({
      nameID: 'ada',
      nameIDFormat: NAME_ID_FORMAT.persistent,
      attributes: {
        email: 'ada@acme.example',
        givenName: 'Ada',
        surname: 'Adler',
        groups: ['Administrators', 'Everyone'],
      },
    });

    idp.directory.get('ada')!.groups = ['Everyone'];
    expect(userOf(await browser.signIn(service.loginUrl, 'ada')).attributes.groups).toBe('Everyone');
    idp.directory.get('ada')!.groups = [];
    expect(userOf(await browser.signIn(service.loginUrl, 'ada')).attributes).not.toHaveProperty('groups');
  });

  it('remembers who signed in, unless told not to', async () => {
    const browser = new Browser();
    await browser.signIn(service.loginUrl, 'ada');
    expect(userOf(await browser.signIn(service.loginUrl, 'bo')).nameID).toBe('ada');
    idp.settings.singleSignOn = false;
    expect(userOf(await browser.signIn(service.loginUrl, 'bo')).nameID).toBe('bo');
  });

  it('sends every oddity that real providers send', async () => {
    idp.settings.nameId = () => undefined;
    idp.settings.attributes = () => [
      ['roles', 'first'],
      ['roles', ['second', '<third> & "fourth"']],
      ['empty', ''],
      ['nil', [null]],
      ['bare', []],
      ['__proto__', 'x'],
    ];
    const { assertion } = userOf(await new Browser().signIn(service.loginUrl, 'ada'));
    const elements: XmlAttribute[] = assertion.Assertion.AttributeStatement[0].Attribute;
    const values = elements.map(({ $, AttributeValue }) => [$.Name, AttributeValue?.map(({ _ }) => _)]);
    expect(values).toEqual([
      ['roles', ['first']],
      ['roles', ['second', '<third> & "fourth"']],
      ['empty', [undefined]],
      ['nil', [undefined]],
      ['bare', undefined],
      ['__proto__', ['x']],
    ]);
    expect(assertion.Assertion.Subject[0]).not.toHaveProperty('NameID');

    idp.settings.attributes = () => ({});
    const bare = userOf(await new Browser().signIn(service.loginUrl, 'ada'));
    expect(bare.assertion.Assertion).not.toHaveProperty('AttributeStatement');
  });

  it.each([
    ['audience', { audience: 'https://elsewhere.example' }],
    ['request', { inResponseTo: '_unheard-of' }],
  ])('is refused with another %s', async (_what, settings) => {
    Object.assign(idp.settings, settings);
    const { status } = await new Browser().signIn(service.loginUrl, 'ada');
    expect(status).toBe(500);
  });

  it('is refused with another key', async () => {
    const impostor = await closeAfterTest(
      startSamlIdp({ directory: idp.directory, settings: { issuer: idp.settings.issuer } }),
    );
    const tricked = await startSingleStrategyApp((callbackUrl) =>
      samlStrategy({ ...impostor, publicKey: idp.publicKey }, callbackUrl),
    );
    const { status, body } = await new Browser().signIn(tricked.loginUrl, 'ada');
    expect([status, body]).toEqual([500, expect.stringContaining('signature')]);
  });

  it('signs out everywhere', async () => {
    const browser = new Browser();
    const { nameID } = userOf(await browser.signIn(service.loginUrl, 'ada'));
    expect(nameID).toBe('ada');
    const last = await browser.signIn(idp.logoutUrl, 'ada');
    expect([last.status, last.url.startsWith(idp.url)]).toEqual([200, true]);
    expect(userOf(await browser.get(service.url))).toBeNull();
    expect((await browser.get(service.loginUrl)).body).toContain('choose who you are');
  });

  it('has metadata', async () => {
    const { headers, body } = await new Browser().get(idp.metadataUrl);
    expect(headers.get('content-type')).toContain('application/samlmetadata+xml');
    expect(body).toContain(`Location="${idp.ssoUrl}"`);
  });
});

describe('the OpenID provider', () => {
  const client = { id: 'app', secret: 'app-secret' };

  async function start(
    makeStrategy: (idp: OidcIdp, callbackUrl: string) => AnyStrategy | Promise<AnyStrategy>,
  ) {
    let idp!: OidcIdp;
    const service = await startSingleStrategyApp(async (callbackUrl) => {
      const clients = [{ ...client, redirectUris: [callbackUrl] }];
      idp = await closeAfterTest(startOidcProvider({ directory: demoDirectory('acme.example'), clients }));
      return makeStrategy(idp, callbackUrl);
    });
    return { idp, service };
  }

  it('signs in through passport-openidconnect, with state and nonce', async () => {
    const { idp, service } = await start(openIDConnectStrategy);
    const browser = new Browser();
    const { idToken, userinfo } = userOf(await browser.signIn(service.loginUrl, 'bo'));
    expect(idToken).toMatchObject({ iss: idp.url, sub: 'bo', nonce: expect.any(String) });
    expect(idToken).not.toHaveProperty('groups');
    expect(userinfo).toEqual({
      sub: 'bo',
      email: 'bo@acme.example',
      email_verified: true,
      name: 'Bo Berg',
      given_name: 'Bo',
      family_name: 'Berg',
      groups: ['Managers', 'Everyone', 'Phishing'],
    });

    idp.directory.get('bo')!.groups = [];
    expect(userOf(await browser.signIn(service.loginUrl, 'bo')).userinfo.groups).toEqual([]);
  });

  it('refuses an unsolicited callback', async () => {
    const { service } = await start(openIDConnectStrategy);
    const { status } = await new Browser().get(`${service.callbackUrl}?code=x&state=y`);
    expect(status).toBe(401);
  });

  it('says what it is told to say, and where', async () => {
    const { idp, service } = await start(openIDConnectStrategy);
    const browser = new Browser();
    idp.settings.claimsInIdToken = true;
    idp.settings.claims = () => ({
      groups: 7,
      hasgroups: true,
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint: 'https://graph.example/' } },
    });
    const { idToken, userinfo } = userOf(await browser.signIn(service.loginUrl, 'bo'));
    for (const claims of [idToken, userinfo]) {
      expect(claims).toMatchObject({ groups: 7, hasgroups: true, _claim_names: { groups: 'src1' } });
    }

    idp.settings.userinfo = (body) => ({ ...body, sub: 'other-subject' });
    expect(userOf(await browser.signIn(service.loginUrl, 'bo')).userinfo.sub).toBe('other-subject');
  });

  it('signs in through openid-client, with PKCE', async () => {
    const { idp, service } = await start(openIDClientStrategy);
    const { claims, userinfo } = userOf(await new Browser().signIn(service.loginUrl, 'cy'));
    expect(claims).toMatchObject({ iss: idp.url, sub: 'cy' });
    expect(userinfo).toMatchObject({ sub: 'cy', email: 'cy@acme.example', groups: ['Everyone'] });
  });

  function openIDConnectStrategy(idp: OidcIdp, callbackURL: string) {
    return new OpenIDConnectStrategy(
      {
        issuer: idp.url,
        authorizationURL: idp.authorizationUrl,
        tokenURL: idp.tokenUrl,
        userInfoURL: idp.userInfoUrl,
        clientID: client.id,
        clientSecret: client.secret,
        callbackURL,
        scope: ['email', 'profile', 'groups'],
        nonce: 'yes',
      },
      rawClaims,
    );
  }

  async function openIDClientStrategy(idp: OidcIdp, callbackURL: string) {
    const { allowInsecureRequests, discovery, fetchUserInfo } = await import('openid-client');
    const { Strategy } = await import('openid-client/passport');
    const config = await discovery(new URL(idp.url), client.id, client.secret, undefined, {
      execute: [allowInsecureRequests],
    });
    return new Strategy({ config, callbackURL, scope: 'openid email profile groups' }, (tokens, done) => {
      const claims = tokens.claims()!;
      fetchUserInfo(config, tokens.access_token, claims.sub).then(
        (userinfo) => done(null, { claims, userinfo } as object as Express.User),
        (error: unknown) => done(error),
      );
    });
  }
});

/** The shape that xml2js gives to an element of an assertion. */
interface XmlAttribute {
  $: { Name: string };
  AttributeValue?: { _?: string }[];
}

/** passport-openidconnect goes by the number of arguments: at nine it asks for userinfo. */
function rawClaims(
  _issuer: string,
  uiProfile: object,
  _idProfile: object,
  _context: object,
  idToken: string | object,
  _accessToken: string | object,
  _refreshToken: string,
  _params: unknown,
  done: (error: null, user: Express.User) => void,
): void {
  const payload = Buffer.from((idToken as string).split('.')[1]!, 'base64url').toString();
  const claims: object = { idToken: JSON.parse(payload), userinfo: (uiProfile as { _json?: object })._json };
  done(null, claims as Express.User);
}

function samlStrategy(idp: SamlIdp, callbackUrl: string) {
  const verify = (
    profile: Profile | null,
    done: (error: Error | null, user?: Record<string, unknown>) => void,
  ) => done(null, { ...profile!, assertion: profile!.getAssertion!() });
  return new SamlStrategy(
    {
      callbackUrl,
      entryPoint: idp.ssoUrl,
      logoutUrl: idp.logoutUrl,
      issuer: 'https://app.example/saml',
      idpIssuer: idp.settings.issuer,
      idpCert: idp.publicKey,
      wantAssertionsSigned: true,
      wantAuthnResponseSigned: false,
      validateInResponseTo: ValidateInResponseTo.always,
    },
    verify,
    (profile, done) => done(null, { ...profile! }),
  );
}
