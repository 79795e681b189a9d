import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** What an endpoint has to say. */
export type Reply =
  | { json: unknown; headers?: Record<string, string> }
  /** Text that is made while it is sent, so that it may be longer than the memory. */
  | { stream: AsyncIterable<string>; type: string; filename?: string };

/** Sends what an endpoint has to say; of a HEAD request only the headers. */
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

/** A stream that fails once it has begun cuts the connection, so that no client takes what it has received for all. */
async function sendStream(res: Response, stream: AsyncIterable<string>): Promise<void> {
  const iterator = stream[Symbol.asyncIterator]();
  try {
    // What fails before the first chunk can still be answered properly.
    const first = await iterator.next();
    if (res.destroyed) return;
    await pipeline(Readable.from(resume(first, iterator), { objectMode: true }), res);
  } catch (error) {
    const isDisconnected = (error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!isDisconnected) throw error;
  } finally {
    // A client that leaves needs no more of it. One that leaves before the first chunk is sent never starts `resume`.
    await iterator.return?.();
  }
}

async function* resume(first: IteratorResult<string>, rest: AsyncIterator<string>): AsyncGenerator<string> {
  for (let result = first; !result.done; result = await rest.next())
    if (result.value !== '') yield result.value;
}
