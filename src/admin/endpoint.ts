import type { Request, Response } from 'express';
import type { JsonObject } from '../validation/json';
import type { Provisioning } from '../provisioning';
import type { ProvisioningContext } from '../context';
import type { AdminAccess } from './authorize';
import type { BodySize } from './http/json-body';
import type { Reply } from './http/reply';

/** An authorized request. An endpoint works on this tenant only. */
export interface AdminRequest extends AdminAccess {
  jit: Provisioning;
  context: ProvisioningContext;
  request: Request;
  response: Response;
  /** Of a request that changes something or asks with one; else empty. */
  body: JsonObject;
}

export interface Endpoint {
  method: 'get' | 'put' | 'post';
  path: string;
  /**
   * How large a body may be: `large` is 10 MB, of which each tenant sends one at a time, and `small` 16 kB.
   *
   * @default 'small'
   */
  bodySize?: BodySize;
  /**
   * Whether the response may have 10 MB: of those, each tenant has one at a time, until the client has received it.
   *
   * @default false
   */
  hasLargeResponse?: boolean;
  handle: (adminRequest: AdminRequest) => Reply | Promise<Reply>;
}
