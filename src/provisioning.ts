import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  activate,
  deactivate,
  type ActivateOptions,
  type DeactivateOptions,
} from './access/change-activation';
import {
  deactivateDormant,
  dormant,
  type DeactivateDormantOptions,
  type DeactivatedDormant,
  type DormantOptions,
  type DormantUser,
} from './access/dormant';
import { endSessions, type EndSessionsOptions } from './access/end-sessions';
import { AuditLog } from './audit/audit-log';
import type { EntitySet, UserOf } from './entities/define-entities';
import type { UserBase } from './entities/user';
import { ProvisioningError } from './errors';
import { Events, type EventName, type Listener } from './events';
import { explainGrants, type Explanation } from './plan/explain';
import { createGuardMiddleware, type GuardOptions } from './guard/middleware';
import type { GuardArea } from './plan/managed';
import { registerGuard } from './guard/registry';
import { warnWithoutSubscriber } from './guard/typeorm/subscriber';
import { assertVerifiedIdentity, type VerifiedIdentity } from './identity/verified-identity';
import type { Invitation } from './invitations/invitation';
import { createIdentitiesApi } from './linking/identities';
import type { IdentitiesApi } from './linking/identities-api';
import { createAdoptionApi } from './linking/adoption';
import type { AdoptionApi } from './linking/adoption-api';
import { invite, revokeInvitation } from './invitations/invite';
import type { ProvisioningOptions } from './options/options';
import { resolveOptions } from './options/resolve-options';
import type { TokenEndpointOptions } from './options/token-options';
import { detectDangers } from './preview/dangers';
import { Preview, type PreviewOptions } from './preview/preview';
import type * as Revocation from './revocation';
import { createRequireFreshSync, type FreshSyncOptions } from './session/require-fresh-sync';
import { createVerifySamlLogout, type VerifySamlLogout } from './session/saml-logout';
import { createSerializers, type DeserializeUser, type SerializeUser } from './session/serializers';
import { createSettingsApi, type SettingsApi } from './settings-store/settings-api';
import { FixedSettings } from './settings-store/fixed-settings';
import { StoredSettings } from './settings-store/stored-settings';
import { validateProvider, validateWrapOptions } from './options/validate-provider';
import type { Outcome } from './sign-in/outcome';
import { releaseHeldRemovals } from './sign-in/release-removals';
import { auditUnidentified, signIn } from './sign-in/sign-in';
import type { ProvisioningContext } from './context';
import type { ProviderOptions } from './options/provider-options';
import { Database } from './database/database';
import { RecentClaims } from './store/recent-claims';
import { UserReader } from './store/user-reader';
import { createProjections } from './store/projections';
import { SignInBatcher } from './store/sign-in-batcher';
import { WriteContextReader } from './store/write-context';
import { isSamlStrategy } from './strategy/saml-message';
import { wrapStrategy, type PassportStrategy, type WrappedStrategy } from './strategy/wrap';
import type { WrapOptions } from './strategy/wrap-options';
import { checkTenant, DEFAULT_TENANT, type SignedInRequest, type WebRequest } from './http/tenant';
import { isUuid } from './validation/text';

/** Middleware, in types that fit Express 4 and 5. */
export type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

/**
 * The object that `createProvisioning` returns. `User` is the app's own user class. The functions do not use `this`, so
 * they can be passed on as they are.
 */
export interface Provisioning<User extends UserBase = UserBase> {
  /**
   * Returns a strategy of the same class and name that provisions the user whom the inner strategy has verified. It
   * calls Passport's `success` with the user, `fail` with `{ code, message }` and status 403 for a refusal, and `error`
   * for a faulty configuration. Pass it to `passport.use` or directly to `passport.authenticate`.
   *
   * Each option is a value or a function of the request. A function that yields `undefined` refuses the sign-in.
   *
   * @throws {InvalidInputError} `options_invalid`, also for a SAML strategy without `issuer` whose `tenant` or `provider`
   *   is a function
   * @throws {ProvisioningError} `options_invalid` if the first argument is not a strategy
   *
   * @example
   * ```ts
   * const strategy = new SamlStrategy(samlOptions, verifySaml, jit.verifySamlLogout);
   * passport.use('company', jit.wrap(strategy, { provider: 'company' }));
   * ```
   */
  wrap<Strategy extends PassportStrategy, Req extends IncomingMessage = WebRequest>(
    strategy: Strategy,
    options: WrapOptions<Req>,
  ): WrappedStrategy<Strategy>;
  /**
   * Provisions without Passport. The promise resolves for a refusal, too. It rejects for an invalid input or a failure.
   *
   * @throws {ProvisioningError} `identity_invalid`, `subject_invalid`, `subject_transient`, `tenant_invalid`
   *
   * @example
   * ```ts
   * const identity = { protocol: 'oidc', issuer: claims.iss, subject: claims.sub, attributes: claims };
   * const { user, code } = await jit.provision(identity, { provider: 'company' });
   * if (user) console.log(`${user.email} signed in`);
   * else console.log(`Refused: ${code}`);
   * ```
   */
  provision(
    identity: VerifiedIdentity,
    options: ProviderOptions & { tenant?: string },
  ): Promise<Outcome<User>>;
  /**
   * For `passport.serializeUser`: stores the user's id, the times of sign-in and sync, and the values that a
   * SAML logout names.
   *
   * @example
   * ```ts
   * passport.serializeUser(jit.serializeUser);
   * ```
   */
  serializeUser: SerializeUser;
  /**
   * For `passport.deserializeUser`: loads the user with memberships, case groups and permissions, in one statement. The
   * session of a deleted or deactivated user ends.
   *
   * @example
   * ```ts
   * passport.deserializeUser(jit.deserializeUser);
   * ```
   */
  deserializeUser: DeserializeUser<User>;
  /**
   * The logout verify callback for passport-saml: finds the user of a LogoutRequest (SAML Core 3.7.1) by tenant, provider
   * and NameID. With `subjectAttribute` it finds only the user of the session, because a LogoutRequest has only the NameID.
   * passport-saml ends the session even if it belongs to another user. A session of another tenant or provider stays.
   *
   * @example
   * ```ts
   * const strategy = new SamlStrategy(samlOptions, verifySaml, jit.verifySamlLogout);
   * ```
   */
  verifySamlLogout: VerifySamlLogout;
  /**
   * Creates middleware that refuses the request while the identity provider manages `area`: status 403 and problem
   * details (RFC 9457) with the code `managed_by_identity_provider`. Otherwise it calls the next handler.
   *
   * @throws {ProvisioningError} `options_invalid`
   *
   * @example
   * ```ts
   * app.post(
   *   '/teams/:team/members',
   *   jit.guard('memberships', { team: (req) => req.params.team }),
   *   addMember,
   * );
   * ```
   */
  guard<Req extends IncomingMessage = SignedInRequest<User>>(
    area: GuardArea,
    options?: GuardOptions<Req>,
  ): Middleware;
  /**
   * Creates middleware that requires a new sign-in if the last sync of the user is older than `maxAge`. It responds with
   * problem details (RFC 9457) and the code `sign_in_required`, `sync_stale` or `sync_unavailable`, or redirects a
   * browser to `signInUrl`.
   *
   * @throws {ProvisioningError} `options_invalid`
   *
   * @example
   * ```ts
   * app.use('/reports', jit.requireFreshSync({ maxAge: '8h', signInUrl: '/login' }));
   * ```
   */
  requireFreshSync(options: FreshSyncOptions): Middleware;
  /**
   * Reads and changes the settings of a tenant, with their history.
   *
   * @example
   * ```ts
   * const { version } = await jit.settings.get();
   * await jit.settings.update({ justInTime: true, mapping }, { version, actor: 'ada@example.com' });
   * ```
   */
  settings: SettingsApi;
  /**
   * Shows what settings would change for every user, before they are saved. For invalid settings, the first step of the
   * iteration and the promise of the summary reject.
   *
   * @example
   * ```ts
   * const preview = jit.preview({ enhancedSync: true, mapping });
   * for await (const { user, changes } of preview) console.log(user, changes);
   * console.log(await preview.summary);
   * ```
   */
  preview(options?: PreviewOptions): Preview;
  /**
   * Returns the origin of each grant of a user: provider, group, mapping entry, settings version and time.
   *
   * @param options.tenant the user's tenant, by default `'default'`; a user of another tenant is not found
   * @throws {ProvisioningError} `user_not_found`, `tenant_invalid`
   *
   * @example
   * ```ts
   * for (const grant of await jit.explain(user.id)) console.log(grant);
   * ```
   */
  explain(userId: string, options?: { tenant?: string }): Promise<Explanation[]>;
  /**
   * Creates an invited user, who accepts the invitation by signing in with that address.
   *
   * @throws {ProvisioningError} `managed_by_identity_provider` under enhanced sync, `email_conflict`,
   *   `invitation_invalid`
   *
   * @example
   * ```ts
   * await jit.invite({
   *   email: 'bo@example.com',
   *   memberships: [{ team: 'Analytics', role: 'EDITOR' }],
   *   actor: 'ada@example.com',
   * });
   * ```
   */
  invite(invitation: Invitation): Promise<User>;
  /**
   * Revokes an open invitation. Resolves to `false` if there is none. It deletes only a user whom `jit.invite` created and
   * who has never signed in. A user who existed before stays, and is no longer invited.
   *
   * @throws {ProvisioningError} `invitation_invalid`
   *
   * @example
   * ```ts
   * const revoked = await jit.revokeInvitation({ email: 'bo@example.com', actor: 'ada@example.com' });
   * ```
   */
  revokeInvitation(invitation: { email: string; tenant?: string; actor?: string }): Promise<boolean>;
  /**
   * Reads and changes the identities that sign in as a user.
   *
   * @example
   * ```ts
   * for (const { provider, subject } of await jit.identities.list(user.id)) console.log(provider, subject);
   * ```
   */
  identities: IdentitiesApi;
  /**
   * Links existing users at their first sign-in at a provider.
   *
   * @example
   * ```ts
   * const { linked, remaining } = (await jit.adoption.status({ provider: 'company' }))!;
   * ```
   */
  adoption: AdoptionApi;
  /**
   * Releases the removals that the removal safeguard holds: each user loses those grants at the next sign-in.
   *
   * @throws {ProvisioningError} `tenant_invalid`, `options_invalid` if `actor` is not text of 1 to 320 characters
   *
   * @example
   * ```ts
   * await jit.releaseHeldRemovals({ actor: 'ada@example.com' });
   * ```
   */
  releaseHeldRemovals(options?: { tenant?: string; actor?: string }): Promise<void>;
  /**
   * Ends sessions: those of a user, of a tenant, or of a tenant's users at one provider. Every instance refuses them from
   * the next request on, including the session of a sign-in that is in progress. Users may sign in again.
   *
   * @throws {ProvisioningError} `options_invalid`, `user_not_found`, `tenant_invalid`
   *
   * @example
   * ```ts
   * await jit.endSessions({ userId, actor: 'security@example.com', reason: 'stolen laptop' });
   * await jit.endSessions({ tenant: 'acme', actor: 'security@example.com', reason: 'incident 42' });
   * await jit.endSessions({ tenant: 'acme', provider: 'okta', actor: 'root', reason: 'provider replaced' });
   * ```
   */
  endSessions(options: EndSessionsOptions): Promise<void>;
  /**
   * Deactivates a user: sign-ins are refused with `user_deactivated`, and all sessions end for good. The grants stay:
   * the returned user has them. A user who is already inactive does not change.
   *
   * @throws {ProvisioningError} `options_invalid`, `user_not_found`, `tenant_invalid`, `last_owner` for the tenant's last
   *   active owner
   *
   * @example
   * ```ts
   * await jit.deactivate({ userId, actor: 'hr@example.com', reason: 'left the company' });
   * ```
   */
  deactivate(options: DeactivateOptions): Promise<User>;
  /**
   * Activates a user again. Sessions from before the deactivation stay invalid: the user has to sign in.
   *
   * @throws {ProvisioningError} `options_invalid`, `user_not_found`, `tenant_invalid`
   *
   * @example
   * ```ts
   * const user = await jit.activate({ userId, actor: 'hr@example.com' });
   * ```
   */
  activate(options: ActivateOptions): Promise<User>;
  /**
   * Yields the active users of a tenant who have not signed in for some time, by id, with the times of their last sign-in.
   * A user who has never signed in counts from the creation; an open invitation does not count.
   *
   * @throws {InvalidInputError} `options_invalid`
   * @throws {ProvisioningError} `tenant_invalid`
   *
   * @example
   * ```ts
   * for await (const { email, lastSignInAt } of jit.dormant({ since: '90d' })) console.log(email, lastSignInAt);
   * ```
   */
  dormant(options: DormantOptions): AsyncIterable<DormantUser>;
  /**
   * Deactivates the users whom `jit.dormant` yields, in batches, and ends their sessions. The tenant's last active owner and
   * break-glass users stay active.
   *
   * @throws {InvalidInputError} `options_invalid`
   * @throws {ProvisioningError} `tenant_invalid`
   *
   * @example
   * ```ts
   * const { deactivated } = await jit.deactivateDormant({ since: '180d', actor: 'nightly job' });
   * ```
   */
  deactivateDormant(options: DeactivateDormantOptions): Promise<DeactivatedDormant>;
  /**
   * A request handler for OpenID Connect Back-Channel Logout 1.0: a logout token of the provider ends the session that its
   * `sid` names, or with a `sub` alone all sessions of the user, from the next request on and on every instance. It reads the
   * body itself, so it needs no parser before it.
   *
   * Answers: 200, also for a user who is not known; 400 with an error (2.8 of the standard).
   *
   * @throws {InvalidInputError} `options_invalid`
   *
   * @example
   * ```ts
   * app.post(
   *   '/logout/oidc',
   *   jit.backChannelLogout({
   *     provider: 'company',
   *     issuer: 'https://login.example.com',
   *     audience: 'client-id',
   *     jwks: 'https://login.example.com/keys',
   *   }),
   * );
   * ```
   */
  backChannelLogout<Req extends IncomingMessage = WebRequest>(options: TokenEndpointOptions<Req>): Middleware;
  /**
   * A request handler for Global Token Revocation (draft-parecki-oauth-global-token-revocation), which is Okta's Universal
   * Logout: ends all sessions of the user whom the body names (RFC 9493: `iss_sub`, `opaque`, `email`), if the user has an
   * identity at this provider. Listen to `sessionsEnded` to revoke API keys as well.
   *
   * Answers: 204; 400 for a body that is not as the draft says; 401 for a token; 404 for every user who is not known.
   *
   * @throws {InvalidInputError} `options_invalid`
   *
   * @example
   * ```ts
   * app.post(
   *   '/logout/global',
   *   jit.revokeTokens({
   *     provider: 'okta',
   *     issuer: 'https://acme.okta.com',
   *     audience: 'https://app.example.com/logout/global',
   *     jwks: 'https://acme.okta.com/oauth2/v1/keys',
   *   }),
   * );
   * ```
   */
  revokeTokens<Req extends IncomingMessage = WebRequest>(options: TokenEndpointOptions<Req>): Middleware;
  /**
   * A request handler for Security Event Tokens (RFC 8417) by push (RFC 8935). CAEP `session-revoked` ends the user's
   * sessions, and `token-claims-change` has `jit.requireFreshSync` send the user to sign in. RISC `account-disabled`
   * deactivates the user, and `account-enabled` undoes that, but no deactivation by another. Other events are received and
   * ignored.
   *
   * Answers: 202, also for a user who is not known and a token that was received before; 400 with an error of RFC 8935, 2.4.
   *
   * @throws {InvalidInputError} `options_invalid`
   *
   * @example
   * ```ts
   * app.post(
   *   '/events',
   *   jit.securityEvents({
   *     provider: 'company',
   *     issuer: 'https://login.example.com',
   *     audience: 'https://app.example.com',
   *     jwks: 'https://login.example.com/keys',
   *   }),
   * );
   * ```
   */
  securityEvents<Req extends IncomingMessage = WebRequest>(options: TokenEndpointOptions<Req>): Middleware;
  /**
   * Adds a listener of an event, and returns a function that removes it. A slow or failing listener cannot affect a
   * sign-in. See {@link ProvisioningEvents} for the events.
   *
   * @throws {ProvisioningError} `options_invalid`
   *
   * @example
   * ```ts
   * const stop = jit.on('created', ({ user, provider }) => console.log(`${user.email} is new, from ${provider}`));
   * process.once('SIGTERM', stop);
   * ```
   */
  on<Name extends EventName>(event: Name, listener: Listener<Name, User>): () => void;
}

/**
 * Validates the options and creates the functions that an app mounts.
 *
 * @throws {ProvisioningError} `options_invalid`, `settings_invalid`, `mapping_invalid`
 *
 * @example
 * ```ts
 * const jit = createProvisioning({
 *   dataSource,
 *   createMissingTeams: true,
 *   settings: { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping },
 * });
 * ```
 */
export function createProvisioning<Set extends EntitySet = EntitySet>(
  provisioningOptions: ProvisioningOptions<Set>,
): Provisioning<UserOf<Set>> {
  const options = resolveOptions(provisioningOptions);
  const { dataSource, entities, mappingRules, rules } = options;
  const database = Database.of(dataSource);
  if (!options.preparedStatements) database.statements.disablePreparing?.();
  const auditLog = new AuditLog(database, entities);
  const events = new Events(options.onListenerError);
  const settings =
    options.settings === undefined
      ? new StoredSettings({ database, entities, auditLog }, mappingRules, (proposed, confirmed) =>
          detectDangers(options, proposed, confirmed),
        )
      : new FixedSettings(options.settings, mappingRules);
  const projections = createProjections(database, entities);
  const reader = new UserReader(database, entities, projections, options.settings === undefined);
  const batcher = new SignInBatcher(database, reader);
  const writeContextReader = new WriteContextReader(database, entities, projections);
  const context: ProvisioningContext = {
    options,
    database,
    reader,
    batcher,
    writeContextReader,
    settings,
    auditLog,
    events,
    recentClaims: new RecentClaims(),
  };

  registerGuard({ dataSource, entities, settings, managedTeams: rules.managedTeams });

  async function provision(identity: VerifiedIdentity, options: ProviderOptions & { tenant?: string }) {
    assertVerifiedIdentity(identity);
    validateProvider(options);
    return signIn(context, identity, options, checkTenant(options.tenant ?? DEFAULT_TENANT));
  }

  const jit: Provisioning = {
    wrap(strategy, options) {
      if (typeof strategy?.authenticate !== 'function') {
        throw new ProvisioningError(
          'options_invalid',
          'jit.wrap: the first argument must be a Passport strategy.',
        );
      }
      validateWrapOptions(options, isSamlStrategy(strategy));
      return wrapStrategy(strategy, options, {
        provision: (...signInArgs) => signIn(context, ...signInArgs),
        auditRefusal: (...refusalArgs) => auditUnidentified(context, ...refusalArgs),
      });
    },
    provision,
    ...createSerializers(database, reader, options),
    verifySamlLogout: createVerifySamlLogout(database, entities, reader),
    guard(area, guardOptions = {}) {
      warnWithoutSubscriber(dataSource);
      return createGuardMiddleware(area, guardOptions, {
        database,
        entities,
        settings,
        managedTeams: rules.managedTeams,
        fallbackTenant: options.settings === undefined ? undefined : DEFAULT_TENANT,
      });
    },
    requireFreshSync: (freshSyncOptions) => createRequireFreshSync(freshSyncOptions, settings),
    settings: createSettingsApi(settings, events),
    identities: createIdentitiesApi(context),
    adoption: createAdoptionApi(context),
    preview: (previewOptions = {}) => new Preview(options, settings, previewOptions),
    async explain(userId, { tenant = DEFAULT_TENANT } = {}) {
      checkTenant(tenant);
      const user = isUuid(userId)
        ? await database.read(tenant, () => reader.loadUser(dataSource, userId))
        : undefined;
      if (user?.tenant !== tenant) {
        throw new ProvisioningError('user_not_found', `There is no user with the id "${userId}".`, {
          status: 404,
        });
      }
      return explainGrants(user);
    },
    invite: (invitation) => invite(context, invitation),
    revokeInvitation: (invitation) => revokeInvitation(context, invitation),
    releaseHeldRemovals: ({ tenant = DEFAULT_TENANT, actor } = {}) =>
      releaseHeldRemovals(context, checkTenant(tenant), actor),
    endSessions: (options) => endSessions(context, options),
    deactivate: (options) => deactivate(context, options),
    activate: (options) => activate(context, options),
    dormant: (options) => dormant(context, options),
    deactivateDormant: (options) => deactivateDormant(context, options),
    backChannelLogout: (options) => loadRevocation().backChannelLogout(context, options),
    revokeTokens: (options) => loadRevocation().revokeTokens(context, options),
    securityEvents: (options) => loadRevocation().securityEvents(context, options),
    on: (event, listener) => events.on(event, listener),
  };
  contexts.set(jit, context);
  // TypeORM loads and creates users of the class `Set['User']` only.
  return jit as Provisioning<UserOf<Set>>;
}

/** Loaded by the first endpoint that ends access, and `jose` with it: most apps need neither. */
function loadRevocation() {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be loaded at once, or be a promise
  return require('./revocation') as typeof Revocation;
}

const contexts = new WeakMap<object, ProvisioningContext>();

/**
 * The context behind a `Provisioning`, for the other entry points of this package.
 *
 * @throws {ProvisioningError} `options_invalid`
 */
export function contextOf(jit: Provisioning): ProvisioningContext {
  const context = contexts.get(jit);
  if (context !== undefined) return context;
  throw new ProvisioningError(
    'options_invalid',
    'Pass the object that createProvisioning returned, and not a copy.',
  );
}
