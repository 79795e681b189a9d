import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import { LRUCache } from 'lru-cache';
import type { KeySource } from '../options/token-options';
import { fetchKeySet } from './fetch-key-set';
import { TokenError } from './token-error';

/** How many URLs are kept: an app with a connection for each customer may have many. */
const MAX_URLS = 1_000;
const FRESH_MS = 10 * 60_000;
/** A key id that is not in the set has it loaded again at most so often. */
const COOLDOWN_MS = 60_000;
/** After a failure, the provider is left alone for this time. */
const RETRY_MS = 5_000;
const TIMEOUT_MS = 5_000;

const remoteSets = new LRUCache<string, JWTVerifyGetKey>({ max: MAX_URLS });
const localSets = new WeakMap<object, JWTVerifyGetKey>();

/**
 * What finds the key of a token. The sets of a process are shared, so that several endpoints load each once.
 *
 * The function that it returns throws {@link TokenError} `key_unknown` and `keys_unavailable`.
 */
export function keySetOf(source: KeySource): JWTVerifyGetKey {
  if (typeof source === 'string' || source instanceof URL) {
    const url = String(source);
    const known = remoteSets.get(url) ?? withTokenErrors(remoteSet(url));
    remoteSets.set(url, known);
    return known;
  }
  const known = localSets.get(source) ?? withTokenErrors(createLocalJWKSet(source as JSONWebKeySet));
  localSets.set(source, known);
  return known;
}

function remoteSet(url: string): JWTVerifyGetKey {
  let failedAt = -Infinity;
  return createRemoteJWKSet(new URL(url), {
    cacheMaxAge: FRESH_MS,
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
    async [customFetch](href, { headers, signal }) {
      if (performance.now() - failedAt < RETRY_MS)
        throw new Error('The keys could not be loaded a moment ago');
      try {
        return await fetchKeySet(href, { headers, signal });
      } catch (error) {
        failedAt = performance.now();
        throw error;
      }
    },
  });
}

/** Errors that are about the token; every other one says that there are no keys to verify it with. */
const KEY_ERRORS = [
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSENotSupported,
  errors.JWKInvalid,
];

function withTokenErrors(getKey: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await getKey(header, token);
    } catch (cause) {
      if (KEY_ERRORS.some((KeyError) => cause instanceof KeyError))
        throw new TokenError('key_unknown', 'No key of the issuer fits the token.', { cause });
      throw new TokenError('keys_unavailable', 'The keys of the issuer cannot be loaded.', { cause });
    }
  };
}
