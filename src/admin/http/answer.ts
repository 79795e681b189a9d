import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What an endpoint has to say. */
export type Answer =
  | { json: unknown; headers?: Record<string, string> }
  /** Text that is made while it is sent, so that it may be longer than the memory. */
  | { stream: AsyncIterable<string>; type: string; filename?: string }
  | { file: Buffer; type: string }
  | { redirect: string };

export async function sendAnswer(res: ServerResponse, answer: Answer, isHead: boolean): Promise<void> {
  if ('json' in answer) {
    for (const [name, value] of Object.entries(answer.headers ?? {})) res.setHeader(name, value);
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify(answer.json));
  } else if ('file' in answer) {
    res.setHeader('Content-Type', answer.type);
    res.end(answer.file);
  } else if ('redirect' in answer) {
    res.statusCode = 302;
    res.setHeader('Location', answer.redirect);
    res.end();
  } else {
    res.setHeader('Content-Type', answer.type);
    if (answer.filename !== undefined) {
      res.setHeader('Content-Disposition', `attachment; filename="${answer.filename}"`);
    }
    if (isHead) res.end();
    else await sendStream(res, answer.stream);
  }
}

/** A stream that fails once it has begun cuts the connection, so that nobody takes what came for all there is. */
async function sendStream(res: ServerResponse, stream: AsyncIterable<string>): Promise<void> {
  const chunks = stream[Symbol.asyncIterator]();
  // What fails before the first chunk can still be answered properly.
  const first = await chunks.next();
  try {
    await pipeline(Readable.from(from(first, chunks), { objectMode: true }), res);
  } catch (error) {
    const hasLeft = (error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!hasLeft) throw error;
  }
}

async function* from(first: IteratorResult<string>, rest: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    for (let step = first; !step.done; step = await rest.next()) if (step.value !== '') yield step.value;
  } finally {
    // Whoever leaves early needs no more of it.
    await rest.return?.();
  }
}
