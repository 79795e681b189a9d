import type { IncomingMessage, ServerResponse } from 'node:http';
import { Router, type NextFunction, type Request, type Response } from 'express';
import { partsOf, type Provisioning } from '../provisioning';
import type { WebRequest } from '../tenant';
import { admit, type Access } from './access';
import { sendAnswer } from './http/answer';
import { jsonBody } from './http/json-body';
import { isAnswer, sendProblem } from './http/problem';
import { checkSameOrigin } from './http/same-origin';
import { checkOptions, type AdminOptions } from './options';
import { endpoints } from './routes';
import type { Endpoint } from './visit';

/** An Express router, in types that fit those of Express 4 and 5 alike. */
export type AdminRouter = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * What an administrator needs, as an API and a page, to mount wherever the app likes:
 * `app.use('/admin', adminRouter(jit))`. It needs the user whom Passport found, so mount it behind `passport.session()`.
 * Whoever is not let in gets 403 at every address. Refusals are problem details (RFC 9457); changes are versioned by
 * `ETag` and `If-Match` (RFC 9110, 13.1.1). `openapi.json` describes the API.
 *
 * @param jit the very object that `createProvisioning` returned
 * @param options who may administer, which tenant, and how the record calls them
 *
 * @throws {ProvisioningError} `options_invalid`
 */
export function adminRouter(jit: Provisioning, options: AdminOptions = {}): AdminRouter {
  checkOptions(options);
  const parts = partsOf(jit);
  const router = Router({ mergeParams: true });
  const accesses = new WeakMap<Request, Access>();

  router.use(function admitAdministrator(req: Request, res: Response, next: NextFunction): void {
    for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value);
    admit(req as unknown as WebRequest, options).then(
      (access) => {
        accesses.set(req, access);
        next();
      },
      failing(res, next),
    );
  });

  for (const endpoint of endpoints) {
    router[endpoint.method](endpoint.path, function administer(req, res, next): void {
      // There is no way in but the one above.
      const access = accesses.get(req)!;
      visit(endpoint, access, req, res).catch(failing(res, next));
    });
  }
  return router as unknown as AdminRouter;

  async function visit({ method, answer }: Endpoint, access: Access, req: Request, res: Response) {
    const isHead = req.method === 'HEAD';
    if (method !== 'get') checkSameOrigin(req);
    // Whoever replaces something has to say by what; whoever only acts may have nothing to add.
    const body = method === 'get' ? {} : await jsonBody(req, res, { mayBeEmpty: method === 'post' });
    await sendAnswer(res, await answer({ ...access, jit, parts, request: req, response: res, body }), isHead);
  }
}

const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

function failing(res: Response, next: NextFunction) {
  return (error: unknown): void => {
    if (isAnswer(error) && !res.headersSent) sendProblem(res, error);
    else next(error);
  };
}
