/** Piles of paper forms as they stand in the database. */
import { type PaperPile, pileStateLabels } from '#contract';
import type { Tx } from '#db';
import { Problem } from '#problem';

type PileState = PaperPile['state'];

export interface PileRow {
  readonly style: string;
  readonly code: string;
  readonly printed: number;
  readonly handedOut: number | null;
  readonly unused: number;
  readonly spoiled: number;
  readonly returned: number | null;
  readonly state: PileState;
}

export async function pilesOf(tx: Tx, cycleId: string): Promise<PileRow[]> {
  return tx<PileRow[]>`
    select style, code, printed, handed_out, unused, spoiled, returned, state from ballot.paper_piles
    where cycle_id = ${cycleId} order by style`;
}

/** The pile of a style in one of these states, locked unless only read. */
export async function pileIn(
  tx: Tx,
  { cycleId, style }: { readonly cycleId: string; readonly style: string },
  states: readonly PileState[],
  { lock = true } = {},
): Promise<PileRow> {
  const [pile] = await tx<PileRow[]>`
    select style, code, printed, handed_out, unused, spoiled, returned, state from ballot.paper_piles
    where cycle_id = ${cycleId} and style = ${style} ${lock ? tx`for update` : tx``}`;
  if (!pile) throw new Problem('not-found');
  if (!states.includes(pile.state))
    throw new Problem('pile-state', { style, state: `是“${pileStateLabels[pile.state]}”` });
  return pile;
}
