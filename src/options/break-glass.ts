import { emailKey, isTrustedEmail } from '../identity/email';
import type { PlanRules } from '../plan/plan-input';
import { unknownKeyProblem, type NestedProblem, type Problem } from '../validation/faults';
import { isJsonObject } from '../validation/json';
import { isUuid } from '../validation/text';

/** A user whom sync never demotes, removes or refuses: by id, or by email address in one tenant or in all tenants. */
export type BreakGlassEntry = string | { id: string } | { email: string; tenant?: string };

/**
 * Creates the rule of the option `breakGlass`. An id is compared with ids only, and an address with trusted addresses
 * only: a user can often choose the address that the identity provider sends.
 */
export function createBreakGlassRule(entries: readonly BreakGlassEntry[]): PlanRules['isBreakGlass'] {
  const ids = new Set<string>();
  const addresses = new Map<string, Set<string | undefined>>();
  for (const entry of entries.map(normalizeEntry)) {
    if ('id' in entry) {
      ids.add(idKey(entry.id));
      continue;
    }
    const key = emailKey(entry.email);
    addresses.set(key, (addresses.get(key) ?? new Set()).add(entry.tenant));
  }
  return ({ id, tenant, email, emailVerified }) => {
    if (id !== undefined && ids.has(idKey(id))) return true;
    // Null: the address was stored before the column existed.
    if (email === null || emailVerified === false) return false;
    const tenants = addresses.get(emailKey(email));
    return tenants !== undefined && (tenants.has(undefined) || tenants.has(tenant));
  };
}

/** The problems of the option, by entry. */
export function breakGlassProblems(list: unknown): Problem | NestedProblem[] {
  if (!Array.isArray(list))
    return { code: 'invalid_type', message: 'must be a list of ids and email addresses' };
  const seen = new Set<string>();
  return list.flatMap((entry: unknown, i) => {
    const problems = entryProblems(entry).map((problem) => ({ ...problem, at: [i, ...problem.at] }));
    if (problems.length > 0) return problems;
    const key = JSON.stringify(normalizeEntry(entry as BreakGlassEntry));
    if (seen.has(key)) return [{ at: [i], code: 'duplicate' as const, message: 'names a user twice' }];
    seen.add(key);
    return [];
  });
}

function entryProblems(entry: unknown): NestedProblem[] {
  const fault = (key: string | undefined, message: string): NestedProblem[] => [
    { at: key === undefined ? [] : [key], code: 'invalid_value', message },
  ];
  if (typeof entry === 'string') {
    if (entry.trim() === '') return fault(undefined, 'must be an id or an email address');
    return entry.includes('@') && !isTrustedEmail(entry, true)
      ? fault(undefined, 'is not an email address; write an id that has an "@" as { id }')
      : [];
  }
  if (!isJsonObject(entry) || 'id' in entry === 'email' in entry)
    return fault(undefined, 'must be text, { id } or { email, tenant }');
  const knownKeys = 'id' in entry ? ['id'] : ['email', 'tenant'];
  const unknown = Object.keys(entry).find((key) => !knownKeys.includes(key));
  if (unknown !== undefined) return [{ at: [unknown], ...unknownKeyProblem(unknown, knownKeys, 'key') }];
  if ('id' in entry) return isNonEmptyString(entry['id']) ? [] : fault('id', 'must be the id of a user');
  const { email, tenant } = entry;
  if (typeof email !== 'string' || !isTrustedEmail(email, true))
    return fault('email', 'is not an email address');
  return tenant === undefined || isNonEmptyString(tenant)
    ? []
    : fault('tenant', 'must be the name of a tenant');
}

function normalizeEntry(entry: BreakGlassEntry): Exclude<BreakGlassEntry, string> {
  if (typeof entry !== 'string') return entry;
  return entry.includes('@') ? { email: entry } : { id: entry };
}

/** A UUID is case-insensitive. Any other key is compared exactly. */
function idKey(id: string): string {
  const text = id.trim();
  return isUuid(text) ? text.toLowerCase() : text;
}

function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
