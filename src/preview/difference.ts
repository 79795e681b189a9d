import type { Change, GrantReason } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { UserSnapshot } from '../store/load-grants';

/** What a grant is about. */
export type GrantTarget =
  | { kind: 'membership'; team: string }
  | { kind: 'caseGroup'; team: string; caseGroup: string }
  | { kind: 'owner' }
  | { kind: 'permission'; permission: string };

/**
 * A grant that a user has after the next sign-in with these settings and not with the current ones (`add`), the other way
 * round (`remove`), or with another role (`change`).
 */
export type GrantDifference = GrantTarget & {
  action: 'add' | 'remove' | 'change';
  /** The role with these settings, where the grant has one. */
  role?: string;
  /** The role with the current settings, where the grant has one. */
  previousRole?: string;
  /** Whether the user has the grant now: then `add` means that it would be lost without these settings. */
  hasNow: boolean;
  /** The group and the entry, where the next sign-in gives the grant or took it from them. */
  reason?: GrantReason;
};

/** How the grants after a sign-in by one plan differ from those after a sign-in by another one. */
export function grantDifferences(user: UserSnapshot, current: Plan, changed: Plan): GrantDifference[] {
  // Nearly all users of a large tenant: the settings mean the same for them.
  if (current.changes.length === 0 && changed.changes.length === 0) return [];
  const now = grantsOf(user);
  const [before, after] = [applyChanges(now, current.changes), applyChanges(now, changed.changes)];
  const differences: GrantDifference[] = [];
  for (const [key, grant] of after) {
    const other = before.get(key);
    const hasNow = now.has(key);
    if (other === undefined) differences.push({ ...toDifference(grant), action: 'add', hasNow });
    else if (other.role !== grant.role) {
      const previousRole = other.role === undefined ? {} : { previousRole: other.role };
      differences.push({ ...toDifference(grant), action: 'change', ...previousRole, hasNow });
    }
  }
  for (const [key, { target, role, reason }] of before) {
    if (after.has(key)) continue;
    const previousRole = role === undefined ? {} : { previousRole: role };
    const because = reason === undefined ? {} : { reason };
    differences.push({ ...target, action: 'remove', ...previousRole, ...because, hasNow: now.has(key) });
  }
  return differences;
}

interface Grant {
  target: GrantTarget;
  role?: string | undefined;
  reason?: GrantReason | undefined;
}

function toDifference({ target, role, reason }: Grant) {
  return { ...target, ...(role === undefined ? {} : { role }), ...(reason === undefined ? {} : { reason }) };
}

function grantsOf(user: UserSnapshot): Map<string, Grant> {
  const grants = new Map<string, Grant>();
  const add = (target: GrantTarget, role?: string) => grants.set(keyOf(target), { target, role });
  for (const { team, role } of user.memberships) add({ kind: 'membership', team: team.name }, role);
  for (const { caseGroup, role } of user.caseGroupMemberships)
    add({ kind: 'caseGroup', team: caseGroup.team.name, caseGroup: caseGroup.name }, role);
  for (const { permission } of user.tenantPermissions) add({ kind: 'permission', permission });
  if (user.tenantOwner) add({ kind: 'owner' });
  return grants;
}

function applyChanges(now: ReadonlyMap<string, Grant>, changes: readonly Change[]): Map<string, Grant> {
  const grants = new Map(now);
  for (const change of changes) {
    if (change.kind === 'profile') continue;
    const target = targetOf(change);
    if (change.action === 'remove') grants.delete(keyOf(target));
    else
      grants.set(keyOf(target), {
        target,
        role: 'role' in change ? change.role : undefined,
        reason: change.reason,
      });
  }
  return grants;
}

function targetOf(change: GrantTarget): GrantTarget {
  switch (change.kind) {
    case 'membership':
      return { kind: change.kind, team: change.team };
    case 'caseGroup':
      return { kind: change.kind, team: change.team, caseGroup: change.caseGroup };
    case 'owner':
      return { kind: change.kind };
    case 'permission':
      return { kind: change.kind, permission: change.permission };
  }
}

function keyOf(target: GrantTarget): string {
  return JSON.stringify(Object.values(target));
}
