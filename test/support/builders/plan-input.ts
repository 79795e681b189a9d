import { NO_REMOVALS } from '../../../src/plan/removal-safeguard';
import type { CurrentUser, PlanInput, PlanRules, Provenance } from '../../../src/plan/plan-input';
import { compileSettings, type CompiledSettings, type Settings } from '../../../src/settings/settings';
import { MAPPING } from '../fixtures/mapping';

export const ISSUER = 'https://idp.example.com';
export const MANUAL: Provenance = { source: 'manual', provider: null, group: null, entry: null };

/** The provenance of a grant that an entry of the mapping gave to a group, at the provider of {@link planInput}. */
export function mapped(group: string, entry: number): Provenance {
  return { source: 'mapping', provider: 'okta', group, entry };
}

/** Settings of enhanced sync, with what a test changes. */
export function settings(more: Partial<Settings> = {}): CompiledSettings {
  return compileSettings({
    tenant: 'default',
    version: 1,
    justInTime: true,
    enhancedSync: true,
    groupAttribute: 'groups',
    mapping: MAPPING,
    fixed: true,
    ...more,
  });
}

/** A user without grants. */
export function currentUser(more: Partial<CurrentUser> = {}): CurrentUser {
  return {
    id: 'ada',
    tenant: 'default',
    email: 'ada@example.com',
    emailVerified: true,
    active: true,
    invited: false,
    firstName: 'Ada',
    lastName: 'King',
    avatar: null,
    tenantOwner: false,
    ownerSource: null,
    ownerProvider: null,
    ownerGroup: null,
    ownerEntry: null,
    removalsHeldAt: null,
    memberships: [],
    caseGroupMemberships: [],
    tenantPermissions: [],
    ...more,
  };
}

/** The columns of a user whom the mapping made an owner. */
export const MAPPED_OWNER = {
  tenantOwner: true,
  ownerSource: 'mapping',
  ownerProvider: 'okta',
  ownerGroup: 'Administrators',
  ownerEntry: 0,
} as const;

/** The membership that the group Everyone gives. */
export const VIEWER_MEMBERSHIP = {
  ...mapped('Everyone', 2),
  role: 'VIEWER',
  team: { name: 'Incident Response' },
};

export function rules(more: Partial<PlanRules> = {}): PlanRules {
  return {
    managedTeams: 'all',
    createMissingTeams: false,
    unmatched: 'create',
    syncProfile: false,
    removalSafeguard: false,
    isBreakGlass: () => false,
    ...more,
  };
}

interface PlanCase extends Partial<Omit<PlanInput, 'groups' | 'rules'>> {
  /** Names, or a whole decision about the groups. */
  groups?: readonly string[] | PlanInput['groups'];
  user?: CurrentUser;
  rules?: Partial<PlanRules>;
}

/** A sign-in under enhanced sync where all teams exist: of this user, or of a new one. */
export function planInput({ groups = [], user, rules: someRules, ...more }: PlanCase = {}): PlanInput {
  return {
    provider: 'okta',
    claims: {
      issuer: ISSUER,
      subject: 'ada',
      email: 'ada@example.com',
      emailTrusted: true,
      groups: { state: 'empty' },
      ignored: [],
    },
    groups: 'decision' in groups ? groups : { decision: 'apply', names: groups },
    settings: settings(),
    match: user === undefined ? { kind: 'none' } : { kind: 'known', user, issuer: ISSUER },
    teams: { hasTeam: () => true, hasCaseGroup: () => true, isDeleted: () => false },
    otherOwners: Infinity,
    removals: NO_REMOVALS,
    rules: rules(someRules),
    ...more,
  };
}
