import { CookieJar } from 'tough-cookie';
import { parseForms, type HtmlForm } from './html-form';

/** The last answer of a chain of redirects. */
export interface Page {
  status: number;
  url: string;
  headers: Headers;
  body: string;
}

export type FormFields = Record<string, string>;

/**
 * One person's browser without scripts: it keeps cookies, follows redirects from server to server and sends forms.
 * An identity provider remembers the signed-in user, so each user of a test has a browser of their own.
 */
export class Browser {
  readonly jar = new CookieJar();
  /** All answers so far, in their order, also those that only led on. */
  readonly answers: Omit<Page, 'body'>[] = [];

  get(url: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#visit(url, { method: 'GET', headers });
  }

  /** Sends a form, as a page of the same server would. */
  post(url: string, fields: FormFields = {}, headers: Record<string, string> = {}): Promise<Page> {
    return this.#visit(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: new URL(url).origin, ...headers },
    });
  }

  /** Sends a form of a page: the one that has a field or button of this name, else the first. */
  submit(page: Page, fields: FormFields = {}, having = Object.keys(fields)[0]): Promise<Page> {
    const forms = parseForms(page.url, page.body);
    const form = having === undefined ? forms[0] : forms.find(({ names }) => names.has(having));
    if (!form) throw new Error(`No form with "${having}" at ${page.url} (${page.status}):\n${page.body}`);
    return this.#send(page, form, fields);
  }

  /**
   * Opens a page and does what it takes until one is reached that is no identity provider's: chooses the user and
   * sends the forms that a script would send. Resolves to the page of the application, whatever its status.
   */
  async signIn(url: string, userId: string): Promise<Page> {
    let page = await this.get(url);
    for (let step = 0; step < 10; step += 1) {
      const forms = parseForms(page.url, page.body);
      const auto = forms.find(({ names }) => names.has('SAMLResponse') || names.has('SAMLRequest'));
      const choice = forms.find(({ names }) => names.has('user'));
      if (auto) page = await this.#send(page, auto);
      else if (choice) page = await this.#send(page, choice, { user: userId });
      else return page;
    }
    throw new Error(`The sign-in that began at ${url} did not end; it is at ${page.url}`);
  }

  #send(page: Page, form: HtmlForm, fields: FormFields = {}): Promise<Page> {
    const all = { ...form.fields, ...fields };
    // A browser names the page that the form is on, not the one that it goes to.
    if (form.method === 'post') return this.post(form.action, all, { origin: new URL(page.url).origin });
    return this.get(`${form.action.split('?')[0]}?${new URLSearchParams(all).toString()}`);
  }

  async #visit(url: string, request: RequestInit): Promise<Page> {
    let [target, next] = [url, request];
    for (let hop = 0; hop < 20; hop += 1) {
      const response = await this.#fetch(target, next);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) {
        return {
          status: response.status,
          url: target,
          headers: response.headers,
          body: await response.text(),
        };
      }
      target = new URL(location, target).href;
      if (response.status !== 307 && response.status !== 308) next = { method: 'GET' };
    }
    throw new Error(`More than 20 redirects from ${url}; the last led to ${target}`);
  }

  async #fetch(url: string, request: RequestInit): Promise<Response> {
    const headers = new Headers(request.headers);
    const cookies = await this.jar.getCookieString(url);
    if (cookies !== '') headers.set('cookie', cookies);
    const response = await fetch(url, { ...request, headers, redirect: 'manual' });
    this.answers.push({ url, status: response.status, headers: response.headers });
    for (const cookie of response.headers.getSetCookie()) await this.jar.setCookie(cookie, url);
    return response;
  }
}
