import { createHash } from 'node:crypto';
import type { Mapping, MappingEntry, VerifiedIdentity } from 'passport-jit';

/** A user as the identity provider describes them at a sign-in. */
export type Person = Pick<VerifiedIdentity, 'issuer' | 'subject'> & {
  email: string;
  firstName: string;
  lastName: string;
  groups: string[];
};

export const TENANT = 'default';
export const PROVIDER = 'okta';
export const ISSUER = 'https://idp.example.com';

/**
 * The company whose users sign in. Its identity provider has one group per team, and every user is a member of the same
 * number of groups. The number of a user determines the groups, so that SQL can fill tables with the rows of a sign-in.
 */
export class Company {
  readonly teams: number;
  /** Every entry names one group: the other contenders know nothing else. */
  readonly mapping: Omit<Mapping, 'mappings'> & { mappings: (MappingEntry & { group_name: string })[] };

  constructor(
    readonly users: number,
    /** Groups, and thereby teams, of each user. */
    readonly groupsPerUser = 5,
    /** Users who sign in repeatedly; the others only exist in the tables. */
    readonly activeUsers = users,
  ) {
    // At least twice as many, so that each user can change to a further group.
    this.teams = Math.max(50, 2 * groupsPerUser);
    this.mapping = {
      mappings: Array.from({ length: this.teams }, (_, team) => ({
        group_name: groupName(team),
        team_name: teamName(team),
        role_name: roleName(team),
      })),
    };
  }

  /** The distance between two teams of one user. */
  get stride(): number {
    return Math.floor(this.teams / this.groupsPerUser);
  }

  /** @param hasChangedGroup whether the user has left the first group for another one */
  person(number: number, hasChangedGroup = false): Person {
    const groups = this.#teamsOf(number, hasChangedGroup).map(groupName);
    const subject = `person-${number}`;
    return {
      issuer: ISSUER,
      subject,
      email: `${subject}@example.com`,
      firstName: `Person ${number}`,
      lastName: 'Example',
      groups,
    };
  }

  /** The role by team that the mapping grants to this user. */
  expectedRoles(number: number, hasChangedGroup = false): Map<string, string> {
    return new Map(this.#teamsOf(number, hasChangedGroup).map((team) => [teamName(team), roleName(team)]));
  }

  #teamsOf(number: number, hasChangedGroup: boolean): number[] {
    return Array.from({ length: this.groupsPerUser }, (_, place) => {
      const step = hasChangedGroup && place === 0 ? Math.floor(this.stride / 2) : 0;
      return (number + place * this.stride + step) % this.teams;
    });
  }
}

export const ROLES = ['TEAM_ADMIN', 'EDITOR', 'VIEWER'] as const;

const groupName = (team: number) => `Group ${team}`;
const teamName = (team: number) => `Team ${team}`;
const roleName = (team: number) => ROLES[team % ROLES.length]!;

/** The key by which the library's tables store a subject. */
export function hashSubject(subject: string): string {
  return createHash('sha256').update(subject).digest('hex');
}
