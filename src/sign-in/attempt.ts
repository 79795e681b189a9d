import type { ProvisioningContext } from '../context';
import type { UserBase } from '../entities/user';
import { readClaims, type Claims } from '../identity/claims';
import { hasGroups } from '../identity/groups';
import { readSubject, type VerifiedIdentity } from '../identity/verified-identity';
import type { ProviderOptions } from '../options/provider-options';
import { NO_REMOVALS } from '../plan/removal-safeguard';
import type { PlanInput } from '../plan/plan-input';
import { applyGroupsPolicy, type EffectiveGroups } from '../plan/groups-policy';
import type { CompiledSettings } from '../settings/settings';
import { ALL_EXIST } from '../store/teams';
import type { SignInKey, SignInRow } from '../store/user-reader';
import type { Connection } from '../database/statement';
import { createGroupsResolver } from './resolve-groups';

/** What a sign-in sees when it looks. */
export interface SignInSnapshot {
  existing: SignInRow['match'];
  settings: CompiledSettings;
  claims: Claims;
  groups: EffectiveGroups;
  /** The app's own columns that `assignUser` has changed of the known user; it is asked once. */
  customColumns?: Promise<Partial<UserBase>>;
  /** The same as the planner needs it, as far as one look can tell. */
  input: { -readonly [Key in keyof PlanInput<UserBase>]: PlanInput<UserBase>[Key] };
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
      ? batcher.loadForSignIn(this.key, cachedSettings, hasGroupAttribute)
      : reader.loadForSignIn(connection, this.key, cachedSettings, hasGroupAttribute));
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
      effective.decision !== 'apply' && problem !== undefined ? { ...effective, problem } : effective;
    const input = {
      provider,
      claims,
      groups,
      settings,
      match: existing === undefined ? { kind: 'none' as const } : { kind: 'known' as const, ...existing },
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
