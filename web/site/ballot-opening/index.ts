/** The door of the opening: what two trustees do on a machine of their own, and what anybody can check. Pure; no node and no page here. */
export { checkBallots, type Evidence, type IsSigned } from './check.ts';
export { openBox } from './open-box.ts';
