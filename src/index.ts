export { createProvisioning, type Middleware, type Provisioning } from './provisioning';
export type { BreakGlassEntry } from './options/break-glass';
export type { Duration, ProvisioningOptions } from './options/options';
export type { PassportStrategy, WrapOptions, WrappedStrategy } from './strategy/wrap';
export type { ProviderOptions } from './options/provider-options';
export type { Admitted, Denied, Outcome } from './sign-in/outcome';

export type { VerifiedIdentity } from './identity/verified-identity';
export { verifySaml } from './identity/verify-saml';
export { verifyOpenIDConnect } from './identity/verify-openidconnect';
export { verifyOpenIDClient } from './identity/verify-openid-client';
export type { AttributeNames } from './identity/claims';
export type { GroupsState } from './identity/groups';

export { entities } from './entities';
export { migrations } from './migrations';
export { defineEntities, type EntitySet, type UserOf } from './entities/define-entities';
export { AuditEventBase, type AuditEventType } from './entities/audit-event';
export { CaseGroupBase } from './entities/case-group';
export { CaseGroupMembershipBase } from './entities/case-group-membership';
export { IdentityBase } from './entities/identity';
export { MembershipBase } from './entities/membership';
export { SettingsBase } from './entities/settings';
export { SettingsVersionBase } from './entities/settings-version';
export { TeamBase } from './entities/team';
export { TenantPermissionBase } from './entities/tenant-permission';
export { ProviderStateBase } from './entities/provider-state';
export { TenantStateBase } from './entities/tenant-state';
export { UserBase } from './entities/user';
export type { GrantBase, GrantSource } from './entities/grant';

export { Mapping, MappingEntry, TenantPermissionEntry } from './mapping/mapping';
export type { EnhancedSync, Settings, SettingsValues, SettingsVersion } from './settings/settings';
export type { SettingsPatch } from './settings/patch';
export type {
  SettingsApi,
  SettingsChangeOptions,
  SettingsHistoryOptions,
  SettingsRollbackOptions,
} from './settings-store/settings-api';
export type { GroupsPolicies, GroupsPolicy } from './plan/groups-policy';
export type { ManagedTeams } from './plan/plan-input';

export type { Preview, PreviewOptions } from './preview/preview';
export type { PreviewItem, PreviewProgress } from './preview/steps';
export type { PreviewSummary } from './preview/summary';
export { type Danger, ConfirmationRequiredError, SettingsConflictError } from './settings/errors';

export type {
  GrantReason,
  CaseGroupChange,
  Change,
  GrantChange,
  MembershipChange,
  Note,
  OwnerChange,
  PermissionChange,
  ProfileChange,
} from './plan/change';
export type { Explanation } from './plan/explain';
export type { ActivateOptions, DeactivateOptions } from './access/change-activation';
export type { EndSessionsOptions, TenantSessions, UserSessions } from './access/end-sessions';
export type { Invitation } from './invitations/invitation';
export type { EventName, Listener, ProvisioningEvents, SignInEvent } from './events';

export { ProvisioningSubscriber } from './guard/typeorm/subscriber';
export type { GuardArea } from './plan/managed';
export type { GuardOptions } from './guard/middleware';
export type {
  RequestResolver,
  RouteParameter,
  SignedInRequest,
  TeamOption,
  TenantOption,
  WebRequest,
} from './http/tenant';
export type { DeserializeUser, SerializeUser, SessionUser } from './session/serializers';
export type { SamlSession } from './identity/verify-saml';
export type { VerifySamlLogout } from './session/saml-logout';
export type { FreshSyncOptions } from './session/require-fresh-sync';
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
export { isProvisioningError, type ProvisioningErrorOf } from './is-provisioning-error';
