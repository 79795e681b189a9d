import { HOUR } from '../support/jest/fake-clock';
import { testSetups } from '../support/scenario/test-setups';

/* How an app may have its data source, on the tables of the ready entities. */
const DAY = 24 * HOUR;

testSetups({
  'a query cache for all queries': {
    options: { synchronize: true, cache: { alwaysEnabled: true, duration: 30 * DAY } },
  },
  'a pool of one connection': { options: { poolSize: 1 } },
  'a pool of two connections': { options: { poolSize: 2 } },
  'a pool whose size is not a number': { options: { poolSize: Number(undefined) } },
  'a clock that is 30 days ahead': { clockOffset: 30 * DAY },
  'a clock that is 30 days behind': { clockOffset: -30 * DAY },
});
