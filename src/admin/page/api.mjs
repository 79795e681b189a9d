/** An answer that is no success: problem details for HTTP APIs (RFC 9457), with what else came in it. */
export class Problem extends Error {
  constructor({ status, code, detail, title, ...more }) {
    super(detail ?? title ?? `The server answered with status ${status}.`);
    this.status = status;
    this.code = code;
    this.more = more;
  }
}

/** All addresses are relative: the page does not know where the app has mounted it. */
export function address(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

export async function get(path, parameters) {
  return read(await request(address(path, parameters)));
}

export async function send(method, path, body, { settings } = {}) {
  return read(await request(path, withBody(method, body, settings)));
}

/** The lines of an answer as they come in: each is an object. */
export async function* stream(path, body, signal) {
  const response = await request(path, { ...withBody('POST', body), signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) if (line !== '') yield JSON.parse(line);
  }
  if (rest !== '') yield JSON.parse(rest);
}

function withBody(method, body, settings) {
  return {
    method,
    body: JSON.stringify(body),
    headers: {
      'Content-Type': 'application/json',
      ...(settings === undefined ? {} : { 'If-Match': etags.get(settings) }),
    },
  };
}

/** The ETag under which the API sent an object: a change names the one that it is made to. */
const etags = new WeakMap();

async function request(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem({ status: 0, detail: 'The server cannot be reached. Nothing was changed.' });
  }
  if (response.ok && /json/.test(response.headers.get('content-type'))) return response;
  throw new Problem(await problemOf(response));
}

async function problemOf(response) {
  const { status } = response;
  const text = await response.text();
  try {
    return { ...JSON.parse(text), status };
  } catch {
    // Whatever guards the page in this app sends people without a session to a page of its own.
    const signedOut = response.redirected || response.ok || status === 401;
    return { status, detail: signedOut ? SIGNED_OUT : undefined };
  }
}

const SIGNED_OUT =
  'You are not signed in any more. Sign in again in another tab, then come back: what you wrote is still here.';

async function read(response) {
  const body = await response.json();
  etags.set(body, response.headers.get('etag'));
  return body;
}
