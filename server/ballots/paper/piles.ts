/**
 * Paper forms of a poll, style by style: how many were printed, handed out, left over, spoiled, and came back; how far entry is.
 *
 * Promise: counts only. No form has a number before all that came back are shuffled, nothing says who took one, and nothing here says what
 * stands on any.
 */
import { randomBytes } from 'node:crypto';
import { type PaperPile, type PaperStanding, SMALLEST_PILE } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import type { Context } from '../../context.ts';
import { mostSpare } from '../cards.ts';
import { issuingStanding } from '../issuing-standing.ts';
import { pollIn, type PollRow } from '../polls.ts';
import { accounting } from '../results.ts';
import { pileIn, pilesOf } from './rows.ts';

/** How far entry is, by style: counts, and the stamped numbers that wait for a third person. */
async function progressOf(
  tx: Tx,
  cycleId: string,
): Promise<ReadonlyMap<string, Pick<PaperPile, 'enteredOnce' | 'differing' | 'settled'>>> {
  const rows = await tx<{ style: string; enteredOnce: number; differing: number[]; settled: number }[]>`
    select style, (count(*) filter (where rounds = 1))::int as entered_once,
      coalesce(array_agg(sequence order by sequence) filter (where rounds = 2 and differs), '{}') as differing,
      (count(*) filter (where rounds = 3 or (rounds = 2 and not differs)))::int as settled
    from (
      select style, sequence, count(*) as rounds, bool_or(differs) as differs
      from ballot.paper_entries where cycle_id = ${cycleId} group by style, sequence
    ) f
    group by style`;
  return new Map(rows.map(({ style, ...rest }) => [style, rest]));
}

/** What keeps the piles from being counted, one line a fault. */
export function faultsOf(piles: readonly PaperPile[]): string[] {
  return piles.flatMap(({ style, printed, handedOut, unused, spoiled, returned, settled, state }) => {
    if (state === 'counted' || state === 'discarded') return [];
    if (handedOut === null) return [`票种${style}的纸质表没有登记发出多少份`];
    if (printed !== handedOut + unused + spoiled)
      return [
        `票种${style}的纸质表印${printed}份，发出${handedOut}、未用${unused}、作废${spoiled}，合计${handedOut + unused + spoiled}，对不上`,
      ];
    if (returned === null) return [`票种${style}收回的纸质表还没有打乱盖号`];
    return settled < returned ? [`票种${style}还有${returned - settled}张没有录完或没有裁定`] : [];
  });
}

export async function paperStanding(tx: Tx, row: PollRow): Promise<PaperStanding> {
  const { cycleId, settings, state } = row;
  const rows = new Map((await pilesOf(tx, cycleId)).map((pile) => [pile.style, pile]));
  const progress = await progressOf(tx, cycleId);
  const piles = settings.styles.flatMap(({ code, name, group }): PaperPile[] => {
    const pile = rows.get(code);
    if (!pile) return [];
    const none = { enteredOnce: 0, differing: [], settled: 0 };
    return [{ ...pile, name, group, due: row.due[code] ?? 0, ...(progress.get(code) ?? none) }];
  });
  const [digest] = await tx<{ digest: string | null }[]>`
    select paper_digest as digest from ballot.polls where cycle_id = ${cycleId}`;
  const lines = await accounting(tx, cycleId);
  return {
    cycleId,
    state,
    title: settings.title,
    piles,
    unprinted:
      state === 'rolled' || state === 'voting'
        ? settings.styles
            .filter(({ code }) => !rows.has(code))
            .map(({ code, name }) => ({ style: code, name, due: row.due[code] ?? 0 }))
        : [],
    accounting: lines.map((line) => ({
      ...line,
      name: settings.groups.find(({ code }) => code === line.group)?.name ?? line.group,
    })),
    obstacles: state === 'closed' ? faultsOf(piles) : [],
    digest: digest?.digest ?? null,
  };
}

const pollStates = ['preparing', 'rolled', 'voting', 'closed', 'counted'] as const;

export async function getPaper(ctx: Context, cycleId: string): Promise<PaperStanding> {
  return read(ctx, async (tx) => paperStanding(tx, await pollIn(tx, cycleId, pollStates, { lock: false })));
}

/** 31 characters without 0 O 1 I L, as on the paper questionnaires. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const newCode = (): string => Array.from(randomBytes(4), (byte) => alphabet[byte % alphabet.length]).join('');

export async function printPaper(
  ctx: Context,
  cycleId: string,
  { style, copies }: { readonly style: string; readonly copies: number },
): Promise<PaperStanding> {
  return write(ctx, 'ballot.paper-print', async (tx, note) => {
    const row = await pollIn(tx, cycleId, ['rolled', 'voting']);
    const due = row.due[style];
    if (due === undefined) throw new Problem('poll-settings', { reason: '没有这个票种' });
    const before = (await pilesOf(tx, cycleId)).find((pile) => pile.style === style)?.printed ?? 0;
    const most = due + mostSpare(due);
    if (before + copies > most)
      throw new Problem('paper-print-count', {
        reason: `票种${style}应发${due}份，连备用最多印${most}份，已印${before}份`,
      });
    if (before + copies < SMALLEST_PILE)
      throw new Problem('paper-print-count', {
        reason: `纸质表少于${SMALLEST_PILE}份会认出是谁的，不能计入；人少的请用评价卡，在公用的平板或电脑上投`,
      });
    await tx`
      insert into ballot.paper_piles (cycle_id, style, code, printed) values (${cycleId}, ${style}, ${newCode()}, ${copies})
      on conflict (cycle_id, style) do update set printed = paper_piles.printed + excluded.printed`;
    note({ subject: `cycle:${cycleId}`, detail: { style, copies, printed: before + copies } });
    return paperStanding(tx, row);
  });
}

export async function withdrawPaper(
  ctx: Context,
  { cycleId, style }: { readonly cycleId: string; readonly style: string },
): Promise<null> {
  return write(ctx, 'ballot.paper-withdraw', async (tx, note) => {
    await pollIn(tx, cycleId, ['rolled']);
    const pile = await pileIn(tx, { cycleId, style }, ['out']);
    if ((pile.handedOut ?? 0) > 0) throw new Problem('pile-state', { style, state: '已经发出' });
    await tx`delete from ballot.paper_piles where cycle_id = ${cycleId} and style = ${style}`;
    note({ subject: `cycle:${cycleId}`, detail: { style, printed: pile.printed } });
    return null;
  });
}

export async function accountPaper(
  ctx: Context,
  { cycleId, style }: { readonly cycleId: string; readonly style: string },
  { handedOut, unused, spoiled }: { readonly handedOut: number; readonly unused: number; readonly spoiled: number },
): Promise<PaperStanding> {
  return write(ctx, 'ballot.paper-account', async (tx, note) => {
    const row = await pollIn(tx, cycleId, ['rolled', 'voting', 'closed']);
    const { printed, returned } = await pileIn(tx, { cycleId, style }, ['out', 'entering']);
    if (handedOut + unused + spoiled > printed)
      throw new Problem('paper-print-count', {
        reason: `票种${style}只印了${printed}份，发出${handedOut}、未用${unused}、作废${spoiled}，合计多了${handedOut + unused + spoiled - printed}份`,
      });
    // Where votes are collected online, who takes paper was said there: nobody has both.
    const changed = (await issuingStanding(tx, cycleId))?.styles.find(({ code }) => code === style)?.paper;
    if (changed !== undefined && handedOut > changed)
      throw new Problem('paper-print-count', {
        reason: `票种${style}登记改用纸质表的只有${changed}人，发出${handedOut}份：请先登记改用，再发表`,
      });
    if (returned !== null && returned > handedOut)
      throw new Problem('paper-print-count', { reason: `已收回${returned}份，发出的不会比它少` });
    await tx`
      update ballot.paper_piles set handed_out = ${handedOut}, unused = ${unused}, spoiled = ${spoiled}
      where cycle_id = ${cycleId} and style = ${style}`;
    note({ subject: `cycle:${cycleId}`, detail: { style, handedOut, unused, spoiled } });
    return paperStanding(tx, row);
  });
}

/** From here on the forms have numbers: stamped on the shuffled pile, they say nothing of the order in which forms came back. */
export async function stampPile(
  ctx: Context,
  { cycleId, style }: { readonly cycleId: string; readonly style: string },
  { returned }: { readonly returned: number },
): Promise<PaperStanding> {
  return write(ctx, 'ballot.paper-stamp', async (tx, note) => {
    const row = await pollIn(tx, cycleId, ['closed']);
    const { handedOut } = await pileIn(tx, { cycleId, style }, ['out', 'entering']);
    if (handedOut === null)
      throw new Problem('paper-print-count', { reason: `请先登记票种${style}的纸质表发出多少份` });
    if (returned > handedOut)
      throw new Problem('paper-print-count', {
        reason: `只发出${handedOut}份，收回${returned}份：收回多于发出，这一叠不能作数，请先查清`,
      });
    const [last] = await tx<{ sequence: number | null }[]>`
      select max(sequence) as sequence from ballot.paper_entries where cycle_id = ${cycleId} and style = ${style}`;
    if (last?.sequence !== undefined && last.sequence !== null && last.sequence > returned)
      throw new Problem('pile-entered', { sequence: last.sequence });
    await tx`
      update ballot.paper_piles set returned = ${returned}, state = 'entering'
      where cycle_id = ${cycleId} and style = ${style}`;
    note({ subject: `cycle:${cycleId}`, detail: { style, returned } });
    return paperStanding(tx, row);
  });
}
