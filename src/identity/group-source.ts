import { indexOfToken, parsePointer } from '../validation/json-pointer';
import { describeType } from '../validation/text';
import { ownAttribute, type VerifiedIdentity } from './verified-identity';

/**
 * Where the groups are: the name of an attribute or a claim, exactly; or, if it starts with `/`, a JSON Pointer
 * (RFC 6901) into the claims, in which the token `*` matches every item of a list. At an object that it ends at, the keys
 * are the groups. Or a list of these, whose groups are combined.
 *
 * @example
 * ```ts
 * const keycloak: GroupAttribute = '/realm_access/roles';
 * const entra: GroupAttribute = ['groups', 'roles'];
 * ```
 */
export type GroupAttribute = string | readonly string[];

/** What an identity has at one source. */
export type SourceValue =
  | { kind: 'value'; value: unknown }
  | { kind: 'absent' }
  /** The claims have another structure than the pointer. */
  | { kind: 'malformed'; problem: string };

/** The value at a source: a name, or a pointer. */
export function readSource(identity: VerifiedIdentity, source: string): SourceValue {
  const tokens = parsePointer(source);
  if (tokens !== undefined) return readPointer(identity.attributes, tokens);
  return Object.hasOwn(identity.attributes, source)
    ? { kind: 'value', value: identity.attributes[source] }
    : { kind: 'absent' };
}

/** The claim that a source is in. */
export function claimOf(source: string): string {
  return parsePointer(source)?.[0] ?? source;
}

/**
 * OpenID Connect Core 5.6.2: a claim that `_claim_names` lists is not in the token but elsewhere. Entra ID does so
 * with the groups of a user in over 200 of them. The URL that stands beside it is never followed.
 */
export function isDistributed(identity: VerifiedIdentity, source: string): boolean {
  const claimNames = ownAttribute(identity, '_claim_names');
  return typeof claimNames === 'object' && claimNames !== null && Object.hasOwn(claimNames, claimOf(source));
}

function readPointer(attributes: object, tokens: readonly string[]): SourceValue {
  let nodes: unknown[] = [attributes];
  let hasEmptyList = false;
  for (const [depth, token] of tokens.entries()) {
    const next: unknown[] = [];
    for (const node of nodes) {
      if (node === null || node === undefined) continue;
      if (Array.isArray(node)) {
        const index = indexOfToken(token);
        if (token === '*') for (const item of node as unknown[]) next.push(item);
        else if (index === undefined) return misplaced('a list', depth);
        else if (index < node.length) next.push(node[index]);
        hasEmptyList ||= node.length === 0;
      } else if (typeof node === 'object') {
        if (Object.hasOwn(node, token)) next.push((node as Record<string, unknown>)[token]);
        else if (token === '*') return misplaced('an object', depth);
      } else return misplaced(describeType(node), depth);
    }
    nodes = next;
  }
  if (nodes.length === 0 && !hasEmptyList) return { kind: 'absent' };
  return { kind: 'value', value: nodes.flatMap(valuesAt) };
}

/** The values at an end of a pointer: those of a list, the keys of an object, or one value. */
function valuesAt(end: unknown): readonly unknown[] {
  if (end === null || end === undefined) return [];
  if (Array.isArray(end)) return end as unknown[];
  return typeof end === 'object' ? Object.keys(end) : [end];
}

function misplaced(type: string, depth: number): SourceValue {
  return {
    kind: 'malformed',
    problem: `${type} where step ${depth + 1} of the pointer expects something else`,
  };
}
