/**
 * Ten million units beside one million: the draw and the estimates stay linear and fit two gigabytes.
 *
 * Each size runs in a process of its own, which holds nothing else and reports its time and its largest resident set.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSurvey, draw, estimateDomains, estimateMeans, type DrawUnit } from '#sampling';
import type { Benchmark } from './ratio.ts';

const seed = '20260118-03.08.11.19.25.30+07-K7Q2';
const heapMiB = 2048;

const jobs = {
  draw: (size: number) => {
    const strata = Array.from({ length: 50 }, (_, h) => `S${h}`);
    const units = Array.from({ length: size }, (_, i): DrawUnit => ({
      id: (i * 2654435761).toString(16).padStart(14, '0'),
      stratum: strata[i % 50]!,
    }));
    const design = strata.map((code) => ({ code, main: 200, reserve: 200 }));
    return () => {
      const outcome = draw(units, { method: 'stratified', scope: 'unit', replicateSize: 50, strata: design }, seed);
      if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
    };
  },
  estimate: (size: number) => {
    const labels = Array.from({ length: 50 }, (_, h) => `S${h}`);
    const strata = Array.from({ length: size }, (_, i) => labels[i % 50]!);
    const weights = Array.from({ length: size }, (_, i) => 1 + (i % 7));
    const answers = Float64Array.from({ length: size }, (_, i) => 1 + ((i * 7919) % 101) / 10);
    const domain = Int32Array.from({ length: size }, (_, i) => (i * 104729) % 20);
    return () => {
      const outcome = createSurvey({ size, strata: [strata], weights });
      if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
      estimateMeans(outcome.value, [answers]);
      estimateDomains(outcome.value, domain, 20, 'mean', answers);
    };
  },
} as const;
type Job = keyof typeof jobs;

interface Report {
  readonly seconds: number;
  readonly gibibytes: number;
}

const [, , mark, job, size] = process.argv;
if (mark === '--alone' && (job === 'draw' || job === 'estimate')) {
  const run = jobs[job](Number(size));
  const started = performance.now();
  run();
  const report: Report = {
    seconds: (performance.now() - started) / 1000,
    gibibytes: process.resourceUsage().maxRSS / 1024 ** 2,
  };
  process.stdout.write(JSON.stringify(report));
}

async function alone(what: Job, units: number): Promise<Report> {
  const args = [`--max-old-space-size=${heapMiB}`, fileURLToPath(import.meta.url), '--alone', what, String(units)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

const large = new Map<Job, Report>();

function pair(what: Job, name: string): Benchmark[] {
  return [
    {
      name: `${name} of 10,000,000 to 1,000,000`,
      gate: 12,
      figure: async () => {
        const small = [await alone(what, 1_000_000), await alone(what, 1_000_000)];
        const report = await alone(what, 10_000_000);
        large.set(what, report);
        return report.seconds / Math.min(...small.map(({ seconds }) => seconds));
      },
    },
    { name: `${name} of 10,000,000, largest memory in GiB`, gate: 2, figure: async () => large.get(what)!.gibibytes },
  ];
}

export const benchmarks: readonly Benchmark[] = [
  ...pair('draw', 'stratified draw'),
  ...pair('estimate', 'design, mean and 20 domains'),
];
