import { Router, urlencoded, type RequestHandler } from 'express';
import type { Passport } from 'passport';
import { sendPage } from './page';
import { refusedPage } from './pages/refused';
import { PROVIDERS } from './providers';
import { sameOrigin } from './same-origin';

/** Signing in and out: plain Passport, which knows nothing of provisioning. */
export function signInRoutes(passport: InstanceType<typeof Passport>): Router {
  const router = Router();
  for (const provider of Object.keys(PROVIDERS)) {
    const answer = answerOf(passport, provider);
    router.get(`/login/${provider}`, passport.authenticate(provider));
    // OpenID Connect comes back by GET, SAML by POST, from the provider's page: so there is no check of the origin,
    // but one of the state and of InResponseTo.
    router.get(`/callback/${provider}`, answer);
    router.post(`/callback/${provider}`, urlencoded({ extended: false }), answer);
  }
  router.post('/logout', sameOrigin, (req, res, next) => {
    req.logout((error) => (error ? next(error) : res.redirect(303, '/')));
  });
  return router;
}

/** Like `passport.authenticate` with redirects, but with a page for a refusal that says why. */
function answerOf(passport: InstanceType<typeof Passport>, provider: string): RequestHandler {
  return function answer(req, res, next) {
    passport.authenticate(
      provider,
      (error: unknown, user?: Express.User | false, info?: { code?: string; message?: string }) => {
        if (error) return next(error);
        if (!user) return sendPage(res, refusedPage(info ?? {}));
        req.logIn(user, (failed) => (failed ? next(failed) : res.redirect(303, '/')));
      },
    )(req, res, next);
  };
}
