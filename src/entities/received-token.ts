import { Column, Index, PrimaryColumn } from 'typeorm';
import { timestampColumn } from './timestamp';

/** A token that has ended access. It is kept until it expires, so that no instance accepts it again. */
@Index(['tenant', 'expiresAt'])
export abstract class ReceivedTokenBase {
  /** SHA-256 of tenant, provider, issuer and `jti`, in hexadecimal. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  tokenHash!: string;

  @Column({ type: 'varchar', length: 128 })
  tenant!: string;

  /** The time from which on the token is refused because of its age. */
  @Column(timestampColumn)
  expiresAt!: Date;
}
