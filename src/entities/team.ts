import { Column, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A team of the product. The group mapping refers to it by its exact name. */
@Unique(['tenant', 'name'])
export abstract class TeamBase {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'varchar', length: 128, default: 'default' })
  tenant!: string;

  @Column({ type: 'varchar', length: 255 })
  name!: string;
}
