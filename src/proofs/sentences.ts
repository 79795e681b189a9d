import type { ProvenGrant } from './decision-list';
import type { ProvenChange } from './prove-change';

type Quote = (name: string) => string;

/** A change as a sentence: `a user in "Contractors" becomes "EDITOR" of the team "Analytics"; before: no member`. */
export function describeProvenChange(change: ProvenChange, quote: Quote = JSON.stringify): string {
  const { grant, before, after } = change;
  return `${describeUser(change, quote)} ${describeGain(grant, after, quote)}; before: ${describeValue(grant, before, quote)}`;
}

/** The user of a counterexample: `a user in "A" and "B" who signs in through "entra"`. */
export function describeUser(
  { groups, provider }: Pick<ProvenChange, 'groups' | 'provider'>,
  quote: Quote = JSON.stringify,
): string {
  const inGroups = groups.length === 0 ? 'without groups' : `in ${groups.map(quote).join(' and ')}`;
  return `a user ${inGroups}${provider === undefined ? '' : ` who signs in through ${quote(provider)}`}`;
}

function describeGain(grant: ProvenGrant, value: ProvenChange['after'], quote: Quote): string {
  switch (grant.kind) {
    case 'membership':
    case 'caseGroup':
      return typeof value === 'string'
        ? `becomes ${quote(value)} of ${describeTarget(grant, quote)}`
        : `is no member of ${describeTarget(grant, quote)}`;
    case 'owner':
      return value === null ? 'is no owner of the tenant' : 'becomes an owner of the tenant';
    case 'permission':
      return `${value === null ? 'does not have' : 'gets'} ${describeTarget(grant, quote)}`;
  }
}

function describeValue({ kind }: ProvenGrant, value: ProvenChange['before'], quote: Quote): string {
  if (typeof value === 'string') return quote(value);
  const isOwner = kind === 'owner';
  if (value === null) return kind === 'permission' ? 'without it' : isOwner ? 'no owner' : 'no member';
  return isOwner ? 'an owner' : 'with it';
}

/** What is granted: `the case group "Phishing" of the team "Incident Response"`. */
export function describeTarget(grant: ProvenGrant, quote: Quote = JSON.stringify): string {
  switch (grant.kind) {
    case 'membership':
      return `the team ${quote(grant.team)}`;
    case 'caseGroup':
      return `the case group ${quote(grant.caseGroup)} of the team ${quote(grant.team)}`;
    case 'owner':
      return 'owner status';
    case 'permission':
      return `the permission ${quote(grant.permission)}`;
  }
}
