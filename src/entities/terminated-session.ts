import { Column, Index, PrimaryColumn } from 'typeorm';
import { timestampColumn } from './timestamp';

/** A session of a provider that a logout token has ended: every session of the app with its `sid` is invalid. */
@Index(['tenant', 'expiresAt'])
export abstract class TerminatedSessionBase {
  @PrimaryColumn({ type: 'varchar', length: 128 })
  tenant!: string;

  @PrimaryColumn({ type: 'varchar', length: 128 })
  provider!: string;

  /** SHA-256 of the `sid`, in hexadecimal: a provider may send one of any length. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  sidHash!: string;

  /** When the row is no longer needed, because the option `maxSessionAge` has ended the session by then. */
  @Column(timestampColumn)
  expiresAt!: Date;
}
