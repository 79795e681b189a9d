import { setTimeout as sleep } from 'node:timers/promises';
import { Browser } from '../http/browser';
import { parseForms } from '../http/html-form';
import { runExample, type Example } from './run-example';

/** How many instances the example starts. */
export const INSTANCES = 3;

/** Something that an instance answered. */
export interface InstanceResponse {
  instance: number;
  status: number;
  body: string;
}

/** The example on several instances, as a process of its own. */
export class Cluster {
  private constructor(
    readonly url: string,
    private readonly example: Example,
  ) {}

  /** On a port that no outgoing connection of this machine takes in between. */
  static async start(env: Record<string, string>): Promise<Cluster> {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const example = runExample('cluster', { DATABASE_URL: '', PORT: String(port), ...env });
    return new Cluster(await example.started, example);
  }

  async get(
    path = '/',
    headers: Record<string, string> = {},
  ): Promise<InstanceResponse & { headers: Headers }> {
    const response = await fetch(this.url + path, { headers, redirect: 'manual' });
    return {
      instance: instanceOf(response.headers),
      status: response.status,
      headers: response.headers,
      body: await response.text(),
    };
  }

  async getAs(browser: Browser, path = '/'): Promise<InstanceResponse> {
    return this.get(path, { cookie: await browser.jar.getCookieString(this.url) });
  }

  /** A change by the admin router's API, from its own page. */
  async change(
    browser: Browser,
    method: string,
    path: string,
    body: unknown,
    etag = '',
  ): Promise<InstanceResponse> {
    const response = await fetch(`${this.url}/admin${path}`, {
      method,
      headers: {
        cookie: await browser.jar.getCookieString(this.url),
        origin: this.url,
        'content-type': 'application/json',
        ...(etag && { 'if-match': etag }),
      },
      body: JSON.stringify(body),
    });
    return { instance: instanceOf(response.headers), status: response.status, body: await response.text() };
  }

  /** Signs a user in. The instances are those that handled the requests to the app, in their order. */
  async signIn(provider: 'acme' | 'globex', user: string, browser = new Browser()) {
    const before = browser.answers.length;
    const page = await browser.signIn(`${this.url}/login/${provider}`, user);
    const own = browser.answers.slice(before).filter(({ url }) => url.startsWith(this.url));
    return { browser, page, instances: own.map(({ headers }) => instanceOf(headers)) };
  }

  /** A signed response of the SAML provider that was not yet sent to the app, and the instance that requested it. */
  async samlResponse(user: string) {
    const browser = new Browser();
    const page = await browser.submit(await browser.get(`${this.url}/login/acme`), { user });
    const { action, fields } = parseForms(page.url, page.body).find(({ names }) =>
      names.has('SAMLResponse'),
    )!;
    return { action, fields, requestedBy: instanceOf(browser.answers[0]!.headers) };
  }

  signal(signal: 'SIGTERM' | 'SIGINT'): void {
    this.example.child.kill(signal);
  }

  output(): string {
    return this.example.said();
  }

  /** The code that it ended with. */
  async exitCode(): Promise<number | null> {
    const { code } = await this.example.ended;
    return code;
  }

  async stop(): Promise<void> {
    this.signal('SIGTERM');
    await this.exitCode();
  }
}

export function instanceOf(headers: Headers): number {
  return Number(/^instance (\d+)$/.exec(headers.get('x-served-by') ?? '')?.[1]);
}

/** Asks until every instance has answered at least once; the answers by instance, the last of each. */
export async function fromEveryInstance<T extends { instance: number }>(
  request: () => Promise<T>,
): Promise<Map<number, T>> {
  const answers = new Map<number, T>();
  for (let asked = 0; asked < 200 && answers.size < INSTANCES; asked += 1) {
    const answer = await request();
    answers.set(answer.instance, answer);
  }
  if (answers.size < INSTANCES) throw new Error(`Only these answered: ${[...answers.keys()].join(', ')}`);
  return answers;
}

/** Asks again and again until it is so; the test's own time limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}
