import { randomUUID } from 'node:crypto';
import { Router, urlencoded, type Request, type Response } from 'express';
import samlp from 'samlp';
import { html } from '../html';
import { sendPage } from '../page';
import { chooseUserForm } from './choose-user';
import type { DemoUser, Directory } from './directory';
import { samlResponse, type SamlRequest } from './saml-response';
import type { IdpSession, IdpSessions } from './saml-sessions';
import type { SamlSettings } from './saml-settings';

interface SignOn {
  directory: Directory;
  settings: SamlSettings;
  sessions: IdpSessions;
  signingKey: string;
}

/** The endpoint that service providers send people to, by redirect. */
export function signOn({ directory, settings, sessions, signingKey }: SignOn): Router {
  const router = Router();

  router.get('/sso', async (req, res) => {
    const { request, forced } = await readRequest(req);
    const session = settings.singleSignOn && !forced ? sessions.find(req) : undefined;
    const user = session && directory.get(session.userId);
    if (session && user) return answer(req, res, request, session, user);
    // The request is in the address, and so it is still there when the form comes back.
    sendPage(res, {
      title: 'Sign in',
      body: chooseUserForm(req.originalUrl, directory),
      formAction: LOOPBACK,
    });
  });

  router.post('/sso', urlencoded({ extended: false }), async (req, res) => {
    const { request } = await readRequest(req);
    const user = directory.get(String(req.body?.user));
    if (user === undefined) return void res.redirect(303, req.originalUrl);
    await answer(req, res, request, sessions.start(res, user.id), user);
  });

  return router;

  async function answer(
    req: Request,
    res: Response,
    request: SamlRequest,
    session: IdpSession,
    user: DemoUser,
  ) {
    const { response, ...signedOn } = await samlResponse(
      user,
      request,
      settings,
      signingKey,
      `_${randomUUID()}`,
    );
    session.participants.push({
      ...signedOn,
      serviceProviderId: request.issuer,
      serviceProviderLogoutURL: settings.logoutUrl(request.acsUrl),
    });
    sendPage(res, {
      title: 'Signing in',
      script: '/submit.mjs',
      formAction: LOOPBACK,
      body: html`<main>
        <h1>Signing in…</h1>
        <form method="post" action="${request.acsUrl}">
          <input type="hidden" name="SAMLResponse" value="${Buffer.from(response).toString('base64')}" />
          <input type="hidden" name="RelayState" value="${relayState(req)}" />
          <button>Continue</button>
        </form>
      </main>`,
    });
  }
}

function relayState({ query }: Request): string {
  return typeof query['RelayState'] === 'string' ? query['RelayState'] : '';
}

/** Where a form of this provider may lead: it serves this machine alone, and knows no service provider by name. */
const LOOPBACK = 'http://127.0.0.1:* http://localhost:*';

function readRequest(req: Request): Promise<{ request: SamlRequest; forced: boolean }> {
  return new Promise((resolve, reject) => {
    samlp.parseRequest(req, (error, parsed) => {
      const { id = '', issuer = '', assertionConsumerServiceURL: acsUrl = '' } = parsed ?? {};
      const host = URL.canParse(acsUrl) ? new URL(acsUrl).hostname : '';
      if (error) reject(Object.assign(error, { status: 400 }));
      else if (!['127.0.0.1', 'localhost'].includes(host)) {
        reject(
          Object.assign(new Error('No SAML request from a service provider on this machine'), {
            status: 400,
          }),
        );
      } else resolve({ request: { id, issuer, acsUrl }, forced: parsed?.forceAuthn === 'true' });
    });
  });
}
