import type { Danger } from '../settings/errors';
import { Database } from '../database/database';
import type { ResolvedOptions } from '../options/options';
import type { Plan } from '../plan/plan';
import type { CompiledSettings } from '../settings/settings';
import type { UserSnapshot } from '../store/load-grants';
import { TenantUsers } from '../store/tenant-users';
import { TimeSlice } from '../validation/time-slice';
import { isActiveOwner, SignInSimulation } from './simulation';

/**
 * The dangers of settings. The search ends as soon as no danger is left: it simulates the owners first, then the other
 * users up to the first one who gains a grant.
 *
 * @param confirmed the codes that the search skips
 */
export async function detectDangers(
  options: ResolvedOptions,
  settings: CompiledSettings,
  confirmed: readonly string[] = [],
): Promise<Danger[]> {
  const simulation = await SignInSimulation.start(options, settings, { protectLastOwner: false });
  const detector = new DangerDetector(simulation, settings, confirmed);
  const tenantUsers = new TenantUsers(Database.of(options.dataSource), options.entities, settings.tenant);
  const slice = new TimeSlice();
  for (const ownersOnly of [true, false]) {
    const isDone = () => (ownersOnly ? detector.ownersSafe : detector.allSafe);
    if (isDone()) continue;
    for await (const users of tenantUsers.pages({ ownersOnly })) {
      for (const user of users) {
        await slice.pause();
        detector.add(user, simulation.signIn(user), { countsLosers: !ownersOnly });
      }
      if (isDone()) break;
    }
    if (ownersOnly) detector.ownersSeen();
  }
  return detector.dangers();
}

/** Detects the dangers in a simulation. */
export class DangerDetector {
  #losesOwner = false;
  #keepsOwner: boolean;
  #usersLosing = 0;
  /** Whether the owner whom sync would keep, the last one in the round, is counted as losing nothing but the status. */
  #countsLastOwner = false;
  #grantsAnything: boolean;
  readonly #simulation: SignInSimulation;

  constructor(
    simulation: SignInSimulation,
    { compiledMapping }: CompiledSettings,
    confirmed: readonly string[] = [],
  ) {
    this.#simulation = simulation;
    this.#keepsOwner = !compiledMapping.managesOwners || confirmed.includes(TAKES_LAST_OWNER.code);
    this.#grantsAnything = confirmed.includes('empties_everybody');
  }

  get ownersSafe(): boolean {
    return this.#keepsOwner;
  }

  get allSafe(): boolean {
    return this.#keepsOwner && this.#grantsAnything;
  }

  /** If no owner is removed, no other owner is needed. */
  ownersSeen(): void {
    if (!this.#losesOwner) this.#keepsOwner = true;
  }

  /** @param options.countsLosers not where the round looks at owners who are looked at again */
  add(user: UserSnapshot, plan: Plan | undefined, { countsLosers = true } = {}): void {
    const changes = plan?.changes ?? [];
    const keepsLastOwner = plan?.notes.some(({ kind }) => kind === 'lastOwner') ?? false;
    const ownerAction = changes.find(({ kind }) => kind === 'owner')?.action;
    if (keepsLastOwner || ownerAction === 'remove') this.#losesOwner = true;
    else if (ownerAction === 'add' || isActiveOwner(user)) this.#keepsOwner = true;

    const losses = changes.filter(({ action }) => action === 'remove').length;
    if (keepsLastOwner) this.#countsLastOwner = false;
    else if (ownerAction === 'remove' && isActiveOwner(user)) this.#countsLastOwner = losses === 1;
    if (countsLosers && losses > 0) this.#usersLosing += 1;
    const mayComeIn = user.active && user.identity?.isUnlinked !== true;
    if (plan !== undefined && mayComeIn && !this.#grantsAnything) {
      this.#grantsAnything = this.#simulation.wouldGrantAnything(user);
    }
  }

  dangers(): Danger[] {
    const dangers: Danger[] = [];
    const takesLastOwner = this.#losesOwner && !this.#keepsOwner;
    if (takesLastOwner) dangers.push(TAKES_LAST_OWNER);
    // Sync keeps the last owner, so that the preview does not count that user either.
    const usersLosing = this.#usersLosing - (takesLastOwner && this.#countsLastOwner ? 1 : 0);
    if (usersLosing > 0 && !this.#grantsAnything) dangers.push(emptyingDanger(usersLosing));
    return dangers;
  }
}

const TAKES_LAST_OWNER: Danger = {
  code: 'takes_last_owner',
  message:
    'With this mapping, no user would own the tenant: no owner was last seen in a group of tenant_owners_groups. ' +
    'Sync keeps the last owner, so the order of sign-ins would decide who that is.',
};

function emptyingDanger(usersLosing: number): Danger {
  const subject = usersLosing === 1 ? '1 user loses' : `${usersLosing} users lose`;
  return {
    code: 'empties_everybody',
    message:
      `${subject} something, but no user with known groups gets a grant from a group. Compare the names of the groups with ` +
      'those that the identity provider sends.',
  };
}
