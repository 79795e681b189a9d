import type { IncomingMessage } from 'node:http';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { ProviderOptions } from '../options/provider-options';
import { validateProviderOnce } from '../options/validate-provider';
import type { RequestOptions, ResolvedProvider } from '../session/sign-in-context';
import type { WrapOptions } from './wrap-options';

const PROVIDER_OPTIONS = [
  'provider',
  'issuer',
  'subjectAttribute',
  'emailDomains',
  'attributes',
] as const satisfies (keyof ProviderOptions)[];

/**
 * Creates the function that resolves the options of `jit.wrap` for one request. The result of a function is validated
 * like a value.
 */
export function createRequestOptions(
  wrapOptions: WrapOptions<never>,
): (request: IncomingMessage) => RequestOptions {
  // A copy: only the validated options count, even if the app changes its object later.
  const { tenant, ...options } = wrapOptions;
  const isStatic = PROVIDER_OPTIONS.every((name) => typeof options[name] !== 'function');

  const tenantNeedsIdentity = typeof tenant === 'function' && tenant.length > 1;

  return (request) => ({
    tenantNeedsIdentity,
    async tenant(identity) {
      if (typeof tenant !== 'function') return checkTenant(tenant ?? DEFAULT_TENANT);
      const value = await tenant(request as never, identity as VerifiedIdentity);
      return value === undefined ? undefined : checkTenant(value);
    },
    async provider() {
      return isStatic ? { known: true, options: options as ProviderOptions } : resolveProvider(request);
    },
  });

  async function resolveProvider(request: IncomingMessage): Promise<ResolvedProvider> {
    const entries = await Promise.all(
      PROVIDER_OPTIONS.map(async (name) => {
        const option = options[name];
        return [name, typeof option === 'function' ? await option(request as never) : option] as const;
      }),
    );
    const values = Object.fromEntries(entries) as Record<keyof ProviderOptions, unknown>;
    const missing = PROVIDER_OPTIONS.find(
      (name) => values[name] === undefined && typeof options[name] === 'function',
    );
    if (missing === 'provider') return { known: false, option: missing, provider: null };
    // The only option whose function may return a value for "none".
    const resolved = { ...values, subjectAttribute: values.subjectAttribute ?? undefined } as ProviderOptions;
    validateProviderOnce(resolved);
    return missing === undefined
      ? { known: true, options: resolved }
      : { known: false, option: missing, provider: resolved.provider };
  }
}
