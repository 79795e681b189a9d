import { entities as defaultEntities } from '../entities';
import { DEFAULT_MAX_BYTES, DEFAULT_MAX_ENTRIES } from '../mapping/limits';
import type { PlanRules } from '../plan/plan-input';
import { parseDuration, type Duration } from '../validation/duration';
import { createBreakGlassRule } from './break-glass';
import type { ProvisioningOptions, ResolvedOptions } from './options';
import { validateOptions } from './validate-options';

/**
 * Validates the options and fills in the defaults.
 *
 * @throws {InvalidInputError} `options_invalid`, with every fault at once
 */
export function resolveOptions(options: ProvisioningOptions): ResolvedOptions {
  validateOptions(options);
  const {
    dataSource,
    entities = defaultEntities,
    roles = ['TEAM_ADMIN', 'EDITOR', 'VIEWER'],
    permissions,
    maxMappingEntries = DEFAULT_MAX_ENTRIES,
    maxMappingBytes = DEFAULT_MAX_BYTES,
    createMissingTeams = false,
    unmatched = 'create',
    managedTeams = 'all',
    syncScope = 'user',
    groupsPolicy = {},
    breakGlass = [],
    syncProfile = false,
    preparedStatements = true,
    avatarProtocols = ['https:'],
  } = options;
  const removalSafeguard = resolveSafeguard(options.removalSafeguard);

  return {
    dataSource,
    entities,
    settings: options.settings,
    mappingRules: {
      roles,
      permissions,
      laws: options.laws,
      createMissingTeams,
      maxEntries: maxMappingEntries,
      maxBytes: maxMappingBytes,
    },
    rules: {
      managedTeams,
      syncScope,
      createMissingTeams,
      unmatched,
      syncProfile,
      removalSafeguard,
      isBreakGlass: createBreakGlassRule(breakGlass),
    },
    groupsPolicy,
    resolveGroups: options.resolveGroups,
    resolveGroupsFor: options.resolveGroupsFor ?? ['overage'],
    resolveGroupsTimeout: toMilliseconds(options.resolveGroupsTimeout ?? '5s'),
    avatarProtocols,
    assignUser: options.assignUser,
    lastSignInPrecision: toMilliseconds(options.lastSignInPrecision ?? '1h'),
    maxSessionAge: toMilliseconds(options.maxSessionAge ?? '30d'),
    preparedStatements,
    onListenerError:
      options.onListenerError ??
      ((error, event) =>
        process.emitWarning(
          `passport-jit: ${event === 'resolveGroups' ? event : `a listener of "${event}"`} failed: ${String(error)}`,
        )),
  };
}

function resolveSafeguard(
  limits: ProvisioningOptions['removalSafeguard'] = {},
): PlanRules['removalSafeguard'] {
  if (limits === false) return false;
  const { window = '1h', maxUsers = 10, maxShare = 0.2 } = limits;
  return { window: toMilliseconds(window), maxUsers, maxShare };
}

/** A duration that has been validated. */
function toMilliseconds(duration: Duration): number {
  return parseDuration(duration) ?? 0;
}
