import { randomInt } from 'node:crypto';

/** Chance that comes out the same again from the same seed. */
export class SeededRandom {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 up to, and without, `below`. */
  below(below: number): number {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  subset<Item>(items: readonly Item[]): Item[] {
    return items.filter(() => this.below(2) === 1);
  }
}

/**
 * Runs a test by chance. When it fails, the error says by which seed: `FAULT_SEED=` that number repeats what was chosen,
 * though not what the machine made of it.
 */
export async function withSeededRandom(test: (random: SeededRandom) => Promise<void>): Promise<void> {
  const random = new SeededRandom(Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31)));
  try {
    await test(random);
  } catch (error) {
    if (error instanceof Error) error.message += `\n\nRepeat it with FAULT_SEED=${random.seed}`;
    throw error;
  }
}
