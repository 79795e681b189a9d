import { In, type EntityManager } from 'typeorm';
import type { ProvisioningContext } from '../context';
import { readRows } from '../database/read-rows';
import { chunks } from '../database/write';
import { emailKey, isTrustedEmail, readEmail } from '../identity/email';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import { adoptionObstacle } from '../store/adoptions';
import type { RehearsalItem, RehearsedIdentity, RehearseOptions } from './adoption-api';
import { validateRehearsal } from './adoption-input';

const BATCH_SIZE = 500;

/** Simulates an adoption in batches: two statements for every 500 identities, and for every 500 users. */
export async function* rehearse(
  context: ProvisioningContext,
  options: RehearseOptions,
): AsyncGenerator<RehearsalItem, void, undefined> {
  validateRehearsal(options);
  const tenant = checkTenant(options.tenant ?? DEFAULT_TENANT);
  const rehearsal = new Rehearsal(context, options, tenant);
  let batch: RehearsedIdentity[] = [];
  for await (const identity of options.identities ?? []) {
    batch.push(identity);
    if (batch.length < BATCH_SIZE) continue;
    yield* await rehearsal.rehearseIdentities(batch);
    batch = [];
  }
  yield* await rehearsal.rehearseIdentities(batch);
  yield* rehearsal.leftOver(options.identities !== undefined);
}

/** A user as far as an adoption depends on one. */
interface RehearsedUser {
  id: string;
  tenant: string;
  email: string | null;
  emailVerified: boolean | null;
  active: boolean;
  tenantOwner: boolean;
  isDeleted: boolean;
  identities: { provider: string; subject: string; isDeleted: boolean }[];
}

class Rehearsal {
  readonly #context: ProvisioningContext;
  readonly #options: RehearseOptions;
  readonly #tenant: string;
  /** The users whom an identity of the rehearsal matches. */
  readonly #matchedIds = new Set<string>();
  readonly #adoptedIds = new Set<string>();

  constructor(context: ProvisioningContext, options: RehearseOptions, tenant: string) {
    this.#context = context;
    this.#options = options;
    this.#tenant = tenant;
  }

  async rehearseIdentities(identities: readonly RehearsedIdentity[]): Promise<RehearsalItem[]> {
    const keys = identities.flatMap(({ email }) => readEmail(email) ?? []).map(emailKey);
    const users = await this.#read((manager) =>
      keys.length === 0 ? Promise.resolve([]) : this.#users(manager, { emailKey: In([...new Set(keys)]) }),
    );
    const byEmail = new Map(users.map((user) => [emailKey(user.email!), user]));
    return identities.map((identity) => this.#rehearseIdentity(identity, byEmail));
  }

  /** The active users whom no identity matches, or whom none can match. */
  async *leftOver(hasIdentities: boolean): AsyncGenerator<RehearsalItem, void, undefined> {
    let after: string | undefined;
    for (;;) {
      const position = after;
      const users = await this.#read((manager) => this.#page(manager, position));
      for (const user of users) {
        const item = this.#leftOverItem(user, hasIdentities);
        if (item !== undefined) yield item;
      }
      if (users.length < BATCH_SIZE) return;
      after = users.at(-1)!.id;
    }
  }

  #rehearseIdentity(
    { subject, email: sentEmail }: RehearsedIdentity,
    users: ReadonlyMap<string, RehearsedUser>,
  ): RehearsalItem {
    const email = readEmail(sentEmail) ?? null;
    const item = { subject, email, userId: null };
    if (email === null) return { ...item, result: 'unmatched', reason: 'noAddress' };
    const user = users.get(emailKey(email));
    if (user === undefined) return { ...item, result: 'unmatched' };
    const { provider, emailDomains } = this.#options;
    const matched = { ...item, userId: user.id };
    this.#matchedIds.add(user.id);
    if (
      user.identities.some(
        (each) => each.provider === provider && each.subject === subject && !each.isDeleted,
      )
    )
      return { ...matched, result: 'alreadyLinked' };
    if (!isTrustedEmail(email, undefined, emailDomains))
      return { ...matched, result: 'refused', reason: 'otherDomain' };
    if (this.#adoptedIds.has(user.id)) return { ...matched, result: 'duplicate' };
    const reason = this.#obstacle(user);
    if (reason !== undefined) return { ...matched, result: 'refused', reason };
    this.#adoptedIds.add(user.id);
    return { ...matched, result: 'linked' };
  }

  #obstacle(user: RehearsedUser) {
    const { provider, from = null, includeOwners = false } = this.#options;
    const { isBreakGlass } = this.#context.options.rules;
    const { id, tenant, email, tenantOwner, identities, active, isDeleted } = user;
    const isProtected = tenantOwner || isBreakGlass({ id, tenant, email, emailVerified: true });
    return adoptionObstacle(
      { provider, fromProvider: from, includeOwners },
      { active, isDeleted, isProtected, providers: identities },
    );
  }

  #leftOverItem(user: RehearsedUser, hasIdentities: boolean): RehearsalItem | undefined {
    const { id, email, active, isDeleted } = user;
    if (!active || isDeleted || this.#matchedIds.has(id)) return undefined;
    const item: RehearsalItem = { result: 'leftOver', subject: null, email, userId: id };
    if (email === null) return { ...item, reason: 'noAddress' };
    if (!isTrustedEmail(email, undefined, this.#options.emailDomains))
      return { ...item, reason: 'otherDomain' };
    const reason = this.#obstacle(user);
    if (reason === 'hasIdentity') return undefined;
    if (reason !== undefined) return { ...item, reason };
    return hasIdentities ? item : undefined;
  }

  #read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.#context.database.read(this.#tenant, work);
  }

  #page(manager: EntityManager, after: string | undefined): Promise<RehearsedUser[]> {
    return this.#users(manager, {}, (query) => {
      query.orderBy('it.id').limit(BATCH_SIZE);
      if (after !== undefined) query.andWhere('it.id > :after', { after });
    });
  }

  async #users(
    manager: EntityManager,
    where: object,
    refine?: Parameters<typeof readRows>[3],
  ): Promise<RehearsedUser[]> {
    const { entities } = this.#context.options;
    const condition = { tenant: this.#tenant, ...where };
    const rows = await readRows(
      manager,
      entities.User,
      {
        properties: ['id', 'tenant', 'email', 'emailVerified', 'active', 'tenantOwner'],
        where: condition,
      },
      refine,
    );
    const users = rows.map((row): RehearsedUser => ({ ...row, identities: [] }));
    const byId = new Map(users.map((user) => [user.id, user]));
    for (const ids of chunks([...byId.keys()], BATCH_SIZE)) {
      const identities = await readRows(manager, entities.Identity, {
        properties: ['userId', 'provider', 'subject'],
        where: { userId: In(ids) },
      });
      for (const { userId, ...identity } of identities) byId.get(userId)?.identities.push(identity);
    }
    return users;
  }
}
