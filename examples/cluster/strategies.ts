import { Strategy as SamlStrategy, ValidateInResponseTo } from '@node-saml/passport-saml';
import type { Passport } from 'passport';
import { verifyOpenIDConnect, verifySaml, type Provisioning } from 'passport-jit';
import { Strategy as OpenIDConnectStrategy } from 'passport-openidconnect';
import type { Pool } from 'pg';
import { callbackUrl } from '../demo/providers';
import type { Config } from './config';
import { SamlRequestCache } from './saml-requests';

/** A sign-in that begins on one instance may end on any other: all that it has to remember is in the database. */
export function useStrategies(
  passport: InstanceType<typeof Passport>,
  jit: Provisioning,
  pool: Pool,
  { publicUrl, connections }: Config,
): void {
  const requests = new SamlRequestCache(pool);
  const saml = new SamlStrategy(
    {
      ...connections.acme,
      issuer: `${publicUrl}/saml`,
      callbackUrl: callbackUrl(publicUrl, 'acme'),
      wantAssertionsSigned: true,
      wantAuthnResponseSigned: false,
      validateInResponseTo: ValidateInResponseTo.always,
      cacheProvider: requests,
    },
    requests.acceptOnce(verifySaml),
    jit.verifySamlLogout,
  );
  // Keeps its state in the session, and so in the store of the sessions.
  const openid = new OpenIDConnectStrategy(
    {
      ...connections.globex,
      callbackURL: callbackUrl(publicUrl, 'globex'),
      scope: ['email', 'profile', 'groups'],
      nonce: 'yes',
    },
    verifyOpenIDConnect,
  );
  passport.use('acme', jit.wrap(saml, { provider: 'acme', issuer: connections.acme.idpIssuer }));
  passport.use('globex', jit.wrap(openid, { provider: 'globex' }));
}
