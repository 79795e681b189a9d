/** An answer that is no success: problem details for HTTP APIs (RFC 9457), with what else came in it. */
export class Problem extends Error {
  constructor({ status, code, detail, title, signedOut = false, outcomeUnknown = false, ...more }) {
    super(detail ?? title ?? `The server answered with status ${status}.`);
    this.status = status;
    this.code = code;
    /** Whether signing in again may help. */
    this.signedOut = signedOut;
    /** Whether a change may have been made, though its answer never came. */
    this.outcomeUnknown = outcomeUnknown;
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
  const response = await request(path, withBody(method, body, settings));
  try {
    return await read(response);
  } catch {
    throw connectionLost(true);
  }
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
    throw connectionLost(changesSomething(url, options));
  }
  if (response.ok && /json/.test(response.headers.get('content-type'))) return response;
  throw await problemOf(response, changesSomething(url, options));
}

function changesSomething(url, options) {
  return options !== undefined && url !== 'preview';
}

/** A request may have reached the server, and have done its work, before the connection broke. */
function connectionLost(outcomeUnknown) {
  const detail = outcomeUnknown
    ? 'The connection was lost. It is not known whether your change was made.'
    : 'The server cannot be reached. Check your connection, then try again.';
  return new Problem({ status: 0, detail, outcomeUnknown });
}

async function problemOf(response, isChange) {
  const { status } = response;
  const text = await response.text().catch(() => '');
  const problem = parseProblem(text);
  // The page was open to this user before, so that a refusal means that the session ended, or the access. What guards the
  // page in an app may also send users without a session to a page of its own.
  const isSessionOver =
    status === 401 ||
    problem?.code === 'admin_forbidden' ||
    (problem === undefined && (response.redirected || response.ok));
  if (isSessionOver || (problem === undefined && status === 403))
    return new Problem({ ...problem, status, detail: SIGNED_OUT, signedOut: true });
  if (problem !== undefined) return new Problem({ ...problem, status });
  // A proxy answers in the place of a server that may have done its work.
  return isChange && status >= 502 ? connectionLost(true) : new Problem({ status });
}

function parseProblem(text) {
  try {
    const problem = JSON.parse(text);
    return typeof problem === 'object' && problem !== null ? problem : undefined;
  } catch {
    return undefined;
  }
}

const SIGNED_OUT =
  'Your session has ended, or you no longer have access to this page. Sign in again in another tab, then come back and ' +
  'repeat this: what you wrote is still here.';

async function read(response) {
  const body = await response.json();
  etags.set(body, response.headers.get('etag'));
  return body;
}
