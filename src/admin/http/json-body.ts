import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { ProvisioningError } from '../../errors';
import { IsConfirmation } from '../../settings-store/change-input';
import { IfDefined } from '../../validation/decorators';
import { duplicateKeyFaults } from '../../validation/duplicate-keys';
import { isJsonObject, type JsonObject } from '../../validation/json';
import { runInSlices } from '../../validation/time-slice';
import { validate, type InputClass } from '../../validation/validate';
import { RequestError } from './request-error';

/** The text of each body, because `JSON.parse` silently accepts duplicate keys. */
const texts = new WeakMap<IncomingMessage, string>();

const PARSER_OPTIONS = {
  type: () => true,
  verify(request: IncomingMessage, _: ServerResponse, body: Buffer, charset: string) {
    if (charset === 'utf-8') texts.set(request, body.toString());
  },
};

const JSON_PARSERS: Record<'large' | 'small', RequestHandler> = {
  /** Large enough for a mapping of 10,000 entries with long names. */
  large: express.json({ ...PARSER_OPTIONS, limit: '10mb' }),
  /** For bodies with a few values: parsing 10 MB blocks other requests for a tenth of a second. */
  small: express.json({ ...PARSER_OPTIONS, limit: '16kb' }),
};

export type BodySize = keyof typeof JSON_PARSERS;

/**
 * The body of a request, which must be a JSON object. If the app parses JSON for all its routes, the text is no longer
 * available, and duplicate keys cannot be found.
 *
 * @param options.allowEmpty whether a missing body counts as an empty object
 * @param options.size `large` for a body with a mapping, up to 10 MB; otherwise up to 16 kB
 * @throws {ProvisioningError} `content_type_invalid`, `request_invalid`
 */
export async function readJsonBody(
  request: Request,
  response: Response,
  { allowEmpty, size }: { allowEmpty: boolean; size: BodySize },
): Promise<JsonObject> {
  if (!/^application\/json\s*(;|$)/i.test(request.get('content-type') ?? '')) {
    const message = 'Send the body as application/json.';
    throw new ProvisioningError('content_type_invalid', message, { status: 415 });
  }
  try {
    await runParser(JSON_PARSERS[size], request, response);
  } catch (error) {
    const { status, message } = error as { status?: number; message: string };
    // Not a client error: leave it to the app's error handler.
    if (status === undefined || status >= 500) throw error;
    throw new RequestError(`The body cannot be read: ${message}`, [], { status, cause: error });
  }
  const body: unknown = hasBody(request) ? request.body : allowEmpty ? {} : undefined;
  if (!isJsonObject(body)) throw new RequestError('The body must be a JSON object.');
  await refuseDuplicateKeys(request);
  return body;
}

/** Refuses duplicate keys: of two lists with the same key, the first one would be ignored. */
async function refuseDuplicateKeys(request: Request): Promise<void> {
  const text = texts.get(request);
  if (text === undefined) return;
  texts.delete(request);
  const faults = await runInSlices(duplicateKeyFaults(text));
  if (faults.length > 0) throw new RequestError('The body has duplicate keys.', faults);
}

function runParser(jsonParser: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    jsonParser(request, response, (error?: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}

/** Express 4 parses a missing body as an empty object. */
function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * The body as an instance of its class.
 *
 * @throws {RequestError} with all its faults
 */
export function parseBody<T extends object>(Class: InputClass<T>, body: JsonObject): T {
  const { instance, faults } = validate(Class, body);
  if (faults.length > 0) throw new RequestError('The body is invalid.', faults);
  return instance;
}

/** The body of a change that may need a confirmation. */
export class ConfirmableBody {
  /**
   * Codes of the dangers that the caller accepts.
   *
   * @default []
   */
  @IfDefined()
  @IsConfirmation()
  confirm?: readonly string[];
}

/** The body of a change whose URL says everything. */
export class EmptyBody {}
