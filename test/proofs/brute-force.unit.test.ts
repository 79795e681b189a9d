import { proveChange, type ProvenChange } from 'passport-jit';
import { SeededRandom } from '../support/generators/seeded-random';
import {
  randomChange,
  randomMapping,
  relevantNames,
  type RandomMapping,
} from '../support/generators/random-mappings';
import { everyChange } from '../support/models/every-change';

const PAIRS = Number(process.env['PROOF_PAIRS'] ?? 4_000);
const SEED = Number(process.env['PROOF_SEED'] ?? 1);

jest.setTimeout(600_000);

test(`of ${PAIRS} random pairs, the proof finds what trying every set of groups finds, by smallest sets`, () => {
  const random = new SeededRandom(SEED);
  let changes = 0;
  for (let i = 0; i < PAIRS; i++) {
    const before = randomMapping(random);
    const after = random.below(3) === 0 ? randomMapping(random) : randomChange(random, before);
    changes += expectSame(before, after);
  }
  expect(changes).toBeGreaterThan(PAIRS);
});

/** @returns how many changes there are */
function expectSame(before: RandomMapping, after: RandomMapping): number {
  const { gained, lost, changed } = proveChange(before, after);
  const found = [...gained, ...lost, ...changed];
  const expected = everyChange(before, after, relevantNames(before, after));
  const actual = new Map(found.map((change) => [keyOf(change), change.groups.length]));
  const isSame =
    found.length === actual.size &&
    actual.size === expected.changes.size &&
    [...expected.changes].every(([key, size]) => actual.get(key) === size);
  if (!isSame) expect({ before, after, found: actual }).toEqual({ before, after, found: expected.changes });
  for (const change of found) {
    const [was, is] = [before, after].map((mapping) => expected.valueOf(mapping, change));
    if (was !== change.before || is !== change.after)
      expect({ change, before, after, values: [was, is] }).toEqual('a counterexample');
  }
  for (const list of [gained, lost, changed])
    expect(list.every((change) => listOf(change) === list)).toBe(true);
  return found.length;

  function listOf(change: ProvenChange) {
    return change.before === null ? gained : change.after === null ? lost : changed;
  }
}

function keyOf({ grant, before, after }: ProvenChange): string {
  return JSON.stringify([grant, before, after]);
}
