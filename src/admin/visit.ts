import type { Request, Response } from 'express';
import type { JsonObject } from '../mapping/older-spellings';
import type { Provisioning } from '../provisioning';
import type { Parts } from '../sign-in/sight';
import type { Access } from './access';
import type { Answer } from './http/answer';

/** A request of somebody who was let in. Everything an endpoint does is about this tenant. */
export interface Visit extends Access {
  jit: Provisioning;
  parts: Parts;
  request: Request;
  response: Response;
  /** Of a request that changes something or asks with one; else empty. */
  body: JsonObject;
}

export interface Endpoint {
  method: 'get' | 'put' | 'post';
  path: string;
  answer: (visit: Visit) => Answer | Promise<Answer>;
}
