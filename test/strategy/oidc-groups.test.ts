import { usualClaims, type Claims } from '../../examples/demo/idp/oidc-settings';
import { identity } from '../support/harness/harness';
import { OIDC_PACKAGES } from '../support/strategies/strategy-packages';
import { sharedOidcSignIn } from '../support/strategies/shared-sign-in';

const EDITOR = ['Incident Response/Phishing: EDITOR', 'Incident Response: EDITOR'];
const VIEWER = ['Incident Response: VIEWER'];
const OVERAGE = {
  _claim_names: { groups: 'src1' },
  _claim_sources: { src1: { endpoint: 'http://127.0.0.1:1' } },
};

describe.each(OIDC_PACKAGES)('%s', (_package, connect) => {
  const at = sharedOidcSignIn(connect);

  test.each([
    ['userinfo', false, 'userinfo'],
    ['the ID token', true, 'id_token'],
  ])('groups that stand in %s alone are read', async (_place, claimsInIdToken, place) => {
    at.idp.settings.claimsInIdToken = claimsInIdToken;
    at.idp.settings.claims = (user, where) => ({
      ...usualClaims(user),
      groups: where === place ? user.groups : undefined,
    });
    expect((await at.signIn('bo')).user).toMatchObject({ groupsState: 'present' });
    expect(await at.harness.grants('bo')).toEqual(EDITOR);
  });

  test.each<[string, Claims, string, string[]]>([
    ['one group as text', { groups: 'Everyone' }, 'present', VIEWER],
    ['an empty list', { groups: [] }, 'empty', []],
    ['an empty text', { groups: '' }, 'empty', []],
    ['null', { groups: null }, 'empty', []],
    // This provider is known to send groups, so none means none.
    ['no such claim', {}, 'absent', []],
    ['numbers', { groups: [7] }, 'malformed', EDITOR],
    ['one number', { groups: 7 }, 'malformed', EDITOR],
    ['objects', { groups: [{ name: 'Everyone' }] }, 'malformed', EDITOR],
    ['an object', { groups: { Everyone: true } }, 'malformed', EDITOR],
    ['a list within the list', { groups: [['Everyone']] }, 'malformed', EDITOR],
    ['one that is right and one that is not', { groups: ['Everyone', null] }, 'malformed', EDITOR],
    ['too many', OVERAGE, 'overage', EDITOR],
    ['too many, and some of them', { ...OVERAGE, groups: ['Everyone'] }, 'overage', EDITOR],
    ['too many, in a short token', { hasgroups: true }, 'overage', EDITOR],
  ])('groups that are %s, of a user who is an editor', async (_what, claims, state, grants) => {
    const before = identity('bo', ['Managers', 'Phishing'], { issuer: at.idp.url });
    await at.harness.jit.provision(before, { provider: 'idp' });
    at.idp.settings.claims = ({ email }) => ({ email, ...claims });
    const { status, user } = await at.signIn('bo');
    expect([status, user?.groupsState]).toEqual([200, state]);
    expect(await at.harness.grants('bo')).toEqual(grants);
  });
});
