import { Inject, Injectable } from '@nestjs/common';
import passport from 'passport';
import { verifyOpenIDConnect, type Provisioning } from 'passport-jit';
import { Strategy } from 'passport-openidconnect';
import { company } from '../config.js';
import { PROVISIONING } from '../provisioning/provisioning.token.js';

/**
 * Registers the strategy that `AuthGuard('company')` looks for. It is no `PassportStrategy` of Nest: that one would
 * register the strategy as it is, and here it is the wrapped one that signs people in.
 */
@Injectable()
export class CompanyStrategy {
  constructor(@Inject(PROVISIONING) jit: Provisioning) {
    const { issuer } = company;
    const strategy = new Strategy(
      {
        ...company,
        authorizationURL: `${issuer}/auth`,
        tokenURL: `${issuer}/token`,
        userInfoURL: `${issuer}/me`,
        scope: ['email', 'profile', 'groups'],
      },
      verifyOpenIDConnect,
    );
    passport.use('company', jit.wrap(strategy, { provider: 'company' }));
  }
}
