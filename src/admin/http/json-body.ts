import express, { type Request, type Response } from 'express';
import { ProvisioningError, type Fault } from '../../errors';
import { isJsonObject, type JsonObject } from '../../validation/json';
import { RequestError } from './request-error';

/** A mapping of 10,000 entries with long names fits in. */
const jsonParser = express.json({ limit: '10mb', type: () => true });

/**
 * The body of a request, which must be a JSON object. An app that parses JSON for all its routes has done so already.
 *
 * @param options.allowEmpty whether nothing at all is as good as an empty object
 * @throws {ProvisioningError} `content_type_invalid`, `request_invalid`
 */
export async function readJsonBody(
  request: Request,
  response: Response,
  { allowEmpty }: { allowEmpty: boolean },
): Promise<JsonObject> {
  if (!/^application\/json\s*(;|$)/i.test(request.get('content-type') ?? '')) {
    const message = 'Send the body as application/json.';
    throw new ProvisioningError('content_type_invalid', message, { status: 415 });
  }
  try {
    await parseBody(request, response);
  } catch (error) {
    const { status, message } = error as { status?: number; message: string };
    // What is no fault of the sender's is none of ours to word.
    if (status === undefined || status >= 500) throw error;
    throw new RequestError(`The body cannot be read: ${message}`, [], { status, cause: error });
  }
  const body: unknown = hasBody(request) ? request.body : allowEmpty ? {} : undefined;
  if (!isJsonObject(body)) throw new RequestError('The body must be a JSON object.');
  return body;
}

function parseBody(request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    jsonParser(request, response, (error?: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}

/** Express 4 makes an empty object of nothing at all. */
function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** @throws {RequestError} when there is anything else in a body than these keys */
export function rejectUnknownKeys(body: JsonObject, knownKeys: readonly string[]): void {
  const faults: Fault[] = Object.keys(body)
    .filter((key) => !knownKeys.includes(key))
    .map((path) => ({ path, message: 'is not known here' }));
  if (faults.length > 0) throw new RequestError('The body has keys that are not known.', faults);
}

/** The codes of the dangers that are meant, out of a body. */
export function readConfirm({ confirm }: JsonObject): readonly string[] {
  if (confirm === undefined) return [];
  if (Array.isArray(confirm) && confirm.every((code) => typeof code === 'string')) return confirm;
  const fault = { path: 'confirm', message: 'must be a list of the codes of dangers' };
  throw new RequestError('The body is wrong.', [fault]);
}
