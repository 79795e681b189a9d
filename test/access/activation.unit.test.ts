import {
  decideActivation,
  decideDeactivation,
  type ActivationDecision,
  type ActivationSource,
} from '../../src/access/activation';

const ADMIN: ActivationSource = { provider: null, actor: 'ops@example.com' };
const OKTA: ActivationSource = { provider: 'okta', actor: 'provider:okta' };
const active = { active: true, deactivatedBy: null };
const deactivatedBy = (actor: string | null) => ({ active: false, deactivatedBy: actor });
const NOBODY_SPECIAL = { isLastOwner: false, isBreakGlass: false };

test.each<[string, ActivationSource, { active: boolean; deactivatedBy: string | null }, string]>([
  ['an administrator, of an active user', ADMIN, active, 'none'],
  ['an administrator, after the same', ADMIN, deactivatedBy('ops@example.com'), 'change'],
  ['an administrator, after another', ADMIN, deactivatedBy('hr@example.com'), 'change'],
  ['an administrator, after a provider', ADMIN, deactivatedBy('provider:okta'), 'change'],
  ['an administrator, after a write of the app', ADMIN, deactivatedBy(null), 'change'],
  ['a provider, of an active user', OKTA, active, 'none'],
  ['a provider, after itself', OKTA, deactivatedBy('provider:okta'), 'change'],
  ['a provider, after an administrator', OKTA, deactivatedBy('ops@example.com'), 'refuse'],
  ['a provider, after another one', OKTA, deactivatedBy('provider:entra'), 'refuse'],
  ['a provider, after several, or a write of the app', OKTA, deactivatedBy(null), 'refuse'],
])('activation by %s', (_who, source, user, kind) => {
  expect(decideActivation(user, source).kind).toBe(kind);
});

test.each<[string, ActivationSource, Parameters<typeof decideDeactivation>[0], object, ActivationDecision]>([
  [
    'an administrator',
    ADMIN,
    active,
    {},
    { kind: 'change', deactivatedBy: 'ops@example.com', isLastOwner: false },
  ],
  [
    'an administrator, of a break-glass user',
    ADMIN,
    active,
    { isBreakGlass: true },
    { kind: 'change', deactivatedBy: 'ops@example.com', isLastOwner: false },
  ],
  [
    'an administrator, of the last owner',
    ADMIN,
    active,
    { isLastOwner: true },
    { kind: 'refuse', why: 'lastOwner' },
  ],
  ['a provider', OKTA, active, {}, { kind: 'change', deactivatedBy: 'provider:okta', isLastOwner: false }],
  [
    'a provider, of the last owner',
    OKTA,
    active,
    { isLastOwner: true },
    { kind: 'change', deactivatedBy: 'provider:okta', isLastOwner: true },
  ],
  [
    'a provider, of a break-glass user',
    OKTA,
    active,
    { isBreakGlass: true },
    { kind: 'refuse', why: 'breakGlass' },
  ],
  ['an administrator, after another', ADMIN, deactivatedBy('hr@example.com'), {}, { kind: 'none' }],
  [
    'an administrator, after a provider',
    ADMIN,
    deactivatedBy('provider:okta'),
    {},
    { kind: 'transfer', deactivatedBy: 'ops@example.com' },
  ],
  ['a provider, after itself', OKTA, deactivatedBy('provider:okta'), {}, { kind: 'none' }],
  ['a provider, after an administrator', OKTA, deactivatedBy('ops@example.com'), {}, { kind: 'none' }],
  ['a provider, after a write of the app', OKTA, deactivatedBy(null), {}, { kind: 'none' }],
  [
    'a provider, after another one',
    OKTA,
    deactivatedBy('provider:entra'),
    {},
    { kind: 'transfer', deactivatedBy: null },
  ],
])('deactivation by %s', (_who, source, user, facts, decision) => {
  expect(decideDeactivation(user, source, { ...NOBODY_SPECIAL, ...facts })).toEqual(decision);
});
