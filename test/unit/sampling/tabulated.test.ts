/** Means from counts are the means from rows. */
import { describe, expect, it } from 'vitest';
import { confidenceInterval, createSurvey, estimateMeans, meanOfCounts, standardError } from '#sampling';

const strata = [
  {
    label: 'a',
    population: 400,
    weight: 400 / 30,
    counts: [
      [100, 12],
      [80, 9],
      [60, 0],
      [20, 5],
    ] as const,
  },
  {
    label: 'b',
    population: 90,
    weight: 9,
    counts: [
      [100, 2],
      [80, 4],
      [40, 1],
    ] as const,
  },
  {
    label: 'c',
    population: Infinity,
    weight: 20,
    counts: [
      [80, 8],
      [60, 8],
    ] as const,
  },
];

function rows() {
  const values: number[] = [];
  const labels: string[] = [];
  const weights: number[] = [];
  const populations: number[] = [];
  for (const { label, population, weight, counts } of strata)
    for (const [value, count] of counts)
      for (let i = 0; i < count; i += 1) {
        values.push(value);
        labels.push(label);
        weights.push(weight);
        populations.push(population);
      }
  const survey = createSurvey({ size: values.length, strata: [labels], weights, populations: [populations] });
  if (!survey.ok) throw new Error('design refused');
  return estimateMeans(survey.value, [Float64Array.from(values)]);
}

describe('a mean from counts', () => {
  it('is the mean of the rows, with its standard error', () => {
    const { estimates, degrees } = meanOfCounts(strata);
    const expected = rows();
    expect(estimates.values[0]).toBeCloseTo(expected.values[0]!, 10);
    expect(standardError(estimates)).toBeCloseTo(standardError(expected)!, 10);
    expect(degrees).toBe(26 + 7 + 16 - 3);
    expect(confidenceInterval(estimates, 0, 0.95, degrees)!.lower).toBeLessThan(estimates.values[0]!);
  });

  it('has no variance when everybody answered, and none that is guessed', () => {
    expect(
      standardError(
        meanOfCounts([
          {
            population: 6,
            weight: 1,
            counts: [
              [100, 4],
              [20, 2],
            ],
          },
        ]).estimates,
      ),
    ).toBe(0);
    expect(standardError(meanOfCounts([{ population: 6, weight: 6, counts: [[100, 1]] }]).estimates)).toBeNull();
    expect(meanOfCounts([{ population: 6, weight: 6, counts: [[100, 0]] }]).estimates.values).toEqual([null]);
  });
});
