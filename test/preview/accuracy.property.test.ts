import fc from 'fast-check';
import {
  createProvisioning,
  entities,
  type Change,
  type Note,
  type PreviewItem,
  type ProvisioningOptions,
} from 'passport-jit';
import type { DataSource } from 'typeorm';
import { grantsOf, identity, createTeams, openDatabase } from '../support/harness/harness';
import { previewScenario, type PreviewScenario } from '../support/generators/preview-scenario';

const RUNS = 60;

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await openDatabase({ subscribers: [] });
});
afterAll(() => dataSource.destroy());

test('a preview equals the result of the sign-ins of all users', async () => {
  let changesSeen = 0;
  await fc.assert(
    fc.asyncProperty(previewScenario, async (given) => {
      const people = await createUsers(given);
      const { jit, items, summary } = await previewAndSave(given);
      for (const { id, subject, provider, groups } of people) {
        const item = items.get(id);
        const before = await grantsOf(dataSource, subject);
        const outcome = await jit.provision(identityWith(given.after, subject, groups), { provider });
        expect(outcome.changes).toEqual(item?.changes ?? []);
        expect(await grantsOf(dataSource, subject)).toEqual(applyChanges(before, item?.changes ?? []));
        // A deactivated user is refused today, too.
        if (outcome.code !== 'user_deactivated') expect(outcome.code).toBe(item?.refused);
        if (outcome.outcome !== 'denied')
          expect(comparableNotes(outcome.notes)).toEqual(comparableNotes(item?.notes ?? []));
        changesSeen += outcome.changes.length;
      }
      expect(summary.users).toBe(people.length);
      expect(summary.losing).toBe(count(items, ({ action }) => action === 'remove'));
      expect(summary.gaining).toBe(count(items, ({ action }) => action === 'add'));
      expect(summary.changing).toBe(count(items, ({ action }) => action === 'change'));
      expect(summary.demoted).toBe(
        count(items, ({ kind, action }) => kind === 'owner' && action === 'remove'),
      );
    }),
    { numRuns: RUNS },
  );
  // It would be true as well of companies in which nothing ever happens.
  expect(changesSeen).toBeGreaterThan(RUNS / 4);
});

/** A company whose users have signed in once under the older settings, with some manual grants. */
async function createUsers({ options, before, people }: PreviewScenario) {
  for (const entity of [entities.User, entities.Team, entities.Settings]) {
    await dataSource.createQueryBuilder().delete().from(entity).execute();
  }
  await createTeams(dataSource);
  const jit = open(options, { createMissingTeams: true });
  await jit.settings.update({ ...before, justInTime: true }, { version: 0, actor: 'ada' });
  if (!options.createMissingTeams) await dataSource.manager.delete(entities.Team, { name: 'Gone' });

  const { manager } = dataSource;
  const made = [];
  for (const [i, { groups, provider, active, madeOwner, madeMember }] of people.entries()) {
    const subject = `person${i}`;
    const { user } = await jit.provision(identityWith(before, subject, groups), { provider });
    if (user === undefined) continue;
    const { id } = user;
    if (madeOwner) await manager.update(entities.User, { id }, { tenantOwner: true, ownerSource: 'manual' });
    if (!active) await manager.update(entities.User, { id }, { active });
    const team = madeMember && (await manager.findOneByOrFail(entities.Team, { name: madeMember }));
    if (team && !user.memberships.some(({ teamId }) => teamId === team.id)) {
      await manager.insert(entities.Membership, { userId: id, teamId: team.id, role: 'GUEST' });
    }
    made.push({ id, subject, provider, groups });
  }
  // Databases have different opinions of the order of ids.
  const users = await manager.find(entities.User, { select: { id: true }, order: { id: 'ASC' } });
  const place = new Map(users.map(({ id }, i) => [id, i]));
  return made.sort((a, b) => place.get(a.id)! - place.get(b.id)!);
}

async function previewAndSave({ options, after }: PreviewScenario) {
  const jit = open(options);
  const confirm = ['takes_last_owner', 'empties_everybody'];
  const save = () =>
    open(options, { createMissingTeams: true }).settings.update(after, { version: 1, actor: 'ada', confirm });
  // Teams that are not there could not be saved; they go afterwards, and what is previewed is there already.
  if (!options.createMissingTeams) await save();
  const preview = jit.preview(options.createMissingTeams ? after : {});
  const items = new Map<string, PreviewItem>();
  for await (const item of preview) items.set(item.user.id, item);
  const summary = await preview.summary;
  if (options.createMissingTeams) await save();
  return { jit, items, summary };
}

function open(options: PreviewScenario['options'], more: Partial<ProvisioningOptions> = {}) {
  return createProvisioning({ dataSource, ...options, removalSafeguard: false, ...more });
}

function identityWith({ groupAttribute }: PreviewScenario['after'], subject: string, groups: unknown) {
  const attributes = groups === undefined ? {} : { [groupAttribute]: groups };
  return identity(subject, undefined, { attributes });
}

/** The grants after some changes, as `grantsOf` writes them. */
function applyChanges(before: readonly string[], changes: readonly Change[]): string[] {
  const roles = new Map(before.map((grant) => grant.split(': ') as [string, string]));
  for (const change of changes) {
    if (change.kind === 'profile') continue;
    const place =
      change.kind === 'membership'
        ? change.team
        : change.kind === 'caseGroup'
          ? `${change.team}/${change.caseGroup}`
          : change.kind === 'owner'
            ? 'owner'
            : change.permission;
    if (change.action === 'remove') roles.delete(place);
    else roles.set(place, 'role' in change ? change.role : (undefined as never));
  }
  return [...roles].map(([place, role]) => (role === undefined ? place : `${place}: ${role}`)).sort();
}

/** What exactly was malformed is not kept. */
function comparableNotes(notes: readonly Note[]) {
  return notes.map((note) => (note.kind === 'groupsKept' ? { ...note, problem: undefined } : note));
}

function count(items: Map<string, PreviewItem>, test: (change: Change) => boolean): number {
  return [...items.values()].filter(({ changes }) => changes.some(test)).length;
}
