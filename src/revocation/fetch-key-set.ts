/** A set of 20 large keys with certificates has some 100 kB. */
const MAX_BYTES = 512 * 1024;
const MAX_REDIRECTS = 3;

/**
 * Loads a JWK set. A redirect to another origin is refused: the keys of the provider are then wherever a third party says.
 *
 * @throws what says why it cannot be loaded
 */
export async function fetchKeySet(
  href: string,
  { headers, signal }: { headers: Headers; signal: AbortSignal },
): Promise<Response> {
  let url = new URL(href);
  for (let redirects = 0; ; redirects += 1) {
    const response = await fetch(url, { headers, signal, redirect: 'manual' });
    if (response.status < 300 || response.status > 399) return readBounded(response);
    await response.body?.cancel();
    const target = new URL(response.headers.get('location') ?? '', url);
    if (target.origin !== url.origin)
      throw new Error(`The address of the keys redirects to another origin, ${target.origin}`);
    if (redirects === MAX_REDIRECTS) throw new Error('The address of the keys redirects too often');
    url = target;
  }
}

async function readBounded(response: Response): Promise<Response> {
  const { status } = response;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    // Leaving the loop cancels the rest.
    if (bytes > MAX_BYTES) throw new Error(`The keys have more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return new Response(status === 204 ? null : Buffer.concat(chunks), { status });
}
