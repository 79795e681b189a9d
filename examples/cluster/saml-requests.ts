import type { CacheItem, CacheProvider, Profile, VerifyWithoutRequest } from '@node-saml/passport-saml';
import type { Pool } from 'pg';

/**
 * The SAML requests of all instances, so that the answer to a request of one may come to another, and counts once on
 * all of them together. By default passport-saml remembers its requests in the memory of one process.
 *
 * ```ts
 * const requests = new SamlRequests(pool);
 * new SamlStrategy({ validateInResponseTo: 'always', cacheProvider: requests, … }, requests.once(verifySaml), …);
 * ```
 */
export class SamlRequestCache implements CacheProvider {
  /** Expired rows go with the next request that is saved. */
  static readonly TABLE = `
    CREATE TABLE IF NOT EXISTS saml_requests (
      id text PRIMARY KEY,
      value text NOT NULL,
      answered boolean NOT NULL DEFAULT false,
      expires_at timestamptz NOT NULL
    );
    CREATE INDEX IF NOT EXISTS saml_requests_expires_at ON saml_requests (expires_at);
  `;

  /** @param lifetime how long a user may take to sign in at the identity provider, as PostgreSQL writes it */
  constructor(
    private readonly pool: Pool,
    private readonly lifetime = '1 hour',
  ) {}

  async saveAsync(id: string, value: string): Promise<CacheItem | null> {
    // Skipping what another instance is deleting just now, so that no two ever wait for each other.
    const { rowCount } = await this.pool.query(
      `WITH expired AS (
         DELETE FROM saml_requests WHERE id IN (
           SELECT id FROM saml_requests WHERE expires_at <= now() FOR UPDATE SKIP LOCKED
         )
       )
       INSERT INTO saml_requests (id, value, expires_at) VALUES ($1, $2, now() + $3::interval)
       ON CONFLICT DO NOTHING`,
      [id, value, this.lifetime],
    );
    return rowCount === 1 ? { value, createdAt: Date.now() } : null;
  }

  async getAsync(id: string): Promise<string | null> {
    const { rows } = await this.pool.query<{ value: string }>(
      'SELECT value FROM saml_requests WHERE id = $1 AND NOT answered AND expires_at > now()',
      [id],
    );
    return rows[0]?.value ?? null;
  }

  /** Called for each answer, good or bad. The row stays for {@link acceptOnce}, which has to tell a first from a second. */
  async removeAsync(id: string | null): Promise<string | null> {
    const { rowCount } = await this.pool.query(
      'UPDATE saml_requests SET answered = true WHERE id = $1 AND NOT answered',
      [id],
    );
    return rowCount === 1 ? id : null;
  }

  /**
   * A verify callback that calls another one for the first answer to a request, and refuses every further one.
   * passport-saml looks for the request long before it removes it, and does not ask whether it was there to be removed:
   * two copies of one answer that arrive at the same moment would both pass.
   */
  acceptOnce(verify: VerifyWithoutRequest): VerifyWithoutRequest {
    return (profile, done) => {
      this.#consume(profile).then(
        (first) =>
          first ? verify(profile, done) : done(new Error('This SAML response has been used already.')),
        done,
      );
    };
  }

  /** Of all that delete one row, PostgreSQL gives it to one. An unsolicited response has no row. */
  async #consume(profile: Profile | null): Promise<boolean> {
    const id = profile?.['inResponseTo'];
    if (id === undefined) return true;
    const { rowCount } = await this.pool.query('DELETE FROM saml_requests WHERE id = $1', [id]);
    return rowCount === 1;
  }
}
