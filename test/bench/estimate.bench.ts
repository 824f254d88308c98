/** Estimates from a million answers; the gate is that of the method statement. */
import type { Benchmark } from './ratio.ts';
import {
  createSurvey,
  degreesOfFreedom,
  estimateDomains,
  estimateMeans,
  numberStream,
  type Survey,
  type SurveyInput,
} from '#sampling';

const size = 1_000_000;
const stream = numberStream('20260118-03.08.11.19.25.30+07-K7Q2', 'bench');
const strata = Array.from({ length: size }, (_, i) => `S${i % 50}`);
const weights = Array.from({ length: size }, (_, i) => 1 + (i % 7));
const populations = Array.from({ length: size }, () => 100_000);
const scores = Float64Array.from({ length: size }, () => 1 + stream.below(10));
const domain = Int32Array.from({ length: size }, () => stream.below(20));
const clusters = Array.from({ length: size }, (_, i) => `C${(i % 50) * 40 + stream.below(40)}`);

function laidOut(input: SurveyInput): Survey {
  const outcome = createSurvey(input);
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  return outcome.value;
}
const stratified = laidOut({ size, strata: [strata], weights, populations: [populations] });
const clustered = laidOut({ size, strata: [strata], clusters: [clusters], weights });

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'stratified mean with standard error and 20 domains of 1,000,000 rows',
    gate: 2,
    run: () => [
      estimateMeans(stratified, [scores]),
      estimateDomains(stratified, domain, 20, 'mean', scores),
      degreesOfFreedom(stratified),
    ],
  },
  { name: 'the same in 2,000 clusters, mean only', gate: 2, run: () => estimateMeans(clustered, [scores]) },
  {
    name: 'laying out the design of 1,000,000 rows from labels',
    gate: 4,
    run: () => laidOut({ size, strata: [strata], weights, populations: [populations] }),
  },
];
