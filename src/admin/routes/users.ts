import type { Request } from 'express';
import { activate, deactivate } from '../../access/change-activation';
import { endSessions } from '../../access/end-sessions';
import type { UserBase } from '../../entities/user';
import type { SignedInRequest } from '../../http/tenant';
import { TenantUsers } from '../../store/tenant-users';
import { loadGroups } from '../../store/user-groups';
import { IsName } from '../../validation/decorators';
import { parseBody } from '../http/json-body';
import type { Reply } from '../http/reply';
import { Query } from '../http/query';
import { RequestError } from '../http/request-error';
import { exportUsers } from '../users/export-users';
import { findUsers, isUserCursor } from '../../store/find-users';
import { toAdminUser } from '../users/to-admin-user';
import { encodeCursor, decodeCursor } from '../http/cursor';
import type { Endpoint, AdminRequest } from '../endpoint';

export const users: Endpoint[] = [
  {
    method: 'get',
    path: '/users',
    handle(adminRequest) {
      const query = new Query(adminRequest.request, ['search', 'dormantDays', 'after', 'limit', 'format']);
      return query.enum('format', ['json', 'ndjson']) === 'json'
        ? listUsers(adminRequest, query)
        : streamAllUsers(adminRequest, query);
    },
  },
  {
    method: 'post',
    path: '/users/:id/deactivate',
    handle: (adminRequest) => changeActivation(adminRequest, deactivate),
  },
  {
    method: 'post',
    path: '/users/:id/activate',
    handle: (adminRequest) => changeActivation(adminRequest, activate),
  },
  {
    method: 'post',
    path: '/users/:id/end-sessions',
    handle: (adminRequest) => endSessionsOf(adminRequest, String(adminRequest.request.params.id)),
  },
  {
    method: 'post',
    path: '/end-sessions',
    handle: (adminRequest) => endSessionsOf(adminRequest, null),
  },
];

async function listUsers({ context, tenant, request }: AdminRequest, query: Query): Promise<Reply> {
  const { database, options } = context;
  const dormantDays = query.integer('dormantDays', { min: 1, max: 36_500 });
  const search = {
    tenant,
    search: query.string('search', 320),
    dormantBefore: dormantDays === undefined ? undefined : daysAgo(dormantDays),
    after: decodeCursor(query.string('after', 2000), isUserCursor),
    limit: query.integer('limit', { min: 1, max: 200 }) ?? 50,
  };
  const { users, next } = await database.read(tenant, () => findUsers(database, options.entities, search));
  const items = users.map((user) => toAdminUser(user, currentUserId(request)));
  return { json: { items, next: next === undefined ? null : encodeCursor(next) } };
}

function streamAllUsers({ context, tenant }: AdminRequest, query: Query): Reply {
  for (const name of ['search', 'dormantDays', 'after', 'limit']) {
    if (query.string(name, 2000) === undefined) continue;
    throw new RequestError(`All users are sent as ndjson: leave "${name}" out.`);
  }
  const { database, options } = context;
  const pages = new TenantUsers(database, options.entities, tenant).pages();
  return { stream: exportUsers(pages), type: 'application/x-ndjson', filename: 'users.ndjson' };
}

async function changeActivation(adminRequest: AdminRequest, change: typeof activate): Promise<Reply> {
  const { context, tenant, request } = adminRequest;
  const userId = String(request.params.id);
  const user = await change(context, { tenant, userId, actor: adminRequest.actor() });
  const { database, options } = context;
  const groups = await database.read(tenant, () => loadGroups(database, options.entities, [user.id]));
  user.identityProviderGroups = groups.get(user.id) ?? null;
  return { json: toAdminUser(user, currentUserId(request)) };
}

/** The id of the user who is signed in, whom the app's own `authorize` may not ask for. */
function currentUserId(request: Request): string | undefined {
  const id = (request as SignedInRequest<UserBase>).user?.id;
  return id === undefined ? undefined : String(id);
}

class SessionsEndBody {
  @IsName(1000)
  reason!: string;
}

/** @param userId null: of all users of the tenant */
async function endSessionsOf(adminRequest: AdminRequest, userId: string | null): Promise<Reply> {
  const { context, tenant, body } = adminRequest;
  const { reason } = parseBody(SessionsEndBody, body);
  const details = { tenant, actor: adminRequest.actor(), reason };
  await endSessions(context, userId === null ? details : { ...details, userId });
  return { json: { userId } };
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 24 * 60 * 60_000);
}
