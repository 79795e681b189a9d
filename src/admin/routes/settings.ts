import type { Request } from 'express';
import { ProvisioningError } from '../../errors';
import type { Settings } from '../../settings/settings';
import type { Answer } from '../http/answer';
import { checkKeys, confirmOf } from '../http/json-body';
import { RequestError } from '../http/request-error';
import { READ_ONLY } from '../openapi/schemas/settings';
import type { Endpoint, Visit } from '../visit';

export const settings: Endpoint[] = [
  {
    method: 'get',
    path: '/settings',
    async answer(visit) {
      return shown(visit, await visit.jit.settings.get(visit.tenant));
    },
  },
  {
    method: 'put',
    path: '/settings',
    async answer(visit) {
      const { jit, tenant, body, request } = visit;
      const patch = Object.fromEntries(
        Object.entries(body).filter(([key]) => key !== 'confirm' && !READ_ONLY.includes(key)),
      );
      const change = {
        tenant,
        version: expectedVersion(request),
        actor: visit.actor(),
        confirm: confirmOf(body),
      };
      return shown(visit, await jit.settings.update(patch, change));
    },
  },
  {
    method: 'post',
    path: '/settings/rollback',
    async answer(visit) {
      const { jit, tenant, body, request } = visit;
      checkKeys(body, ['version', 'confirm']);
      const { version: to } = body;
      if (typeof to !== 'number' || !Number.isSafeInteger(to) || to < 0) {
        const fault = { path: 'version', message: 'must be the version to go back to' };
        throw new RequestError('The body is wrong.', [fault]);
      }
      const change = {
        tenant,
        version: expectedVersion(request),
        actor: visit.actor(),
        confirm: confirmOf(body),
      };
      return shown(visit, await jit.settings.rollback({ ...change, to }));
    },
  },
];

/** The settings, and what a form that edits them has to know. */
async function shown({ parts: { options } }: Visit, settings: Settings): Promise<Answer> {
  const { dataSource, entities, mappingRules, rules } = options;
  const { tenant } = settings;
  const state = await dataSource.manager.findOneBy(entities.TenantState, { tenant });
  const { roles, permissions, createMissingTeams } = mappingRules;
  const { managedTeams } = rules;
  const lossesHeldAt = state?.lossesHeldAt ?? null;
  return {
    headers: { ETag: `"${settings.version}"` },
    json: {
      ...settings,
      roles,
      permissions: permissions ?? null,
      managedTeams,
      createMissingTeams,
      lossesHeldAt,
    },
  };
}

/**
 * The version that the sender has read, out of If-Match (RFC 9110, 13.1.1). Neither `*` nor a list is taken: whoever
 * changes settings has seen one version of them. A proxy that compresses makes a weak tag of ours, with the same version.
 */
function expectedVersion(request: Request): number {
  const header = request.get('if-match');
  if (header === undefined) {
    const message = 'Send If-Match with the ETag of the settings that you have read.';
    throw new ProvisioningError('precondition_required', message, { status: 428 });
  }
  const [, tag] = /^\s*(?:W\/)?"([^"]*)"\s*$/.exec(header) ?? [];
  if (tag === undefined)
    throw new RequestError('If-Match must be the one ETag of the settings that you have read.');
  if (/^\d{1,10}$/.test(tag)) return Number(tag);
  const message = 'No version of these settings has this ETag: read them again.';
  throw new ProvisioningError('settings_conflict', message, { status: 412 });
}
