import { violations } from '../races/invariants';
import { startWorker } from '../races/workers';
import { arenas, type Arena } from './arenas';
import { byChance } from './chance';
import { gatherStorm, middleOf } from './storm';

/*
 * A process of the app is killed in the middle of its sign-ins, many times over. What it had not finished must not be
 * there, in any part, and must not stand in anybody's way.
 */
const KILLS: Record<keyof typeof arenas, number> = {
  PostgreSQL: 40,
  'SQLite with a rollback journal': 16,
  'SQLite with a write-ahead log': 16,
};

describe.each(Object.keys(arenas) as (keyof typeof arenas)[])('on %s', (name) => {
  let arena: Arena;
  beforeAll(async () => {
    arena = await arenas[name]();
  });
  afterAll(() => arena.close());

  test(
    `a process that is killed ${KILLS[name]} times leaves nothing half-done`,
    () =>
      byChance(async (chance) => {
        let next = startWorker();
        try {
          for (let kills = 0, round = 1; kills < KILLS[name]; round += 1) {
            const worker = await next;
            next = startWorker();
            const storm = await gatherStorm(arena.dataSource, `round ${round}`, chance);
            const over = worker.run(arena.options, storm).then(
              () => 'over',
              () => 'killed',
            );
            await Promise.race([middleOf(storm, arena.dataSource, chance), over]);
            await worker.kill();
            // Only a process that still had something to do counts.
            if ((await over) === 'killed') kills += 1;
            await arena.settled();
            expect(await violations(arena.dataSource, storm.tenant)).toEqual([]);
          }
        } finally {
          await (await next).stop();
        }
      }),
    120_000,
  );
});
