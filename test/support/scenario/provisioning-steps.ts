import { MAPPING } from '../fixtures/mapping';
import { OTHER_TENANT, TENANT, type Scenario } from './scenario';

const ACTOR = 'ops@example.com';
export const SCENARIO_MAPPING = {
  ...MAPPING,
  mappings: [
    ...MAPPING.mappings,
    // A team that is created with its first member.
    { group_name: 'Forensics', team_name: 'Forensics', role_name: 'VIEWER' },
  ],
};
const SYNC = { justInTime: true, enhancedSync: true, mapping: SCENARIO_MAPPING };

/** Invitations, and settings that are saved, refused and restored. */
export async function invite(scenario: Scenario): Promise<void> {
  const { jit, otherInstance } = scenario;
  await scenario.insertTeams(TENANT);
  await scenario.insertTeams(OTHER_TENANT);
  const update = (instance: typeof jit, patch: object, version: number, more: object = {}) =>
    instance.settings.update(patch, { tenant: TENANT, version, actor: ACTOR, ...more });
  await scenario.run('the settings of a new tenant', () => jit.settings.get(TENANT));
  await scenario.run('a mapping with faults', () =>
    update(jit, { mapping: { mappings: [{ group_name: 'a', team_name: 'Nowhere', role_name: 'KING' }] } }, 0),
  );
  await scenario.run('the first settings', () => update(jit, { mapping: SCENARIO_MAPPING }, 0));
  await scenario.run('the same version again', () => update(otherInstance, { justInTime: true }, 0));
  await scenario.signIn('stranger', ['Everyone']);
  const tenant = TENANT;
  const memberships = [{ team: 'Analytics', role: 'EDITOR' }];
  await scenario.run('an invitation', async () => {
    const { email, invited } = await jit.invite({
      tenant,
      email: 'eve@example.com',
      memberships,
      actor: ACTOR,
    });
    return { email, invited };
  });
  await scenario.run('the same invitation', () => jit.invite({ tenant, email: 'Eve@Example.com' }));
  await scenario.run('an invited owner', async () => {
    const { tenantOwner } = await jit.invite({ tenant, email: 'root@example.com', tenantOwner: true });
    return { tenantOwner };
  });
  await scenario.run('an invitation to a missing team', () =>
    jit.invite({ tenant, email: 'x@example.com', memberships: [{ team: 'Nowhere', role: 'EDITOR' }] }),
  );
  await scenario.run('another invitation', async () => {
    await jit.invite({ tenant, email: 'fay@example.com', memberships });
  });
  await scenario.run('is revoked', () => jit.revokeInvitation({ tenant, email: 'fay@example.com' }));
  await scenario.run('is revoked again', () => jit.revokeInvitation({ tenant, email: 'fay@example.com' }));
  await scenario.signIn('eve', ['Everyone'], { emailVerified: false });
  await scenario.signIn('eve', ['Everyone']);
  await scenario.signIn('root', ['Managers']);
  await scenario.run('just-in-time', () => update(otherInstance, { justInTime: true }, 1));
  await scenario.signIn('gil', ['Managers', 'Unmapped']);
  await scenario.run('report only', () => update(jit, { enhancedSync: 'report-only' }, 2));
  await scenario.signIn('gil', ['Everyone']);
  const emptying = {
    enhancedSync: true,
    mapping: { mappings: [{ ...MAPPING.mappings[2]!, group_name: 'X' }] },
  };
  await scenario.run('a mapping that removes everything', () => update(jit, emptying, 3));
  await scenario.run('enhanced sync', () => update(jit, SYNC, 3));
  await scenario.run('and back', () =>
    otherInstance.settings.rollback({ tenant, version: 3, expectedVersion: 4, actor: ACTOR }),
  );
  await scenario.run('and on again', () => update(jit, SYNC, 5));
  await scenario.run('a stale version', () => update(otherInstance, { enhancedSync: false }, 5));
  await scenario.run('sync of the other tenant', () =>
    jit.settings.update(SYNC, { tenant: OTHER_TENANT, version: 0, actor: ACTOR }),
  );
}

/** Sign-ins of every outcome under enhanced sync. */
export async function sync(scenario: Scenario): Promise<void> {
  const { jit } = scenario;
  await scenario.signIn('gil', ['Everyone']);
  await scenario.signIn('ada', ['Administrators', 'Everyone']);
  await scenario.signIn('bo', ['Managers', 'Phishing', 'Auditors']);
  await scenario.signIn('bo', ['Managers', 'Phishing', 'Auditors']);
  await scenario.signIn('cy', ['Everyone', 'Forensics'], { provider: 'entra' });
  await scenario.signIn('cy', ['Everyone', 'Forensics'], {
    issuer: 'https://evil.example.com',
    provider: 'entra',
  });
  await scenario.signIn('eve', ['Everyone']);
  scenario.transcript.add('changed groups');
  await scenario.signIn('bo', ['Everyone', 'Phishing']);
  await scenario.signIn('bo', ['Managers', 'Auditors']);
  await scenario.signIn('bo', [7]);
  scenario.advanceClock(90);
  await scenario.signIn('bo', []);
  await scenario.signIn('bo', undefined);
  await scenario.signIn('bo', ['Managers', 'Phishing', 'Auditors']);
  scenario.transcript.add('addresses');
  await scenario.signIn('hal', ['Everyone'], { email: undefined as never });
  await scenario.signIn('hal', ['Everyone'], { email: 'BO@example.com' });
  await scenario.signIn('hal', ['Everyone'], { email: 'hal@example.com' });
  await scenario.signIn('ida', ['Everyone'], { email: 'hal@example.com' });
  await scenario.signIn('O\'Hara \\ "q" für 🚒', ['Everyone'], { email: 'ohara@example.com' });
  scenario.transcript.add('break-glass');
  await scenario.signIn('root', []);
  scenario.transcript.add('the last owner');
  await scenario.signIn('gus', ['Administrators', 'Everyone'], { tenant: OTHER_TENANT });
  await scenario.signIn('gia', ['Administrators'], { tenant: OTHER_TENANT });
  await scenario.signIn('gia', ['Everyone'], { tenant: OTHER_TENANT });
  await scenario.signIn('gus', ['Everyone'], { tenant: OTHER_TENANT });
  await scenario.run('the last owner is deactivated', () =>
    jit.deactivate({ tenant: OTHER_TENANT, userId: scenario.user('gus').id, actor: ACTOR }),
  );
  await scenario.run('five sign-ins of a new user at once', async () => {
    const { transcript } = scenario;
    const signIn = () =>
      jit.provision(
        { ...NEW_USER, attributes: { groups: ['Everyone'] } },
        { provider: 'okta', tenant: TENANT },
      );
    const outcomes = await Promise.all([signIn(), signIn(), signIn(), signIn(), signIn()]);
    transcript.name(outcomes[0].user!.id, 'new');
    return outcomes.map(({ outcome }) => outcome).sort();
  });
  for (const subject of ['ada', 'bo', 'cy', 'eve', 'root']) await explain(scenario, subject);
  await scenario.run('explain in another tenant', () =>
    jit.explain(scenario.user('bo').id, { tenant: OTHER_TENANT }),
  );
}

const NEW_USER = {
  protocol: 'oidc',
  issuer: 'https://idp.example.com',
  subject: 'new',
  email: 'new@example.com',
};

/** A mass removal, from the safeguard to the release. */
export async function holdRemovals(scenario: Scenario): Promise<void> {
  const { jit } = scenario;
  const subjects = ['p0', 'p1', 'p2', 'p3', 'p4'];
  const signInAll = async (groups: string[]) => {
    for (const subject of subjects) await scenario.signIn(subject, groups);
  };
  scenario.advanceClock(90);
  await signInAll(['Everyone', 'Phishing']);
  await signInAll([]);
  await scenario.signIn('p4', ['Everyone']);
  await scenario.signIn('p4', []);
  await scenario.run('the release', () => jit.releaseHeldRemovals({ tenant: TENANT, actor: ACTOR }));
  await signInAll([]);
  await signInAll(['Everyone']);
}

/** Where each grant comes from. */
async function explain(scenario: Scenario, subject: string): Promise<void> {
  const grants = await scenario.jit.explain(scenario.user(subject).id, { tenant: TENANT });
  for (const grant of grants) scenario.transcript.add(`${subject} has`, grant);
}
