import express, { type Request, type RequestHandler, type Response } from 'express';
import { ProvisioningError } from '../../errors';
import { IsConfirmation } from '../../settings-store/change-input';
import { IfDefined } from '../../validation/decorators';
import { isJsonObject, type JsonObject } from '../../validation/json';
import { JsonSizeError, JsonSyntaxError, parseJson } from '../../validation/parse-json';
import { runInSlices } from '../../validation/time-slice';
import { validate, type InputClass } from '../../validation/validate';
import { RequestError } from './request-error';

/** What a body without a mapping has at most, and what one with a mapping has beside it. */
const SMALL_BODY = 16 * 1024;

/** More values than an entry of a valid mapping has, which is an object of at most six texts. */
const VALUES_PER_ENTRY = 10;

/** How long a client may take to send a body. */
const RECEIVE_TIMEOUT_MS = 60_000;

export type BodySize = 'large' | 'small';

/** How large the largest mapping may be. */
export interface BodyLimits {
  maxEntries: number;
  maxBytes: number;
}

/** Reads the bodies of requests, within limits that make no work before they are checked. */
export class JsonBodyReader {
  /** How many bytes a body with a mapping may have. */
  readonly maxBytes: number;
  readonly #maxValues: number;
  readonly #receivers: Record<BodySize, RequestHandler>;

  constructor({ maxEntries, maxBytes }: BodyLimits) {
    this.maxBytes = maxBytes + SMALL_BODY;
    this.#maxValues = maxEntries * VALUES_PER_ENTRY + SMALL_BODY;
    const receiver = (limit: number) => express.raw({ type: () => true, limit });
    this.#receivers = { large: receiver(this.maxBytes), small: receiver(SMALL_BODY) };
  }

  /**
   * The body of a request, which must be a JSON object. An app that parses JSON for all its routes has done so already;
   * then the text is gone, and duplicate keys cannot be found.
   *
   * @param options.allowEmpty whether nothing at all is as good as an empty object
   * @param options.size whether a mapping has to fit in
   * @throws {ProvisioningError} `content_type_invalid`, `request_invalid`
   */
  async read(
    request: Request,
    response: Response,
    { allowEmpty, size }: { allowEmpty: boolean; size: BodySize },
  ): Promise<JsonObject> {
    const contentType = request.get('content-type') ?? '';
    const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(contentType) ?? [];
    if (!/^application\/json\s*(;|$)/i.test(contentType) || !/^utf-?8$/i.test(charset)) {
      const message = 'Send the body as application/json, in UTF-8.';
      throw new ProvisioningError('content_type_invalid', message, { status: 415 });
    }
    await this.#receive(request, response, size);
    const isEmpty = !hasBody(request);
    const body: unknown = isEmpty && allowEmpty ? {} : isEmpty ? undefined : await this.#parse(request);
    if (!isJsonObject(body)) throw new RequestError('The body must be a JSON object.');
    return body;
  }

  async #receive(request: Request, response: Response, size: BodySize): Promise<void> {
    const timer = setTimeout(() => request.destroy(), RECEIVE_TIMEOUT_MS);
    try {
      await runMiddleware(this.#receivers[size], request, response);
    } catch (error) {
      const { status, message } = error as { status?: number; message: string };
      // What is no fault of the sender's is none of ours to word.
      if (status === undefined || status >= 500) throw error;
      throw new RequestError(`The body cannot be read: ${message}`, [], { status, cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  async #parse(request: Request): Promise<unknown> {
    const received: unknown = request.body;
    if (!Buffer.isBuffer(received)) return received;
    // The request outlives the parsing, and the text has megabytes.
    request.body = undefined;
    try {
      const { value, duplicateKeys } = await runInSlices(parseJson(decode(received), this.#maxValues));
      if (duplicateKeys.length > 0) throw new RequestError('The body has duplicate keys.', duplicateKeys);
      return value;
    } catch (error) {
      if (error instanceof JsonSyntaxError) throw new RequestError(`The body ${error.message}.`);
      if (error instanceof JsonSizeError)
        throw new RequestError(`The body ${error.message}.`, [], { status: 413 });
      throw error;
    }
  }
}

/** The text without a byte order mark. */
function decode(body: Buffer): string {
  const text = body.toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function runMiddleware(middleware: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    middleware(request, response, (error?: unknown) => {
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
