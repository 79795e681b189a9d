import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** The response of an endpoint. */
export type Reply =
  | { json: unknown; headers?: Record<string, string> }
  /** Text that is generated while it is sent, so it may exceed the memory. */
  | { stream: AsyncIterable<string>; type: string; filename?: string };

/** Sends the response of an endpoint; for a HEAD request only the headers. */
export async function sendReply(res: Response, reply: Reply): Promise<void> {
  if ('json' in reply) {
    res.set(reply.headers ?? {}).json(reply.json);
    return;
  }
  res.setHeader('Content-Type', reply.type);
  if (reply.filename !== undefined) {
    res.setHeader('Content-Disposition', `attachment; filename="${reply.filename}"`);
  }
  if (res.req.method === 'HEAD') res.end();
  else await sendStream(res, reply.stream);
}

/** If a stream fails after it has begun, the connection is closed, so that no client takes a part for the whole. */
async function sendStream(res: Response, stream: AsyncIterable<string>): Promise<void> {
  const iterator = stream[Symbol.asyncIterator]();
  try {
    // A failure before the first chunk can still get an error response.
    const first = await iterator.next();
    if (res.destroyed) return;
    await pipeline(Readable.from(resume(first, iterator), { objectMode: true }), res);
  } catch (error) {
    const isDisconnected = (error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!isDisconnected) throw error;
  } finally {
    // A client that has disconnected needs no more chunks. If it disconnects before the first chunk, `resume` is never
    // called.
    await iterator.return?.();
  }
}

async function* resume(first: IteratorResult<string>, rest: AsyncIterator<string>): AsyncGenerator<string> {
  for (let result = first; !result.done; result = await rest.next())
    if (result.value !== '') yield result.value;
}
