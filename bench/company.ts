import { createHash } from 'node:crypto';
import type { Mapping, VerifiedIdentity } from 'passport-jit';

/** Somebody as they stand at the door: what the identity provider says of them. */
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
 * The company whose people sign in. Its identity provider has one group for each team, and everybody is in as many of
 * them; who is in which follows from their number, so that SQL can fill a table with what a sign-in would write.
 */
export class Company {
  readonly teams: number;
  readonly mapping: Mapping;

  constructor(
    readonly users: number,
    /** How many groups, and by them teams, everybody is in. */
    readonly groupsEach = 5,
    /** How many of them come, over and over; the others are only in the tables. */
    readonly regulars = users,
  ) {
    // At least as many again, so that there is always one to change to.
    this.teams = Math.max(50, 2 * groupsEach);
    this.mapping = {
      mappings: Array.from({ length: this.teams }, (_, team) => ({
        group_name: groupName(team),
        team_name: teamName(team),
        role_name: roleName(team),
      })),
    };
  }

  /** From one of somebody's teams to the next. */
  get stride(): number {
    return Math.floor(this.teams / this.groupsEach);
  }

  /** @param hasMoved whether they have left their first group for another one */
  person(number: number, hasMoved = false): Person {
    const groups = this.#teamsOf(number, hasMoved).map(groupName);
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

  /** The role by team that the mapping gives to this person. */
  rightsOf(number: number, hasMoved = false): Map<string, string> {
    return new Map(this.#teamsOf(number, hasMoved).map((team) => [teamName(team), roleName(team)]));
  }

  #teamsOf(number: number, hasMoved: boolean): number[] {
    return Array.from({ length: this.groupsEach }, (_, place) => {
      const step = hasMoved && place === 0 ? Math.floor(this.stride / 2) : 0;
      return (number + place * this.stride + step) % this.teams;
    });
  }
}

export const ROLES = ['TEAM_ADMIN', 'EDITOR', 'VIEWER'] as const;

const groupName = (team: number) => `Group ${team}`;
const teamName = (team: number) => `Team ${team}`;
const roleName = (team: number) => ROLES[team % ROLES.length]!;

/** What a subject is found by in the tables of the library. */
export function hashOf(subject: string): string {
  return createHash('sha256').update(subject).digest('hex');
}
