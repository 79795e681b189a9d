import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { entities } from 'passport-jit';

export type User = InstanceType<typeof entities.User>;

/** The user of the session, as an argument of a route: `@CurrentUser() user: User`. */
export const CurrentUser = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Request>().user,
);
