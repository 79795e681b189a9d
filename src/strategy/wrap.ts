import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import { ProvisioningError } from '../errors';
import type { SamlIdentity } from '../identity/saml';
import { assertVerifiedIdentity, type VerifiedIdentity } from '../identity/verified-identity';
import { keepSignOn } from '../session/saml-sign-on';
import type { ProviderOptions } from '../sign-in/sight';
import type { Outcome } from '../sign-in/outcome';
import { resolveTenant, type TenantOption } from '../tenant';
import { currentActions, onlyTheFirst, type Actions } from './actions';
import { withoutCrashes } from './passport-openidconnect';

/** Any Passport strategy. Strategies disagree about the types of their request and options, so nothing is said of them. */
export interface PassportStrategy {
  /** Passport calls it on an `Object.create` of the strategy for each request. */
  authenticate(...args: never[]): unknown;
}

/**
 * The same strategy type, with an `authenticate` that Passport's types take whichever version of Express's types the
 * strategy was made with.
 */
export type WrappedStrategy<Strategy extends PassportStrategy> = Strategy & {
  authenticate(...args: any[]): unknown;
};

/** How `jit.wrap` treats the sign-ins of one provider. */
export interface WrapOptions extends ProviderOptions {
  /**
   * The tenant whose people sign in here, or how to tell from the request.
   *
   * @default 'default'
   */
  tenant?: TenantOption;
}

/** Which sign-in a verify callback is called for. */
export interface SignInContext {
  request: IncomingMessage & { user?: unknown };
  provider: string;
  tenant: TenantOption | undefined;
}

/** Set while a wrapped strategy works, for callbacks to which the strategy says too little. */
export const signInContext = new AsyncLocalStorage<SignInContext>();

/** A strategy as Passport calls it. */
interface Inner extends Actions {
  authenticate(request: IncomingMessage, options: unknown): unknown;
}

/** What becomes of those who come. */
interface Reception {
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
  options: WrapOptions,
  { provision, recordRefusal }: Reception,
): WrappedStrategy<Strategy> {
  const { tenant, ...provider } = options;

  function authenticate(this: Actions, request: IncomingMessage, authenticateOptions: unknown): void {
    const actions = currentActions(this, request);
    const success = (identity: unknown, info: unknown) => {
      void provisioned(identity, request)
        .then((outcome) => conclude(outcome, info, actions))
        .catch((error: unknown) => actions.error(error));
    };
    const error = (fault: unknown) => {
      if (!isRefusal(fault)) return actions.error(fault);
      void recorded(fault, request).then(
        () => actions.error(fault),
        (failure: unknown) => actions.error(failure),
      );
    };
    const heard = onlyTheFirst({ ...actions, success, error });
    const delegate = Object.assign(Object.create(inner) as Inner, heard);
    withoutCrashes(delegate);
    signInContext.run({ request, provider: provider.provider, tenant }, () => {
      const finished = delegate.authenticate(request, authenticateOptions);
      // Passport looks at no promise: one that is rejected would end the process.
      if (finished instanceof Promise) finished.catch((error: unknown) => delegate.error(error));
    });
  }

  async function provisioned(identity: unknown, request: IncomingMessage): Promise<Outcome> {
    assertVerifiedIdentity(identity);
    const outcome = await provision(identity, { ...provider, tenant: await resolveTenant(tenant, request) });
    const { issuer, signOn } = identity as SamlIdentity;
    if (outcome.user && signOn) keepSignOn(outcome.user, { ...signOn, issuer, provider: provider.provider });
    return outcome;
  }

  async function recorded(refusal: ProvisioningError, request: IncomingMessage): Promise<void> {
    await recordRefusal(refusal, { ...provider, tenant: await resolveTenant(tenant, request) });
  }

  return Object.assign(Object.create(inner) as Strategy, { authenticate });
}

/** As opposed to a fault, which somebody has to mend. */
function isRefusal(error: unknown): error is ProvisioningError {
  return error instanceof ProvisioningError && error.status === 403;
}

function conclude(outcome: Outcome, info: unknown, actions: Actions): void {
  if (outcome.outcome === 'denied') {
    const { code, message } = outcome;
    actions.fail({ code, message }, 403);
  } else {
    actions.success(outcome.user, info);
  }
}
