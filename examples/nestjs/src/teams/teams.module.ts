import { Inject, Module, RequestMethod, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import type { Request } from 'express';
import type { Provisioning } from 'passport-jit';
import { PROVISIONING } from '../provisioning/provisioning.token.js';
import { TeamsController } from './teams.controller.js';

/** The product's own teams, which cannot be changed here while the identity provider manages them. */
@Module({ controllers: [TeamsController] })
export class TeamsModule implements NestModule {
  constructor(@Inject(PROVISIONING) private readonly jit: Provisioning) {}

  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(this.jit.guard('memberships', { team: (req: Request) => req.params['team'] }))
      .forRoutes({ path: 'teams/:team/members', method: RequestMethod.POST });
  }
}
