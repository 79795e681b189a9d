import type { BreakGlassEntry } from './break-glass';
import type { DataSource } from 'typeorm';
import type { Duration } from '../validation/duration';
import type { EntitySet, UserOf } from '../entities/define-entities';
import type { UserBase } from '../entities/user';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { MappingRules } from '../mapping/unknown-names';
import type { GroupsPolicies } from '../plan/groups-policy';
import type { ManagedTeams, PlanRules } from '../plan/plan-input';
import type { SettingsPatch } from '../settings/patch';

export type { Duration } from '../validation/duration';

/** Loads the names of the groups of a verified identity. The signal aborts when `resolveGroupsTimeout` is over. */
export type ResolveGroups = (
  identity: VerifiedIdentity,
  options: { signal: AbortSignal },
) => Promise<readonly string[]>;

/** A state of the groups in which `resolveGroups` can load them. */
export type ResolvableState = 'overage' | 'absent';

/** What `createProvisioning` takes. Only `dataSource` is needed. */
export interface ProvisioningOptions<Set extends EntitySet = EntitySet> {
  /** The app's TypeORM data source, initialized, with the entities among its `entities`. */
  dataSource: DataSource;
  /**
   * The set that `defineEntities` made.
   *
   * @default the ready `entities`
   */
  entities?: Set;
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
   * How many entries the lists of a mapping may have in total. A larger one is refused before it is read entry by entry.
   *
   * @default 20000
   */
  maxMappingEntries?: number;
  /**
   * Whether teams and case groups that the mapping names are made when they are missing.
   *
   * @default false
   */
  createMissingTeams?: boolean;
  /**
   * Whether a user in no mapped group is created without grants, or refused (`no_matching_group`).
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
   * What to do when no usable list of groups came.
   *
   * @default { absent: 'auto', overage: 'keep', malformed: 'keep' }
   */
  groupsPolicy?: GroupsPolicies;
  /**
   * Loads the groups of a user whose groups the identity provider did not send: there were too many, or, with
   * `resolveGroupsFor`, it sends none. Never follow a URL out of the token (OpenID Connect Core 5.6.2): query the
   * provider's API by the subject. It is called before any transaction. If it fails, `groupsPolicy` decides.
   * `groupsFromMicrosoftGraph` is one for Entra ID.
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
   * For which states of the groups `resolveGroups` is called. With `'absent'` it also loads the groups of a user for whom
   * the provider sent no group attribute, such as Google with OpenID Connect. If it fails then, `groupsPolicy.absent`
   * decides, with `auto` as `keep`.
   *
   * @default ['overage']
   */
  resolveGroupsFor?: readonly ResolvableState[];
  /**
   * How long `resolveGroups` may take. After it the signal aborts, and the groups count as not resolved.
   *
   * @default '5s'
   */
  resolveGroupsTimeout?: Duration;
  /**
   * Users whom sync never demotes, removes or refuses for lack of groups: by id, or by an email address that is trusted
   * (`email_verified`, or a domain of `emailDomains`). Text with an `@` is an address, other text an id. Without a
   * `tenant`, an address counts in every tenant. An address that was stored before the column `emailVerified` existed
   * counts as trusted.
   *
   * @default []
   */
  breakGlass?: readonly BreakGlassEntry[];
  /**
   * When in a window more than `maxUsers` users, and more than the share `maxShare` of the tenant's active users, lose all that
   * the identity provider gave them, further removals are held until `jit.releaseHeldRemovals`. `false`: never.
   *
   * @default { window: '1h', maxUsers: 10, maxShare: 0.2 }
   */
  removalSafeguard?: { window?: Duration; maxUsers?: number; maxShare?: number } | false;
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
  /**
   * Fills the columns of your own user class, before the user is written. It may be called more than once for one
   * sign-in, so it should do nothing else. If it throws, the sign-in is an error and nothing is written.
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
   * How exact `lastSignInAt` and `lastSyncedAt` are: a sign-in that changes nothing else writes them only when they
   * are older than this.
   *
   * @default '1h'
   */
  lastSignInPrecision?: Duration;
  /**
   * Whether PostgreSQL is asked to keep the plans of what is read at every sign-in, as prepared statements of the
   * connection. Say `false` behind a pooler that deals statements out to different connections and does not know of
   * prepared ones; without it, the first such failure says so too, and that sign-in is tried again.
   *
   * @default true
   * @see https://www.postgresql.org/docs/current/sql-prepare.html
   */
  preparedStatements?: boolean;
  /**
   * Called with the error of a listener of `jit.on` and the name of the event, or with the error of `resolveGroups` and
   * `'resolveGroups'`. The sign-in continues either way. The audit log has no text of these errors.
   *
   * @default a process warning
   */
  onListenerError?: (error: unknown, event: string) => void;
}

/** The options with their defaults, in the form in which the parts use them. */
export interface ResolvedOptions {
  dataSource: DataSource;
  entities: EntitySet;
  settings: SettingsPatch | undefined;
  mappingRules: MappingRules & { createMissingTeams: boolean };
  rules: PlanRules;
  groupsPolicy: GroupsPolicies;
  resolveGroups: ResolveGroups | undefined;
  resolveGroupsFor: readonly ResolvableState[];
  resolveGroupsTimeout: number;
  avatarProtocols: readonly string[];
  assignUser: ((user: UserBase, identity: VerifiedIdentity) => void | Promise<void>) | undefined;
  lastSignInPrecision: number;
  preparedStatements: boolean;
  onListenerError: (error: unknown, event: string) => void;
}
