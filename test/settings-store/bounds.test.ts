import { entities } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness({ settings: undefined, createMissingTeams: true });
});
afterEach(() => harness.close());

/** About 700 kB of JSON. */
function largeMapping(version: number) {
  const mappings = Array.from({ length: 2000 }, (_, i) => ({
    group_name: `${i} ${'x'.repeat(250)}`,
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

test('a page of large versions ends with the one that exceeds 1 MB', async () => {
  await saveVersions(5);
  const { settings } = harness.jit;
  const page = await settings.history();
  expect(page.map(({ version, changed }) => [version, changed])).toEqual(
    [
      [5, ['mapping']],
      [4, ['mapping']],
      [3, ['mapping']],
    ].slice(0, page.length),
  );
  expect(JSON.stringify(page).length).toBeLessThan(2_000_000);
  const rest = await settings.history({ before: page.at(-1)!.version });
  expect(rest[0]?.version).toBe(page.at(-1)!.version - 1);
});

test('the conflict of a stale version is bounded as well', async () => {
  await saveVersions(5);
  const stale = harness.jit.settings.update({ justInTime: false }, { version: 1, actor: 'bo' });
  const error = await stale.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'settings_conflict', currentVersion: 5 });
  expect(JSON.stringify(error).length).toBeLessThan(2_500_000);
});

test('the audit log has the difference of large mappings, and not the mappings', async () => {
  await saveVersions(2);
  const events = await harness.audit('settings');
  for (const { details } of events) expect(JSON.stringify(details).length).toBeLessThan(20_000);
  expect(events[1]?.details).toMatchObject({
    after: { version: 2, mapping: { omittedLength: expect.any(Number) } },
    mappingChange: { added: expect.arrayContaining([]), removed: expect.arrayContaining([]) },
  });
});

test('settings that are cached are read without their mapping', async () => {
  await saveVersions(1);
  const before = await harness.jit.settings.get();
  // The mapping is the only thing that differs: it shows whether it was read.
  await harness.dataSource.manager.update(entities.Settings, { tenant: 'default' }, { mapping: null });
  expect((await harness.jit.settings.get()).mapping).toEqual(before.mapping);
});

test('a user of another tenant is explained only in that tenant', async () => {
  await harness.jit.settings.update({ justInTime: true }, { tenant: 'acme', version: 0, actor: 'ada' });
  const { user } = await harness.signIn('ada', [], { tenant: 'acme' });
  const { jit } = harness;
  await expect(jit.explain(user!.id)).rejects.toMatchObject({ code: 'user_not_found' });
  expect(await jit.explain(user!.id, { tenant: 'acme' })).toEqual([]);
});
