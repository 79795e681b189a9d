import express5, { type Express, type Request } from 'express';
import { createProvisioning, entities, type Provisioning, type ProvisioningOptions } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { adminRouter, type AdminOptions } from '../../../src/admin';
import { createTeams } from '../harness/harness';
import { listen } from '../http/listen';
import { validateResponse } from '../assertions/openapi';

export type User = InstanceType<(typeof entities)['User']>;

export interface AdminResponse {
  status: number;
  headers: Headers;
  text: string;
  /** The body, where it is JSON. */
  json: any;
  /** The lines of JSON of a body. */
  lines: any[];
}

export interface RequestOptions {
  /** Who is signed in. @default the owner of the tenant `acme` */
  as?: User | null;
  body?: unknown;
  headers?: Record<string, string>;
}

/** An app with the admin router at /admin, two tenants, and an owner of each. Every answer is checked. */
export interface AdminApp {
  url: string;
  app: Express;
  jit: Provisioning;
  dataSource: DataSource;
  owner: User;
  /** The owner of the tenant `globex`. */
  otherTenantOwner: User;
  call(method: string, path: string, call?: RequestOptions): Promise<AdminResponse>;
  get(path: string, call?: RequestOptions): Promise<AdminResponse>;
  post(path: string, body: unknown, call?: RequestOptions): Promise<AdminResponse>;
  /** Changes the settings of the version that they have. */
  put(body: unknown, call?: RequestOptions): Promise<AdminResponse>;
}

export async function startAdminApp(
  dataSource: DataSource,
  {
    express = express5,
    admin = {},
    before,
    ...options
  }: Partial<ProvisioningOptions> & {
    express?: typeof express5;
    admin?: AdminOptions<Request>;
    before?: (app: Express) => void;
  } = {},
): Promise<AdminApp> {
  const jit = createProvisioning({
    dataSource,
    permissions: ['AUDIT_LOG_READ'],
    removalSafeguard: false,
    ...options,
  });
  const [owner, otherTenantOwner] = [
    await createOwner(dataSource, 'acme'),
    await createOwner(dataSource, 'globex'),
  ];
  const app = express();
  const base = await listen(app);
  before?.(app);
  app.use((req, _res, next) => {
    jit.deserializeUser(req.get('x-user'), (error, user) => {
      if (user) req.user = user;
      next(error);
    });
  });
  app.use('/admin', adminRouter(jit, admin));
  const url = `${base}/admin`;

  const call = async (
    method: string,
    path: string,
    { as = owner, body, headers = {} }: RequestOptions = {},
  ) => {
    const changing = method !== 'GET' && method !== 'HEAD';
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(as === null ? {} : { 'x-user': as.id }),
        ...(changing ? { 'content-type': 'application/json', origin: base } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    if (method !== 'HEAD') validateResponse(method, path.split('?')[0]!, response.status, type, text);
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: /^application\/(problem\+)?json/.test(type) && text !== '' ? JSON.parse(text) : undefined,
      lines: type.includes('ndjson')
        ? text
            .split('\n')
            .slice(0, -1)
            .map((line) => JSON.parse(line))
        : [],
    };
  };
  const get = (path: string, options?: RequestOptions) => call('GET', path, options);
  return {
    ...{ url, app, jit, dataSource, owner, otherTenantOwner, call, get },
    post: (path, body, options) => call('POST', path, { body, ...options }),
    async put(body, options) {
      const etag = (await get('/settings', { as: options?.as ?? owner })).headers.get('etag') ?? '';
      return call('PUT', '/settings', {
        body,
        ...options,
        headers: { 'if-match': etag, ...options?.headers },
      });
    },
  };
}

async function createOwner(dataSource: DataSource, tenant: string): Promise<User> {
  await createTeams(dataSource, tenant);
  return createUser(dataSource, { tenant, email: `owner@${tenant}.example.com`, tenantOwner: true });
}

export function createUser(dataSource: DataSource, columns: Partial<User>): Promise<User> {
  return dataSource.manager.save(dataSource.manager.create(entities.User, columns));
}
