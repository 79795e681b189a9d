import type { IncomingMessage, ServerResponse } from 'node:http';
import { Router, type NextFunction, type Request, type Response } from 'express';
import { contextOf, type Provisioning } from '../provisioning';
import type { UserBase } from '../entities/user';
import { isExposedError, RESPONSE_HEADERS, sendProblem } from '../http/problem-details';
import { settle } from '../http/settle';
import type { SignedInRequest } from '../http/tenant';
import { SettingsConflictError } from '../settings/errors';
import { authorize, type AdminAccess } from './authorize';
import { createFreshSyncCheck } from './fresh-sync';
import { largeBodyBytes, RequestLimits } from './http/request-limits';
import { sendReply } from './http/reply';
import { JsonBodyReader } from './http/json-body';
import { isNavigation, sendRefusalPage } from './http/refusal-page';
import { requireSameOrigin } from './http/same-origin';
import { validateAdminOptions, type AdminOptions } from './options';
import { endpoints } from './routes';
import { assetsRouter, pageRouter } from './routes/page';
import type { Endpoint } from './endpoint';

/** An Express router, in types that fit Express 4 and 5. */
export type AdminRouter = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Creates an Express router with the admin API and its page. Mount it at any path behind `passport.session()`, because
 * it needs the signed-in user: `app.use('/admin', adminRouter(jit))`. An unauthorized request gets 403 for every path
 * except the page's files, which contain no data of a tenant. Refusals are problem details (RFC 9457), or a page if a
 * browser opens the URL; changes are versioned by `ETag` and `If-Match` (RFC 9110, 13.1.1). `openapi.json` describes
 * the API.
 *
 * @param jit the object that `createProvisioning` returned
 * @param options the authorization, the tenant, the actor in the audit log, and the maximum age of the last sync
 *
 * @throws {ProvisioningError} `options_invalid`
 *
 * @example
 * ```ts
 * app.use('/admin', adminRouter(jit));
 * app.use(
 *   '/operations/:tenant',
 *   adminRouter(jit, {
 *     authorize: ({ user }) => isOperator(user),
 *     tenant: ({ params }) => params.tenant,
 *   }),
 * );
 * ```
 */
export function adminRouter<User extends UserBase, Req extends IncomingMessage = SignedInRequest<User>>(
  jit: Provisioning<User>,
  options: AdminOptions<Req> = {},
): AdminRouter {
  validateAdminOptions(options);
  const context = contextOf(jit);
  const router = Router({ mergeParams: true });
  const bodyReader = new JsonBodyReader(context.options.mappingRules);
  const limits = RequestLimits.of(context.database, 2 * bodyReader.maxBytes);
  const accessByRequest = new WeakMap<Request, AdminAccess>();
  const requireFreshSync = createFreshSyncCheck(options.freshSync, context);

  router.use(function setSecurityHeaders(_req: Request, res: Response, next: NextFunction): void {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) res.setHeader(name, value);
    next();
  });
  router.use(assetsRouter());
  router.use(function authorizeAdministrator(req: Request, _res: Response, next: NextFunction): void {
    const enter = (access: AdminAccess) => {
      accessByRequest.set(req, access);
      next();
    };
    settle(admit(req as SignedInRequest<UserBase>), enter, next);
  });

  for (const endpoint of endpoints) {
    router[endpoint.method](endpoint.path, function handleEndpoint(req, res, next): void {
      // All endpoints are behind this authorization.
      const access = accessByRequest.get(req)!;
      settle(handleRequest(endpoint, access, req, res), () => undefined, next);
    });
  }
  router.use(pageRouter());
  router.use(function handleError(error: unknown, req: Request, res: Response, next: NextFunction): void {
    if (!isExposedError(error) || res.headersSent) return next(error);
    // The precondition is `If-Match`, whose failure has a status of its own.
    const status = error instanceof SettingsConflictError ? 412 : error.status;
    if (isNavigation(req)) sendRefusalPage(req, res, error, status);
    else sendProblem(res, error, status);
  });
  return router as unknown as AdminRouter;

  async function admit(req: SignedInRequest<UserBase>): Promise<AdminAccess> {
    const access = await authorize(req, options);
    await requireFreshSync(req.user);
    return access;
  }

  async function handleRequest(
    { method, handle, bodySize: size = 'small', hasLargeResponse = false }: Endpoint,
    access: AdminAccess,
    req: Request,
    res: Response,
  ) {
    if (method !== 'get') requireSameOrigin(req);
    // PUT needs a body, POST may omit it.
    const allowEmpty = method === 'post';
    const { tenant } = access;
    const makeReply = async () => {
      const body = method === 'get' ? {} : await bodyReader.read(req, res, { allowEmpty, size });
      const request = { ...access, jit, context, request: req, response: res, body };
      return limits.run(tenant, async () => handle(request));
    };
    const largeBody =
      size === 'large' && method !== 'get' ? largeBodyBytes(req, bodyReader.maxBytes) : undefined;
    const answer = async () => {
      const reply = await (largeBody === undefined
        ? makeReply()
        : limits.runWithBody(tenant, largeBody, makeReply));
      const send = () => sendReply(res, reply);
      await ('filename' in reply ? limits.runDownload(tenant, res, send) : send());
    };
    await (hasLargeResponse ? limits.runWithResponse(tenant, res, answer) : answer());
  }
}

const SECURITY_HEADERS = {
  ...RESPONSE_HEADERS,
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};
