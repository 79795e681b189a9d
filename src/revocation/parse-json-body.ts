import { TokenError } from './token-error';

/**
 * The JSON of a body, unless a parser of the app has read it already.
 *
 * @throws {TokenError} `request_invalid`
 */
export function parseJsonBody(body: string | Record<string, unknown>): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new TokenError('request_invalid', 'The body is not valid JSON.', { cause });
  }
}
