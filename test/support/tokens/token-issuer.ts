import express from 'express';
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import { listen } from '../http/listen';

export const AUDIENCE = 'client-id';
export const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** A key of an issuer. */
export interface IssuerKey {
  kid: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

export async function createKey(kid: string, alg = 'RS256'): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** Parts of a token that differ from the usual ones; `undefined` leaves a claim or a header out. */
export interface TokenParts {
  claims?: JWTPayload;
  header?: Record<string, unknown>;
  key?: IssuerKey;
}

/** An identity provider that signs tokens, and serves its keys. */
export interface TokenIssuer {
  issuer: string;
  jwks: string;
  /** The keys that it serves; change them as you like. */
  keys: IssuerKey[];
  /** How often its keys were loaded. */
  loads: number;
  sign(type: string | undefined, parts: TokenParts): Promise<string>;
  logoutToken(claims: JWTPayload, parts?: Omit<TokenParts, 'claims'>): Promise<string>;
}

export async function startTokenIssuer(issuer = 'https://idp.example.com'): Promise<TokenIssuer> {
  const app = express();
  const url = await listen(app);
  const tokens: TokenIssuer = {
    ...{ issuer, jwks: `${url}/keys`, keys: [await createKey('first')], loads: 0 },
    sign: async (type, { claims, header, key = tokens.keys[0]! }) => {
      const now = Math.floor(Date.now() / 1000);
      const usual = { iss: issuer, aud: AUDIENCE, iat: now, exp: now + 120, jti: randomUUID() };
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: type, ...header })
        .sign(key.privateKey);
    },
    logoutToken: (claims, parts = {}) =>
      tokens.sign('logout+jwt', { claims: { events: { [LOGOUT_EVENT]: {} }, ...claims }, ...parts }),
  };
  app.get('/keys', (_req, res) => {
    tokens.loads += 1;
    res.json({ keys: tokens.keys.map(({ publicJwk }) => publicJwk) });
  });
  return tokens;
}

/** The options of an endpoint for tokens of the issuer. */
export const endpointOptions = ({ issuer, jwks }: TokenIssuer) => ({
  ...{ provider: 'okta', issuer, audience: AUDIENCE, jwks },
});
