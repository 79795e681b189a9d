import { UserBase } from 'passport-jit';
import { Column, Entity } from 'typeorm';

/** The users of an app that had a table of people before it had this library. */
@Entity('people')
export class Person extends UserBase {
  /** A property of the base, in the column in which the app has always kept it. */
  @Column({ name: 'given_name', type: 'varchar', length: 255, nullable: true })
  override firstName!: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  department!: string | null;

  /** A list in one column: any transformer works. */
  @Column({ type: 'simple-array', nullable: true })
  costCentres!: string[] | null;
}
