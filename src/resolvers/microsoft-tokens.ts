import { LRUCache } from 'lru-cache';
import { fetchJson } from '../http/fetch-json';
import type { ResolvedGraphOptions } from './microsoft-graph-options';
import { retryThrottled } from './retry-throttled';

/** Directories whose token is kept. */
const MAX_DIRECTORIES = 1000;
/** A token of Microsoft has a few kilobytes. */
const MAX_TOKEN_RESPONSE_BYTES = 65_536;
/** Milliseconds. The request serves all sign-ins of a directory, so it does not end with one of them. */
const TOKEN_TIMEOUT = 10_000;
/** Milliseconds before its end at which a token is no longer used. */
const EXPIRY_MARGIN = 60_000;

/**
 * Access tokens for Microsoft Graph, one for each directory, by the client credentials grant (RFC 6749, 4.4).
 *
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export class MicrosoftTokens {
  readonly #options: ResolvedGraphOptions;
  readonly #cache = new LRUCache<string, string>({ max: MAX_DIRECTORIES });
  readonly #pending = new Map<string, Promise<string>>();

  constructor(options: ResolvedGraphOptions) {
    this.#options = options;
  }

  /** @throws {Error} if there is no token */
  async get(directory: string, signal: AbortSignal): Promise<string> {
    const { token, cloud } = this.#options;
    if (token !== undefined) {
      const own: unknown = await token({ directory, scope: scopeOf(cloud.graph), signal });
      if (typeof own === 'string' && own !== '') return own;
      throw new Error('The option token of groupsFromMicrosoftGraph returned no text.');
    }
    return this.#cache.get(directory) ?? this.#requestOnce(directory);
  }

  /** Forgets a token that Microsoft Graph refused. */
  delete(directory: string): void {
    this.#cache.delete(directory);
  }

  /** Many users of a directory may sign in at once: they share one request. */
  #requestOnce(directory: string): Promise<string> {
    const pending = this.#pending.get(directory);
    if (pending !== undefined) return pending;
    const request = this.#request(directory).finally(() => this.#pending.delete(directory));
    this.#pending.set(directory, request);
    return request;
  }

  async #request(directory: string): Promise<string> {
    const { clientId, clientSecret, cloud } = this.#options;
    const url = new URL(`/${directory}/oauth2/v2.0/token`, cloud.authority);
    const form = {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: scopeOf(cloud.graph),
    };
    const signal = AbortSignal.timeout(TOKEN_TIMEOUT);
    const { status, body } = await retryThrottled(
      () =>
        fetchJson(url, { method: 'POST', body: new URLSearchParams(form), signal }, MAX_TOKEN_RESPONSE_BYTES),
      signal,
    );
    const { access_token: token, expires_in: lifetime, error } = (body ?? {}) as Record<string, unknown>;
    if (status !== 200 || typeof token !== 'string' || token === '')
      throw new Error(
        `No access token for Microsoft Graph: ${url.origin} answered ${status}${codeOf(error)}.`,
      );
    const ttl = Number(lifetime) * 1000 - EXPIRY_MARGIN;
    if (ttl > 0) this.#cache.set(directory, token, { ttl });
    return token;
  }
}

/** The code of an error response in parentheses. Its message may have details of the directory. */
export function codeOf(code: unknown): string {
  return typeof code === 'string' && /^[\w.]{1,100}$/.test(code) ? ` (${code})` : '';
}

/** All application permissions that the directory has granted: the only scope that this grant takes. */
function scopeOf(graph: string): string {
  return `${graph}/.default`;
}
