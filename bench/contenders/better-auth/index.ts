import { PROVIDER, type Person } from '../../company';
import type { ContenderDefinition } from '../contender';
import { openAuth } from './auth';
import { stubIdentityProvider, encodeAuthorizationCode } from './identity-provider';
import { betterAuthSchema } from './schema';

/** A state expires after ten minutes. */
const MAX_STATE_AGE = 5 * 60_000;

/**
 * The closest product for Node.js: the callback of better-auth's single sign-on. It does less, since it has no mapping of
 * groups to teams (one membership of one organization, which never changes), and more, since it writes the session.
 */
export const betterAuth: ContenderDefinition = {
  name: 'better-auth',
  schema: betterAuthSchema,
  signInKinds: ['unchanged', 'first'],
  async open(database) {
    const { api, close } = await openAuth(database);
    const restoreFetch = stubIdentityProvider();
    const startSignIn = async () => {
      const body = { providerId: PROVIDER, callbackURL: '/' };
      const { headers, response } = await api.signInSSO({ body, returnHeaders: true });
      const state = new URL(response.url).searchParams.get('state') ?? '';
      const cookie = headers.getSetCookie().map((each) => each.split(';')[0]);
      return { state, cookie: cookie.join('; '), at: Date.now() };
    };
    let started = await startSignIn();

    return {
      async signIn(person: Person) {
        if (Date.now() - started.at > MAX_STATE_AGE) started = await startSignIn();
        const response = await api.callbackSSO({
          params: { providerId: PROVIDER },
          query: { code: encodeAuthorizationCode(person), state: started.state },
          headers: new Headers({ cookie: started.cookie }),
          asResponse: true,
        });
        const location = response.headers.get('location');
        if (response.status === 302 && location === '/') return undefined;
        throw new Error(
          `better-auth responds with ${response.status} ${location ?? (await response.text())}`,
        );
      },
      async close() {
        restoreFetch();
        await close();
      },
    };
  },
};
