import { entities, type EventName, type Provisioning } from 'passport-jit';
import { AUDITED_OPERATIONS } from '../support/fixtures/audited-operations';
import { rowsExceptAudit, openAuditEnvironment, type AuditEnvironment } from '../support/environments/audit';

/*
 * No change without its audit events and its event, and neither of them without the change: everything is in one
 * transaction, and events are told once that has ended well.
 */
const EVENTS: EventName[] = [
  'created',
  'linked',
  'changed',
  'unchanged',
  'denied',
  'skipped',
  'removalsHeld',
  'settings',
  'activated',
  'deactivated',
  'sessionsEnded',
  'invited',
  'removalsReleased',
];

function collectEvents(jit: Provisioning): string[] {
  const emitted: string[] = [];
  for (const name of EVENTS) jit.on(name, () => void emitted.push(name));
  return emitted;
}
/** Listeners are told in their own time. */
const eventsEmitted = () => new Promise((resolve) => setTimeout(resolve, 20));

let environment: AuditEnvironment;
beforeAll(async () => {
  environment = await openAuditEnvironment();
});
afterAll(() => environment.close());

describe.each(Object.entries(AUDITED_OPERATIONS))('%s', (_, act) => {
  test('has its audit events, and its events', async () => {
    const jit = await environment.reset(act);
    const { manager } = environment.dataSource;
    const before = new Set((await manager.find(entities.AuditEvent)).map(({ id }) => id));
    const emitted = collectEvents(jit);
    await act.run(jit, environment.dataSource);
    await eventsEmitted();
    // Not by time: two events may have the same millisecond.
    const added = (await manager.find(entities.AuditEvent)).filter(({ id }) => !before.has(id));
    const types = added.map(({ type }) => type);
    expect(types.sort()).toEqual(act.auditTypes);
    expect(emitted).toEqual(act.emittedEvents);
  });

  if (act.auditTypes.length === 0) return;
  test('is rolled back if it cannot be audited, and no event is emitted', async () => {
    const jit = await environment.reset(act);
    await environment.breakTable('jit_audit_events');
    const before = await rowsExceptAudit(environment.dataSource);
    const emitted = collectEvents(jit);
    await expect(act.run(jit, environment.dataSource)).rejects.toThrow('the table is full');
    await eventsEmitted();
    expect(await rowsExceptAudit(environment.dataSource)).toEqual(before);
    expect(emitted).toEqual([]);
  });
});

test.each(['a new user', 'other groups', 'an invitation'])('%s has no line when it fails', async (what) => {
  const { run, ...ready } = AUDITED_OPERATIONS[what]!;
  const jit = await environment.reset(ready);
  await environment.dataSource.query('DELETE FROM jit_memberships');
  await environment.breakTable('jit_memberships');
  const { manager } = environment.dataSource;
  const [lines, rows] = [
    await manager.find(entities.AuditEvent),
    await rowsExceptAudit(environment.dataSource),
  ];
  const emitted = collectEvents(jit);
  await expect(run(jit, environment.dataSource)).rejects.toThrow('the table is full');
  await eventsEmitted();
  expect(await manager.find(entities.AuditEvent)).toEqual(lines);
  expect(await rowsExceptAudit(environment.dataSource)).toEqual(rows);
  expect(emitted).toEqual([]);
});

// The last one: the table does not come back.
test('a new user is not admitted either if the table of audit events does not exist', async () => {
  const act = AUDITED_OPERATIONS['a new user']!;
  const jit = await environment.reset(act);
  await environment.dataSource.query('DROP TABLE jit_audit_events');
  const before = await rowsExceptAudit(environment.dataSource);
  await expect(act.run(jit, environment.dataSource)).rejects.toThrow(/jit_audit_events/);
  expect(await rowsExceptAudit(environment.dataSource)).toEqual(before);
});
