import { InvalidInputError } from '../errors';
import { Check, IfDefined, IsFlag, IsFunction } from '../validation/decorators';
import type { Problem } from '../validation/faults';
import { isJsonObject } from '../validation/json';
import { closest } from '../validation/suggest';
import { validate } from '../validation/validate';

/** The addresses of a Microsoft cloud. */
export interface MicrosoftCloud {
  /** The origin of the token endpoint: `https://login.microsoftonline.com`. */
  authority: string;
  /** The origin of Microsoft Graph, which is also the audience of the token: `https://graph.microsoft.com`. */
  graph: string;
}

/**
 * The clouds that Microsoft documents.
 *
 * @see https://learn.microsoft.com/en-us/graph/deployments
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/authentication-national-cloud
 */
const CLOUDS = {
  global: { authority: 'https://login.microsoftonline.com', graph: 'https://graph.microsoft.com' },
  usGovernment: { authority: 'https://login.microsoftonline.us', graph: 'https://graph.microsoft.us' },
  usDefense: { authority: 'https://login.microsoftonline.us', graph: 'https://dod-graph.microsoft.us' },
  china: {
    authority: 'https://login.partner.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
  },
} satisfies Record<string, MicrosoftCloud>;

/** What a function for an access token is called with. */
export interface MicrosoftTokenRequest {
  /** The id of the user's directory, from the verified identity. */
  directory: string;
  /** `https://graph.microsoft.com/.default`, or that of the chosen cloud. */
  scope: string;
  /** Aborts when `resolveGroupsTimeout` is over. */
  signal: AbortSignal;
}

/** Options of `groupsFromMicrosoftGraph`: `clientId` and `clientSecret`, or `token`. */
export interface MicrosoftGraphOptions {
  /**
   * The application (client) id.
   *
   * @default none: `token` is required
   */
  clientId?: string;
  /**
   * A client secret of that application. Tokens are cached until a minute before they expire.
   *
   * @default none: `token` is required
   */
  clientSecret?: string;
  /**
   * Returns an access token for Microsoft Graph, for a managed identity or a client certificate. It is called for every
   * user: cache the token (MSAL and `@azure/identity` do).
   *
   * @default none: `clientId` and `clientSecret` are required
   */
  token?: (request: MicrosoftTokenRequest) => string | Promise<string>;
  /**
   * Whether only security groups count. `false` includes Microsoft 365 groups and distribution lists.
   *
   * @default false
   */
  securityEnabledOnly?: boolean;
  /**
   * Whether directory roles and administrative units count as groups: `getMemberObjects` instead of `getMemberGroups`. The
   * groups claim has directory roles only with the choice "Security groups".
   *
   * @default false
   */
  directoryRoles?: boolean;
  /**
   * The cloud of the directory, or its addresses.
   *
   * @default 'global'
   */
  cloud?: keyof typeof CLOUDS | MicrosoftCloud;
}

/** The options with their defaults. */
export interface ResolvedGraphOptions {
  token: MicrosoftGraphOptions['token'];
  clientId: string;
  clientSecret: string;
  securityEnabledOnly: boolean;
  method: 'getMemberGroups' | 'getMemberObjects';
  /** Origins, without a slash at their end. */
  cloud: MicrosoftCloud;
}

/** @throws {InvalidInputError} `options_invalid`, with every fault at once */
export function resolveGraphOptions(options: MicrosoftGraphOptions): ResolvedGraphOptions {
  const { faults } = validate(MicrosoftGraphInput, options, { noun: 'option' });
  if (faults.length > 0)
    throw new InvalidInputError('options_invalid', 'groupsFromMicrosoftGraph cannot use its options', faults);
  const { token, clientId = '', clientSecret = '', securityEnabledOnly = false, cloud = 'global' } = options;
  const { authority, graph } = typeof cloud === 'string' ? CLOUDS[cloud] : cloud;
  return {
    token,
    clientId,
    clientSecret,
    securityEnabledOnly,
    method: options.directoryRoles === true ? 'getMemberObjects' : 'getMemberGroups',
    cloud: { authority: new URL(authority).origin, graph: new URL(graph).origin },
  };
}

class MicrosoftGraphInput implements Record<keyof MicrosoftGraphOptions, unknown> {
  @Check((value, input) => credentialProblem(value, input as MicrosoftGraphInput))
  clientId: unknown;

  @Check((value, input) => credentialProblem(value, input as MicrosoftGraphInput))
  clientSecret: unknown;

  @IfDefined()
  @IsFunction()
  token: unknown;

  @IfDefined()
  @IsFlag()
  securityEnabledOnly: unknown;

  @IfDefined()
  @IsFlag()
  directoryRoles: unknown;

  @IfDefined()
  @Check(cloudProblem)
  cloud: unknown;
}

function credentialProblem(value: unknown, { token }: MicrosoftGraphInput): Problem | undefined {
  if (token !== undefined) {
    if (value === undefined) return undefined;
    return { code: 'conflict', message: 'must not be set together with token' };
  }
  if (value === undefined) return { code: 'required', message: 'is missing: set it, or token instead' };
  if (typeof value !== 'string') return { code: 'invalid_type', message: 'must be text' };
  return value === '' ? { code: 'empty', message: 'must not be empty' } : undefined;
}

function cloudProblem(cloud: unknown): Problem | undefined {
  const names = Object.keys(CLOUDS);
  if (typeof cloud === 'string') {
    if (names.includes(cloud)) return undefined;
    const suggestion = closest(cloud, names);
    const message = `must be ${names.map((name) => `"${name}"`).join(' or ')}, or { authority, graph }`;
    return { code: 'invalid_value', message, ...(suggestion === undefined ? {} : { suggestion }) };
  }
  if (isJsonObject(cloud) && isOrigin(cloud['authority']) && isOrigin(cloud['graph'])) return undefined;
  return {
    code: 'invalid_value',
    message: 'must have authority and graph, both https addresses without a path',
  };
}

/** Without TLS only on this machine, for tests. */
function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, hostname, pathname, search, hash, username } = new URL(value);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1');
  return isSafe && pathname === '/' && `${search}${hash}${username}` === '';
}
