import ms, { type StringValue } from 'ms';
import { DataSource } from 'typeorm';
import type { EntitySet } from './entities/define-entities';
import type { UserBase } from './entities/user';
import { entities as readyEntities } from './entities';
import { InvalidInputError, type Fault } from './errors';
import { emailKey } from './identity/email';
import type { VerifiedIdentity } from './identity/verified-identity';
import { didYouMean, nearest } from './mapping/nearest';
import type { MappingRules } from './mapping/parse';
import type { Rules } from './plan/plan';
import type { GroupsPolicies } from './plan/usable-groups';
import type { ManagedTeams } from './plan/sync';
import type { SettingsPatch } from './settings/check';

/** A length of time: milliseconds, or text such as `'8h'` or `'90 days'` that the package `ms` reads. */
export type Duration = number | string;

export interface ProvisioningOptions {
  /** The app's TypeORM data source, initialized, with the entities among its `entities`. */
  dataSource: DataSource;
  /**
   * The set that `defineEntities` made.
   *
   * @default the ready `entities`
   */
  entities?: EntitySet;
  /** Settings that are fixed in code, for every tenant. Left out, they are kept in the database, one set a tenant. */
  settings?: SettingsPatch;
  /**
   * The roles that a mapping may give.
   *
   * @default ['TEAM_ADMIN', 'EDITOR', 'VIEWER']
   */
  roles?: readonly string[];
  /** The tenant permissions that a mapping may give. Left out, any name is right. */
  permissions?: readonly string[];
  /**
   * Whether teams and case groups that the mapping names are made when they are missing.
   *
   * @default false
   */
  createMissingTeams?: boolean;
  /**
   * Whether somebody in no group of the mapping comes in without grants, or is refused (`no_matching_group`).
   *
   * @default 'create'
   */
  unmatched?: 'create' | 'deny';
  /**
   * Whether enhanced sync manages every team, or only those that the mapping names.
   *
   * @default 'all'
   */
  managedTeams?: ManagedTeams;
  /** What to do when no usable list of groups came. */
  groupsPolicies?: GroupsPolicies;
  /**
   * Looks up the groups of somebody who is in too many for the identity provider to send them. Never follow a URL out
   * of the token: ask the provider's API by the subject.
   */
  resolveGroups?: (
    identity: VerifiedIdentity,
    options: { signal: AbortSignal },
  ) => Promise<readonly string[]>;
  /** @default '5s' */
  resolveGroupsTimeout?: Duration;
  /** Users whom sync never demotes, removes or refuses for lack of groups, by id or by email address. */
  breakGlass?: readonly string[];
  /**
   * When in a window more users than `users`, and more than this `share` of the tenant's active users, lose all that
   * the identity provider gave them, further removals are held until `jit.releaseHeld`. `false`: never.
   *
   * @default { window: '1h', users: 10, share: 0.2 }
   */
  lossLimits?: { window?: Duration; users?: number; share?: number } | false;
  /**
   * Whether given name, surname, avatar and the columns that `assignUser` fills follow the identity provider at every
   * sign-in, not only at the first.
   *
   * @default false
   */
  syncProfile?: boolean;
  /**
   * Which URLs an avatar may have.
   *
   * @default ['https:']
   */
  avatarProtocols?: readonly string[];
  /** Fills the columns of your own user class, before the user is written. */
  assignUser?: (user: never, identity: VerifiedIdentity) => void | Promise<void>;
  /**
   * How exact `lastSignInAt` and `lastSyncedAt` are: a sign-in that changes nothing else writes them only when they
   * are older than this.
   *
   * @default '1h'
   */
  signInPrecision?: Duration;
  /** Called with what a listener of `jit.on` threw. The sign-in goes on either way. @default a process warning */
  onListenerError?: (error: unknown, event: string) => void;
}

/** The options with their defaults, in the form in which the parts use them. */
export interface ResolvedOptions {
  dataSource: DataSource;
  entities: EntitySet;
  settings: SettingsPatch | undefined;
  mappingRules: MappingRules & { createMissingTeams: boolean };
  rules: Rules;
  groupsPolicies: GroupsPolicies;
  resolveGroups: ProvisioningOptions['resolveGroups'];
  resolveGroupsTimeout: number;
  avatarProtocols: readonly string[];
  assignUser: ((user: UserBase, identity: VerifiedIdentity) => void | Promise<void>) | undefined;
  signInPrecision: number;
  onListenerError: (error: unknown, event: string) => void;
}

/** @throws {InvalidInputError} `options_invalid`, with every fault at once */
export function resolveOptions(options: ProvisioningOptions): ResolvedOptions {
  const faults = new OptionFaults(options);
  const {
    roles = ['TEAM_ADMIN', 'EDITOR', 'VIEWER'],
    permissions,
    createMissingTeams = false,
    unmatched = 'create',
    managedTeams = 'all',
    groupsPolicies = {},
    breakGlass = [],
    syncProfile = false,
    avatarProtocols = ['https:'],
  } = options;

  faults.dataSource(options.dataSource);
  faults.names('roles', roles, 1);
  faults.names('permissions', permissions ?? [], 0);
  faults.names('breakGlass', breakGlass, 0);
  faults.names('avatarProtocols', avatarProtocols, 0);
  faults.oneOf('createMissingTeams', createMissingTeams, [true, false]);
  faults.oneOf('unmatched', unmatched, ['create', 'deny']);
  faults.oneOf('managedTeams', managedTeams, ['all', 'mapped']);
  faults.oneOf('syncProfile', syncProfile, [true, false]);
  faults.oneOf('groupsPolicies.absent', groupsPolicies.absent, ['auto', 'keep', 'revoke', 'deny', undefined]);
  faults.oneOf('groupsPolicies.overage', groupsPolicies.overage, ['keep', 'revoke', 'deny', undefined]);
  faults.oneOf('groupsPolicies.malformed', groupsPolicies.malformed, ['keep', 'revoke', 'deny', undefined]);
  faults.functions('assignUser', 'resolveGroups', 'onListenerError');
  const resolveGroupsTimeout = faults.duration('resolveGroupsTimeout', options.resolveGroupsTimeout ?? '5s');
  const signInPrecision = faults.duration('signInPrecision', options.signInPrecision ?? '1h');
  const lossLimits = options.lossLimits === false ? false : faults.lossLimits(options.lossLimits ?? {});
  faults.throwIfAny();

  const breakGlassKeys = new Set(breakGlass.map(emailKey));
  return {
    dataSource: options.dataSource,
    entities: options.entities ?? readyEntities,
    settings: options.settings,
    mappingRules: { roles, permissions, createMissingTeams },
    rules: {
      managedTeams,
      createMissingTeams,
      unmatched,
      syncProfile,
      lossLimits,
      isBreakGlass: ({ id, email }) =>
        breakGlassKeys.has(id) || (email !== null && breakGlassKeys.has(emailKey(email))),
    },
    groupsPolicies,
    resolveGroups: options.resolveGroups,
    resolveGroupsTimeout,
    avatarProtocols,
    assignUser: options.assignUser as ResolvedOptions['assignUser'],
    signInPrecision,
    onListenerError:
      options.onListenerError ??
      ((error, event) =>
        process.emitWarning(`passport-jit: a listener of "${event}" failed: ${String(error)}`)),
  };
}

/** Milliseconds, or `undefined` for what is no length of time. */
export function milliseconds(duration: Duration): number | undefined {
  const value = typeof duration === 'string' && duration !== '' ? ms(duration as StringValue) : duration;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

const KNOWN_OPTIONS = [
  'dataSource',
  'entities',
  'settings',
  'roles',
  'permissions',
  'createMissingTeams',
  'unmatched',
  'managedTeams',
  'groupsPolicies',
  'resolveGroups',
  'resolveGroupsTimeout',
  'breakGlass',
  'lossLimits',
  'syncProfile',
  'avatarProtocols',
  'assignUser',
  'signInPrecision',
  'onListenerError',
];

class OptionFaults {
  readonly #faults: Fault[] = [];

  constructor(private readonly options: ProvisioningOptions) {
    for (const key of Object.keys(options ?? {})) {
      if (KNOWN_OPTIONS.includes(key)) continue;
      this.#add(key, `is no known option${didYouMean(nearest(key, KNOWN_OPTIONS))}`);
    }
  }

  dataSource(dataSource: unknown): void {
    if (!isDataSource(dataSource)) this.#add('dataSource', 'must be a TypeORM DataSource');
    else if (!dataSource.isInitialized)
      this.#add('dataSource', 'must be initialized first: await dataSource.initialize()');
    else this.#entities(dataSource);
  }

  #entities(dataSource: DataSource): void {
    for (const [name, entity] of Object.entries<new () => object>({
      ...(this.options.entities ?? readyEntities),
    })) {
      if (dataSource.hasMetadata(entity)) continue;
      this.#add(`entities.${name}`, 'is not in the DataSource: give it entities: Object.values(entities)');
    }
  }

  names(path: string, list: unknown, least: number): void {
    if (!Array.isArray(list) || !list.every((name) => typeof name === 'string' && name !== '')) {
      this.#add(path, 'must be a list of names');
    } else if (list.length < least) this.#add(path, 'must not be empty');
    else if (new Set(list).size < list.length) this.#add(path, 'names something twice');
  }

  oneOf(path: string, value: unknown, allowed: readonly unknown[]): void {
    if (allowed.includes(value)) return;
    const names = allowed.filter((each) => each !== undefined).map((each) => JSON.stringify(each));
    this.#add(path, `must be ${names.join(' or ')}`);
  }

  functions(...paths: ('assignUser' | 'resolveGroups' | 'onListenerError')[]): void {
    for (const path of paths) {
      const value: unknown = this.options[path];
      if (value !== undefined && typeof value !== 'function') this.#add(path, 'must be a function');
    }
  }

  duration(path: string, duration: Duration): number {
    const value = milliseconds(duration);
    if (value === undefined)
      this.#add(path, `must be a length of time such as '8h', not ${JSON.stringify(duration)}`);
    return value ?? 0;
  }

  lossLimits({
    window = '1h',
    users = 10,
    share = 0.2,
  }: {
    window?: Duration;
    users?: number;
    share?: number;
  }) {
    if (!Number.isInteger(users) || users < 0) this.#add('lossLimits.users', 'must be a whole number');
    if (!(share >= 0 && share <= 1)) this.#add('lossLimits.share', 'must be a number from 0 to 1');
    return { window: this.duration('lossLimits.window', window), users, share };
  }

  throwIfAny(): void {
    if (this.#faults.length === 0) return;
    throw new InvalidInputError('options_invalid', 'createProvisioning cannot use its options', this.#faults);
  }

  #add(path: string, message: string): void {
    this.#faults.push({ path, message });
  }
}

/** By its shape: an app may have another copy of TypeORM than this library was built with. */
function isDataSource(value: unknown): value is DataSource {
  return (
    value instanceof DataSource || typeof (value as DataSource | undefined)?.createQueryRunner === 'function'
  );
}
