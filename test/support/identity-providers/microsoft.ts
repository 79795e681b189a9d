import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { VerifiedIdentity } from 'passport-jit';
import { listen } from '../http/listen';

export const DIRECTORY = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';
export const USER = '11112222-bbbb-3333-cccc-4444dddd5555';
export const CREDENTIALS = { clientId: '00001111-aaaa-2222-bbbb-3333cccc4444', clientSecret: 's3cret' };

/** An object id that a name stands for. */
export function objectId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** What the fake of Microsoft received, in order. */
export interface MicrosoftRequest {
  path: string;
  method: string;
  authorization: string | undefined;
  body: string;
}

export interface Microsoft {
  cloud: { authority: string; graph: string };
  tokenRequests: MicrosoftRequest[];
  graphRequests: MicrosoftRequest[];
  /** The user as their token describes them, without the groups. */
  identity: VerifiedIdentity;
}

type Reply = (response: ServerResponse, request: MicrosoftRequest) => void;

/** The token endpoint and Microsoft Graph on this machine. Each list has the replies in order; the last one stays. */
export async function startMicrosoft({
  tokens = [issueToken()],
  graph,
}: {
  tokens?: Reply[];
  graph: Reply[];
}): Promise<Microsoft> {
  const tokenRequests: MicrosoftRequest[] = [];
  const graphRequests: MicrosoftRequest[] = [];
  const serve = (replies: Reply[], received: MicrosoftRequest[]) =>
    listen((request, response) => {
      void readRequest(request).then((read) => {
        received.push(read);
        replies[Math.min(received.length, replies.length) - 1]!(response, read);
      });
    });
  const cloud = { authority: await serve(tokens, tokenRequests), graph: await serve(graph, graphRequests) };
  const identity = {
    protocol: 'oidc',
    issuer: `${cloud.authority}/${DIRECTORY}/v2.0`,
    subject: 'ada',
    attributes: {
      oid: USER,
      tid: DIRECTORY,
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint: 'https://graph.windows.net/never/getMemberObjects' } },
    },
  };
  return { cloud, tokenRequests, graphRequests, identity };
}

async function readRequest(request: IncomingMessage): Promise<MicrosoftRequest> {
  const { url = '', method = '', headers } = request;
  return { path: url, method, authorization: headers.authorization, body: await text(request) };
}

export function reply(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export function issueToken(name = 'token-1', lifetime = 3599): Reply {
  return reply(200, {
    token_type: 'Bearer',
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: name,
  });
}

export function sendGroups(...names: string[]): Reply {
  const context = 'https://graph.microsoft.com/v1.0/$metadata#Collection(Edm.String)';
  return reply(200, { '@odata.context': context, value: names.map(objectId) });
}

export function graphError(status: number, code: string, headers: Record<string, string> = {}): Reply {
  const innerError = { date: '2026-01-01T00:00:00', 'request-id': USER, 'client-request-id': USER };
  return reply(status, { error: { code, message: 'Details of the directory.', innerError } }, headers);
}
