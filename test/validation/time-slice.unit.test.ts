import { runInSlices, TimeSlice, type Steps } from '../../src/validation/time-slice';

function* busySteps(count: number): Steps<number> {
  for (let i = 0; i < count; i++) {
    const end = performance.now() + 1;
    while (performance.now() < end);
    yield;
  }
  return count;
}

test('long work lets other callbacks run between its slices', async () => {
  let turns = 0;
  const count = () => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  expect(await runInSlices(busySteps(100))).toBe(100);
  clearImmediate(timer);
  expect(turns).toBeGreaterThanOrEqual(10);
});

test('only one slice of all work runs in each turn of the event loop', async () => {
  let slicesInTurn = 0;
  let most = 0;
  const nextTurn = () => {
    slicesInTurn = 0;
    timer = setImmediate(nextTurn);
  };
  let timer = setImmediate(nextTurn);
  const work = async () => {
    const slice = new TimeSlice();
    for (let i = 0; i < 50; i++) {
      const end = performance.now() + 1;
      while (performance.now() < end);
      if (!slice.isOver) continue;
      await slice.pause();
      slicesInTurn += 1;
      most = Math.max(most, slicesInTurn);
    }
  };
  const first = Promise.all(Array.from({ length: 5 }, work));
  await first;
  clearImmediate(timer);
  expect(most).toBe(1);
});
