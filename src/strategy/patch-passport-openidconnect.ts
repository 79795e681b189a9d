import { verifyOpenIDConnect } from '../identity/verify-openidconnect';

/** The parts of `passport-openidconnect` that need a patch. */
interface OpenIDConnectStrategy {
  error(error: unknown): void;
  _verify?: unknown;
  _passReqToCallback?: boolean;
  _oauth2?: { _request?: unknown };
  _userInfoURL?: string;
  _skipUserProfile?: unknown;
}

type Callback = (...results: unknown[]) => void;

/**
 * passport-openidconnect 0.1.2 throws inside its HTTP callbacks if a response of the provider is not a JSON object, if
 * a token is malformed, and if there is no userinfo URL. That would end the process. With this patch it is an error of
 * the sign-in, and userinfo is not requested from a provider without it.
 *
 * @param strategy the strategy object of one request. It is modified
 */
export function patchOpenIDConnect(strategy: object): void {
  const delegate = strategy as OpenIDConnectStrategy;
  const oauth2 = delegate._oauth2;
  if (typeof oauth2?._request !== 'function') return;
  hideRequest(delegate);
  const originalRequest = oauth2._request as (...args: unknown[]) => unknown;

  delegate._oauth2 = Object.assign(Object.create(oauth2) as object, {
    _request(this: unknown, ...args: unknown[]) {
      const callback = args.pop() as Callback;
      const safeCallback: Callback = (...results) => {
        try {
          callback(...results);
        } catch (cause) {
          const message = `The answer of ${String(args[1])} cannot be used: it is not what it should be`;
          delegate.error(new Error(message, { cause }));
        }
      };
      return originalRequest.call(this, ...args, safeCallback);
    },
  });
  if ('_userInfoURL' in delegate && delegate._userInfoURL === undefined) delegate._skipUserProfile = true;
}

/**
 * With `passReqToCallback`, the strategy fetches userinfo, where the groups are, only for a verify callback with ten
 * parameters. This library's callback has nine, and does not use the request; so it is called without one.
 */
function hideRequest(delegate: OpenIDConnectStrategy): void {
  if (delegate._verify !== verifyOpenIDConnect || !delegate._passReqToCallback) return;
  delegate._passReqToCallback = false;
  const skip = delegate._skipUserProfile;
  // The strategy's own default, which checks the number of arguments, has no parameters itself.
  if (typeof skip === 'function' && skip.length === 0) delegate._skipUserProfile = false;
}
