import { Column, Index, PrimaryColumn } from 'typeorm';
import { timestampColumn } from './timestamp';

/** A token that ended access. It is kept until it expires, so that no instance takes it a second time. */
@Index(['tenant', 'expiresAt'])
export abstract class ReceivedTokenBase {
  /** SHA-256 of tenant, provider, issuer and `jti`, in hexadecimal. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  tokenHash!: string;

  @Column({ type: 'varchar', length: 128 })
  tenant!: string;

  /** From then on the token is refused for its age. */
  @Column(timestampColumn)
  expiresAt!: Date;
}
