import { randomUUID } from 'node:crypto';
import { urlencoded, Router, type Request, type Response } from 'express';
import samlp from 'samlp';
import { html } from '../html';
import { sendPage } from '../page';
import type { IdpSessions, Participant } from './saml-sessions';
import type { SamlSettings } from './saml-settings';

/**
 * Single logout, by redirects. Opening it in a browser signs out everywhere: a signed LogoutRequest goes to each
 * service provider in turn. One that comes from a service provider is answered after the others are told.
 */
export function singleLogout(sessions: IdpSessions, settings: SamlSettings, privateKey: string): Router {
  const store = new LogoutStates();
  return Router().all('/logout', urlencoded({ extended: false }), (req, res, next) => {
    // samlp 8 was written for Express 4: it wants a body at every request, and ends with a bare status.
    (req as { body: unknown }).body ??= {};
    const send = res.send.bind(res);
    res.send = (body) => (body === (200 as unknown) ? signedOut(res, send) : send(body));

    samlp.logout({
      issuer: settings.issuer,
      key: privateKey,
      cert: '',
      deflate: true,
      protocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
      sessionParticipants: new Participants(sessions.find(req)?.participants ?? []),
      clearIdPSession: (done: () => void) => {
        sessions.end(req);
        done();
      },
      store,
    })(req, res, next);
  });
}

function signedOut(res: Response, send: Response['send']): Response {
  res.send = send;
  sendPage(res, { title: 'Signed out', body: html`<main><h1>You are signed out</h1></main>` });
  return res;
}

/** The interface that samlp asks for, over the participants of one session. */
class Participants {
  constructor(readonly list: Participant[]) {}

  get(issuer: string, indices: string[] | undefined, nameId: string, done: Done<Participant>): void {
    done(
      null,
      this.list.find(
        (one) =>
          one.serviceProviderId === issuer &&
          one.nameId === nameId &&
          (indices === undefined || indices.includes(one.sessionIndex)),
      ),
    );
  }

  hasElements(): boolean {
    return this.list.length > 0;
  }

  getFirst(done: Done<Participant>): void {
    done(null, this.list[0]);
  }

  remove(issuer: string, sessionIndex: string, nameId: string, done: Done<Participant>): void {
    const at = this.list.findIndex(
      (one) => one.serviceProviderId === issuer && one.sessionIndex === sessionIndex && one.nameId === nameId,
    );
    done(null, at === -1 ? undefined : this.list.splice(at, 1)[0]);
  }
}

type Done<Result> = (error: Error | null, result?: Result) => void;

/** What samlp has to remember from one redirect of a logout to the next. */
class LogoutStates {
  readonly #states = new Map<string, unknown>();

  save(_req: Request, state: unknown, done: Done<string>): void {
    const handle = randomUUID();
    this.#states.set(handle, state);
    done(null, handle);
  }

  load(
    _req: Request,
    handle: string,
    ...rest: [Done<unknown>] | [{ destroy?: boolean }, Done<unknown>]
  ): void {
    const [options, done] = rest.length === 1 ? [{}, rest[0]] : rest;
    const state = this.#states.get(handle);
    if ('destroy' in options && options.destroy === true) this.#states.delete(handle);
    done(null, state);
  }

  update(_req: Request, handle: string, state: unknown, done: Done<void>): void {
    this.#states.set(handle, state);
    done(null);
  }
}
