import type { WantedGrant } from '../mapping/resolve';

type Kind = WantedGrant['kind'];
export type WantedOf<K extends Kind> = Extract<WantedGrant, { kind: K }>;

/** The grants that are wanted, by what they are of; what is taken out has been dealt with. */
export class Wants {
  readonly #byName = new Map<string, WantedGrant>();

  constructor(wanted: readonly WantedGrant[]) {
    for (const want of wanted) this.#byName.set(nameOf(want), want);
  }

  take<K extends Kind>(kind: K, ...path: string[]): WantedOf<K> | undefined {
    const key = JSON.stringify([kind, ...path]);
    const want = this.#byName.get(key);
    this.#byName.delete(key);
    return want as WantedOf<K> | undefined;
  }

  rest(): WantedGrant[] {
    return [...this.#byName.values()];
  }
}

function nameOf(want: WantedGrant): string {
  switch (want.kind) {
    case 'membership':
      return JSON.stringify([want.kind, want.team]);
    case 'caseGroup':
      return JSON.stringify([want.kind, want.team, want.caseGroup]);
    case 'owner':
      return JSON.stringify([want.kind]);
    case 'permission':
      return JSON.stringify([want.kind, want.permission]);
  }
}
