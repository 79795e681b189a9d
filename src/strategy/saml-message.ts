import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { ErrorCode } from '../errors';

/** The challenge that `fail` gets if a SAML message is not passed to the strategy. */
export interface SamlRefusal {
  code: ErrorCode;
  message: string;
}

/**
 * The maximum size of the XML in bytes. node-saml parses a message in one step before it verifies a signature, and
 * takes seconds for a megabyte.
 */
const MAX_POSTED_BYTES = 1_048_576;
/**
 * The maximum size of a message in a URL, after inflating. Such a message is about a logout and has a few kilobytes of
 * XML, but 1 kB of a URL may inflate to a megabyte.
 */
const MAX_INFLATED_BYTES = 32_768;

const MESSAGE_NAMES = ['SAMLRequest', 'SAMLResponse'] as const;
const inflate = promisify(inflateRaw);

/** Whether a strategy is one of passport-saml: no other strategy has this method. */
export function isSamlStrategy(strategy: object): boolean {
  return 'generateServiceProviderMetadata' in strategy;
}

/**
 * Checks what passport-saml does not check before it parses the SAML messages of a request: that a message is a single
 * text of a limited size. SAML Profiles 4.4.4.1 requires a signature on a LogoutRequest, but node-saml accepts one in a
 * URL without it, so a link could sign a user out.
 *
 * @returns the reason if the messages must not reach the strategy
 */
export async function checkSamlMessages(request: IncomingMessage): Promise<SamlRefusal | undefined> {
  const { url = '', query, body } = request as IncomingMessage & { query?: unknown; body?: unknown };
  for (const name of MESSAGE_NAMES) {
    const posted = parameter(body, name);
    if (posted !== undefined && !isTextWithin(posted, MAX_POSTED_BYTES)) return INVALID;
  }
  const [name, ...others] = MESSAGE_NAMES.filter((each) => parameter(query, each) !== undefined);
  if (name === undefined) return undefined;
  const message = parameter(query, name);
  if (typeof message !== 'string' || others.length > 0 || !isSignedParameter(url, name, message))
    return INVALID;
  if (name === 'SAMLRequest' && !['Signature', 'SigAlg'].every((key) => isText(parameter(query, key))))
    return UNSIGNED;
  return (await inflatesWithin(message, MAX_INFLATED_BYTES)) ? undefined : INVALID;
}

const INVALID: SamlRefusal = {
  code: 'saml_message_invalid',
  message: 'The message of your company’s sign-in cannot be read. Sign in again, or ask an administrator.',
};
const UNSIGNED: SamlRefusal = {
  code: 'saml_logout_unsigned',
  message: 'The request to sign you out is not signed, so you are still signed in. Ask an administrator.',
};

function parameter(parameters: unknown, name: string): unknown {
  return (parameters as { [key in string]?: unknown } | null | undefined)?.[name];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTextWithin(value: unknown, limit: number): boolean {
  return typeof value === 'string' && Buffer.byteLength(value, 'base64') <= limit;
}

/**
 * Whether the message that the strategy reads is the one whose signature it verifies. The strategy reads the parsed
 * query, but verifies the first part of the URL that contains the parameter's name.
 */
function isSignedParameter(url: string, name: string, message: string): boolean {
  const query = /^[^?#]*\?([^#]*)/.exec(url)?.[1] ?? '';
  const verified = query.split('&').find((part) => MESSAGE_NAMES.some((each) => part.includes(each)));
  const values = [...new URLSearchParams(query)]
    .filter(([key]) => MESSAGE_NAMES.some((each) => key.startsWith(each)))
    .map(([, value]) => value);
  return verified?.startsWith(`${name}=`) === true && values.length === 1 && values[0] === message;
}

async function inflatesWithin(message: string, maxOutputLength: number): Promise<boolean> {
  try {
    await inflate(Buffer.from(message, 'base64'), { maxOutputLength });
    return true;
  } catch {
    return false;
  }
}
