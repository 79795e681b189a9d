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
  /** The body of a request that changes or previews something; otherwise an empty object. */
  body: JsonObject;
}

export interface Endpoint {
  method: 'get' | 'put' | 'post';
  path: string;
  /**
   * The maximum size of the body: `large` for one with a mapping, of which each tenant sends one at a time, and `small` for
   * 16 kB.
   *
   * @default 'small'
   */
  bodySize?: BodySize;
  /**
   * Whether the response may have megabytes. Each tenant receives one such response at a time.
   *
   * @default false
   */
  hasLargeResponse?: boolean;
  handle: (adminRequest: AdminRequest) => Reply | Promise<Reply>;
}
