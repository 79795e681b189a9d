import { decideAdmission } from '../../src/plan/admission';
import type { UserMatch } from '../../src/plan/plan-input';
import { currentUser, ISSUER, planInput, settings } from '../support/builders/plan-input';

const { claims } = planInput();
const ACTIVE = currentUser();
const INACTIVE = currentUser({ active: false });
const INVITED = currentUser({ invited: true });
const NO_SYNC = settings({ enhancedSync: false });

const known = (user = ACTIVE, issuer = ISSUER): UserMatch => ({ kind: 'known', user, issuer });
const sameEmail = (user = INVITED, hasIdentity = false): UserMatch => ({
  kind: 'sameEmail',
  user,
  hasIdentity,
});
const NONE: UserMatch = { kind: 'none' };

test.each([
  ['a known user', known(), {}, settings(), { kind: 'known', user: ACTIVE }],
  ['an invited user, without sync', sameEmail(), {}, NO_SYNC, { kind: 'invited', user: INVITED }],
  [
    'an invited user, with report-only',
    sameEmail(),
    {},
    settings({ enhancedSync: 'report-only' }),
    { kind: 'invited', user: INVITED },
  ],
  ['a new user', NONE, {}, settings(), { kind: 'new' }],
])('%s is admitted', (_, match, more, someSettings, admission) => {
  expect(decideAdmission(match, { ...claims, ...more }, someSettings)).toEqual(admission);
});

test.each([
  ['issuer_mismatch', 'of another issuer than the app names', NONE, { issuerMismatch: true }, settings()],
  ['issuer_mismatch', 'with an identity of another issuer', known(ACTIVE, 'https://other'), {}, settings()],
  ['user_deactivated', 'who is deactivated', known(INACTIVE), {}, settings()],
  ['email_conflict', 'with the address of a user who is not invited', sameEmail(ACTIVE), {}, NO_SYNC],
  ['email_conflict', 'with an invitation that has an identity', sameEmail(INVITED, true), {}, NO_SYNC],
  ['email_conflict', 'with an address that is not trusted', sameEmail(), { emailTrusted: false }, NO_SYNC],
  [
    'user_deactivated',
    'whose invited user is deactivated',
    sameEmail({ ...INVITED, active: false }),
    {},
    NO_SYNC,
  ],
  ['managed_by_identity_provider', 'with an invitation under sync', sameEmail(), {}, settings()],
  ['not_provisioned', 'who is new, without just-in-time', NONE, {}, settings({ justInTime: false })],
])('%s: a user %s is denied', (code, _, match, more, someSettings) => {
  expect(decideAdmission(match, { ...claims, ...more }, someSettings)).toEqual({ kind: 'denied', code });
});
