import { Arena } from './arena';
import { Company } from './company';
import { floor, floorWithTimestamp } from './contenders/floor';
import { handWritten } from './contenders/hand-written';
import { passportJit, passportJitStored } from './contenders/passport-jit';
import { startPostgres } from './database/postgres';
import { startSqlite } from './database/sqlite';
import { measureCrowd } from './scenarios/crowd';
import { measureSignIns } from './scenarios/sign-ins';
import { JOURNEYS, Visitors } from './visitors';

async function main() {
  const rounds = Number(process.argv[2] ?? 200);
  for (const server of [startSqlite(), await startPostgres()]) {
    console.log(server.description);
    const company = new Company(1000);
    const arena = await Arena.open(server, company, [
      floor,
      floorWithTimestamp,
      handWritten,
      passportJit,
      passportJitStored,
    ]);
    const visitors = new Visitors(company);
    for (const journey of JOURNEYS) {
      const costs = await measureSignIns(arena, visitors, journey, rounds);
      const base = costs[0]!.latency;
      for (const { contender, statements, latency } of costs)
        console.log(
          journey.padEnd(10),
          contender.padEnd(30),
          statements.join('-').padEnd(6),
          latency.median.toFixed(3),
          (latency.median / base.median).toFixed(2),
          (latency.p99 / base.p99).toFixed(2),
        );
    }
    for (const journey of JOURNEYS) {
      const rates = await measureCrowd(arena, visitors, journey, { rounds: 4, size: 200 });
      for (const { contender, perSecond, failed, reasons } of rates)
        console.log(
          journey.padEnd(10),
          contender.padEnd(30),
          perSecond.toFixed(0),
          (perSecond / rates[0]!.perSecond).toFixed(2),
          failed,
          reasons.join(' | '),
        );
    }
    await arena.close();
    await server.stop();
  }
}
void main();
