/** What the pages of a cycle's scoring share: its shape, and what a change to it touches. */
import { getComputation, getScoring, type RouteReply } from '#contract';

export type Scoring = RouteReply<typeof getScoring>;
export const scoringTouched = [getScoring, getComputation];
