/**
 * Just-in-time user provisioning for Express and Passport, stored through TypeORM.
 *
 * @module passport-jit
 */
// Each comment below is a heading of the API reference.

// Setup
export { createProvisioning, type Provisioning } from './provisioning';
export type { BreakGlassEntry } from './options/break-glass';
export type { Duration, ProvisioningOptions, ResolvableState, ResolveGroups } from './options/options';
export type { GroupsPolicies, GroupsPolicy } from './plan/groups-policy';
export type { ManagedTeams, SyncScope } from './plan/plan-input';

// Identity providers
export type { PassportStrategy, WrappedStrategy } from './strategy/wrap';
export type {
  RequestOptionValues,
  RequestProviderOptions,
  SignInTenantOption,
  WrapOptions,
} from './strategy/wrap-options';
export type { ProviderOptions } from './options/provider-options';
export { verifySaml, type SamlSession } from './identity/verify-saml';
export { verifyOpenIDConnect } from './identity/verify-openidconnect';
export { verifyOpenIDClient } from './identity/verify-openid-client';
export type { VerifiedIdentity } from './identity/verified-identity';
export type { AttributeNames } from './identity/claims';
export type { GroupAttribute } from './identity/group-source';
export type { GroupFormat } from './identity/group-format';
export type { GroupsState } from './identity/groups';
export { groupsFromMicrosoftGraph } from './resolvers/microsoft-graph';
export type {
  MicrosoftCloud,
  MicrosoftGraphOptions,
  MicrosoftTokenRequest,
} from './resolvers/microsoft-graph-options';

// Sessions and middleware
export type { Middleware } from './provisioning';
export type { DeserializeUser, SerializeUser, SessionUser } from './session/serializers';
export type { VerifySamlLogout } from './session/saml-logout';
export type { ActivateOptions, DeactivateOptions } from './access/change-activation';
export type {
  DeactivateDormantOptions,
  DeactivatedDormant,
  DormantOptions,
  DormantUser,
} from './access/dormant';
export type { EndSessionsOptions, TenantSessions, UserSessions } from './access/end-sessions';
export type { JsonWebKeySet, KeySource, TokenEndpointOptions } from './options/token-options';
export type { FreshSyncOptions } from './session/require-fresh-sync';
export type { GuardArea } from './plan/managed';
export type { GuardOptions } from './guard/middleware';
export { ProvisioningSubscriber } from './guard/typeorm/subscriber';
export type {
  RequestResolver,
  RouteParameter,
  SignedInRequest,
  TeamOption,
  TenantOption,
  WebRequest,
} from './http/tenant';

// Outcomes and events
export type { Admitted, Denied, Outcome } from './sign-in/outcome';
export type { EventName, Listener, ProvisioningEvents, SignInEvent } from './events';
export type {
  CaseGroupChange,
  Change,
  GrantChange,
  GrantReason,
  MembershipChange,
  Note,
  OwnerChange,
  PermissionChange,
  ProfileChange,
} from './plan/change';
export type { Explanation } from './plan/explain';
export type { Invitation } from './invitations/invitation';
export type {
  IdentitiesApi,
  LinkedIdentity,
  LinkOptions,
  ListIdentitiesOptions,
  UnlinkOptions,
} from './linking/identities-api';
export type {
  AdoptionApi,
  AdoptionRules,
  AdoptionStatus,
  RehearsalItem,
  RehearsedIdentity,
  RehearseOptions,
  StartAdoptionOptions,
  StopAdoptionOptions,
} from './linking/adoption-api';

// Settings
export { proveChange, type MappingProof, type ProofRules, type ProvenChange } from './proofs/prove-change';
export type { GroupLaw, LawGrant, LawGroups, Laws } from './proofs/laws';
export type { GrantValue, ProvenGrant } from './proofs/decision-list';
export { EveryoneEntry, Mapping, MappingEntry, TenantPermissionEntry } from './mapping/mapping';
export type { EnhancedSync, Settings, SettingsValues, SettingsVersion } from './settings/settings';
export type { ProviderSettings } from './settings/group-sources';
export type { SettingsPatch } from './settings/patch';
export type {
  SettingsApi,
  SettingsChangeOptions,
  SettingsHistoryOptions,
  SettingsRollbackOptions,
} from './settings-store/settings-api';
export type { Preview, PreviewOptions } from './preview/preview';
export type { GrantDifference, GrantTarget } from './preview/difference';
export type { PreviewItem, PreviewProgress } from './preview/steps';
export type { DifferenceSummary, PreviewSummary } from './preview/summary';

// Entities
export { entities } from './entities';
export { migrations } from './migrations';
export { defineEntities, type EntitySet, type UserOf } from './entities/define-entities';
export { AuditEventBase, type AuditEventType } from './entities/audit-event';
export { CaseGroupBase } from './entities/case-group';
export { CaseGroupMembershipBase } from './entities/case-group-membership';
export { IdentityBase } from './entities/identity';
export { MembershipBase } from './entities/membership';
export { ProviderStateBase } from './entities/provider-state';
export { AdoptionBase } from './entities/adoption';
export { ReceivedTokenBase } from './entities/received-token';
export { SettingsBase } from './entities/settings';
export { SettingsVersionBase } from './entities/settings-version';
export { TeamBase } from './entities/team';
export { TenantPermissionBase } from './entities/tenant-permission';
export { TenantStateBase } from './entities/tenant-state';
export { TerminatedSessionBase } from './entities/terminated-session';
export { UserBase } from './entities/user';
export type { GrantBase, GrantSource } from './entities/grant';

// Errors
export { isProvisioningError, type ProvisioningErrorOf } from './is-provisioning-error';
export {
  InvalidInputError,
  ProvisioningError,
  type DenialCode,
  type ErrorCode,
  type Fault,
  type FaultCode,
  type PathSegment,
  type ProblemDetails,
} from './errors';
export { MappingError } from './mapping/errors';
export { ConfirmationRequiredError, SettingsConflictError, type Danger } from './settings/errors';
