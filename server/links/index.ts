/** The door of the personal links: rounds, lists for a gateway, the pages behind a code, and the page that says whether it is real. */
export { startLinkClock } from './clock.ts';
export { exportList } from './lists.ts';
export { entry, open, step, thanks } from './pages.ts';
export { change, close, create, declinedOf, get, list, preview, voidLinks } from './rounds.ts';
export { verify } from './verify.ts';
