import { Column, Index, PrimaryColumn } from 'typeorm';
import { timestampColumn } from './timestamp';

/** A session of a provider that was ended by a logout token: every session of the app with its `sid` is invalid. */
@Index(['tenant', 'expiresAt'])
export abstract class TerminatedSessionBase {
  @PrimaryColumn({ type: 'varchar', length: 128 })
  tenant!: string;

  @PrimaryColumn({ type: 'varchar', length: 128 })
  provider!: string;

  /** SHA-256 of the `sid`, in hexadecimal: a provider may send a `sid` of any length. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  sidHash!: string;

  /** The time from which on the row is not needed, because the option `maxSessionAge` has ended the session by then. */
  @Column(timestampColumn)
  expiresAt!: Date;
}
