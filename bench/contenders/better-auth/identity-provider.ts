import { ISSUER, type Person } from '../../company';

/** Where better-auth believes the identity provider to be. */
export const ENDPOINTS = {
  issuer: ISSUER,
  discoveryEndpoint: `${ISSUER}/.well-known/openid-configuration`,
  authorizationEndpoint: `${ISSUER}/authorize`,
  tokenEndpoint: `${ISSUER}/token`,
  userInfoEndpoint: `${ISSUER}/userinfo`,
  jwksEndpoint: `${ISSUER}/jwks`,
};

/** The authorization code of a person: all that the provider will say of them. */
export function codeOf({ subject, email, firstName, lastName, groups }: Person): string {
  const claims = { sub: subject, email, name: `${firstName} ${lastName}`, groups };
  return Buffer.from(JSON.stringify(claims)).toString('base64url');
}

/**
 * Answers in place of the identity provider, without a network and without a token to verify: what is measured begins
 * where the person is known.
 *
 * @returns puts the process's own `fetch` back
 */
export function answerForProvider(): () => void {
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    switch (url) {
      case ENDPOINTS.tokenEndpoint: {
        const code = new URLSearchParams(init?.body as URLSearchParams | string).get('code');
        return Promise.resolve(Response.json({ access_token: code, token_type: 'Bearer' }));
      }
      case ENDPOINTS.userInfoEndpoint: {
        const [, code = ''] = new Headers(init?.headers).get('authorization')?.split(' ') ?? [];
        return Promise.resolve(Response.json(JSON.parse(Buffer.from(code, 'base64url').toString())));
      }
      default:
        return fetch(input, init);
    }
  };
  return () => void (globalThis.fetch = fetch);
}
