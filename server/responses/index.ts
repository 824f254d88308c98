/** The door of the public surveys: the pages people answer on, and the office's verbs about them. */
export { check } from './checking.ts';
export { startSurveyClock, type SurveyClock } from './clock.ts';
export { desk } from './counts.ts';
export { confirm, propose, withdraw } from './decisions.ts';
export { counts, front, start, step, thanks } from './pages.ts';
export { close, conclude, get, open, save } from './surveys.ts';
export { verify } from './verify.ts';
