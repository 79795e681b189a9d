import { entities, type EventName, type Provisioning } from 'passport-jit';
import { ACTS } from './acts';
import { contents, openStore, type Store } from './stores';

/*
 * No change without its line in the record and its event, and neither of them without the change: everything is in one
 * transaction, and events are told once that has ended well.
 */
const EVENTS: EventName[] = [
  'created',
  'linked',
  'changed',
  'unchanged',
  'denied',
  'skipped',
  'held',
  'settings',
];

function hear(jit: Provisioning): string[] {
  const heard: string[] = [];
  for (const name of EVENTS) jit.on(name, () => void heard.push(name));
  return heard;
}
/** Listeners are told in their own time. */
const everybodyIsTold = () => new Promise((resolve) => setTimeout(resolve, 20));

let store: Store;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

describe.each(Object.entries(ACTS))('%s', (_, act) => {
  test('has its lines in the record, and its events', async () => {
    const jit = await store.readyFor(act);
    const { manager } = store.dataSource;
    const before = await manager.count(entities.AuditEvent);
    const heard = hear(jit);
    await act.act(jit);
    await everybodyIsTold();
    const lines = await manager.find(entities.AuditEvent, { order: { at: 'ASC' } });
    const types = lines.slice(before).map(({ type }) => type);
    expect(types.sort()).toEqual(act.recorded);
    expect(heard).toEqual(act.told);
  });

  if (act.recorded.length === 0) return;
  test('is not there when it cannot be recorded, and nobody is told of it', async () => {
    const jit = await store.readyFor(act);
    await store.breakTable('jit_audit_events');
    const before = await contents(store.dataSource);
    const heard = hear(jit);
    await expect(act.act(jit)).rejects.toThrow('the table is full');
    await everybodyIsTold();
    expect(await contents(store.dataSource)).toEqual(before);
    expect(heard).toEqual([]);
  });
});

test.each(['somebody new', 'other groups', 'an invitation'])('%s has no line when it fails', async (what) => {
  const { act, ...ready } = ACTS[what]!;
  const jit = await store.readyFor(ready);
  await store.dataSource.query('DELETE FROM jit_memberships');
  await store.breakTable('jit_memberships');
  const { manager } = store.dataSource;
  const [lines, rows] = [await manager.find(entities.AuditEvent), await contents(store.dataSource)];
  const heard = hear(jit);
  await expect(act(jit)).rejects.toThrow('the table is full');
  await everybodyIsTold();
  expect(await manager.find(entities.AuditEvent)).toEqual(lines);
  expect(await contents(store.dataSource)).toEqual(rows);
  expect(heard).toEqual([]);
});

// The last one: the table does not come back.
test('somebody new does not get in either when the whole table of the record is gone', async () => {
  const act = ACTS['somebody new']!;
  const jit = await store.readyFor(act);
  await store.dataSource.query('DROP TABLE jit_audit_events');
  const before = await contents(store.dataSource);
  await expect(act.act(jit)).rejects.toThrow(/jit_audit_events/);
  expect(await contents(store.dataSource)).toEqual(before);
});
