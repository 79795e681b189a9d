import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';

/** A service provider at which a session of this identity provider was used; the names are samlp's. */
export interface Participant {
  serviceProviderId: string;
  nameId: string;
  nameIdFormat: string;
  sessionIndex: string;
  serviceProviderLogoutURL: string;
}

/** A browser that is signed in at the identity provider. */
export interface IdpSession {
  userId: string;
  participants: Participant[];
}

/** The sessions of one identity provider, in memory. */
export class IdpSessions {
  readonly #sessions = new Map<string, IdpSession>();
  // Browsers keep the cookies of all ports of a host together.
  readonly #cookie = `saml_idp_${randomUUID().slice(0, 8)}`;

  find(req: Request): IdpSession | undefined {
    const id = this.#id(req);
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  start(res: Response, userId: string): IdpSession {
    const id = randomUUID();
    const session = { userId, participants: [] };
    this.#sessions.set(id, session);
    res.cookie(this.#cookie, id, { httpOnly: true, sameSite: 'lax' });
    return session;
  }

  end(req: Request): void {
    const id = this.#id(req);
    if (id !== undefined) this.#sessions.delete(id);
  }

  #id(req: Request): string | undefined {
    const pairs = (req.headers.cookie ?? '').split('; ').map((pair) => pair.split('='));
    return pairs.find(([name]) => name === this.#cookie)?.[1];
  }
}
