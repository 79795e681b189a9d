/** The few parts of packages without types of their own that the demo's identity providers use. */

declare module 'samlp' {
  import type { Request, RequestHandler } from 'express';

  interface AuthnRequest {
    id?: string;
    issuer?: string;
    assertionConsumerServiceURL?: string;
    forceAuthn?: string;
  }
  type Callback<Result> = (error: Error | null, result?: Result) => void;

  const samlp: {
    parseRequest(req: Request, callback: Callback<AuthnRequest>): void;
    getSamlResponse(options: object, user: unknown, callback: Callback<string>): void;
    logout(options: object): RequestHandler;
  };
  export default samlp;
}

declare module 'samlp/lib/signers' {
  const signers: { signXml(options: { reference: string; key: string; cert: string }, xml: string): string };
  export default signers;
}

declare module 'oidc-provider' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

  export interface Context {
    body: unknown;
    type: string;
    status: number;
    oidc?: {
      route?: string;
      client: { clientId: string };
      session: { accountId?: string; grantIdFor(clientId: string): string | undefined };
      entities: { Account?: { accountId: string } };
      params?: { scope?: string };
    };
  }

  export interface Interaction {
    uid: string;
    prompt: { name: string };
    params: Record<string, unknown>;
  }

  export interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  export default class Provider {
    constructor(issuer: string, configuration: object);
    Grant: new (properties: { clientId: string; accountId: string }) => Grant;
    use(middleware: (ctx: Context, next: () => Promise<void>) => Promise<void>): this;
    on(event: string, listener: (...args: never[]) => void): this;
    callback(): RequestListener;
    interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<Interaction>;
    interactionFinished(req: IncomingMessage, res: ServerResponse, result: object): Promise<void>;
  }
}
