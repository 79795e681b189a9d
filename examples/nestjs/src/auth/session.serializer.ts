import { Inject, Injectable } from '@nestjs/common';
import { PassportSerializer } from '@nestjs/passport';
import type { Provisioning } from 'passport-jit';
import { PROVISIONING } from '../provisioning/provisioning.token.js';

/** The session keeps the user's id; every request gets the user with teams, roles and permissions. */
@Injectable()
export class SessionSerializer extends PassportSerializer {
  readonly serializeUser: Provisioning['serializeUser'];
  readonly deserializeUser: Provisioning['deserializeUser'];

  constructor(@Inject(PROVISIONING) jit: Provisioning) {
    super();
    this.serializeUser = jit.serializeUser;
    this.deserializeUser = jit.deserializeUser;
  }
}
