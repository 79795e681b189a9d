import type { Recorder } from '../audit/recorder';
import type { UserBase } from '../entities/user';
import type { Events } from '../events';
import { readClaims, type AttributeNames, type Claims } from '../identity/claims';
import { hasGroups } from '../identity/groups';
import { readSubject, type VerifiedIdentity } from '../identity/verified-identity';
import type { ResolvedOptions } from '../options';
import type { Found } from '../plan/admit';
import { NO_LOSSES } from '../plan/losses';
import type { Situation } from '../plan/plan';
import { usableGroups, type UsableGroups } from '../plan/usable-groups';
import type { CompiledSettings } from '../settings/settings';
import type { SettingsSource } from '../settings/settings-source';
import { EVERYTHING } from '../store/directory';
import type { Reader, SignInKey, SignInRow } from '../store/reader';
import type { SharedReads } from '../store/shared-reads';
import type { Connection } from '../store/statement';
import type { SurroundingsReader } from '../store/surroundings';
import { groupsResolver } from './groups-resolver';

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
export interface Parts {
  options: ResolvedOptions;
  reader: Reader;
  reads: SharedReads;
  surroundings: SurroundingsReader;
  settings: SettingsSource;
  recorder: Recorder;
  events: Events;
}

/** What a sign-in sees when it looks. */
export interface Sight {
  known: SignInRow['known'];
  settings: CompiledSettings;
  claims: Claims;
  groups: UsableGroups;
  /** The app's own columns that `assignUser` has changed of the known user; it is asked once. */
  own?: Promise<Partial<UserBase>>;
  /** The same as the planner needs it, as far as one look can tell. */
  situation: Situation & { found: Found<UserBase> };
}

/** Somebody at the door: who they are, through which provider, of which tenant. */
export class Arrival {
  readonly key: SignInKey;
  readonly #resolve;

  /** @throws {ProvisioningError} `subject_transient`, `subject_invalid` */
  constructor(
    private readonly parts: Parts,
    readonly identity: VerifiedIdentity,
    private readonly provider: ProviderOptions,
    tenant: string,
  ) {
    const subject = readSubject(identity, provider.subjectAttribute);
    this.key = { tenant, provider: provider.provider, subject };
    this.#resolve = groupsResolver(parts.options, identity);
  }

  /** Reads what there is to know, in one statement. */
  async look(connection: Connection, wasMistaken = false): Promise<Sight> {
    const { reader, reads, settings: source, options } = this.parts;
    const { tenant, provider, subject } = this.key;
    const before = source.known(tenant);
    const came = (attribute: string | undefined) =>
      attribute !== undefined && hasGroups(this.identity, attribute);
    const groupsCame = came(before?.groupAttribute) && !wasMistaken;
    const row = await (connection === options.dataSource
      ? reads.signIn(this.key, before, groupsCame)
      : reader.signIn(connection, this.key, before, groupsCame));
    // A collation may find another subject than was asked for; that would be another person.
    const known = row.known?.subject === subject ? row.known : undefined;
    const settings = source.fromRow(tenant, row.settings, before);
    // By now the settings name another attribute, which did not come.
    if (row.everSent === undefined && !came(settings.groupAttribute)) return this.look(connection, true);
    const claims = readClaims(this.identity, this.provider, settings.groupAttribute, options.avatarProtocols);
    const resolving = this.#resolve(claims.groups);
    const { groups: sent, problem } = resolving instanceof Promise ? await resolving : resolving;
    const usable = usableGroups(sent, options.groupsPolicies, row.everSent ?? false);
    const groups = usable.use !== 'names' && problem !== undefined ? { ...usable, problem } : usable;
    const situation = {
      provider,
      claims,
      groups,
      settings,
      found: known === undefined ? { as: 'nobody' as const } : { as: 'known' as const, ...known },
      directory: EVERYTHING,
      otherOwners: Infinity,
      losses: NO_LOSSES,
      rules: options.rules,
    };
    return { known, settings, claims, groups, situation };
  }
}

/** The attribute under which groups came, or an empty list of them. */
export function sentAttribute({ claims, settings }: Sight): string | null {
  const { state } = claims.groups;
  return state === 'present' || state === 'empty' ? settings.groupAttribute : null;
}
