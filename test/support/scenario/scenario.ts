import { randomUUID } from 'node:crypto';
import {
  createProvisioning,
  entities as defaultEntities,
  type EntitySet,
  type Outcome,
  type Provisioning,
  type SessionUser,
  type UserBase,
  type VerifiedIdentity,
} from 'passport-jit';
import type { DataSource } from 'typeorm';
import { unguarded } from '../databases/unguarded';
import { identity } from '../fixtures/identity';
import { MINUTE, setClock } from '../jest/fake-clock';
import { startScenarioApp, type ScenarioApp } from './scenario-app';
import { Transcript } from './transcript';

export const TENANT = 'acme';
export const OTHER_TENANT = 'globex';

/** A way in which an app may have its database and TypeORM, with the tables made. */
export interface Setup {
  dataSource: DataSource;
  /** @default the ready entities */
  entities?: EntitySet | undefined;
  /** By how many milliseconds the clock of this process is ahead of that of the database. */
  clockOffset?: number | undefined;
  /** Resolves once replicas and caches have what the primary has. */
  catchUp?: (() => Promise<void>) | undefined;
}

export interface ScenarioSignIn extends Partial<VerifiedIdentity> {
  tenant?: string;
  /** @default 'okta' */
  provider?: string;
  emailDomains?: string[];
}

/** The library in a setup, and the transcript of what it does there. */
export class Scenario {
  readonly transcript: Transcript;
  readonly dataSource: DataSource;
  readonly entities: EntitySet;
  readonly jit: Provisioning;
  /** Another instance on the same database. */
  readonly otherInstance: Provisioning;
  readonly catchUp: () => Promise<void>;
  app!: ScenarioApp;
  readonly #users = new Map<string, UserBase>();
  readonly #sessions = new Map<string, SessionUser>();
  readonly #events = new Map<string, number>();
  #now: number;

  private constructor({ dataSource, entities = defaultEntities, clockOffset = 0, catchUp }: Setup) {
    jest.useRealTimers();
    this.#now = Date.now() + clockOffset;
    setClock(this.#now);
    this.transcript = new Transcript(this.#now);
    this.dataSource = dataSource;
    this.entities = entities;
    this.catchUp = catchUp ?? (() => Promise.resolve());
    const create = () =>
      createProvisioning({
        dataSource,
        entities,
        permissions: ['AUDIT_LOG_READ'],
        createMissingTeams: true,
        breakGlass: ['root@example.com'],
        removalSafeguard: { window: '1h', maxUsers: 2, maxShare: 0.1 },
        groupsPolicy: { malformed: 'keep' },
      });
    this.otherInstance = create();
    this.jit = create();
  }

  static async start(setup: Setup): Promise<Scenario> {
    const scenario = new Scenario(setup);
    scenario.app = await startScenarioApp(scenario.jit);
    for (const event of EVENTS) {
      scenario.jit.on(event, () => {
        scenario.#events.set(event, (scenario.#events.get(event) ?? 0) + 1);
      });
    }
    return scenario;
  }

  advanceClock(minutes: number): void {
    this.#now += minutes * MINUTE;
    setClock(this.#now);
  }

  /** Past every guard, as a script of the app might. */
  async insertTeams(tenant: string): Promise<void> {
    const { insert } = unguarded(this.dataSource);
    const [analytics, response] = [randomUUID(), randomUUID()];
    await insert(this.entities.Team, [
      { id: analytics, tenant, name: 'Analytics' },
      { id: response, tenant, name: 'Incident Response' },
    ]);
    await insert(this.entities.CaseGroup, { id: randomUUID(), teamId: response, name: 'Phishing' });
  }

  async signIn(subject: string, groups: unknown, options: ScenarioSignIn = {}): Promise<Outcome> {
    this.advanceClock(1);
    const { tenant = TENANT, provider = 'okta', emailDomains, ...more } = options;
    const outcome = await this.jit.provision(identity(subject, groups, { emailVerified: true, ...more }), {
      provider,
      tenant,
      ...(emailDomains && { emailDomains }),
    });
    const { code, changes, notes } = outcome;
    this.transcript.add(`${subject} signs in at ${provider} of ${tenant}: ${outcome.outcome}`, code);
    for (const change of changes) this.transcript.add('  change', change);
    for (const note of notes) this.transcript.add('  note', note);
    if (outcome.user) await this.#keep(subject, outcome.user);
    return outcome;
  }

  /** The user as the last sign-in returned it. */
  user(subject: string): UserBase {
    const user = this.#users.get(subject);
    if (user === undefined) throw new Error(`${subject} has not signed in`);
    return user;
  }

  session(subject: string): SessionUser {
    const session = this.#sessions.get(subject);
    if (session === undefined) throw new Error(`${subject} has no session`);
    return session;
  }

  /** Runs what may be refused, and writes down what came of it. */
  async run(label: string, work: () => Promise<unknown>): Promise<void> {
    this.advanceClock(1);
    try {
      this.transcript.add(`${label}: done`, await work());
    } catch (error) {
      const { code, status, faults, dangers } = error as Record<string, unknown>;
      if (code === undefined) throw error;
      this.transcript.add(`${label}: refused`, { code, status, faults, dangers });
    }
  }

  /** Sends a request with the session of a user, and writes the response down. */
  async send(
    subject: string | undefined,
    method: string,
    path: string,
    request: { body?: object; headers?: Record<string, string> } = {},
  ) {
    const session = subject === undefined ? undefined : this.session(subject);
    const response = await this.app.send(session, method, path, request);
    this.transcript.add(`${subject ?? 'no user'} sends ${method} ${path}:`, {
      status: response.status,
      code: response.body?.code,
    });
    return response;
  }

  /** The user of a session, as the next request has it. */
  async deserialize(subject: string): Promise<void> {
    const user = await new Promise<UserBase | false | undefined>((resolve, reject) =>
      this.jit.deserializeUser(this.session(subject), (error, found) =>
        error ? reject(error) : resolve(found),
      ),
    );
    if (user) this.#describe(`the session of ${subject} has`, user);
    else this.transcript.add(`the session of ${subject} has ended`);
  }

  /** How often each event was emitted. */
  addEvents(): void {
    this.transcript.addSorted('emitted', [...this.#events]);
  }

  async #keep(subject: string, user: UserBase): Promise<void> {
    this.transcript.name(user.id, subject);
    this.#users.set(subject, user);
    const session = await new Promise<SessionUser>((resolve, reject) =>
      this.jit.serializeUser(user, (error, serialized) => (error ? reject(error) : resolve(serialized!))),
    );
    this.#sessions.set(subject, JSON.parse(JSON.stringify(session)) as SessionUser);
    this.#describe('  user', user);
  }

  #describe(label: string, user: UserBase): void {
    const { memberships, caseGroupMemberships, tenantPermissions } = user;
    const columns = USER_PROPERTIES.map((property) => [property, user[property]]);
    this.transcript.add(label, Object.fromEntries(columns));
    const grants = [
      ...memberships.map(({ team, role, source }) => [team.name, role, source]),
      ...caseGroupMemberships.map(({ caseGroup, role, source }) => [
        `${caseGroup.team.name}/${caseGroup.name}`,
        ...[role, source],
      ]),
      ...tenantPermissions.map(({ permission, source }) => [permission, source]),
    ];
    for (const grant of grants) this.transcript.add('    grant', grant);
  }
}

const EVENTS = [
  ...(['created', 'linked', 'changed', 'unchanged', 'denied', 'skipped', 'removalsHeld'] as const),
  ...(['settings', 'activated', 'deactivated', 'sessionsEnded'] as const),
];

const USER_PROPERTIES = [
  ...(['id', 'tenant', 'email', 'emailKey', 'emailVerified', 'firstName', 'lastName', 'avatar'] as const),
  ...(['tenantOwner', 'ownerSource', 'ownerProvider', 'ownerGroup', 'ownerEntry'] as const),
  ...(['ownerMappingVersion', 'ownerGrantedAt', 'active', 'invited', 'identityProviderGroups'] as const),
  ...(['groupsState', 'lastSignInAt', 'lastSyncedAt', 'removalsHeldAt', 'sessionGeneration'] as const),
  ...(['syncRevision', 'createdAt'] as const),
];
