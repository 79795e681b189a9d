import { Router, urlencoded } from 'express';
import type Provider from 'oidc-provider';
import { sendPage } from '../page';
import { chooseUserForm } from './choose-user';
import type { Directory } from './directory';

/** The sign-in pages of the OpenID provider. */
export function interactionPages(provider: Provider, directory: Directory): Router {
  const router = Router();

  router.get('/interaction/:uid', async (req, res) => {
    const { uid } = await provider.interactionDetails(req, res);
    sendPage(res, {
      title: 'Sign in',
      body: chooseUserForm(`/interaction/${uid}`, directory),
      // The redirects that follow the form end at the application.
      formAction: 'http://127.0.0.1:* http://localhost:*',
    });
  });

  router.post('/interaction/:uid', urlencoded({ extended: false }), async (req, res) => {
    const user = directory.get(String(req.body?.user));
    if (user === undefined) return void res.redirect(303, req.originalUrl);
    await provider.interactionFinished(req, res, { login: { accountId: user.id } });
  });

  return router;
}
