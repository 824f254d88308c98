/**
 * After the close: the package that goes to the opening, the tally that comes back, the accounting, and what may be shown.
 *
 * Promise: no result before the count and no cell from which somebody's mark could be worked out; counts for scores go to the results room by
 * `tallies` alone.
 */
import type { z } from 'zod';
import type {
  accountingLineSchema,
  ballotResultsSchema,
  BallotPackage,
  BallotTallyFile,
  PollStanding,
} from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { discloseUnit } from '#surveys';
import { canonicalJson } from '../audit-append.ts';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { asBox, boxedBallots } from './box.ts';
import { answersOf } from './issuing-standing.ts';
import { batchesOf, findPoll, pollIn, type PollRow, publishedPoll, standingOf } from './polls.ts';
import { pilesOf } from './paper/rows.ts';
import { checkBallots } from './verification.ts';

export type Channel = 'screen' | 'paper';
export type TallyCell = BallotTallyFile['cells'][number] & { readonly channel: Channel };
type Summary = BallotTallyFile['groups'][number];
type AccountingLine = z.infer<typeof accountingLineSchema>;

async function packageOf(tx: Tx, row: PollRow): Promise<BallotPackage> {
  const { cycleId } = row;
  const cards = await tx<{ style: string; hash: string }[]>`
    select style, encode(card_hash, 'hex') as hash from ballot.cards where cycle_id = ${cycleId} order by card_hash`;
  const voided = await tx<{ hash: string }[]>`
    select encode(card_hash, 'hex') as hash from ballot.void_cards where cycle_id = ${cycleId} order by card_hash`;
  const [board] = await tx<{ size: number; root: Buffer }[]>`
    select size, root from ballot.boards where cycle_id = ${cycleId}`;
  const ballots = await asBox(tx, () => boxedBallots(tx, cycleId));
  const poll = publishedPoll(row);
  const issued = poll.issuingDigest === undefined ? null : await answersOf(tx, cycleId);
  return {
    format: 'pingyi-ballots/1',
    poll,
    pollDigest: row.pollDigest ?? '',
    cards: Object.fromEntries(
      poll.styles.map(({ code }) => [code, cards.filter(({ style }) => style === code).map(({ hash }) => hash)]),
    ),
    ...(issued
      ? {
          issued: Object.fromEntries(
            issued.styles.map(({ code, answers }) => [
              code,
              answers.map(({ signature }) => signature.toString('base64')),
            ]),
          ),
        }
      : {}),
    voidCards: voided.map(({ hash }) => hash),
    size: board?.size ?? 0,
    root: board?.root.toString('hex') ?? '',
    ballots: ballots.map(({ ballot }) => ballot.toString('base64')),
  };
}

/** As the verb gives it, within a transaction of the caller. */
export async function packageWithin(tx: Tx, cycleId: string): Promise<BallotPackage> {
  return packageOf(tx, await pollIn(tx, cycleId, ['closed', 'counted'], { lock: false }));
}

export async function downloadPackage(ctx: Context, cycleId: string): Promise<FileReply> {
  return write(ctx, 'ballot.package', async (tx, note) => {
    const pack = await packageWithin(tx, cycleId);
    note({ subject: `cycle:${cycleId}`, detail: { size: pack.size, root: pack.root } });
    return new FileReply(`${canonicalJson(pack)}\n`, 'application/json', { fileName: 'ballots.json' });
  });
}

/** Takes the tally that was made offline. What counts alone can show is checked here; the rest by whoever holds two shares. */
export async function fileOpening(ctx: Context, cycleId: string, tally: BallotTallyFile): Promise<PollStanding> {
  return write(ctx, 'ballot.count', async (tx, note) => {
    const row = await pollIn(tx, cycleId, ['closed']);
    const { obstacles } = await standingOf(tx, cycleId, ctx.now);
    if (obstacles.length > 0)
      throw new Problem('cards-do-not-balance', { reason: obstacles.map(({ text }) => text).join('；') });
    const faults = checkBallots({ pack: await packageOf(tx, row), tally });
    if (faults.length > 0) throw new Problem('tally-does-not-match', { reason: faults.slice(0, 5).join('；') });
    await keep(tx, cycleId, 'screen', tally);
    const over = (await accounting(tx, cycleId)).find(({ cards }) => cards.returned > cards.handedOut);
    if (over) throw new Problem('cards-do-not-balance', { reason: '收回的票多于发出的卡' });
    await tx`update ballot.polls set state = 'counted' where cycle_id = ${cycleId}`;
    note({ subject: `cycle:${cycleId}`, detail: { size: tally.size, root: tally.root } });
    return standingOf(tx, cycleId, ctx.now);
  });
}

async function keep(
  tx: Tx,
  cycleId: string,
  channel: Channel,
  { cells, groups }: Pick<BallotTallyFile, 'cells' | 'groups'>,
): Promise<void> {
  await tx`delete from ballot.tallies where cycle_id = ${cycleId} and channel = ${channel}`;
  await tx`delete from ballot.summaries where cycle_id = ${cycleId} and channel = ${channel}`;
  for (const cell of cells)
    await tx`
      insert into ballot.tallies (cycle_id, channel, group_code, unit_id, counts, no_opinion, abstained, void, best, worst)
      values (${cycleId}, ${channel}, ${cell.group}, ${cell.unit}, ${tx.json(cell.counts)}, ${cell.noOpinion},
        ${cell.abstained}, ${cell.void}, ${cell.best}, ${cell.worst})`;
  for (const one of groups)
    await tx`
      insert into ballot.summaries (cycle_id, channel, group_code, returned, valid, blank, void, nominating, nominations_void)
      values (${cycleId}, ${channel}, ${one.group}, ${one.returned}, ${one.valid}, ${one.blank}, ${one.void},
        ${one.nominating}, ${one.nominationsVoid})`;
}

/** Counts of the paper forms, once two clerks agree: within a verb of the caller, which notes it. Replaces what was there. */
export async function recordPaper(
  tx: Tx,
  cycleId: string,
  paper: Pick<BallotTallyFile, 'cells' | 'groups'>,
): Promise<void> {
  const row = await pollIn(tx, cycleId, ['voting', 'closed', 'counted']);
  const poll = publishedPoll(row);
  for (const cell of paper.cells) {
    const place = poll.units.findIndex(({ id }) => id === cell.unit);
    if (!poll.styles.some(({ group, units }) => group === cell.group && units.includes(place)))
      throw new Problem('tally-does-not-match', { reason: '有评价主体不评的单位' });
  }
  await keep(tx, cycleId, 'paper', paper);
}

/** Counts by channel, rater group and unit, for scores. Problem `poll-state` before the count: there are no interim results. */
export async function tallies(tx: Tx, cycleId: string): Promise<TallyCell[]> {
  await pollIn(tx, cycleId, ['counted'], { lock: false });
  return tx<TallyCell[]>`
    select channel, group_code as "group", unit_id as unit, counts, no_opinion, abstained, void, best, worst
    from ballot.tallies where cycle_id = ${cycleId} order by channel desc, group_code, unit_id`;
}

/** 应发、实发、收回、有效、无效、弃权、未用 by rater group: paper and screen together, and each by itself. */
export async function accounting(tx: Tx, cycleId: string): Promise<AccountingLine[]> {
  const row = await findPoll(tx, cycleId);
  if (!row) throw new Problem('not-found');
  const batches = await batchesOf(tx, cycleId);
  const piles = await pilesOf(tx, cycleId);
  const summaries = await tx<(Summary & { channel: Channel })[]>`
    select channel, group_code as "group", returned, valid, blank, void, nominating, nominations_void
    from ballot.summaries where cycle_id = ${cycleId}`;
  return row.settings.groups.map(({ code }) => {
    const styles = new Set(row.settings.styles.filter(({ group }) => group === code).map((style) => style.code));
    const counted = summaries.filter(({ group }) => group === code);
    const sum = <T>(items: readonly T[], of: (item: T) => number) => items.reduce((total, item) => total + of(item), 0);
    const own = batches.filter(({ style }) => styles.has(style));
    const cards = {
      printed: sum(own, ({ printed }) => printed),
      handedOut: sum(own, ({ handedOut }) => handedOut ?? 0),
      unused: sum(own, ({ unused }) => unused),
      spoiled: 0,
      returned: sum(counted, ({ channel, returned }) => (channel === 'screen' ? returned : 0)),
    };
    const onPaper = sum(counted, ({ channel, returned }) => (channel === 'paper' ? returned : 0));
    const forms = piles.filter(({ style }) => styles.has(style));
    const paper = {
      printed: sum(forms, ({ printed }) => printed),
      handedOut: sum(forms, ({ handedOut }) => handedOut ?? 0),
      unused: sum(forms, ({ unused }) => unused),
      spoiled: sum(forms, ({ spoiled }) => spoiled),
      // Before the count: as stamped.
      returned: forms.length === 0 ? onPaper : sum(forms, ({ returned }) => returned ?? 0),
    };
    return {
      group: code,
      due: sum([...styles], (style) => row.due[style] ?? 0),
      printed: cards.printed + paper.printed,
      handedOut: cards.handedOut + paper.handedOut,
      unused: cards.unused + paper.unused,
      spoiled: cards.spoiled + paper.spoiled,
      returned: cards.returned + paper.returned,
      cards,
      paper,
      onPaper,
      valid: sum(counted, ({ valid }) => valid),
      void: sum(counted, (one) => one.void),
      blank: sum(counted, ({ blank }) => blank),
    };
  });
}

/** For the office and observers: a cell from ten marks on, its distribution from twenty. */
const OFFICE = { least: 10, distributionFrom: 20 };

export async function results(ctx: Context, cycleId: string): Promise<z.infer<typeof ballotResultsSchema>> {
  return read(ctx, async (tx) => {
    const row = await pollIn(tx, cycleId, ['counted'], { lock: false });
    const cells = await tallies(tx, cycleId);
    const lines = await accounting(tx, cycleId);
    const poll = publishedPoll(row);
    return {
      accounting: lines,
      units: poll.units.map(({ id, name, category }) => {
        const own = cells.filter(({ unit }) => unit === id);
        const groups = poll.groups.flatMap(({ code }) => {
          const both = own.filter(({ group }) => group === code);
          const parts = both.map(({ counts }) => Object.values(counts).reduce((sum, count) => sum + count, 0));
          return both.length === 0
            ? []
            : [{ group: code, counts: addCounts(both.map(({ counts }) => counts)), parts, both }];
        });
        const disclosed = discloseUnit(groups, OFFICE);
        return {
          unit: id,
          name,
          category,
          ...disclosed,
          nominations: Object.fromEntries(
            groups.map(({ group, both }) => {
              const returned = lines.find((line) => line.group === group)?.returned ?? 0;
              const named = {
                best: both.reduce((sum, { best }) => sum + best, 0),
                worst: both.reduce((sum, { worst }) => sum + worst, 0),
              };
              return [group, returned < OFFICE.least || isEverybody(named, returned) ? null : named];
            }),
          ),
        };
      }),
    };
  });
}

/** Named by all: then it is known of each. */
const isEverybody = ({ best, worst }: { best: number; worst: number }, returned: number) =>
  best === returned || worst === returned;

function addCounts(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const counts of all)
    for (const [level, count] of Object.entries(counts)) total[level] = (total[level] ?? 0) + count;
  return total;
}
