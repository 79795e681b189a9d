import { PROVIDER, type Person } from '../../company';
import type { ContenderKind } from '../contender';
import { openAuth } from './auth';
import { answerForProvider, codeOf } from './identity-provider';
import { betterAuthSchema } from './schema';

/** A state is good for ten minutes. */
const NEW_STATE_AFTER = 5 * 60_000;

/**
 * The nearest product for Node: the callback of better-auth's single sign-on. It does less, since it knows no teams by
 * groups (one membership of one organization, and nothing that ever changes), and more, since it writes the session.
 */
export const betterAuth: ContenderKind = {
  name: 'better-auth',
  schema: betterAuthSchema,
  journeys: ['unchanged', 'first'],
  async open(database) {
    const { api, close } = await openAuth(database);
    const stopAnswering = answerForProvider();
    const begin = async () => {
      const body = { providerId: PROVIDER, callbackURL: '/' };
      const { headers, response } = await api.signInSSO({ body, returnHeaders: true });
      const state = new URL(response.url).searchParams.get('state') ?? '';
      const cookie = headers.getSetCookie().map((each) => each.split(';')[0]);
      return { state, cookie: cookie.join('; '), at: Date.now() };
    };
    let begun = await begin();

    return {
      async signIn(person: Person) {
        if (Date.now() - begun.at > NEW_STATE_AFTER) begun = await begin();
        const response = await api.callbackSSO({
          params: { providerId: PROVIDER },
          query: { code: codeOf(person), state: begun.state },
          headers: new Headers({ cookie: begun.cookie }),
          asResponse: true,
        });
        const location = response.headers.get('location');
        if (response.status === 302 && location === '/') return undefined;
        throw new Error(`better-auth answers ${response.status} ${location ?? (await response.text())}`);
      },
      async close() {
        stopAnswering();
        await close();
      },
    };
  },
};
