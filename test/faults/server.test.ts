import { violations } from '../races/invariants';
import { startWorkers, type Workers } from '../races/workers';
import { serverArenas, type ServerArena } from './arenas';
import { byChance } from './chance';
import { gatherStorm, middleOf } from './storm';

/*
 * The database server is killed in the middle of sign-ins from two processes, many times over. The processes live on:
 * they are the same from the first round to the last.
 */
const KILLS = 30;

describe.each(Object.keys(serverArenas) as (keyof typeof serverArenas)[])('on %s', (name) => {
  let arena: ServerArena;
  let workers: Workers;
  beforeAll(async () => {
    [arena, workers] = await Promise.all([serverArenas[name](), startWorkers(2)]);
  });
  afterAll(async () => {
    await workers.stop();
    await arena.close();
  });

  test(
    `a server that is killed ${KILLS} times has nothing half-done, and goes on when it is back`,
    () =>
      byChance(async (chance) => {
        for (let kills = 0, round = 1; kills < KILLS; round += 1) {
          const storm = await gatherStorm(arena.dataSource, `round ${round}`, chance);
          const over = workers.run(arena.options, storm);
          await Promise.race([middleOf(storm, arena.dataSource, chance), over]);
          await arena.crash();
          const failed = (await over).filter(({ outcome }) => outcome === 'error');
          // Only a server that still had something to do counts.
          if (failed.length > 0) kills += 1;
          await arena.restart();
          await arena.settled();
          expect(await violations(arena.dataSource, storm.tenant)).toEqual([]);

          const again = await workers.run(arena.options, storm);
          expect(again.filter(({ outcome }) => outcome === 'error')).toEqual([]);
          expect(await violations(arena.dataSource, storm.tenant)).toEqual([]);
        }
      }),
    120_000,
  );
});
