/** A response as JSON, without what nothing here reads. */
export interface JsonResponse {
  status: number;
  /** The header `Retry-After`, in milliseconds from now. */
  retryAfterMs: number | undefined;
  /** `undefined` if the body is not JSON. */
  body: unknown;
  /** Bytes of the body. */
  size: number;
}

/**
 * Sends a request and reads at most `maxBytes` of the response. A redirect is an error, so that no response decides where
 * the next request and its credentials go.
 *
 * @throws {Error} if the server cannot be reached, redirects, or sends more than `maxBytes`
 */
export async function fetchJson(url: URL, init: RequestInit, maxBytes: number): Promise<JsonResponse> {
  const response = await fetch(url, { ...init, redirect: 'error' });
  const { text, size } = await readText(response, maxBytes);
  return {
    status: response.status,
    retryAfterMs: parseRetryAfter(response.headers.get('retry-after')),
    body: parseJson(text),
    size,
  };
}

async function readText({ body, url }: Response, maxBytes: number): Promise<{ text: string; size: number }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error(`${new URL(url).origin} sent over ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString('utf8'), size };
}

/** RFC 9110, 10.2.3: a number of seconds, or a date. */
function parseRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const milliseconds = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
