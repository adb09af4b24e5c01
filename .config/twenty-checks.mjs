// Loaded by bench.mjs with --checks: twenty rows that each take a while, during which the event loop delay is measured.
// The last row writes the measurement to the file that BENCH_DELAY_INTO names.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolution = 1;
const count = 20;
const delay = monitorEventLoopDelay({ resolution });
let done = 0;

const checkOf = (index) => ({
  apiVersion: 1,
  id: `bench-${index}`,
  group: 'pc',
  texts: { en: { title: `Row ${index} takes its time`, done: 'It took its time.' } },
  async run() {
    delay.enable();
    await new Promise((resolve) => setTimeout(resolve, 500 + index * 75));
    done++;
    if (done === count) {
      delay.disable();
      // A sample is the time from one poll to the next, including the wait.
      writeFileSync(
        process.env.BENCH_DELAY_INTO,
        JSON.stringify({ p99: delay.percentile(99) / 1e6 - resolution, longest: delay.max / 1e6 - resolution }),
      );
    }
    return {
      status: 'pass',
      summary: { id: 'done' },
      evidence: [{ what: { id: 'done' }, observed: { state: 'absent' }, source: 'bench' }],
    };
  },
});

export const twenty = Array.from({ length: count }, (_, index) => checkOf(index));
