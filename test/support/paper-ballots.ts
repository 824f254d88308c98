/** Leaders who fill in paper: print, hand out, stamp, two clerks who enter blind to each other. */
import * as contract from '#contract';
import type { PaperBallot } from '#surveys';
import type { Visitor } from './app.ts';
import type { Election } from './election.ts';

export interface PaperPlan {
  readonly style: string;
  readonly printed: number;
  readonly unused?: number;
  readonly spoiled?: number;
  /** What stands on the forms that came back, in the order in which they are stamped. */
  readonly forms: readonly PaperBallot[];
}

/** Before or while voting: forms are printed. */
export async function printForms(election: Election, plans: readonly PaperPlan[]): Promise<void> {
  for (const { style, printed } of plans)
    await election.office.must(contract.printBallotPaper, {
      params: { cycleId: election.cycleId },
      body: { style, copies: printed },
    });
}

export async function accountForms(election: Election, plans: readonly PaperPlan[]): Promise<void> {
  for (const { style, printed, unused = 0, spoiled = 0 } of plans)
    await election.office.must(contract.accountBallotPaper, {
      params: { cycleId: election.cycleId, style },
      body: { handedOut: printed - unused - spoiled, unused, spoiled },
    });
}

/** After close: shuffled, stamped, entered twice. */
export async function enterForms(
  election: Election,
  plans: readonly PaperPlan[],
  [first, second]: readonly [Visitor, Visitor],
): Promise<void> {
  for (const { style, forms } of plans) {
    const params = { cycleId: election.cycleId, style };
    await first.must(contract.stampBallotPile, { params, body: { returned: forms.length, shuffled: true } });
    for (const [index, entry] of forms.entries())
      for (const clerk of [first, second])
        await clerk.must(contract.enterBallotForm, { params, body: { sequence: index + 1, entry } });
  }
}
