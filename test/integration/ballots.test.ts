/** The leader evaluation over HTTP: roll, cards, casting, the board, opening, results. */
import { beforeAll, describe, expect, it } from 'vitest';

import type * as client from '#ballot-client';
import * as contract from '#contract';
import { testApp, type Visitor } from '../support/app.ts';
import { numbersOf, prepareElection, someDraft, type Election } from '../support/election.ts';

const app = await testApp();
let office: Visitor;
beforeAll(async () => {
  office = await app.person('office', 'office');
});

async function opened(name: string, raters: Record<string, number>, more: object = {}): Promise<Election> {
  const election = await prepareElection(app, office, { name, raters, ...more });
  await election.start();
  return election;
}

describe('a whole evaluation', async () => {
  it('goes from cards to a disclosed result', async () => {
    const below = numbersOf('whole');
    const election = await opened('whole', { A1: 20, A2: 12, B1: 14 }, { excluded: { A1: [0], A2: [1] } });
    const form = await election.form();
    const receipts: { code: string; receipt: string; voter: client.Voter }[] = [];
    for (const [style, codes] of Object.entries(election.codes))
      for (const code of codes.slice(0, -4)) {
        const voter = await election.voter(code);
        expect(voter.style.code).toBe(style);
        const outcome = await voter.cast(someDraft(form, style, below));
        expect(outcome.kind).toBe('received');
        if (outcome.kind === 'received') receipts.push({ code, receipt: outcome.receipt, voter });
      }
    await election.handOutAll();
    await election.close();
    for (const { receipt, voter } of receipts)
      expect(await voter.check()).toMatchObject({ kind: 'counted', receipt, final: true });
    const tally = await election.tally();
    expect(tally.groups).toMatchObject([
      { group: 'a', returned: 28, valid: 28 },
      { group: 'b', returned: 12, valid: 12 },
    ]);
    // Own units were not rated by their own style.
    expect(tally.cells.find(({ group, unit }) => group === 'a' && unit === election.units[0])).toMatchObject({
      abstained: 0,
    });
    const params = { cycleId: election.cycleId };
    await election.office.must(contract.fileOpening, { params, body: tally });
    const results = await election.office.must(contract.getBallotResults, { params });
    expect(results.accounting).toMatchObject([
      { group: 'a', due: 32, printed: 36, handedOut: 32, unused: 4, returned: 28, valid: 28, void: 0, blank: 0 },
      { group: 'b', due: 14, printed: 16, handedOut: 14, unused: 2, returned: 12 },
    ]);
    expect(results.units).toHaveLength(6);
    expect(results.units[2]!.total).toHaveProperty('shown.valid', 40);
  });
});
