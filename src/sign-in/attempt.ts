import type { AuditLog } from '../audit/audit-log';
import type { UserBase } from '../entities/user';
import type { Events } from '../events';
import { readClaims, type AttributeNames, type Claims } from '../identity/claims';
import { hasGroups } from '../identity/groups';
import { readSubject, type VerifiedIdentity } from '../identity/verified-identity';
import type { ResolvedOptions } from '../options/options';
import type { UserMatch } from '../plan/admission';
import { NO_REMOVALS } from '../plan/removal-safeguard';
import type { PlanInput } from '../plan/plan';
import { applyGroupsPolicy, type EffectiveGroups } from '../plan/groups-policy';
import type { CompiledSettings } from '../settings/settings';
import type { SettingsSource } from '../settings-store/settings-source';
import { ALL_EXIST } from '../store/teams';
import type { UserReader, SignInKey, SignInRow } from '../store/user-reader';
import type { SignInBatcher } from '../store/sign-in-batcher';
import type { Connection } from '../database/statement';
import type { WriteContextReader } from '../store/write-context';
import { createGroupsResolver } from './resolve-groups';

/** What a sign-in needs to know of the provider that it came through. */
export interface ProviderOptions {
  /** The provider's id, of at most 128 characters: with tenant and subject, the key of an identity. */
  provider: string;
  /**
   * The one issuer whose word counts here, for a strategy that does not check it: passport-saml does not, and an OpenID
   * provider with many customers may sign for all of them.
   *
   * @default any that the strategy lets through
   */
  issuer?: string | undefined;
  /**
   * SAML: the attribute to take for the subject, instead of the NameID. It must have one value, which never changes and is
   * never given to somebody else. A transient NameID is refused without it (`subject_transient`).
   */
  subjectAttribute?: string | undefined;
  /**
   * Domains whose addresses this provider may vouch for without saying so, whole and without case: `example.com` is not
   * `mail.example.com`. An address of theirs links to an invitation.
   *
   * @default none
   */
  emailDomains?: readonly string[] | undefined;
  /** Where to read the profile, instead of under the usual names. */
  attributes?: AttributeNames | undefined;
}

/** The parts that a sign-in works with. */
export interface ProvisioningContext {
  options: ResolvedOptions;
  reader: UserReader;
  batcher: SignInBatcher;
  writeContextReader: WriteContextReader;
  settings: SettingsSource;
  auditLog: AuditLog;
  events: Events;
}

/** What a sign-in sees when it looks. */
export interface SignInSnapshot {
  existing: SignInRow['match'];
  settings: CompiledSettings;
  claims: Claims;
  groups: EffectiveGroups;
  /** The app's own columns that `assignUser` has changed of the known user; it is asked once. */
  customColumns?: Promise<Partial<UserBase>>;
  /** The same as the planner needs it, as far as one look can tell. */
  input: PlanInput & { match: UserMatch<UserBase> };
}

/** Somebody at the door: who they are, through which provider, of which tenant. */
export class SignInAttempt {
  readonly key: SignInKey;
  readonly #resolveGroups;

  /** @throws {ProvisioningError} `subject_transient`, `subject_invalid` */
  constructor(
    private readonly context: ProvisioningContext,
    readonly identity: VerifiedIdentity,
    private readonly provider: ProviderOptions,
    tenant: string,
  ) {
    const subject = readSubject(identity, provider.subjectAttribute);
    this.key = { tenant, provider: provider.provider, subject };
    this.#resolveGroups = createGroupsResolver(context.options, identity);
  }

  /** Reads what there is to know, in one statement. */
  async load(connection: Connection, attributeChanged = false): Promise<SignInSnapshot> {
    const { reader, batcher, settings: source, options } = this.context;
    const { tenant, provider, subject } = this.key;
    const cachedSettings = source.cached(tenant);
    const hasAttribute = (attribute: string | undefined) =>
      attribute !== undefined && hasGroups(this.identity, attribute);
    const hasGroupAttribute = hasAttribute(cachedSettings?.groupAttribute) && !attributeChanged;
    const row = await (connection === options.dataSource
      ? batcher.signIn(this.key, cachedSettings, hasGroupAttribute)
      : reader.signIn(connection, this.key, cachedSettings, hasGroupAttribute));
    // A collation may find another subject than was asked for; that would be another person.
    const existing = row.match?.subject === subject ? row.match : undefined;
    const settings = source.fromRow(tenant, row.settings, cachedSettings);
    // By now the settings name another attribute, which did not come.
    if (row.providerHasSentGroups === undefined && !hasAttribute(settings.groupAttribute))
      return this.load(connection, true);
    const claims = readClaims(this.identity, this.provider, settings.groupAttribute, options.avatarProtocols);
    const resolution = this.#resolveGroups(claims.groups);
    const { groups: resolvedGroups, problem } = resolution instanceof Promise ? await resolution : resolution;
    const effective = applyGroupsPolicy(
      resolvedGroups,
      options.groupsPolicy,
      row.providerHasSentGroups ?? false,
    );
    const groups =
      effective.decision !== 'names' && problem !== undefined ? { ...effective, problem } : effective;
    const input = {
      provider,
      claims,
      groups,
      settings,
      match: existing === undefined ? { kind: 'nobody' as const } : { kind: 'known' as const, ...existing },
      teams: ALL_EXIST,
      otherOwners: Infinity,
      removals: NO_REMOVALS,
      rules: options.rules,
    };
    return { existing, settings, claims, groups, input };
  }
}

/** The attribute under which groups came, or an empty list of them. */
export function groupAttributeSent({ claims, settings }: SignInSnapshot): string | null {
  const { state } = claims.groups;
  return state === 'present' || state === 'empty' ? settings.groupAttribute : null;
}
