import { defineEntities, UserBase, type VerifiedIdentity } from 'passport-jit';
import { Column, Entity, JoinColumn, ManyToOne, UpdateDateColumn, VersionColumn } from 'typeorm';

export class Address {
  @Column({ type: 'varchar', nullable: true })
  city!: string | null;
  @Column({ type: 'varchar', nullable: true })
  street!: string | null;
}

@Entity('departments')
export class Department {
  @Column({ type: 'varchar', primary: true })
  id!: string;
}

@Entity('members')
export class Member extends UserBase {
  @Column({ type: 'varchar', nullable: true, unique: true })
  badge!: string | null;
  @Column({ type: 'simple-json', nullable: true })
  tags!: string[] | null;
  @Column(() => Address)
  address!: Address;
  @ManyToOne(() => Department, { eager: true, nullable: true, cascade: ['insert'] })
  @JoinColumn({ name: 'department_id' })
  department!: Department | null;
  @VersionColumn()
  revision!: number;
  @UpdateDateColumn()
  changedAt!: Date;
}

export const entities = defineEntities({ User: Member });

/** Fills a plain column, an embedded one, a list and a relation. */
export function assignMember(member: Member, { attributes }: VerifiedIdentity): void {
  member.badge = attributes.badge as string;
  member.address = Object.assign(new Address(), {
    city: attributes.city,
    street: member.address?.street ?? 'First',
  });
  member.department = { id: attributes.department as string };
  // In its place, as many a hook does it.
  if (member.tags) member.tags.push(attributes.badge as string);
  else member.tags = [attributes.badge as string];
}

/** Attributes called like columns of the user. */
export const HOSTILE = {
  badge: 'copied',
  id: '00000000-0000-4000-8000-000000000000',
  tenant: 'other',
  email: 'root@example.com',
  emailKey: 'root@example.com',
  tenantOwner: true,
  ownerSource: 'manual',
  active: false,
  invited: true,
  createdAt: new Date(0),
  memberships: [],
};
