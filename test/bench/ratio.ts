/**
 * Ratios instead of seconds: a job beside another program's, or beside `Float64Array.sort` of a million numbers, in the same
 * process and minute, so that a figure means the same on a slow and on a fast machine.
 *
 * Promise: the median of interleaved runs after one run each to warm up. Beside the sort, a run counts with the smaller of its
 * clock and its processor time, so that a machine others are using does not decide. Never an absolute time.
 */

export type Benchmark = Timed | Measured;

interface Named {
  readonly name: string;
  /** The figure that must not be passed. */
  readonly gate: number;
}

interface Timed extends Named {
  /** What one measured run does. */
  readonly run: () => unknown;
  /** What it is measured against, where another program does the same job; else the sort. */
  readonly baseline?: { readonly name: string; readonly run: () => unknown };
}

/** A figure the benchmark finds itself: the ratio of two runs in processes of their own, memory. */
interface Measured extends Named {
  readonly figure: () => Promise<number>;
}

const RUNS = 5;

/** Numbers in no order, without Math.random: fractions of multiples of the golden ratio, stirred. */
const numbers = Float64Array.from(
  { length: 1_000_000 },
  (_, i) => (((i * 2654435761) % 4294967296) * 0.618033988749895) % 1,
);

async function seconds(job: () => unknown, otherProgram: boolean): Promise<number> {
  const started = performance.now();
  const before = process.cpuUsage();
  await job();
  const clock = (performance.now() - started) / 1000;
  // Another program's processor time is not seen from here.
  if (otherProgram) return clock;
  const { user, system } = process.cpuUsage(before);
  return Math.min(clock, (user + system) / 1e6);
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

// oxlint-disable-next-line unicorn/no-array-sort -- the baseline is this very call
const sort = () => numbers.slice().sort();

/** The job's median time over the baseline's, or the figure it finds itself. */
export async function measure(benchmark: Benchmark): Promise<number> {
  if ('figure' in benchmark) return benchmark.figure();
  const { run: job, baseline } = benchmark;
  const times = { job: [] as number[], baseline: [] as number[] };
  // Another program's job takes seconds, and noise matters less to it.
  const runs = baseline ? 3 : RUNS;
  for (let run = 0; run <= runs; run += 1) {
    const compared = await seconds(baseline?.run ?? sort, baseline !== undefined);
    const done = await seconds(job, baseline !== undefined);
    if (run === 0) continue;
    times.baseline.push(compared);
    times.job.push(done);
  }
  return median(times.job) / median(times.baseline);
}
