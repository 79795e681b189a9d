import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What an endpoint has to say. */
export type Reply =
  | { json: unknown; headers?: Record<string, string> }
  /** Text that is made while it is sent, so that it may be longer than the memory. */
  | { stream: AsyncIterable<string>; type: string; filename?: string }
  | { file: Buffer; type: string }
  | { redirect: string };

export async function sendReply(res: ServerResponse, reply: Reply, isHead: boolean): Promise<void> {
  if ('json' in reply) {
    for (const [name, value] of Object.entries(reply.headers ?? {})) res.setHeader(name, value);
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify(reply.json));
  } else if ('file' in reply) {
    res.setHeader('Content-Type', reply.type);
    res.end(reply.file);
  } else if ('redirect' in reply) {
    res.statusCode = 302;
    res.setHeader('Location', reply.redirect);
    res.end();
  } else {
    res.setHeader('Content-Type', reply.type);
    if (reply.filename !== undefined) {
      res.setHeader('Content-Disposition', `attachment; filename="${reply.filename}"`);
    }
    if (isHead) res.end();
    else await sendStream(res, reply.stream);
  }
}

/** A stream that fails once it has begun cuts the connection, so that nobody takes what came for all there is. */
async function sendStream(res: ServerResponse, stream: AsyncIterable<string>): Promise<void> {
  const iterator = stream[Symbol.asyncIterator]();
  // What fails before the first chunk can still be answered properly.
  const first = await iterator.next();
  try {
    await pipeline(Readable.from(resume(first, iterator), { objectMode: true }), res);
  } catch (error) {
    const isDisconnected = (error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!isDisconnected) throw error;
  }
}

async function* resume(first: IteratorResult<string>, rest: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    for (let result = first; !result.done; result = await rest.next())
      if (result.value !== '') yield result.value;
  } finally {
    // Whoever leaves early needs no more of it.
    await rest.return?.();
  }
}
