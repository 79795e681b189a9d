import type { BreakGlassEntry } from './break-glass';
import type { DataSource } from 'typeorm';
import type { Duration } from '../validation/duration';
import type { EntitySet, UserOf } from '../entities/define-entities';
import type { UserBase } from '../entities/user';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { Laws } from '../proofs/laws';
import type { GroupsPolicies } from '../plan/groups-policy';
import type { ManagedTeams, PlanRules, SyncScope } from '../plan/plan-input';
import type { SettingsPatch, SettingsRules } from '../settings/patch';

export type { Duration } from '../validation/duration';

/**
 * Loads the names of the groups of a verified identity. `null` leaves the groups as they came, for a provider of which the
 * app cannot load any. The signal aborts when `resolveGroupsTimeout` is over.
 */
export type ResolveGroups = (
  identity: VerifiedIdentity,
  options: { signal: AbortSignal },
) => Promise<readonly string[] | null>;

/** A state of the groups in which `resolveGroups` can load them. */
export type ResolvableState = 'overage' | 'absent';

/**
 * The options of `createProvisioning`. Only `dataSource` is required.
 *
 * @example
 * ```ts
 * const options: ProvisioningOptions = {
 *   dataSource,
 *   roles: ['LEAD', 'ANALYST', 'GUEST'],
 *   createMissingTeams: true,
 *   breakGlass: [{ email: 'emergency@example.com' }],
 * };
 * ```
 */
export interface ProvisioningOptions<Set extends EntitySet = EntitySet> {
  /** The initialized TypeORM data source of the app. Its `entities` must include the entities of this library. */
  dataSource: DataSource;
  /**
   * The entity set that `defineEntities` returned.
   *
   * @default the ready `entities`
   */
  entities?: Set;
  /**
   * Settings that are fixed in code, for every tenant.
   *
   * @default stored in the database, for each tenant
   */
  settings?: SettingsPatch;
  /**
   * The roles that a mapping may assign.
   *
   * @default ['TEAM_ADMIN', 'EDITOR', 'VIEWER']
   */
  roles?: readonly string[];
  /**
   * The tenant permissions that a mapping may assign.
   *
   * @default any name
   */
  permissions?: readonly string[];
  /**
   * Laws that every mapping must keep, for all sets of groups. Settings with a mapping that breaks one are refused.
   *
   * @default none
   */
  laws?: Laws;
  /**
   * The maximum number of entries in all lists of a mapping together. A larger mapping is refused before its entries
   * are checked.
   *
   * @default 20000
   */
  maxMappingEntries?: number;
  /**
   * The maximum size of a mapping as JSON, in bytes of UTF-8. It also limits the bodies at the admin API: a body with a
   * mapping has at most 16 kB more, and all bodies that are read at the same time have at most twice as much in total.
   *
   * @default 4194304
   */
  maxMappingBytes?: number;
  /**
   * Whether sign-ins create missing teams and case groups that the mapping names.
   *
   * @default false
   */
  createMissingTeams?: boolean;
  /**
   * Whether a new user in no mapped group is created without grants, or refused (`no_matching_group`).
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
  /**
   * Which grants a sign-in manages under enhanced sync, for users with identities at several providers. `'user'`: all.
   * `'provider'`: those that its own provider gave, and manual ones according to `managedTeams`; grants of other providers
   * stay. If two providers grant the same team, the entry that comes first in the mapping wins; otherwise the grant of the
   * other provider stays, with the note `grantedByOtherProvider` if the roles differ.
   *
   * @default 'user'
   */
  syncScope?: SyncScope;
  /**
   * The reaction to a sign-in without a usable list of groups.
   *
   * @default { absent: 'auto', overage: 'keep', malformed: 'keep' }
   */
  groupsPolicy?: GroupsPolicies;
  /**
   * Loads the groups of a user whose groups the identity provider did not send: there were too many, or, with
   * `resolveGroupsFor`, it sends none. Never follow a URL from the token (OpenID Connect Core 5.6.2): query the
   * provider's API by the subject. It is called before any transaction. If it fails, `groupsPolicy` decides.
   * `groupsFromMicrosoftGraph` creates such a function for Entra ID.
   *
   * @default none
   *
   * @example
   * ```ts
   * const jit = createProvisioning({
   *   dataSource,
   *   resolveGroups: groupsFromMicrosoftGraph({ clientId, clientSecret }),
   * });
   * ```
   */
  resolveGroups?: ResolveGroups;
  /**
   * The states of the groups for which `resolveGroups` is called. With `'absent'` it also loads the groups of a user
   * for whom the provider sent no group attribute, such as Google with OpenID Connect. If it fails then,
   * `groupsPolicy.absent` decides, with `auto` as `keep`.
   *
   * @default ['overage']
   */
  resolveGroupsFor?: readonly ResolvableState[];
  /**
   * The time limit of `resolveGroups`. When it is over, the signal aborts, and the groups count as not resolved.
   *
   * @default '5s'
   */
  resolveGroupsTimeout?: Duration;
  /**
   * Users whom sync never demotes, removes or refuses because of their groups: by id, or by a trusted email address
   * (`email_verified`, or a domain of `emailDomains`). Text with an `@` is an address, other text an id. Without a
   * `tenant`, an address counts in every tenant. An address that was stored before the column `emailVerified` existed
   * counts as trusted.
   *
   * @default []
   */
  breakGlass?: readonly BreakGlassEntry[];
  /**
   * Holds removals of grants until `jit.releaseHeldRemovals` if, within `window`, more than `maxUsers` users and more
   * than the share `maxShare` of the tenant's active users lose all grants that the identity provider gave them.
   * `false` switches the safeguard off.
   *
   * @default { window: '1h', maxUsers: 10, maxShare: 0.2 }
   */
  removalSafeguard?: { window?: Duration; maxUsers?: number; maxShare?: number } | false;
  /**
   * Whether given name, surname, avatar and the columns that `assignUser` sets are updated at every sign-in, not only
   * at the first.
   *
   * @default false
   */
  syncProfile?: boolean;
  /**
   * The URL protocols that an avatar may have.
   *
   * @default ['https:']
   */
  avatarProtocols?: readonly string[];
  /**
   * Sets the columns of your own user class before the user is written. It may be called more than once for one
   * sign-in, so it should have no other effects. If it throws, the sign-in ends with an error and nothing is written.
   *
   * @default none
   *
   * @example
   * ```ts
   * const jit = createProvisioning({
   *   dataSource,
   *   entities: defineEntities({ User: Person }),
   *   assignUser(person, { attributes }) {
   *     const { department } = attributes;
   *     person.department = typeof department === 'string' ? department : null;
   *   },
   * });
   * ```
   */
  assignUser?: (user: UserOf<Set>, identity: VerifiedIdentity) => void | Promise<void>;
  /**
   * The precision of `lastSignInAt` and `lastSyncedAt`: a sign-in without other changes writes them only if they are
   * older than this.
   *
   * @default '1h'
   */
  lastSignInPrecision?: Duration;
  /**
   * How old a session with the `sid` of an OpenID provider may be; an older one is invalid. The `sid` that a logout token
   * names is kept for so long, so it should be what the session store of the app has, or more.
   *
   * @default '30d'
   */
  maxSessionAge?: Duration;
  /**
   * Whether the statements of every sign-in are prepared on PostgreSQL, so that each connection keeps their plans. Set
   * to `false` behind a transaction-mode pooler without prepared-statement support (PgBouncer before 1.21). Otherwise
   * the first failure turns them off, and the sign-in is retried.
   *
   * @default true
   * @see https://www.postgresql.org/docs/current/sql-prepare.html
   */
  preparedStatements?: boolean;
  /**
   * Called with the error of a listener of `jit.on` and the name of the event, or with the error of `resolveGroups` and
   * `'resolveGroups'`. The sign-in continues in both cases. The text of these errors is not in the audit log.
   *
   * @default a process warning
   */
  onListenerError?: (error: unknown, event: string) => void;
}

/** The options with their defaults, in the form that the other folders use. */
export interface ResolvedOptions {
  dataSource: DataSource;
  entities: EntitySet;
  settings: SettingsPatch | undefined;
  mappingRules: SettingsRules & {
    roles: readonly string[];
    createMissingTeams: boolean;
    maxEntries: number;
    maxBytes: number;
  };
  rules: PlanRules;
  groupsPolicy: GroupsPolicies;
  resolveGroups: ResolveGroups | undefined;
  resolveGroupsFor: readonly ResolvableState[];
  resolveGroupsTimeout: number;
  avatarProtocols: readonly string[];
  assignUser: ((user: UserBase, identity: VerifiedIdentity) => void | Promise<void>) | undefined;
  lastSignInPrecision: number;
  maxSessionAge: number;
  preparedStatements: boolean;
  onListenerError: (error: unknown, event: string) => void;
}
