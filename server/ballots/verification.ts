/** Checking a closed box on the platform and from the command line, with the platform's own signature check: fast, and a second library. */
import { checkBallots as check, type Evidence } from '#ballot-opening';
import { isSigned } from './box.ts';

/** Everything that is wrong; empty when all is well. */
export function checkBallots(evidence: Evidence): string[] {
  return check(evidence, isSigned);
}
