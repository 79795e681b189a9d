import { entities, type Outcome, type Provisioning } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { identity, MAPPING } from '../support/harness';

export const SETTINGS = {
  justInTime: true,
  enhancedSync: true,
  groupAttribute: 'groups',
  mapping: MAPPING,
} as const;
export const OPTIONS = { provider: 'okta' };

/** Something that changes the database: what must be there first, and what is done then. */
export interface Act {
  /** `sync`: enhanced sync, `invite`: just-in-time alone; both in the database. */
  settings: 'sync' | 'invite';
  before?: (jit: Provisioning, dataSource: DataSource) => Promise<unknown>;
  act: (jit: Provisioning) => Promise<unknown>;
  /** The lines that it leaves in the record. */
  recorded: string[];
  /** The events that it is told by. */
  told: string[];
}

export const signIn = (jit: Provisioning, subject: string, groups: unknown): Promise<Outcome> =>
  jit.provision(identity(subject, groups, { emailVerified: true }), OPTIONS);

const ALL = ['Administrators', 'Managers', 'Phishing', 'Auditors'];
const email = 'ada@example.com';

/** Everything that changes anything, by what it is called in the record. */
export const ACTS: Record<string, Act> = {
  'somebody new': {
    settings: 'sync',
    act: (jit) => signIn(jit, 'ada', ALL),
    recorded: ['created'],
    told: ['created'],
  },
  'somebody new, of a team that is not there': {
    settings: 'sync',
    before: (_, { manager }) => manager.delete(entities.Team, { name: 'Analytics' }),
    act: (jit) => signIn(jit, 'ada', ALL),
    recorded: ['created', 'skipped'],
    told: ['created', 'skipped'],
  },
  'other groups': {
    settings: 'sync',
    before: (jit) => signIn(jit, 'ada', ['Everyone']),
    act: (jit) => signIn(jit, 'ada', ['Managers', 'Phishing']),
    recorded: ['changed'],
    told: ['changed'],
  },
  'no group any more': {
    settings: 'sync',
    before: (jit) => signIn(jit, 'ada', ['Everyone', 'Phishing']),
    act: (jit) => signIn(jit, 'ada', []),
    recorded: ['changed', 'emptied'],
    told: ['changed'],
  },
  'the last owner’s status': {
    settings: 'sync',
    before: (jit) => signIn(jit, 'ada', ['Administrators']),
    act: (jit) => signIn(jit, 'ada', []),
    recorded: ['changed', 'skipped'],
    told: ['changed', 'skipped'],
  },
  'groups that cannot be used': {
    settings: 'sync',
    before: (jit) => signIn(jit, 'ada', ['Everyone']),
    act: (jit) => signIn(jit, 'ada', [7]),
    recorded: ['skipped'],
    told: ['unchanged', 'skipped'],
  },
  'a deactivated user': {
    settings: 'sync',
    before: async (jit, { manager }) => {
      await signIn(jit, 'ada', ['Everyone']);
      await manager.update(entities.User, { email }, { active: false });
    },
    act: (jit) => signIn(jit, 'ada', ['Everyone']),
    recorded: ['denied'],
    told: ['denied'],
  },
  'an address that is taken': {
    settings: 'sync',
    before: (jit) => signIn(jit, 'ada', ['Everyone']),
    act: (jit) => jit.provision(identity('eve', [], { email }), OPTIONS),
    recorded: ['denied'],
    told: ['denied'],
  },
  'an invitation': {
    settings: 'invite',
    act: (jit) =>
      jit.invite({ email, tenantOwner: true, memberships: [{ team: 'Analytics', role: 'EDITOR' }] }),
    recorded: ['invited'],
    told: [],
  },
  'an invitation that is accepted': {
    settings: 'invite',
    before: (jit) => jit.invite({ email }),
    act: (jit) => signIn(jit, 'ada', []),
    recorded: ['linked'],
    told: ['linked'],
  },
  'an invitation that is withdrawn': {
    settings: 'invite',
    before: (jit) => jit.invite({ email, memberships: [{ team: 'Analytics', role: 'EDITOR' }] }),
    act: (jit) => jit.withdrawInvitation({ email }),
    recorded: ['invitation_withdrawn'],
    told: [],
  },
  'an invitation that is refused': {
    settings: 'sync',
    act: (jit) => jit.invite({ email }).catch(refusal),
    recorded: ['denied'],
    told: [],
  },
  settings: {
    settings: 'invite',
    act: (jit) => jit.settings.update({ groupAttribute: 'roles' }, { version: 1, actor: 'root' }),
    recorded: ['settings'],
    told: ['settings'],
  },
  'held losses that are released': {
    settings: 'sync',
    act: (jit) => jit.releaseHeld({ actor: 'root' }),
    recorded: ['released'],
    told: [],
  },
  'a sign-in that says nothing new': {
    settings: 'sync',
    before: (jit) => signIn(jit, 'ada', ['Everyone']),
    act: (jit) => signIn(jit, 'ada', ['Everyone']),
    recorded: [],
    told: ['unchanged'],
  },
};

/** A refusal is an answer; a fault goes on. */
function refusal(error: Error & { code?: string }): string {
  if (error.code === 'managed_by_identity_provider') return error.code;
  throw error;
}
