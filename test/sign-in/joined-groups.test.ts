import { MAPPING, openHarness, type Harness } from '../support/harness/harness';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const NOTES = [
  { kind: 'groupsKept', state: 'malformed', problem: 'several groups in one value, joined by ";"' },
  { kind: 'groupsLookJoined', separator: ';' },
];

test('groups in one value remove nothing, and are audited', async () => {
  await harness.signIn('ada', ['Managers', 'Everyone']);
  const before = await harness.grants('ada');
  expect(await harness.signIn('ada', 'Managers; Everyone')).toMatchObject({
    outcome: 'unchanged',
    user: { groupsState: 'malformed' },
    notes: NOTES,
  });
  expect(await harness.grants('ada')).toEqual(before);
  expect(await harness.audit('skipped')).toMatchObject([{ details: { notes: NOTES } }]);
  expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ outcome: 'synced', notes: [] });
});

test('a preview of a mapping that names the parts removes nothing either', async () => {
  const stored = await openHarness({ settings: undefined });
  const mappingOf = (...groups: string[]) => ({
    mappings: groups.map((group_name) => ({ ...MAPPING.mappings[2]!, group_name })),
  });
  const before = { justInTime: true, enhancedSync: true, mapping: mappingOf('vpn;zoom') };
  await stored.jit.settings.update(before, { version: 0, actor: 'ada' });
  await stored.signIn('bo', 'vpn;zoom');
  const items = [];
  for await (const { changes, notes } of stored.jit.preview({ mapping: mappingOf('vpn', 'zoom') }))
    items.push({ changes, notes });
  expect(items).toEqual([{ changes: [], notes: NOTES }]);
  await stored.close();
});
