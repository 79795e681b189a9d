import type { IncomingMessage } from 'node:http';
import { isJsonObject } from '../validation/json';
import { TokenError } from './token-error';

/** A token with a large signature has some 4 kB. */
const MAX_BODY_BYTES = 64 * 1024;
/** How much of a body that is too large is read and dropped, so that its sender still gets the answer. */
const MAX_DROPPED_BYTES = 4 * 1024 * 1024;
const TIMEOUT_MS = 10_000;

/**
 * The body of a request: text, or the object that a parser of the app made of it. At most 64 kB, within 10 seconds.
 *
 * @throws {TokenError} `request_invalid`, `body_too_large`, `body_timeout`
 */
export async function readBody(
  request: IncomingMessage,
  mediaType: string,
): Promise<string | Record<string, unknown>> {
  const sentType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (sentType !== mediaType) throw new TokenError('request_invalid', `Send the body as ${mediaType}.`);
  const { body } = request as { body?: unknown };
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    if (Buffer.byteLength(body) > MAX_BODY_BYTES) throw tooLargeError();
    return body.toString();
  }
  if (isJsonObject(body) && Object.keys(body).length > 0) return body;
  if (request.readableEnded) throw new TokenError('request_invalid', 'The body is empty.');
  return readStream(request);
}

function readStream(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      else chunks = [];
      if (bytes > MAX_DROPPED_BYTES) finish(tooLargeError());
    };
    const onEnd = () => finish(bytes > MAX_BODY_BYTES ? tooLargeError() : undefined);
    const onClose = () => finish(new TokenError('request_invalid', 'The request was aborted.'));
    const timer = setTimeout(
      () => finish(new TokenError('body_timeout', 'The body did not arrive in time.')),
      TIMEOUT_MS,
    );
    const finish = (error?: TokenError) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      if (error === undefined) return resolve(Buffer.concat(chunks).toString());
      request.pause();
      reject(error);
    };
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

function tooLargeError(): TokenError {
  return new TokenError('body_too_large', 'The body must have at most 64 kB.');
}
