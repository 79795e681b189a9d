import type { ResolvedOptions } from '../options';
import type { Plan } from '../plan/plan';
import type { CompiledSettings } from '../settings/settings';
import { Everybody, type LastSeen } from './everybody';
import { countsAsOwner, Round } from './round';

/** What a change of the settings would do that an administrator hardly means. */
export interface Danger {
  /**
   * - `takes_last_owner`: by the mapping nobody would own the tenant. Sync keeps its last owner all the same
   * - `empties_everybody`: somebody loses something, and nobody whose groups are known is given anything
   */
  code: 'takes_last_owner' | 'empties_everybody';
  /** A sentence for the administrator. */
  message: string;
}

/**
 * The dangers of settings. It looks only until none is left: at the owners first, then at everybody up to the first who
 * is given something.
 *
 * @param confirmed codes that need not be looked for
 */
export async function dangersOf(
  options: ResolvedOptions,
  settings: CompiledSettings,
  confirmed: readonly string[] = [],
): Promise<Danger[]> {
  const round = await Round.begin(options, settings, { protectsLastOwner: false });
  const watch = new DangerWatch(round, settings, confirmed);
  const everybody = new Everybody(options.dataSource, options.entities, settings.tenant);
  for (const ownersOnly of [true, false]) {
    const isSafe = () => (ownersOnly ? watch.ownersAreSafe : watch.allIsSafe);
    if (isSafe()) continue;
    for await (const users of everybody.pages({ ownersOnly })) {
      for (const user of users) watch.see(user, round.signIn(user));
      if (isSafe()) break;
    }
    if (ownersOnly) watch.sawAllOwners();
  }
  return watch.dangers();
}

/** Watches a round for dangers. */
export class DangerWatch {
  #ownerIsLost = false;
  #ownerStays: boolean;
  #losers = 0;
  #somebodyIsGiven: boolean;

  constructor(
    private readonly round: Round,
    { compiled }: CompiledSettings,
    confirmed: readonly string[] = [],
  ) {
    this.#ownerStays = !compiled.managesOwners || confirmed.includes(TAKES_LAST_OWNER.code);
    this.#somebodyIsGiven = confirmed.includes('empties_everybody');
  }

  get ownersAreSafe(): boolean {
    return this.#ownerStays;
  }

  get allIsSafe(): boolean {
    return this.#ownerStays && this.#somebodyIsGiven;
  }

  /** Where no owner goes, nobody has to take their place. */
  sawAllOwners(): void {
    if (!this.#ownerIsLost) this.#ownerStays = true;
  }

  see(user: LastSeen, plan: Plan | undefined): void {
    const changes = plan?.changes ?? [];
    const keepsLast = plan?.notes.some(({ kind }) => kind === 'lastOwner') ?? false;
    const ownership = changes.find(({ kind }) => kind === 'owner')?.action;
    if (keepsLast || ownership === 'remove') this.#ownerIsLost = true;
    else if (ownership === 'add' || countsAsOwner(user)) this.#ownerStays = true;

    if (keepsLast || changes.some(({ action }) => action === 'remove')) this.#losers += 1;
    if (plan !== undefined && user.active && !this.#somebodyIsGiven) {
      this.#somebodyIsGiven = this.round.gives(user);
    }
  }

  dangers(): Danger[] {
    const dangers: Danger[] = [];
    if (this.#ownerIsLost && !this.#ownerStays) dangers.push(TAKES_LAST_OWNER);
    if (this.#losers > 0 && !this.#somebodyIsGiven) dangers.push(emptiesEverybody(this.#losers));
    return dangers;
  }
}

const TAKES_LAST_OWNER: Danger = {
  code: 'takes_last_owner',
  message:
    'By this mapping nobody would own the tenant: no owner was last seen in a group of tenant_owners_groups. ' +
    'Sync keeps the last one, so you would depend on whoever signs in last.',
};

function emptiesEverybody(losers: number): Danger {
  const who = losers === 1 ? '1 user loses' : `${losers} users lose`;
  return {
    code: 'empties_everybody',
    message:
      `${who} something, and nobody whose groups are known is given anything. Compare the names of the groups with ` +
      'those that the identity provider sends.',
  };
}
