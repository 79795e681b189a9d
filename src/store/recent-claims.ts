import { LRUCache } from 'lru-cache';
import { claimPaths } from '../identity/claim-paths';

/** The claim paths of a provider. */
export interface ProviderClaims {
  provider: string;
  /** Sorted; each is a name or a JSON Pointer, as `groupAttribute` takes it. */
  paths: string[];
}

interface Seen {
  tenant: string;
  provider: string;
  paths: Set<string>;
  at: number;
}

/** How many characters the paths of all tenants, and those of one provider, have at most. */
const MAX_CHARACTERS = 8_000_000;
const MAX_PROVIDER_CHARACTERS = 20_000;
/** So many milliseconds pass between two sign-ins of a provider whose claims are looked at. */
const INTERVAL = 100;

/**
 * Where in the claims of recent sign-ins groups may be, for an administrator to choose from. It is kept in the memory of
 * the process, because a sign-in that changes nothing must not write, and it has no values of claims.
 */
export class RecentClaims {
  readonly #seen = new LRUCache<string, Seen>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ tenant, provider, paths }) => tenant.length + provider.length + lengthOf(paths) + 1,
  });

  add(
    { tenant, provider }: { tenant: string; provider: string },
    attributes: Readonly<Record<string, unknown>>,
    now = Date.now(),
  ): void {
    const key = JSON.stringify([tenant, provider]);
    const seen = this.#seen.get(key);
    if (seen !== undefined && Math.abs(now - seen.at) < INTERVAL) return;
    // The newest first, so that the oldest are left out.
    const paths = limitPaths([...claimPaths(attributes), ...(seen?.paths ?? [])]);
    this.#seen.set(key, { tenant, provider, paths, at: now });
  }

  list(tenant: string): ProviderClaims[] {
    const ofTenant = [...this.#seen.values()].filter((each) => each.tenant === tenant);
    return ofTenant
      .map(({ provider, paths }) => ({ provider, paths: [...paths].sort() }))
      .sort((a, b) => (a.provider < b.provider ? -1 : 1));
  }
}

function limitPaths(paths: readonly string[]): Set<string> {
  const limited = new Set<string>();
  let characters = 0;
  for (const path of paths) {
    if (limited.has(path)) continue;
    characters += path.length;
    if (characters > MAX_PROVIDER_CHARACTERS) break;
    limited.add(path);
  }
  return limited;
}

function lengthOf(paths: ReadonlySet<string>): number {
  let length = 0;
  for (const path of paths) length += path.length;
  return length;
}
