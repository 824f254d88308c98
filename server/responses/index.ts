/** The door of the public surveys: the pages people answer on, and the office's verbs about them. */
export { carriedFields, fieldText, formatMoment, lookAsked, lookOf, turnOf } from './answering.ts';
export { check } from './checking.ts';
export { startSurveyClock } from './clock.ts';
export { desk } from './counts.ts';
export { confirm, propose, withdraw } from './decisions.ts';
export { counts, front, start, step, thanks } from './pages.ts';
export { rectification } from './rectification.ts';
export { checkProof, makeChallenge } from './proof.ts';
export type { SurveyRules } from './rules.ts';
export { findingsAt, standingOf, wordsOf, type Raw, type Standing } from './screens.ts';
export { hashPrefix, placeOf, Speed } from './speed.ts';
export { announced, close, conclude, get, open, save } from './surveys.ts';
export { sign, verified } from './ticket.ts';
