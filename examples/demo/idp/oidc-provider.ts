import { generateKeyPairSync, randomUUID } from 'node:crypto';
import express from 'express';
import type { Context, default as Provider } from 'oidc-provider';
import { errorPage, pageFiles } from '../page';
import { serve } from '../serve';
import type { Directory } from './directory';
import { directoryPages } from './directory-pages';
import { memoryAdapter } from './oidc-adapter';
import { interactionPages } from './oidc-interaction';
import { CLAIMS_OF_SCOPES, defaultOidcSettings, type Claims, type OidcSettings } from './oidc-settings';

/** An application that people sign in to with this provider. */
export interface OidcClient {
  id: string;
  secret: string;
  redirectUris: string[];
  /** Where the provider sends logout tokens. ID tokens then have a `sid`. */
  backChannelLogoutUri?: string;
}

export interface OidcIdp {
  /** The issuer; `/.well-known/openid-configuration` is under it. */
  url: string;
  authorizationUrl: string;
  tokenUrl: string;
  userInfoUrl: string;
  /** Its people. Change them as you like. */
  directory: Directory;
  /** How it answers. Change it as you like. */
  settings: OidcSettings;
  close: () => Promise<void>;
}

export interface OidcIdpOptions {
  directory: Directory;
  clients: OidcClient[];
  /** @default any that is free */
  port?: number;
  settings?: Partial<OidcSettings>;
  /** More claims by scope than the usual ones, for instance `{ groups: ['memberOf'] }`. */
  claimsOfScopes?: Record<string, string[]>;
  /** A link from the provider's own pages. */
  app?: { url: string; name: string };
}

/** A real OpenID provider on this machine: code flow, with PKCE for the client that asks for it. */
export async function startOidcProvider(options: OidcIdpOptions): Promise<OidcIdp> {
  const { directory, port, app } = options;
  const idp = express().disable('x-powered-by');
  const { url, close } = await serve(idp, port);
  const settings = Object.assign(defaultOidcSettings(), options.settings);
  const provider = await createProvider(url, options, settings);

  idp.use(pageFiles(), directoryPages(directory, app), interactionPages(provider, directory));
  idp.get('/', (_req, res) => res.redirect('/directory'));
  idp.use(provider.callback(), errorPage);

  return {
    url,
    authorizationUrl: `${url}/auth`,
    tokenUrl: `${url}/token`,
    userInfoUrl: `${url}/me`,
    directory,
    settings,
    close,
  };
}

async function createProvider(
  issuer: string,
  { directory, clients, claimsOfScopes = {} }: OidcIdpOptions,
  settings: OidcSettings,
): Promise<Provider> {
  const { default: OpenIDProvider } = await import('oidc-provider');
  const claims = mergeClaims(CLAIMS_OF_SCOPES, claimsOfScopes);
  const provider = new OpenIDProvider(issuer, {
    adapter: memoryAdapter(),
    clients: clients.map(({ id, secret, redirectUris, backChannelLogoutUri }) => ({
      client_id: id,
      client_secret: secret,
      redirect_uris: redirectUris,
      ...(backChannelLogoutUri === undefined
        ? {}
        : {
            backchannel_logout_uri: backChannelLogoutUri,
            backchannel_logout_session_required: true,
          }),
    })),
    claims,
    // So that findAccount is asked for the ID token's claims too, and decides.
    conformIdTokenClaims: false,
    cookies: cookies(),
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    findAccount: (_ctx: Context, id: string) => {
      const user = directory.get(id);
      return user && { accountId: id, claims: (use: 'id_token' | 'userinfo') => accountClaims(use, id) };
    },
    interactions: { url: (_ctx: Context, { uid }: { uid: string }) => `/interaction/${uid}` },
    jwks: {
      keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })],
    },
    // The people here are never asked what the application may know about them.
    loadExistingGrant: async (ctx: Context) => {
      const { client, session } = ctx.oidc!;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId! });
      grant.addOIDCScope(Object.keys(claims).join(' '));
      await grant.save();
      return grant;
    },
    pkce: { required: () => false },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 3600,
      IdToken: 600,
      Interaction: 3600,
      Session: 3600,
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    const user = directory.get(ctx.oidc?.entities.Account?.accountId ?? '');
    if (ctx.oidc?.route !== 'userinfo' || ctx.status !== 200 || !user || !settings.userinfo) return;
    ctx.body = settings.userinfo(ctx.body as Claims, user);
  });
  return provider;

  function accountClaims(use: 'id_token' | 'userinfo', id: string): Claims {
    const user = directory.get(id)!;
    return use === 'userinfo' || settings.claimsInIdToken
      ? { sub: id, ...settings.claims(user, use) }
      : { sub: id };
  }
}

function mergeClaims(...all: Record<string, string[]>[]): Record<string, string[]> {
  const merged: Record<string, string[]> = {};
  for (const [scope, names] of all.flatMap((one) => Object.entries(one))) {
    merged[scope] = [...(merged[scope] ?? []), ...names];
  }
  return merged;
}

/** Names of their own, for browsers keep the cookies of all ports of a host together. */
function cookies() {
  const suffix = randomUUID().slice(0, 8);
  return {
    keys: [randomUUID()],
    names: {
      session: `oidc_session_${suffix}`,
      interaction: `oidc_interaction_${suffix}`,
      resume: `oidc_resume_${suffix}`,
    },
  };
}
