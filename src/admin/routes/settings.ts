import type { Request } from 'express';
import { readRows } from '../../database/read-rows';
import { ProvisioningError } from '../../errors';
import { SettingsConflictError } from '../../settings/errors';
import type { Settings } from '../../settings/settings';
import { withActors } from '../audit/reader';
import type { Reply } from '../http/reply';
import { ConfirmableBody, EmptyBody, parseBody } from '../http/json-body';
import { IsVersionNumber } from '../../settings-store/change-input';
import { Query } from '../http/query';
import { RequestError } from '../http/request-error';
import { READ_ONLY } from '../openapi/schemas/settings';
import type { Endpoint, AdminRequest } from '../endpoint';
import { OneAtATime } from '../one-at-a-time';

export const settings: Endpoint[] = [
  {
    method: 'get',
    path: '/settings',
    hasLargeResponse: true,
    async handle(adminRequest) {
      return settingsReply(adminRequest, await adminRequest.jit.settings.get(adminRequest.tenant));
    },
  },
  {
    method: 'put',
    path: '/settings',
    bodySize: 'large',
    async handle(adminRequest) {
      const { jit, tenant, body, request } = adminRequest;
      const { confirm, ...values } = body;
      const patch = Object.fromEntries(Object.entries(values).filter(([key]) => !READ_ONLY.includes(key)));
      const change = {
        tenant,
        ...readExpectedVersion(request),
        actor: adminRequest.actor(),
        confirm: parseBody(ConfirmableBody, { confirm }).confirm,
      };
      return changeSettings(adminRequest, () => jit.settings.update(patch, change));
    },
  },
  {
    method: 'post',
    path: '/settings/rollback',
    async handle(adminRequest) {
      const { jit, tenant, body, request } = adminRequest;
      const { version, confirm } = parseBody(RollbackBody, body);
      const expected = readExpectedVersion(request);
      const change = {
        tenant,
        version,
        expectedVersion: expected.version,
        revision: expected.revision,
        actor: adminRequest.actor(),
        confirm,
      };
      return changeSettings(adminRequest, () => jit.settings.rollback(change));
    },
  },
  {
    method: 'get',
    path: '/settings/history',
    hasLargeResponse: true,
    async handle({ jit, context, tenant, request }) {
      const query = new Query(request, ['before', 'limit']);
      const before = query.integer('before', { min: 1, max: 2 ** 31 - 1 });
      const limit = query.integer('limit', { min: 1, max: 99 }) ?? 20;
      const versions = await jit.settings.history({ tenant, before, limit });
      const { entities } = context.options;
      const items = await context.database.read(tenant, (manager) =>
        withActors(manager, entities, tenant, versions),
      );
      // A page of large versions is shorter than the limit, so the number of versions does not show whether it is the
      // last page.
      const oldest = items.at(-1)?.version ?? 1;
      return { json: { items, next: oldest > 1 ? oldest : null } };
    },
  },
  {
    method: 'post',
    path: '/held/release',
    async handle({ jit, tenant, actor, body }) {
      parseBody(EmptyBody, body);
      await jit.releaseHeldRemovals({ tenant, actor: actor() });
      return { json: { removalsHeldAt: null } };
    },
  },
];

class RollbackBody extends ConfirmableBody {
  @IsVersionNumber('must be the version to restore')
  version!: number;
}

const changes = new OneAtATime(
  'change_running',
  'Another change of the settings of this tenant is being checked. Repeat this change when the other one has ended.',
);

/**
 * Validates and saves settings. Both take long, even for invalid settings, so a tenant runs one change at a time.
 *
 * @throws {ProvisioningError} `change_running`, and the errors of the change
 */
async function changeSettings(adminRequest: AdminRequest, change: () => Promise<Settings>): Promise<Reply> {
  const { context, tenant } = adminRequest;
  const end = changes.start(context, tenant);
  try {
    return await settingsReply(adminRequest, await change());
  } catch (error) {
    throw error instanceof SettingsConflictError ? await nameActors(adminRequest, error) : error;
  } finally {
    end();
  }
}

/** The same conflict, with the users who made the changes. */
async function nameActors(
  { context }: AdminRequest,
  { tenant, expectedVersion, currentVersion, changes: versions }: SettingsConflictError,
): Promise<SettingsConflictError> {
  const { entities } = context.options;
  const named = await context.database.read(tenant, (manager) =>
    withActors(manager, entities, tenant, versions),
  );
  return new SettingsConflictError(tenant, expectedVersion, currentVersion, named);
}

/** The settings, with the additional data for a form that edits them. */
async function settingsReply({ context }: AdminRequest, settings: Settings): Promise<Reply> {
  const { database, options } = context;
  const { entities, mappingRules, rules } = options;
  const { tenant } = settings;
  const [tenantState] = await database.read(tenant, (manager) =>
    readRows(manager, entities.TenantState, { properties: ['removalsHeldAt'], where: { tenant } }),
  );
  const { roles, permissions, createMissingTeams } = mappingRules;
  const { managedTeams } = rules;
  const removalsHeldAt = tenantState?.removalsHeldAt ?? null;
  return {
    headers: { ETag: toEtag(settings) },
    json: {
      ...settings,
      roles,
      permissions: permissions ?? null,
      managedTeams,
      createMissingTeams,
      removalsHeldAt,
    },
  };
}

/** The ETag includes the revision, because the same version may mean other settings after a tenant was created anew. */
function toEtag({ version, revision = '' }: Settings): string {
  return `"${revision === '' ? version : `${version}.${revision}`}"`;
}

/**
 * Reads the version and revision from If-Match (RFC 9110, 13.1.1). `*` and lists are refused: a change applies to the
 * one version that the client has read. A proxy that compresses turns the ETag into a weak one, with the same content.
 */
function readExpectedVersion(request: Request): { version: number; revision: string } {
  const header = request.get('if-match');
  if (header === undefined) {
    const message = 'Send If-Match with the ETag of the settings that you have read.';
    throw new ProvisioningError('precondition_required', message, { status: 428 });
  }
  const [, etag] = /^\s*(?:W\/)?"([^"]*)"\s*$/.exec(header) ?? [];
  if (etag === undefined)
    throw new RequestError('If-Match must be the one ETag of the settings that you have read.');
  const [, version, revision = ''] = /^(\d{1,10})(?:\.([0-9a-f-]{36}))?$/.exec(etag) ?? [];
  if (version !== undefined) return { version: Number(version), revision };
  const message = 'No version of these settings has this ETag: read them again.';
  throw new ProvisioningError('settings_conflict', message, { status: 412 });
}
