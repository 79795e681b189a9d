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

/** The text of each body, which `JSON.parse` reads without a word about duplicate keys. */
const texts = new WeakMap<IncomingMessage, string>();

const PARSER_OPTIONS = {
  type: () => true,
  verify(request: IncomingMessage, _: ServerResponse, body: Buffer, charset: string) {
    if (charset === 'utf-8') texts.set(request, body.toString());
  },
};

const JSON_PARSERS: Record<'large' | 'small', RequestHandler> = {
  /** A mapping of 10,000 entries with long names fits in. */
  large: express.json({ ...PARSER_OPTIONS, limit: '10mb' }),
  /** For what needs a few values: parsing 10 MB takes a tenth of a second, in which other requests wait. */
  small: express.json({ ...PARSER_OPTIONS, limit: '16kb' }),
};

export type BodySize = keyof typeof JSON_PARSERS;

/**
 * The body of a request, which must be a JSON object. An app that parses JSON for all its routes has done so already;
 * then the text is gone, and duplicate keys cannot be found.
 *
 * @param options.allowEmpty whether nothing at all is as good as an empty object
 * @param options.size whether a mapping has to fit in: at most 10 MB, else 16 kB
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
    // What is no fault of the sender's is none of ours to word.
    if (status === undefined || status >= 500) throw error;
    throw new RequestError(`The body cannot be read: ${message}`, [], { status, cause: error });
  }
  const body: unknown = hasBody(request) ? request.body : allowEmpty ? {} : undefined;
  if (!isJsonObject(body)) throw new RequestError('The body must be a JSON object.');
  await refuseDuplicateKeys(request);
  return body;
}

/** Of two lists with the same key the first one would be ignored. */
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

/** Express 4 makes an empty object of nothing at all. */
function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * The body as an instance of its class.
 *
 * @throws {RequestError} with everything that is wrong with it
 */
export function parseBody<T extends object>(Class: InputClass<T>, body: JsonObject): T {
  const { instance, faults } = validate(Class, body);
  if (faults.length > 0) throw new RequestError('The body is invalid.', faults);
  return instance;
}

/** What a change that needs to be confirmed has in its body. */
export class ConfirmableBody {
  /** Codes of the dangers that the caller accepts. */
  @IfDefined()
  @IsConfirmation()
  confirm?: readonly string[];
}

/** The body of a change that needs nothing but its address. */
export class EmptyBody {}
