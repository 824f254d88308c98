/**
 * Counting the piles: all at once, taken apart into counts by group and unit in memory, and every entry deleted in the same transaction.
 *
 * Promise: counts only from piles that are large enough to hide in; what cannot be counted is accounted for as void; nothing that was typed
 * outlives the count. The paper's part of the evidence is fixed here and its digest is put on the board.
 */
import { createHash } from 'node:crypto';
import { type PaperStanding, type PaperTally, type Poll, SMALLEST_PILE } from '#contract';
import { write, type Tx } from '#db';
import { Problem } from '#problem';
import { type FiledBallot, marksOfPaper, tallyBallots } from '#surveys';
import { canonicalJson } from '../../audit-append.ts';
import type { Context } from '../../context.ts';
import { FileReply } from '../../http/file-reply.ts';
import { shuffled } from '../chance.ts';
import { pollIn, publishedPoll } from '../polls.ts';
import { recordPaper } from '../results.ts';
import { entriesOf, openEntry } from './entries.ts';
import { faultsOf, paperStanding } from './piles.ts';
import { pilesOf } from './rows.ts';

type Tallied = Pick<PaperTally, 'cells' | 'groups'>;

export async function countPaper(
  ctx: Context,
  cycleId: string,
  { discarded }: { readonly discarded: readonly string[] },
): Promise<PaperStanding> {
  return write(ctx, 'ballot.paper-count', async (tx, note) => {
    const row = await pollIn(tx, cycleId, ['closed']);
    // Whoever is about to enter waits, and is then refused.
    await tx`select 1 from ballot.paper_piles where cycle_id = ${cycleId} for update`;
    const { piles } = await paperStanding(tx, row);
    if (piles.length === 0) throw new Problem('paper-not-even', { reason: '没有印过纸质表' });
    if (piles.some(({ state }) => state === 'counted' || state === 'discarded'))
      throw new Problem('paper-not-even', { reason: '纸质表已经计入过' });
    const isLeftOut = ({ style }: { readonly style: string }) => discarded.includes(style);
    // A pile that is left out need not be entered to the end.
    const faults = faultsOf(piles.map((pile) => (isLeftOut(pile) ? { ...pile, settled: pile.returned ?? 0 } : pile)));
    if (faults.length > 0) throw new Problem('paper-not-even', { reason: faults.join('；') });
    const small = piles.filter((pile) => !isLeftOut(pile) && isTooSmall(pile));
    if (small.length > 0)
      throw new Problem('pile-too-small', {
        least: SMALLEST_PILE,
        styles: small.map(({ style, returned }) => `${style}（收回${returned ?? 0}份）`).join('、'),
      });
    const large = piles.find((pile) => isLeftOut(pile) && !isTooSmall(pile));
    if (large)
      throw new Problem('paper-not-even', { reason: `票种${large.style}不少于${SMALLEST_PILE}份，没有理由不计入` });

    const poll = publishedPoll(row);
    const ballots: FiledBallot[] = [];
    for (const pile of piles)
      // oxlint-disable-next-line no-await-in-loop -- one connection
      ballots.push(...(await ballotsOf(tx, ctx, poll, { ...pile, cycleId, leftOut: isLeftOut(pile) })));
    const counts = talliedGroups(poll, ballots, new Set(piles.map(({ group }) => group)));
    await recordPaper(tx, cycleId, counts);
    await tx`
      update ballot.paper_piles set state = case when style = any(${[...discarded]}::text[]) then 'discarded' else 'counted' end
      where cycle_id = ${cycleId}`;
    await forgetEntries(tx, cycleId);
    const evidence = await evidenceOf(tx, cycleId, row.pollDigest ?? '', counts);
    const digest = createHash('sha256').update(canonicalJson(evidence), 'utf8').digest('hex');
    await tx`update ballot.polls set paper_digest = ${digest} where cycle_id = ${cycleId}`;
    note({
      subject: `cycle:${cycleId}`,
      detail: { digest, returned: ballots.length, discarded: piles.filter(isLeftOut).map(({ style }) => style) },
    });
    return paperStanding(tx, row);
  });
}

const isTooSmall = ({ returned }: { readonly returned: number | null }) =>
  returned !== null && returned > 0 && returned < SMALLEST_PILE;

/** The forms of a pile as ballots, in an order that says nothing. */
async function ballotsOf(
  tx: Tx,
  ctx: Context,
  poll: Poll,
  pile: {
    readonly cycleId: string;
    readonly style: string;
    readonly returned: number | null;
    readonly leftOut: boolean;
  },
): Promise<FiledBallot[]> {
  const { style } = pile;
  if (pile.leftOut) return Array.from({ length: pile.returned ?? 0 }, () => ({ style, marks: undefined }));
  if (pile.returned === 0) return [];
  const { dataKey } = await ctx.vault.cycleKeys(tx, pile.cycleId);
  // The last round of a form stands: the second where two agree, the third where somebody settled.
  const last = new Map((await entriesOf(tx, pile)).map((entry) => [entry.sequence, entry]));
  return shuffled(
    [...last.values()].map((entry) => ({ style, marks: marksOfPaper(poll, style, openEntry(dataKey, pile, entry)) })),
  );
}

/** Counts of the groups that have paper; the others have none, not zeros. */
function talliedGroups(poll: Poll, ballots: readonly FiledBallot[], groups: ReadonlySet<string>): Tallied {
  const tally = tallyBallots(poll, ballots);
  return {
    cells: tally.cells
      .filter(({ group }) => groups.has(group))
      .map((cell) => ({ ...cell, counts: cell.counts as Tallied['cells'][number]['counts'] })),
    groups: tally.groups.filter(({ group }) => groups.has(group)),
  };
}

/** A new file for what other polls still enter: deleted rows would lie in the old one until it is cleaned. */
async function forgetEntries(tx: Tx, cycleId: string): Promise<void> {
  await tx`lock table ballot.paper_entries in access exclusive mode`;
  await tx`
    create temporary table kept_entries on commit drop as
    select cycle_id, style, sequence, round, clerk_id, differs, entry_sealed from ballot.paper_entries
    where cycle_id <> ${cycleId}`;
  await tx`truncate ballot.paper_entries`;
  await tx`
    insert into ballot.paper_entries (cycle_id, style, sequence, round, clerk_id, differs, entry_sealed)
    select cycle_id, style, sequence, round, clerk_id, differs, entry_sealed from kept_entries
    order by cycle_id, style, sequence, round`;
}

async function evidenceOf(
  tx: Tx,
  cycleId: string,
  pollDigest: string,
  { cells, groups }: Tallied,
): Promise<PaperTally> {
  const piles = await pilesOf(tx, cycleId);
  return {
    format: 'pingyi-paper/1',
    cycleId,
    pollDigest,
    piles: piles.map(({ style, code, printed, handedOut, unused, spoiled, returned, state }) => ({
      style,
      code,
      printed,
      handedOut: handedOut ?? 0,
      unused,
      spoiled,
      returned: returned ?? 0,
      discarded: state === 'discarded',
    })),
    cells,
    groups,
  };
}

/** The paper's part of the evidence as it was counted; after the box is opened, never before. */
export async function paperTally(tx: Tx, cycleId: string): Promise<PaperTally> {
  const row = await pollIn(tx, cycleId, ['counted'], { lock: false });
  const stored = await tx<PaperTally['cells']>`
    select group_code as "group", unit_id as unit, counts, no_opinion, abstained, void, best, worst
    from ballot.tallies where cycle_id = ${cycleId} and channel = 'paper'`;
  const summaries = await tx<PaperTally['groups']>`
    select group_code as "group", returned, valid, blank, void, nominating, nominations_void
    from ballot.summaries where cycle_id = ${cycleId} and channel = 'paper'`;
  const poll = publishedPoll(row);
  const places = new Map(poll.units.map(({ id }, index) => [id, index]));
  const order = new Map(poll.groups.map(({ code }, index) => [code, index]));
  const at = <T>(map: ReadonlyMap<T, number>, key: T) => map.get(key) ?? 0;
  return evidenceOf(tx, cycleId, row.pollDigest ?? '', {
    cells: stored.toSorted(
      (a, b) => at(order, a.group) - at(order, b.group) || at(places, a.unit) - at(places, b.unit),
    ),
    groups: summaries.toSorted((a, b) => at(order, a.group) - at(order, b.group)),
  });
}

export async function downloadPaperTally(ctx: Context, cycleId: string): Promise<FileReply> {
  return write(ctx, 'ballot.paper-evidence', async (tx, note) => {
    const tally = await paperTally(tx, cycleId);
    if (tally.piles.length === 0) throw new Problem('not-found');
    note({ subject: `cycle:${cycleId}`, detail: { piles: tally.piles.length } });
    return new FileReply(`${canonicalJson(tally)}\n`, 'application/json', { fileName: 'paper.json' });
  });
}
