import type { DataSource } from 'typeorm';
import { dialectOf, type Dialect } from './dialect';
import { FairShare } from './fair-share';
import type { Expected, Reader, SignInKey, SignInRow } from './reader';

/**
 * What sign-ins read through the pool. Those of a tenant that have to wait for its share of the connections go on
 * together, as one statement: when all people come at nine, the line gets shorter by more than one at a time.
 */
export class SharedReads {
  readonly #lines = new Map<string, Set<Asker>>();
  readonly #share: FairShare;
  readonly #dialect: Dialect;

  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: Reader,
  ) {
    this.#share = FairShare.of(dataSource);
    this.#dialect = dialectOf(dataSource);
  }

  /** @throws {ProvisioningError} `store_busy`, as {@link FairShare.run} */
  signIn(key: SignInKey, expected: Expected | undefined, groupsCame: boolean): Promise<SignInRow> {
    const { tenant } = key;
    const readAlone = () => this.reader.signIn(this.dataSource, key, expected, groupsCame);
    if (this.#dialect.oneConnection) return readAlone();
    if (!this.#dialect.unnests || !this.#share.isFull(tenant)) return this.#share.run(tenant, readAlone);
    return new Promise((resolve, reject) => {
      const name = JSON.stringify([tenant, key.provider, expected?.version, expected?.groupAttribute]);
      const asker: Asker = { key, resolve, reject };
      const line = this.#lines.get(name) ?? new Set<Asker>();
      this.#lines.set(name, line.add(asker));
      this.#share
        .run(tenant, () => this.#serve(name, expected))
        .catch((error: unknown) => {
          this.#leave(name, asker);
          asker.reject(error);
        });
    });
  }

  /** Reads for all who wait. Several of them have a turn, so for most there is nobody left. */
  async #serve(name: string, expected: Expected | undefined): Promise<void> {
    const served = [...(this.#lines.get(name) ?? [])].slice(0, MOST_TOGETHER);
    for (const asker of served) this.#leave(name, asker);
    if (served.length === 0) return;
    try {
      const keys = served.map(({ key }) => key);
      const rows = await this.reader.signIns(this.dataSource, keys, expected);
      served.forEach(({ resolve }, i) => resolve(rows[i]!));
    } catch (error) {
      for (const { reject } of served) reject(error);
    }
  }

  #leave(name: string, asker: Asker): void {
    const line = this.#lines.get(name);
    line?.delete(asker);
    if (line?.size === 0) this.#lines.delete(name);
  }
}

/** How many one statement reads for, so that nobody waits long for those who are read along. */
const MOST_TOGETHER = 100;

/** A sign-in that waits for what it has asked for. */
interface Asker {
  key: SignInKey;
  resolve: (row: SignInRow) => void;
  reject: (error: unknown) => void;
}
