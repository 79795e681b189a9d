import { LRUCache } from 'lru-cache';
import { fetchJson, type JsonResponse } from '../http/fetch-json';
import { ownAttribute, type VerifiedIdentity } from '../identity/verified-identity';
import type { ResolveGroups } from '../options/options';
import {
  resolveGraphOptions,
  type MicrosoftGraphOptions,
  type ResolvedGraphOptions,
} from './microsoft-graph-options';
import { codeOf, MicrosoftTokens } from './microsoft-tokens';
import { isThrottled, retryThrottled } from './retry-throttled';

/**
 * Creates a `resolveGroups` for Entra ID: it loads the object ids of the groups of a user who is in too many of them
 * for a token (an overage), from Microsoft Graph, with the app's own permissions. It works with OpenID Connect (claims
 * `oid` and `tid`) and SAML, and serves any number of directories. No URL of the token is followed.
 *
 * The app needs the application permissions `User.Read.All` and `GroupMember.Read.All` in each directory, with the
 * consent of an administrator.
 *
 * Microsoft Graph includes nested groups and groups that are not assigned to the app. It is called again if it
 * throttles the request with a `Retry-After` of at most 2 seconds; with a longer one it is not called for that
 * directory until then.
 *
 * @example
 * ```ts
 * const jit = createProvisioning({
 *   dataSource,
 *   resolveGroups: groupsFromMicrosoftGraph({
 *     clientId: '00001111-aaaa-2222-bbbb-3333cccc4444',
 *     clientSecret: process.env['ENTRA_CLIENT_SECRET'] ?? '',
 *   }),
 * });
 * ```
 * @throws {InvalidInputError} `options_invalid`, with every fault at once
 * @see https://learn.microsoft.com/en-us/graph/api/user-getmembergroups
 */
export function groupsFromMicrosoftGraph(options: MicrosoftGraphOptions): ResolveGroups {
  const client = new GraphClient(resolveGraphOptions(options));
  return (identity, { signal }) => client.groupsOf(identity, signal);
}

/** Bytes of the responses about one user: 11,000 object ids, the most that Microsoft Graph returns, have 430 kB. */
const MAX_GROUPS_RESPONSE_BYTES = 1_048_576;
/** Directories that are remembered as throttled. */
const MAX_DIRECTORIES = 1000;
/** Milliseconds for which a directory is not asked at most, whatever `Retry-After` says. */
const MAX_PAUSE = 300_000;

class GraphClient {
  readonly #options: ResolvedGraphOptions;
  readonly #tokens: MicrosoftTokens;
  readonly #throttled = new LRUCache<string, true>({ max: MAX_DIRECTORIES });

  constructor(options: ResolvedGraphOptions) {
    this.#options = options;
    this.#tokens = new MicrosoftTokens(options);
  }

  async groupsOf(identity: VerifiedIdentity, signal: AbortSignal): Promise<string[]> {
    const { directory, user } = userOf(identity, this.#options.cloud.authority);
    const { cloud, method, securityEnabledOnly } = this.#options;
    const groups: string[] = [];
    let url = new URL(`/v1.0/users/${user}/${method}`, cloud.graph);
    let init: RequestInit = {
      method: 'POST',
      body: JSON.stringify({ securityEnabledOnly }),
      headers: { 'content-type': 'application/json' },
    };
    let remainingBytes = MAX_GROUPS_RESPONSE_BYTES;
    for (;;) {
      const response = await this.#send(directory, { url, init, maxBytes: remainingBytes }, signal);
      const { value, '@odata.nextLink': nextLink } = response.body as Record<string, unknown>;
      if (!isTextList(value)) throw new Error(`Microsoft Graph answered ${method} without a list of ids.`);
      groups.push(...value);
      if (nextLink === undefined) return groups;
      url = this.#nextPage(nextLink);
      init = {};
      remainingBytes -= response.size;
    }
  }

  /** A link to another host would get the token. */
  #nextPage(link: unknown): URL {
    const { graph } = this.#options.cloud;
    if (typeof link === 'string' && URL.canParse(link) && new URL(link).origin === graph)
      return new URL(link);
    throw new Error('Microsoft Graph sent a next page that is not at Microsoft Graph.');
  }

  async #send(directory: string, request: GraphRequest, signal: AbortSignal): Promise<JsonResponse> {
    if (this.#throttled.has(directory))
      throw new Error(`Microsoft Graph throttles requests for the directory ${directory}.`);
    let response = await this.#sendOnce(directory, request, signal);
    if (response.status === 401) {
      // The token was revoked before its end.
      this.#tokens.delete(directory);
      response = await this.#sendOnce(directory, request, signal);
    }
    if (isThrottled(response) && response.retryAfterMs !== undefined && response.retryAfterMs > 0)
      this.#throttled.set(directory, true, { ttl: Math.min(response.retryAfterMs, MAX_PAUSE) });
    if (response.status === 200 && typeof response.body === 'object' && response.body !== null)
      return response;
    throw new Error(describeFailure(response));
  }

  async #sendOnce(directory: string, request: GraphRequest, signal: AbortSignal): Promise<JsonResponse> {
    const token = await this.#tokens.get(directory, signal);
    const headers = { ...request.init.headers, accept: 'application/json', authorization: `Bearer ${token}` };
    const init = { ...request.init, headers, signal };
    return retryThrottled(() => fetchJson(request.url, init, request.maxBytes), signal);
  }
}

interface GraphRequest {
  url: URL;
  init: RequestInit;
  maxBytes: number;
}

/** Both ids become part of a URL. */
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The directory and the object id of a user. The issuer must be that of the directory: an identity provider of another
 * kind could name any directory.
 */
function userOf(identity: VerifiedIdentity, authority: string): { directory: string; user: string } {
  const isSaml = identity.protocol === 'saml';
  const claims = 'http://schemas.microsoft.com/identity/claims';
  const user = ownAttribute(identity, isSaml ? `${claims}/objectidentifier` : 'oid');
  const directory = ownAttribute(identity, isSaml ? `${claims}/tenantid` : 'tid');
  if (!isGuid(user) || !isGuid(directory)) {
    const hint = isSaml
      ? `the attributes ${claims}/objectidentifier and …/tenantid`
      : 'the claims "oid" and "tid" (scope "profile")';
    throw new Error(`The identity does not have ${hint}, so Microsoft Graph cannot be asked for its groups.`);
  }
  const issuers = [
    `${authority}/${directory}/v2.0`,
    `https://sts.windows.net/${directory}/`,
    `https://sts.chinacloudapi.cn/${directory}/`,
  ];
  if (!issuers.includes(identity.issuer))
    throw new Error('The issuer of the identity is not Entra ID, or is that of another directory.');
  return { directory, user };
}

function isGuid(value: unknown): value is string {
  return typeof value === 'string' && GUID.test(value);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function describeFailure({ status, body }: JsonResponse): string {
  const error = (body as { error?: { code?: unknown } } | null | undefined)?.error;
  const hint =
    status === 403 ? ' Grant the app User.Read.All and GroupMember.Read.All, with admin consent.' : '';
  return `Microsoft Graph answered ${status}${codeOf(error?.code)}.${hint}`;
}
