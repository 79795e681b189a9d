import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProvisioningError, type ErrorCode } from '../errors';
import type { SamlIdentity } from '../identity/verify-saml';
import { assertVerifiedIdentity, type VerifiedIdentity } from '../identity/verified-identity';
import { attachSamlSession } from '../session/saml-session';
import { signInContext, type RequestOptions } from '../session/sign-in-context';
import type { ProviderOptions } from '../options/provider-options';
import { refuse, type Outcome } from '../sign-in/outcome';
import { settle } from '../http/settle';
import { bindActions, firstCallWins, type StrategyActions } from './passport-actions';
import { patchOpenIDConnect } from './patch-passport-openidconnect';
import { createRequestOptions } from './request-options';
import { checkSamlMessages, isSamlStrategy } from './saml-message';
import type { WrapOptions } from './wrap-options';

/** Any Passport strategy. Strategies declare different types of the request, so this type accepts any object. */
export interface PassportStrategy {
  /** Passport calls it on an `Object.create` of the strategy for each request. */
  authenticate(req: object, options?: object): unknown;
}

/**
 * The same strategy type, with an `authenticate` that fits Passport's types, whichever version of Express's types the
 * strategy uses.
 */
export type WrappedStrategy<Strategy extends PassportStrategy> = Strategy & PassportStrategy;

/** A strategy with the actions that Passport adds. */
interface StrategyInstance extends StrategyActions {
  authenticate(request: IncomingMessage, options: unknown): unknown;
}

/** The functions that a wrapped strategy calls for a sign-in. */
interface WrapDeps {
  provision: (identity: VerifiedIdentity, provider: ProviderOptions, tenant: string) => Promise<Outcome>;
  /** Audits a refusal by the verify callback, or of an unknown provider. */
  auditRefusal: (
    refusal: { code: ErrorCode; problem?: string },
    source: { provider: string | null; tenant: string },
    identity?: VerifiedIdentity,
  ) => Promise<void>;
}

/**
 * Returns a strategy with the same class, name and methods as the inner one, except for `success`: it provisions the
 * user first, and then passes the user on. It receives only what the strategy has verified.
 */
export function wrapStrategy<Strategy extends PassportStrategy>(
  inner: Strategy,
  wrapOptions: WrapOptions<never>,
  { provision, auditRefusal }: WrapDeps,
): WrappedStrategy<Strategy> {
  const optionsOf = createRequestOptions(wrapOptions);

  function authenticate(this: StrategyActions, request: IncomingMessage, authenticateOptions: unknown): void {
    const actions = bindActions(this, request);
    const options = optionsOf(request);
    const success = (identity: unknown, info: unknown) => {
      const report = (outcome: Outcome) => {
        // Passport would set a cookie or redirect, perhaps in a callback of the session store, where an exception ends
        // the process.
        if ((request as { res?: ServerResponse }).res?.headersSent === true) throw responseSentError();
        reportOutcome(outcome, info, actions);
      };
      settle(provisionIdentity(identity, options), report, (cause) => actions.error(cause));
    };
    const error = (cause: unknown) => {
      if (!isRefusal(cause)) return actions.error(cause);
      settle(
        auditCallbackRefusal(cause, options),
        () => actions.error(cause),
        (failure) => actions.error(failure),
      );
    };
    const delegated = firstCallWins({ ...actions, success, error });
    const delegate = Object.assign(Object.create(inner) as StrategyInstance, delegated);
    patchOpenIDConnect(delegate);
    const run = () =>
      signInContext.run({ request, options }, () => {
        const result = delegate.authenticate(request, authenticateOptions);
        // Passport does not await the result: a rejection would end the process.
        if (result instanceof Promise)
          settle(
            result,
            () => undefined,
            (cause) => delegate.error(cause),
          );
      });
    if (!isSamlStrategy(inner)) return run();
    settle(
      checkSamlMessages(request),
      (refusal) => (refusal === undefined ? run() : actions.fail(refusal, 403)),
      (cause) => delegate.error(cause),
    );
  }

  async function provisionIdentity(identity: unknown, options: RequestOptions): Promise<Outcome> {
    assertVerifiedIdentity(identity);
    const tenant = await options.tenant(identity);
    // Without a tenant, there is no audit log for the refusal.
    if (tenant === undefined) return refuse('tenant_unknown');
    const resolved = await options.provider();
    if (!resolved.known) {
      const { option, provider } = resolved;
      const problem = `the function of the option "${option}" of jit.wrap yielded undefined`;
      await auditRefusal({ code: 'provider_unknown', problem }, { provider, tenant }, identity);
      return refuse('provider_unknown');
    }
    const outcome = await provision(identity, resolved.options, tenant);
    const { issuer, samlSession } = identity as SamlIdentity;
    if (outcome.user && samlSession)
      attachSamlSession(outcome.user, { ...samlSession, issuer, provider: resolved.options.provider });
    return outcome;
  }

  async function auditCallbackRefusal(refusal: ProvisioningError, options: RequestOptions): Promise<void> {
    const tenant = options.tenantNeedsIdentity ? undefined : await options.tenant();
    if (tenant === undefined) return;
    const resolved = await options.provider();
    const provider = resolved.known ? resolved.options.provider : resolved.provider;
    await auditRefusal(refusal, { provider, tenant });
  }

  return Object.assign(Object.create(inner) as Strategy, { authenticate });
}

/** Whether an error is a refusal, as opposed to an operational error. */
function isRefusal(error: unknown): error is ProvisioningError {
  return error instanceof ProvisioningError && error.status === 403;
}

function responseSentError(): Error {
  return new Error(
    'The sign-in was completed after a response was sent, so no session was started. Look for a timeout or middleware ' +
      'that answers before the strategy does.',
  );
}

function reportOutcome(outcome: Outcome, info: unknown, actions: StrategyActions): void {
  if (outcome.outcome === 'denied') {
    const { code, message } = outcome;
    actions.fail({ code, message }, 403);
  } else {
    actions.success(outcome.user, info);
  }
}
