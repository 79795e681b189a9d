import { randomUUID } from 'node:crypto';
import { GUARDED_AREAS } from './scenario-app';
import { OTHER_TENANT, TENANT, type Scenario } from './scenario';

const ACTOR = 'ops@example.com';

/** Routes and writes of the app that the guard refuses, and some that it does not. */
export async function guardWrites(scenario: Scenario): Promise<void> {
  const { dataSource, entities, jit } = scenario;
  for (const area of GUARDED_AREAS) await scenario.send('ada', 'POST', `/guarded/${area}`);
  await scenario.send(undefined, 'POST', '/guarded/owners');
  const { manager } = dataSource;
  const { User, Membership, CaseGroupMembership, TenantPermission } = entities;
  const bo = scenario.user('bo');
  const ada = scenario.user('ada');
  const [membership, caseGroupMembership] = [bo.memberships[0]!, bo.caseGroupMemberships[0]!];
  const added = { userId: ada.id, teamId: membership.team.id, role: 'EDITOR' };
  const tenant = TENANT;
  const WRITES: Record<string, () => Promise<unknown>> = {
    'save of a new membership': () => manager.save(manager.create(Membership, added)),
    'insert of a membership': () => manager.insert(Membership, { id: randomUUID(), ...added }),
    'update of a membership': () => manager.update(Membership, { id: membership.id }, { role: 'TEAM_ADMIN' }),
    'delete of a membership': () => manager.delete(Membership, { id: membership.id }),
    'delete of a case group membership': () =>
      manager.delete(CaseGroupMembership, { id: caseGroupMembership.id }),
    'insert of a permission': () =>
      manager.insert(TenantPermission, { userId: ada.id, permission: 'AUDIT_LOG_READ' }),
    'update of the owner status': () => manager.update(User, { id: bo.id }, { tenantOwner: true }),
    'insert of an owner': () => manager.insert(User, { tenant, email: 'x@example.com', tenantOwner: true }),
    'insert of an invited user': () =>
      manager.insert(User, { tenant, email: 'x@example.com', invited: true }),
    'update of a name': () => manager.update(User, { id: bo.id }, { lastName: 'Changed' }),
  };
  for (const [label, write] of Object.entries(WRITES)) {
    await scenario.run(label, async () => void (await write()));
  }
  await scenario.run('an invitation', () => jit.invite({ tenant, email: 'jo@example.com' }));
  await scenario.run('the other tenant without sync', () =>
    jit.settings.update({ enhancedSync: false }, { tenant: OTHER_TENANT, version: 1, actor: ACTOR }),
  );
  const gia = scenario.user('gia');
  await scenario.run('insert of a permission there', async () => {
    await manager.insert(TenantPermission, { userId: gia.id, permission: 'AUDIT_LOG_READ' });
  });
  await scenario.run('update of the owner status there', async () => {
    await manager.update(User, { id: gia.id }, { tenantOwner: true });
  });
  await scenario.send('gus', 'POST', '/guarded/memberships');
  await scenario.deserialize('gia');
}

/** Sessions that become old, and that end. */
export async function endSessions(scenario: Scenario): Promise<void> {
  const { jit } = scenario;
  await scenario.signIn('ada', ['Administrators', 'Everyone']);
  await scenario.deserialize('ada');
  await scenario.send('ada', 'GET', '/fresh');
  await scenario.send(undefined, 'GET', '/fresh');
  scenario.advanceClock(61);
  await scenario.send('ada', 'GET', '/fresh');
  await scenario.deserialize('ada');
  await scenario.signIn('ada', ['Administrators', 'Everyone']);
  await scenario.send('ada', 'GET', '/fresh');
  const userId = scenario.user('bo').id;
  await scenario.signIn('bo', ['Managers', 'Phishing', 'Auditors']);
  await scenario.signIn('cy', ['Everyone', 'Forensics'], { provider: 'entra' });

  const details = { actor: ACTOR, reason: 'lost laptop' };
  const tenant = TENANT;
  const expectSessions = async () => {
    for (const subject of ['ada', 'bo', 'cy', 'gus']) await scenario.deserialize(subject);
  };
  await scenario.run('the sessions of bo end', () => jit.endSessions({ userId, tenant, ...details }));
  await expectSessions();
  await scenario.signIn('bo', ['Managers', 'Phishing', 'Auditors']);
  await scenario.run('the sessions of a provider end', () =>
    jit.endSessions({ tenant, provider: 'entra', ...details }),
  );
  await expectSessions();
  await scenario.run('the sessions of the tenant end', () => jit.endSessions({ tenant, ...details }));
  await expectSessions();
  await scenario.signIn('ada', ['Administrators', 'Everyone']);
  await scenario.run('bo is deactivated', async () => {
    const { active } = await jit.deactivate({ userId, tenant, actor: ACTOR, reason: 'left' });
    return { active };
  });
  await scenario.signIn('bo', ['Managers']);
  await scenario.deserialize('bo');
  await scenario.run('bo is activated', async () => {
    const { active, tenantOwner } = await jit.activate({ userId, tenant, actor: ACTOR });
    return { active, tenantOwner };
  });
  await scenario.deserialize('bo');
  await scenario.signIn('bo', ['Managers', 'Phishing', 'Auditors']);
  await scenario.deserialize('bo');
}

/** What an administrator sees and does. */
export async function administer(scenario: Scenario): Promise<void> {
  const { jit, transcript } = scenario;
  const tenant = TENANT;
  const mapping = { mappings: [{ group_name: 'Everyone', team_name: 'Analytics', role_name: 'VIEWER' }] };
  const preview = jit.preview({ tenant, mapping });
  const items = [];
  for await (const item of preview) items.push(item);
  transcript.addSorted('the preview shows', items);
  transcript.add('the preview sums up', await preview.summary);
  await scenario.send('bo', 'GET', '/admin/users');
  // What a cache might keep until the lists at the end.
  await scenario.send('ada', 'GET', '/admin/users?limit=4');
  const settings = await scenario.send('ada', 'GET', '/admin/settings');
  transcript.add('settings', settings.body);
  const headers = { 'if-match': settings.etag! };
  const body = { groupAttribute: 'roles' };
  await scenario.send('ada', 'PUT', '/admin/settings', { body, headers });
  await scenario.send('ada', 'PUT', '/admin/settings', { body, headers });
  await scenario.send('ada', 'POST', '/admin/preview', { body: { mapping } });
  const { body: deactivated } = await scenario.send(
    'ada',
    'POST',
    `/admin/users/${scenario.user('p0').id}/deactivate`,
  );
  transcript.add('deactivated', deactivated);
  const { body: history } = await scenario.send('ada', 'GET', '/admin/settings/history');
  for (const version of history.items) transcript.add('version', version);
  await scenario.catchUp();
  await list(scenario, '/admin/users?limit=4');
  await list(scenario, '/admin/users?search=EXAMPLE%20p');
  const { body: names } = await scenario.send('ada', 'GET', '/admin/names');
  transcript.add('names', names);
  const events = await list(scenario, '/admin/audit?limit=40', false);
  // Events of one moment are in the order of their ids.
  const lines = events.map(
    (event) => [(event as { at: string }).at, transcript.line('event', event)] as const,
  );
  lines.sort(([a, left], [b, right]) => (a === b ? (left < right ? -1 : 1) : 0));
  transcript.lines.push(...lines.map(([, line]) => line));
  await list(scenario, '/admin/audit?type=denied');
  const { body: exported } = await scenario.send('ada', 'GET', '/admin/users?format=ndjson');
  transcript.addSorted(
    'exported',
    (exported as string)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  );
  scenario.addEvents();
}

/** All pages of a list. */
async function list(scenario: Scenario, path: string, showsItems = true): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let next: string | null = ''; next !== null;) {
    const after = next === '' ? '' : `&after=${next}`;
    const { body } = await scenario.app.send(scenario.session('ada'), 'GET', path + after);
    const page = body as { items: unknown[]; next: string | null };
    scenario.transcript.add(`a page of ${path} has`, page.items.length);
    items.push(...page.items);
    ({ next } = page);
  }
  if (showsItems) for (const item of items) scenario.transcript.add('  item', item);
  return items;
}
