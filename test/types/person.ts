import { defineEntities, MembershipBase, UserBase } from 'passport-jit';
import { Column, Entity } from 'typeorm';

@Entity('seats')
export class Seat extends MembershipBase {
  @Column({ type: 'boolean', default: false })
  pinned!: boolean;
}

@Entity('people')
export class Person extends UserBase {
  @Column({ type: 'varchar', nullable: true })
  department!: string | null;

  declare memberships: Seat[];
}

/** A class of users that is in no set. */
export class Cat extends UserBase {
  lives!: number;
}

export const entities = defineEntities({ User: Person, Membership: Seat });
