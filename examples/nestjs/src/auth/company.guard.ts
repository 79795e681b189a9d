import { ForbiddenException, Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';

/** Sends people to the identity provider, and begins a session when they come back. */
@Injectable()
export class CompanyGuard extends AuthGuard('company') {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    await super.canActivate(context);
    await super.logIn(context.switchToHttp().getRequest());
    return true;
  }

  /** Nest's own would answer a refusal with a bare 401: this one says why. */
  override handleRequest<User>(error: unknown, user: User | false, refusal: object): User {
    if (error) throw error;
    if (!user) throw new ForbiddenException(refusal);
    return user;
  }
}
