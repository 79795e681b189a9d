/** The parts of `passport-openidconnect` whose callbacks can throw where nobody catches. */
interface WithOAuth2 {
  error(error: unknown): void;
  _oauth2?: { get?: unknown; getOAuthAccessToken?: unknown };
}

type Callback = (...results: unknown[]) => void;

/**
 * passport-openidconnect 0.1.2 throws inside its HTTP callbacks when the userinfo answer is no JSON object, or a token
 * is none: that would end the process. Here it ends the sign-in, as an error.
 *
 * @param strategy the strategy's object of one request, which is changed
 */
export function withoutCrashes(strategy: object): void {
  const delegate = strategy as WithOAuth2;
  const inner = delegate._oauth2;
  if (typeof inner?.get !== 'function' || typeof inner.getOAuthAccessToken !== 'function') return;
  const caught = (name: 'get' | 'getOAuthAccessToken') => {
    const original = inner[name] as (...args: unknown[]) => unknown;
    return function (this: unknown, ...args: unknown[]) {
      const callback = args.pop() as Callback;
      const guarded: Callback = (...results) => {
        try {
          callback(...results);
        } catch (cause) {
          const what = name === 'get' ? 'userinfo answer' : 'token answer';
          delegate.error(
            new Error(`The identity provider's ${what} cannot be used: it is not what it should be`, {
              cause,
            }),
          );
        }
      };
      return original.call(this, ...args, guarded);
    };
  };
  delegate._oauth2 = Object.assign(Object.create(inner) as object, {
    get: caught('get'),
    getOAuthAccessToken: caught('getOAuthAccessToken'),
  });
}
