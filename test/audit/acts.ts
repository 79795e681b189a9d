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
export interface AuditedOperation {
  /** `sync`: enhanced sync, `invite`: just-in-time alone; both in the database. */
  settings: 'sync' | 'invite';
  prepare?: (jit: Provisioning, dataSource: DataSource) => Promise<unknown>;
  run: (jit: Provisioning) => Promise<unknown>;
  /** The lines that it leaves in the record. */
  auditTypes: string[];
  /** The events that it is told by. */
  emittedEvents: string[];
}

export const signIn = (jit: Provisioning, subject: string, groups: unknown): Promise<Outcome> =>
  jit.provision(identity(subject, groups, { emailVerified: true }), OPTIONS);

const ALL = ['Administrators', 'Managers', 'Phishing', 'Auditors'];
const email = 'ada@example.com';

/** Everything that changes anything, by what it is called in the record. */
export const AUDITED_OPERATIONS: Record<string, AuditedOperation> = {
  'somebody new': {
    settings: 'sync',
    run: (jit) => signIn(jit, 'ada', ALL),
    auditTypes: ['created'],
    emittedEvents: ['created'],
  },
  'somebody new, of a team that is not there': {
    settings: 'sync',
    prepare: (_, { manager }) => manager.delete(entities.Team, { name: 'Analytics' }),
    run: (jit) => signIn(jit, 'ada', ALL),
    auditTypes: ['created', 'skipped'],
    emittedEvents: ['created', 'skipped'],
  },
  'other groups': {
    settings: 'sync',
    prepare: (jit) => signIn(jit, 'ada', ['Everyone']),
    run: (jit) => signIn(jit, 'ada', ['Managers', 'Phishing']),
    auditTypes: ['changed'],
    emittedEvents: ['changed'],
  },
  'no group any more': {
    settings: 'sync',
    prepare: (jit) => signIn(jit, 'ada', ['Everyone', 'Phishing']),
    run: (jit) => signIn(jit, 'ada', []),
    auditTypes: ['changed', 'emptied'],
    emittedEvents: ['changed'],
  },
  'the last owner’s status': {
    settings: 'sync',
    prepare: (jit) => signIn(jit, 'ada', ['Administrators']),
    run: (jit) => signIn(jit, 'ada', []),
    auditTypes: ['changed', 'skipped'],
    emittedEvents: ['changed', 'skipped'],
  },
  'groups that cannot be used': {
    settings: 'sync',
    prepare: (jit) => signIn(jit, 'ada', ['Everyone']),
    run: (jit) => signIn(jit, 'ada', [7]),
    auditTypes: ['skipped'],
    emittedEvents: ['unchanged', 'skipped'],
  },
  'a deactivated user': {
    settings: 'sync',
    prepare: async (jit, { manager }) => {
      await signIn(jit, 'ada', ['Everyone']);
      await manager.update(entities.User, { email }, { active: false });
    },
    run: (jit) => signIn(jit, 'ada', ['Everyone']),
    auditTypes: ['denied'],
    emittedEvents: ['denied'],
  },
  'an address that is taken': {
    settings: 'sync',
    prepare: (jit) => signIn(jit, 'ada', ['Everyone']),
    run: (jit) => jit.provision(identity('eve', [], { email }), OPTIONS),
    auditTypes: ['denied'],
    emittedEvents: ['denied'],
  },
  'an invitation': {
    settings: 'invite',
    run: (jit) =>
      jit.invite({ email, tenantOwner: true, memberships: [{ team: 'Analytics', role: 'EDITOR' }] }),
    auditTypes: ['invited'],
    emittedEvents: [],
  },
  'an invitation that is accepted': {
    settings: 'invite',
    prepare: (jit) => jit.invite({ email }),
    run: (jit) => signIn(jit, 'ada', []),
    auditTypes: ['linked'],
    emittedEvents: ['linked'],
  },
  'an invitation that is withdrawn': {
    settings: 'invite',
    prepare: (jit) => jit.invite({ email, memberships: [{ team: 'Analytics', role: 'EDITOR' }] }),
    run: (jit) => jit.revokeInvitation({ email }),
    auditTypes: ['invitation_withdrawn'],
    emittedEvents: [],
  },
  'an invitation that is refused': {
    settings: 'sync',
    run: (jit) => jit.invite({ email }).catch(denialCode),
    auditTypes: ['denied'],
    emittedEvents: [],
  },
  settings: {
    settings: 'invite',
    run: (jit) => jit.settings.update({ groupAttribute: 'roles' }, { version: 1, actor: 'root' }),
    auditTypes: ['settings'],
    emittedEvents: ['settings'],
  },
  'held losses that are released': {
    settings: 'sync',
    run: (jit) => jit.releaseHeldRemovals({ actor: 'root' }),
    auditTypes: ['released'],
    emittedEvents: [],
  },
  'a sign-in that says nothing new': {
    settings: 'sync',
    prepare: (jit) => signIn(jit, 'ada', ['Everyone']),
    run: (jit) => signIn(jit, 'ada', ['Everyone']),
    auditTypes: [],
    emittedEvents: ['unchanged'],
  },
};

/** A refusal is an answer; a fault goes on. */
function denialCode(error: Error & { code?: string }): string {
  if (error.code === 'managed_by_identity_provider') return error.code;
  throw error;
}
