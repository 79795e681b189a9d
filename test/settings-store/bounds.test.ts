import { entities, type SettingsConflictError } from 'passport-jit';
import type { MappingChange } from '../../src/settings-store/mapping-change';
import { jsonBytes } from '../../src/validation/json';
import { openHarness, type Harness } from '../support/harness/harness';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness({ settings: undefined, createMissingTeams: true });
});
afterEach(() => harness.close());

/** About 700 kB of JSON, of which a third is characters. */
function largeMapping(version: number) {
  const mappings = Array.from({ length: 2000 }, (_, i) => ({
    group_name: `${i} ${'部'.repeat(85)}`,
    team_name: `Team ${version}`,
    role_name: 'VIEWER',
  }));
  return { mappings };
}

async function saveVersions(count: number): Promise<void> {
  for (let version = 0; version < count; version++) {
    const patch = { justInTime: true, mapping: largeMapping(version) };
    await harness.jit.settings.update(patch, { version, actor: 'ada' });
  }
}

test('a page of large versions ends with the one that makes it reach 1 MB, counted in bytes', async () => {
  await saveVersions(5);
  const { settings } = harness.jit;
  const page = await settings.history();
  expect(page.map(({ version, changed }) => [version, changed])).toEqual([
    [5, ['mapping']],
    [4, ['mapping']],
  ]);
  expect(jsonBytes(page)).toBeLessThan(2_000_000);
  const rest = await settings.history({ before: 4 });
  expect(rest.map(({ version }) => version)).toEqual([3, 2]);
});

test('the conflict of a stale version is bounded as well', async () => {
  await saveVersions(5);
  const stale = harness.jit.settings.update({ justInTime: false }, { version: 1, actor: 'bo' });
  const error = (await stale.catch((reason: unknown) => reason)) as SettingsConflictError;
  expect(error).toMatchObject({ code: 'settings_conflict', currentVersion: 5 });
  expect(error.changes.map(({ version }) => version)).toEqual([5, 4]);
  expect(jsonBytes(error)).toBeLessThan(2_000_000);
});

test('the audit log has the difference of large mappings in at most 8 kB, and not the mappings', async () => {
  await saveVersions(2);
  const [first, second, ...others] = await harness.audit('settings');
  expect(others).toEqual([]);
  for (const { details } of [first!, second!]) expect(jsonBytes(details)).toBeLessThanOrEqual(8000);
  const list = 'mappings';
  const [before, after] = [largeMapping(0).mappings, largeMapping(1).mappings];
  expect(first!.details).toMatchObject({
    before: { version: 0, mapping: { omittedLength: 4 } },
    after: { version: 1, mapping: { omittedLength: jsonBytes({ mappings: before }) } },
    mappingChange: { addedLists: [list], removed: [], moved: [] },
  });
  const { mappingChange } = second!.details as { mappingChange: MappingChange };
  expect(mappingChange).toMatchObject({ addedLists: [], removedLists: [], moved: [] });
  expect(mappingChange.added[0]).toEqual({ list, index: 0, entry: after[0] });
  expect(mappingChange.removed[0]).toEqual({ list, index: 0, entry: before[0] });
  expect(mappingChange.added.length).toBeGreaterThan(5);
  expect(mappingChange.removed.length).toBeGreaterThan(5);
  expect(mappingChange.added.length + mappingChange.removed.length + mappingChange.omitted).toBe(4000);
});

test('mappings whose characters fit in 8 kB, and whose bytes do not, are left out of the audit log', async () => {
  const mapping = (role_name: string) => ({
    mappings: [0, 1, 2].map((i) => ({
      group_name: `${i} ${'部'.repeat(1000)}`,
      team_name: 'Team',
      role_name,
    })),
  });
  const { settings } = harness.jit;
  await settings.update({ mapping: mapping('VIEWER') }, { version: 0, actor: 'ada' });
  const { mappings } = mapping('VIEWER');
  await settings.update(
    { mapping: { mappings: [mappings[2]!, mappings[0]!, mappings[1]!] } },
    { version: 1, actor: 'ada' },
  );
  const [, { details }] = (await harness.audit('settings')) as [unknown, { details: object }];
  expect(jsonBytes(details)).toBeLessThanOrEqual(8000);
  expect(details).toMatchObject({
    mappingChange: {
      added: [],
      removed: [],
      moved: [{ list: 'mappings', index: 0, previousIndex: 2, entry: mappings[2] }],
      omitted: 0,
    },
  });
});

test('settings that are cached are read without their mapping', async () => {
  await saveVersions(1);
  const before = await harness.jit.settings.get();
  // The mapping is the only thing that differs: it shows whether it was read.
  await harness.dataSource.manager.update(entities.Settings, { tenant: 'default' }, { mapping: null });
  expect((await harness.jit.settings.get()).mapping).toEqual(before.mapping);
});
