/**
 * The door of the island: everything other rooms may use. What is not exported here cannot be reached.
 *
 * Promise: pure; the only library is zod. Hashing is handed in.
 */
export { canonicalText, parseInput, type Sha256 } from './canonical.ts';
export {
  computeComposite,
  computeWithScheme,
  type CompositeDocument,
  type CompositeGroup,
  type CompositeResult,
} from './composite.ts';
export {
  add,
  compare,
  divide,
  exactText,
  type Fraction,
  fraction,
  isNumberString,
  mustNumber,
  parseNumber,
  roundedText,
  subtract,
} from './exact.ts';
export { type GroupOutline, type LeafOutline, openSettings, outlineOf, percentLeaves } from './outline.ts';
export { type Outcome, type Problem, type ProblemCode } from './refusal.ts';
export { reviewDeadline, type ReviewDeadline } from './review-deadline.ts';
export {
  computeSatisfaction,
  type QuestionResult,
  type SatisfactionDocument,
  type SatisfactionResult,
} from './satisfaction.ts';
export { planSchema, type SatisfactionPlan, type Scheme, type SchemeData, type Setting } from './scheme.ts';
export { readScheme, type SchemeFinding } from './scheme-check.ts';
export { differenceOfSchemes } from './scheme-difference.ts';
export { findScheme, shippedSchemes } from './templates/index.ts';
export { describeFlag } from './words.ts';
