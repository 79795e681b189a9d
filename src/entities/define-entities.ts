import { Entity, getMetadataArgsStorage, ManyToOne, OneToMany } from 'typeorm';
import { ProvisioningError } from '../errors';
import { AdoptionBase } from './adoption';
import { AuditEventBase } from './audit-event';
import { CaseGroupBase } from './case-group';
import { CaseGroupMembershipBase } from './case-group-membership';
import { useBinaryCollation } from './binary-collation';
import { defineForeignKey } from './foreign-keys';
import { IdentityBase } from './identity';
import { MembershipBase } from './membership';
import { preferSubclassColumns } from './override-columns';
import { ProviderStateBase } from './provider-state';
import { ReceivedTokenBase } from './received-token';
import { SettingsBase } from './settings';
import { SettingsVersionBase } from './settings-version';
import { TeamBase } from './team';
import { TenantPermissionBase } from './tenant-permission';
import { TenantStateBase } from './tenant-state';
import { TerminatedSessionBase } from './terminated-session';
import { UserBase } from './user';

type EntityClass<Base> = new () => Base;

/** The entities that belong together. Pass the values to the `DataSource` and the set to `createProvisioning`. */
export interface EntitySet {
  /** Users, with owner status. */
  User: EntityClass<UserBase>;
  /** Users at providers: the key that finds a returning user. */
  Identity: EntityClass<IdentityBase>;
  /** Teams of the product. */
  Team: EntityClass<TeamBase>;
  /** Members of teams, each with a role. */
  Membership: EntityClass<MembershipBase>;
  /** Named subsets of teams. */
  CaseGroup: EntityClass<CaseGroupBase>;
  /** Members of case groups, each with a role. */
  CaseGroupMembership: EntityClass<CaseGroupMembershipBase>;
  /** Tenant permissions of users. */
  TenantPermission: EntityClass<TenantPermissionBase>;
  /** The settings of each tenant, unless they are fixed in code. */
  Settings: EntityClass<SettingsBase>;
  /** All versions of the settings. */
  SettingsVersion: EntityClass<SettingsVersionBase>;
  /** The audit log. */
  AuditEvent: EntityClass<AuditEventBase>;
  /** The held removals of a tenant. Its row is also the tenant's lock. */
  TenantState: EntityClass<TenantStateBase>;
  /** The session generation of each provider of a tenant. */
  ProviderState: EntityClass<ProviderStateBase>;
  /** Adoptions of existing users at providers. */
  Adoption: EntityClass<AdoptionBase>;
  /** Sessions of providers that were ended by logout tokens. */
  TerminatedSession: EntityClass<TerminatedSessionBase>;
  /** Tokens that have ended access, so that each is accepted once. */
  ReceivedToken: EntityClass<ReceivedTokenBase>;
}

/** The type of the users of an entity set. */
export type UserOf<Set extends EntitySet> = InstanceType<Set['User']>;

/**
 * Creates a set of entities from your own classes and, for the rest, the ready ones. It defines the relations between
 * them: the ready `Membership` refers to your user class.
 *
 * @param own your classes by their names in the set; each extends the base class of that name and has its own
 *   `@Entity()`
 * @throws {ProvisioningError} `entities_invalid`
 *
 * @example
 * ```ts
 * @Entity('people')
 * class Person extends UserBase {
 *   @Column({ type: 'varchar', nullable: true })
 *   department!: string | null;
 * }
 * const entities = defineEntities({ User: Person });
 * ```
 */
export function defineEntities<Own extends Partial<EntitySet> = Record<never, never>>(
  own?: Own,
): Omit<EntitySet, keyof Own> & Own {
  const set: EntitySet = { ...createDefaultEntities(own ?? {}), ...own };
  const classes = Object.entries(set) as [keyof EntitySet, EntityClass<object>][];
  for (const [name, Class] of classes) validateClass(name, Class);
  for (const [name, property] of RELATIONS) defineForeignKey(set[name], property);
  for (const [name, Class] of classes) {
    usedClasses.add(Class);
    preferSubclassColumns(Class, BASE_CLASSES[name]);
    useBinaryCollation(Class);
  }
  for (const [name, property, target, inverse] of RELATIONS)
    defineManyToOne(set[name], property, () => set[target], inverse);
  return set as EntitySet & Own;
}

const BASE_CLASSES = {
  User: UserBase,
  Identity: IdentityBase,
  Team: TeamBase,
  Membership: MembershipBase,
  CaseGroup: CaseGroupBase,
  CaseGroupMembership: CaseGroupMembershipBase,
  TenantPermission: TenantPermissionBase,
  Settings: SettingsBase,
  SettingsVersion: SettingsVersionBase,
  AuditEvent: AuditEventBase,
  TenantState: TenantStateBase,
  ProviderState: ProviderStateBase,
  Adoption: AdoptionBase,
  TerminatedSession: TerminatedSessionBase,
  ReceivedToken: ReceivedTokenBase,
};

function createDefaultEntities(own: Partial<EntitySet>): EntitySet {
  const classes = {
    User: class User extends UserBase {},
    Identity: class Identity extends IdentityBase {},
    Team: class Team extends TeamBase {},
    Membership: class Membership extends MembershipBase {},
    CaseGroup: class CaseGroup extends CaseGroupBase {},
    CaseGroupMembership: class CaseGroupMembership extends CaseGroupMembershipBase {},
    TenantPermission: class TenantPermission extends TenantPermissionBase {},
    Settings: class Settings extends SettingsBase {},
    SettingsVersion: class SettingsVersion extends SettingsVersionBase {},
    AuditEvent: class AuditEvent extends AuditEventBase {},
    TenantState: class TenantState extends TenantStateBase {},
    ProviderState: class ProviderState extends ProviderStateBase {},
    Adoption: class Adoption extends AdoptionBase {},
    TerminatedSession: class TerminatedSession extends TerminatedSessionBase {},
    ReceivedToken: class ReceivedToken extends ReceivedTokenBase {},
  };
  const tables: Record<keyof EntitySet, string> = {
    User: 'jit_users',
    Identity: 'jit_identities',
    Team: 'jit_teams',
    Membership: 'jit_memberships',
    CaseGroup: 'jit_case_groups',
    CaseGroupMembership: 'jit_case_group_memberships',
    TenantPermission: 'jit_tenant_permissions',
    Settings: 'jit_settings',
    SettingsVersion: 'jit_settings_versions',
    AuditEvent: 'jit_audit_events',
    TenantState: 'jit_tenant_states',
    ProviderState: 'jit_provider_states',
    Adoption: 'jit_adoptions',
    TerminatedSession: 'jit_terminated_sessions',
    ReceivedToken: 'jit_received_tokens',
  };
  for (const [name, Class] of Object.entries(classes) as [keyof EntitySet, EntityClass<object>][]) {
    if (own[name] !== undefined) continue;
    Entity(tables[name])(Class);
    defaultClasses.add(Class);
  }
  return classes;
}

/**
 * The properties of a class that its base class in this library declares. Decisions depend on them, so their columns
 * are read even with `select: false`.
 */
export function baseProperties(Class: EntityClass<object>): ReadonlySet<string> {
  const targets: unknown[] = [];
  let current: unknown = Object.values(BASE_CLASSES).find((Base) => Class.prototype instanceof Base);
  for (; typeof current === 'function'; current = Object.getPrototypeOf(current)) targets.push(current);
  const { columns } = getMetadataArgsStorage();
  return new Set(
    columns.filter(({ target }) => targets.includes(target)).map(({ propertyName }) => propertyName),
  );
}

const usedClasses = new WeakSet<object>();
const defaultClasses = new WeakSet<object>();

/** Whether the classes of users and grants are those of this library, without columns of the app. */
export function isDefaultSet(set: EntitySet): boolean {
  const { User, Team, Membership, CaseGroup, CaseGroupMembership, TenantPermission } = set;
  return [User, Team, Membership, CaseGroup, CaseGroupMembership, TenantPermission].every((Class) =>
    defaultClasses.has(Class),
  );
}

function validateClass(name: keyof EntitySet, Class: EntityClass<object>): void {
  if (!Object.hasOwn(BASE_CLASSES, name)) {
    throwInvalid(`"${name}" is no place in the set. There are: ${Object.keys(BASE_CLASSES).join(', ')}.`);
  }
  const Base = BASE_CLASSES[name];
  if (typeof Class !== 'function' || !(Class.prototype instanceof Base)) {
    throwInvalid(`${name} must be a class that extends ${Base.name}.`);
  }
  if (!getMetadataArgsStorage().tables.some(({ target }) => target === Class)) {
    throwInvalid(`${name}: the class ${Class.name} has no @Entity() decorator.`);
  }
  if (usedClasses.has(Class)) {
    throwInvalid(
      `${name}: the class ${Class.name} belongs to a set already. Make the set once and hand it around.`,
    );
  }
}

function throwInvalid(message: string): never {
  throw new ProvisioningError('entities_invalid', `defineEntities: ${message}`);
}

/** The relations of the set: the entity, its property, the target, and the inverse property. */
const RELATIONS: readonly [keyof EntitySet, property: string, target: keyof EntitySet, inverse?: string][] = [
  ['Identity', 'user', 'User'],
  ['CaseGroup', 'team', 'Team'],
  ['Membership', 'user', 'User', 'memberships'],
  ['Membership', 'team', 'Team'],
  ['CaseGroupMembership', 'user', 'User', 'caseGroupMemberships'],
  ['CaseGroupMembership', 'caseGroup', 'CaseGroup'],
  ['TenantPermission', 'user', 'User', 'tenantPermissions'],
];

/** Defines a many-to-one relation and, if the target lists its rows, the inverse relation. */
function defineManyToOne(
  Class: EntityClass<object>,
  property: string,
  target: () => EntityClass<object>,
  inverseProperty?: string,
): void {
  ManyToOne(target, { nullable: false, onDelete: 'CASCADE' })(Class.prototype as object, property);
  if (inverseProperty === undefined) return;
  // Saving a user never writes through this list: a grant is always written on its own, so that a guard sees it.
  OneToMany(() => Class, property, { persistence: false })(target().prototype as object, inverseProperty);
}
