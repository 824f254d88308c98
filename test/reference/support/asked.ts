/** What a survey case gives to whoever answers it, and one line of an answer. */
import type { Table } from './survey-data.ts';
import type { Vector } from './vector.ts';
import {
  confidenceInterval,
  degreesOfFreedom,
  type Estimates,
  type Inside,
  standardError,
  type Survey,
} from '#sampling';

/** All a case needs: its table, its survey, and what is asked. */
export interface Asked {
  readonly file: string;
  readonly table: Table;
  readonly survey: Survey;
  readonly op: Vector;
  readonly design: Vector;
  readonly expected: Vector;
  readonly rtol: number;
  readonly degf: number | undefined;
}

/** One line of an expected answer. */
export function row(survey: Survey, name: string, estimates: Estimates, i: number, inside?: Inside) {
  const degrees = degreesOfFreedom(survey, inside);
  const se = standardError(estimates, i);
  const normal = confidenceInterval(estimates, i, 0.95);
  const t = confidenceInterval(estimates, i, 0.95, degrees);
  return {
    name,
    estimate: estimates.values[i],
    se,
    variance: estimates.covariance[i]![i],
    cv: se === null ? null : se / estimates.values[i]!,
    lowerNormal: normal?.lower ?? null,
    upperNormal: normal?.upper ?? null,
    lowerT: t?.lower ?? null,
    upperT: t?.upper ?? null,
  };
}
