import type { Request } from 'express';
import { Strategy } from 'passport';
import type { VerifiedIdentity } from 'passport-jit';
import { identity } from '../harness/harness';

/** The actions that a strategy can take. */
export type StrategyActions = Pick<CustomStrategy, 'success' | 'fail' | 'error' | 'redirect' | 'pass'>;

/** A strategy that does whatever a test wants, at once. */
export class CustomStrategy extends Strategy {
  override name = 'custom';
  declare success: (user: unknown, info?: object) => void;
  declare fail: (challenge?: unknown, status?: number) => void;
  declare error: (error: unknown) => void;
  declare redirect: (url: string, status?: number) => void;
  declare pass: () => void;

  constructor(private readonly run: (actions: StrategyActions, req: Request) => void) {
    super();
  }

  override authenticate(this: this, req: Request): void {
    this.run(this, req);
  }
}

/** Trusts the user that the URL names: `?as=ada&groups=Everyone,Managers`. */
export class QueryStrategy extends CustomStrategy {
  constructor(more: Partial<VerifiedIdentity> = {}) {
    super((actions, { query }) => {
      if (typeof query['as'] !== 'string') return actions.fail('No user', 401);
      const groups = typeof query['groups'] === 'string' ? query['groups'].split(',') : undefined;
      actions.success(identity(query['as'], groups, more), { message: 'Hello' });
    });
  }
}
