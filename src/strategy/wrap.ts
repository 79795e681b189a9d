import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProvisioningError } from '../errors';
import type { SamlIdentity } from '../identity/verify-saml';
import { assertVerifiedIdentity, type VerifiedIdentity } from '../identity/verified-identity';
import { attachSamlSession } from '../session/saml-session';
import { signInContext } from '../session/sign-in-context';
import type { ProviderOptions } from '../options/provider-options';
import type { Outcome } from '../sign-in/outcome';
import { settle } from '../http/settle';
import { resolveTenant, type TenantOption, type WebRequest } from '../http/tenant';
import { bindActions, firstCallWins, type StrategyActions } from './passport-actions';
import { patchOpenIDConnect } from './patch-passport-openidconnect';
import { checkSamlMessages, isSamlStrategy } from './saml-message';

/** Any Passport strategy. Strategies disagree about the type of the request, so it is any object here. */
export interface PassportStrategy {
  /** Passport calls it on an `Object.create` of the strategy for each request. */
  authenticate(req: object, options?: object): unknown;
}

/**
 * The same strategy type, with an `authenticate` that Passport's types take whichever version of Express's types the
 * strategy was made with.
 */
export type WrappedStrategy<Strategy extends PassportStrategy> = Strategy & PassportStrategy;

/** How `jit.wrap` treats the sign-ins of one provider. */
export interface WrapOptions<Req = WebRequest> extends ProviderOptions {
  /**
   * The tenant whose people sign in here, or how to tell from the request.
   *
   * @default 'default'
   */
  tenant?: TenantOption<Req>;
}

/** A strategy as Passport calls it. */
interface StrategyInstance extends StrategyActions {
  authenticate(request: IncomingMessage, options: unknown): unknown;
}

/** What becomes of those who come. */
interface WrapDeps {
  provision: (identity: VerifiedIdentity, options: ProviderOptions & { tenant: string }) => Promise<Outcome>;
  /** Records a refusal by the verify callback. */
  recordRefusal: (error: ProvisioningError, options: ProviderOptions & { tenant: string }) => Promise<void>;
}

/**
 * A strategy like the one inside, with the same class, name and methods, but for `success`: that provisions the person
 * first, and yields the user. Only what the strategy verified gets there.
 */
export function wrapStrategy<Strategy extends PassportStrategy>(
  inner: Strategy,
  options: WrapOptions<never>,
  { provision, recordRefusal }: WrapDeps,
): WrappedStrategy<Strategy> {
  const { tenant, ...provider } = options;

  function authenticate(this: StrategyActions, request: IncomingMessage, authenticateOptions: unknown): void {
    const actions = bindActions(this, request);
    const success = (identity: unknown, info: unknown) => {
      const report = (outcome: Outcome) => {
        // Passport would set a cookie or redirect, perhaps in a callback of the session store, where a throw ends the
        // process.
        if ((request as { res?: ServerResponse }).res?.headersSent === true) throw responseSentError();
        reportOutcome(outcome, info, actions);
      };
      settle(provisionIdentity(identity, request), report, (cause) => actions.error(cause));
    };
    const error = (cause: unknown) => {
      if (!isRefusal(cause)) return actions.error(cause);
      settle(
        auditRefusal(cause, request),
        () => actions.error(cause),
        (failure) => actions.error(failure),
      );
    };
    const delegated = firstCallWins({ ...actions, success, error });
    const delegate = Object.assign(Object.create(inner) as StrategyInstance, delegated);
    patchOpenIDConnect(delegate);
    const run = () =>
      signInContext.run({ request, provider: provider.provider, tenant }, () => {
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

  async function provisionIdentity(identity: unknown, request: IncomingMessage): Promise<Outcome> {
    assertVerifiedIdentity(identity);
    const outcome = await provision(identity, { ...provider, tenant: await resolveTenant(tenant, request) });
    const { issuer, samlSession } = identity as SamlIdentity;
    if (outcome.user && samlSession)
      attachSamlSession(outcome.user, { ...samlSession, issuer, provider: provider.provider });
    return outcome;
  }

  async function auditRefusal(refusal: ProvisioningError, request: IncomingMessage): Promise<void> {
    await recordRefusal(refusal, { ...provider, tenant: await resolveTenant(tenant, request) });
  }

  return Object.assign(Object.create(inner) as Strategy, { authenticate });
}

/** As opposed to an operational error. */
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
