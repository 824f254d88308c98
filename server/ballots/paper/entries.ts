/**
 * Entering a shuffled pile: two clerks, each blind to the other; where they differ a third looks at the paper.
 *
 * Promise: nobody sees an entry but who settles it, and then only where two differ; nobody enters a form twice or settles an own one. Entries
 * are sealed and have no time; the trail says that a form of a pile was entered, never which or what.
 */
import { leaderLevels, paperFaultLabels, type BallotPaperForm, type PaperStanding, type Poll } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { paperDifferences, type PaperBallot, readPaperBallot } from '#surveys';
import type { Context } from '../../context.ts';
import { seal, unseal } from '../../vault.ts';
import { pollIn, publishedPoll } from '../polls.ts';
import { paperStanding } from './piles.ts';
import { pileIn, type PileRow } from './rows.ts';

interface Pile {
  readonly cycleId: string;
  readonly style: string;
}

interface EntryRow {
  readonly sequence: number;
  readonly round: number;
  readonly clerkId: string;
  readonly differs: boolean;
  readonly entrySealed: Buffer;
}

const place = ({ cycleId, style }: Pile, sequence: number, round: number): string =>
  `ballot.paper_entries/${cycleId}/${style}/${sequence}/${round}`;

export const openEntry = (dataKey: Buffer, pile: Pile, row: EntryRow): PaperBallot =>
  JSON.parse(unseal(dataKey, place(pile, row.sequence, row.round), row.entrySealed).toString('utf8')) as PaperBallot;

function clerkOf(ctx: Context): string {
  if (ctx.actor.kind !== 'account') throw new Problem('not-signed-in');
  return ctx.actor.accountId;
}

export async function entriesOf(tx: Tx, { cycleId, style }: Pile, sequence?: number): Promise<EntryRow[]> {
  return tx<EntryRow[]>`
    select sequence, round, clerk_id, differs, entry_sealed from ballot.paper_entries
    where cycle_id = ${cycleId} and style = ${style} ${sequence === undefined ? tx`` : tx`and sequence = ${sequence}`}
    order by sequence, round`;
}

/** Stamped numbers the caller may still enter: entered less than twice, and not by the caller. */
async function openFor(tx: Tx, { cycleId, style }: Pile, returned: number, clerk: string): Promise<number[]> {
  const rows = await tx<{ sequence: number }[]>`
    select n as sequence from generate_series(1, ${returned}::int) as n
    where not exists (
      select from ballot.paper_entries e
      where e.cycle_id = ${cycleId} and e.style = ${style} and e.sequence = n and (e.round = 2 or e.clerk_id = ${clerk}))
    order by n`;
  return rows.map(({ sequence }) => sequence);
}

const formOf = ({ title, units, groups, styles, noOpinion, uniform }: Poll): BallotPaperForm['poll'] => ({
  title,
  units,
  groups,
  styles,
  noOpinion,
  uniform,
});

export async function getPile(ctx: Context, pile: Pile): Promise<BallotPaperForm> {
  return read(ctx, async (tx) => {
    const row = await pollIn(tx, pile.cycleId, ['closed'], { lock: false });
    const { code, returned } = await enteredPile(tx, pile, { lock: false });
    return {
      poll: formOf(publishedPoll(row)),
      style: pile.style,
      code,
      returned,
      open: await openFor(tx, pile, returned, clerkOf(ctx)),
    };
  });
}

async function enteredPile(
  tx: Tx,
  pile: Pile,
  options: { readonly lock?: boolean } = {},
): Promise<PileRow & { readonly returned: number }> {
  const row = await pileIn(tx, pile, ['entering'], options);
  return { ...row, returned: row.returned ?? 0 };
}

function refuseUnstamped(sequence: number, returned: number): void {
  if (sequence < 1 || sequence > returned) throw new Problem('pile-number', { returned });
}

/** A clerk's entry as it is compared; Problem `invalid-request` names every field that cannot be. */
function mustRead(poll: Poll, style: string, typed: PaperBallot): PaperBallot {
  const { entry, findings } = readPaperBallot(poll, style, typed);
  if (findings.length > 0)
    throw new Problem(
      'invalid-request',
      {},
      findings.map(({ field, message }) => ({ path: field, message })),
    );
  return entry;
}

async function keep(
  tx: Tx,
  ctx: Context,
  pile: Pile,
  {
    sequence,
    round,
    differs,
    entry,
    clerk,
  }: { sequence: number; round: number; differs: boolean; entry: PaperBallot; clerk: string },
): Promise<void> {
  const { dataKey } = await ctx.vault.cycleKeys(tx, pile.cycleId);
  await tx`
    insert into ballot.paper_entries (cycle_id, style, sequence, round, clerk_id, differs, entry_sealed)
    values (${pile.cycleId}, ${pile.style}, ${sequence}, ${round}, ${clerk}, ${differs},
      ${seal(dataKey, place(pile, sequence, round), JSON.stringify(entry))})`;
}

export async function enterForm(
  ctx: Context,
  pile: Pile,
  { sequence, entry: typed }: { readonly sequence: number; readonly entry: PaperBallot },
): Promise<{ sequence: number; outcome: 'waits-for-second' | 'agrees' | 'differs'; open: number[] }> {
  return write(ctx, 'ballot.paper-enter', async (tx, note) => {
    const poll = publishedPoll(await pollIn(tx, pile.cycleId, ['closed'], { lock: false }));
    const { returned } = await enteredPile(tx, pile);
    refuseUnstamped(sequence, returned);
    const entry = mustRead(poll, pile.style, typed);
    const before = await entriesOf(tx, pile, sequence);
    if (before.some(({ clerkId }) => clerkId === clerkOf(ctx))) throw new Problem('paper-same-clerk');
    const [first, second] = before;
    if (second) throw new Problem('paper-entered-twice');
    const { dataKey } = await ctx.vault.cycleKeys(tx, pile.cycleId);
    const differs =
      first !== undefined && paperDifferences(poll, pile.style, openEntry(dataKey, pile, first), entry).length > 0;
    const round = before.length + 1;
    await keep(tx, ctx, pile, { sequence, round, differs, entry, clerk: clerkOf(ctx) });
    note({ subject: `cycle:${pile.cycleId}`, detail: { style: pile.style, round } });
    return {
      sequence,
      outcome: first === undefined ? 'waits-for-second' : differs ? 'differs' : 'agrees',
      open: await openFor(tx, pile, returned, clerkOf(ctx)),
    };
  });
}

/** The two entries of a form that wait for the caller, who made neither. */
async function bothEntries(tx: Tx, ctx: Context, poll: Poll, pile: Pile, sequence: number) {
  const rows = await entriesOf(tx, pile, sequence);
  const [one, two, settled] = rows;
  if (!one || !two || settled || !two.differs) throw new Problem('paper-no-difference');
  if (rows.some(({ clerkId }) => clerkId === clerkOf(ctx))) throw new Problem('paper-same-clerk');
  const { dataKey } = await ctx.vault.cycleKeys(tx, pile.cycleId);
  const [first, second] = [openEntry(dataKey, pile, one), openEntry(dataKey, pile, two)];
  return { rows, first, second, fields: paperDifferences(poll, pile.style, first, second) };
}

export async function differenceOf(ctx: Context, pile: Pile, sequence: number) {
  return read(ctx, async (tx) => {
    const poll = publishedPoll(await pollIn(tx, pile.cycleId, ['closed'], { lock: false }));
    const { code, returned } = await enteredPile(tx, pile, { lock: false });
    refuseUnstamped(sequence, returned);
    const { first, second, fields } = await bothEntries(tx, ctx, poll, pile, sequence);
    return {
      poll: formOf(poll),
      style: pile.style,
      code,
      sequence,
      differences: fields.map((field) => {
        // In the order of the values: which clerk said which is nobody's business.
        const values = [first[field] ?? '', second[field] ?? ''].toSorted();
        return {
          field,
          label: labelOf(poll, pile.style, field),
          values: values.map((value) => ({ value, words: wordsOf(poll, pile.style, field, value) })),
        };
      }),
    };
  });
}

function unitName(poll: Poll, style: string, number: number): string {
  const placeOf = poll.styles.find(({ code }) => code === style)?.units[number - 1];
  return placeOf === undefined ? '' : (poll.units[placeOf]?.name ?? '');
}

function labelOf(poll: Poll, style: string, field: string): string {
  if (field === 'form') return '整张';
  if (field === 'best') return '最满意的单位';
  if (field === 'worst') return '不满意的单位';
  const number = Number(field.slice(1));
  return `${number}．${unitName(poll, style, number)}`;
}

function wordsOf(poll: Poll, style: string, field: string, value: string): string {
  if (field === 'form')
    return value === '' ? '有效，逐栏录入' : `整张无效：${paperFaultLabels[value as keyof typeof paperFaultLabels]}`;
  if (value === '') return '空白';
  if (value === 'x') return '看不清或多于一个（x）';
  if (field === 'best' || field === 'worst')
    return value
      .split(',')
      .map((number) => `${number} ${unitName(poll, style, Number(number))}`)
      .join('、');
  if (value === '0') return '不了解（0）';
  return `${leaderLevels.find(({ code }) => code === value)?.label ?? ''}（${value}）`;
}

/**
 * A third person writes what the paper says, for every field on which two differ. A form that one clerk called void and the third does not has
 * been read once only: it waits for another clerk.
 */
export async function settleForm(
  ctx: Context,
  pile: Pile,
  { sequence, values }: { readonly sequence: number; readonly values: PaperBallot },
): Promise<PaperStanding> {
  return write(ctx, 'ballot.paper-settle', async (tx, note) => {
    const row = await pollIn(tx, pile.cycleId, ['closed'], { lock: false });
    const poll = publishedPoll(row);
    const { returned } = await enteredPile(tx, pile);
    refuseUnstamped(sequence, returned);
    const { rows, first, second, fields } = await bothEntries(tx, ctx, poll, pile, sequence);
    const left = fields.filter((field) => !Object.hasOwn(values, field));
    if (left.length > 0) throw new Problem('paper-choice-missing', { count: left.length });
    const decided = Object.fromEntries(fields.map((field) => [field, values[field] ?? '']));
    const entry = mustRead(poll, pile.style, { ...first, ...decided });
    note({ subject: `cycle:${pile.cycleId}`, detail: { style: pile.style } });
    if (!fields.includes('form') || entry['form'] !== undefined) {
      await keep(tx, ctx, pile, { sequence, round: 3, differs: false, entry, clerk: clerkOf(ctx) });
      return paperStanding(tx, row);
    }
    await tx`
      delete from ballot.paper_entries
      where cycle_id = ${pile.cycleId} and style = ${pile.style} and sequence = ${sequence}`;
    const read = [first, second].findIndex((one) => one['form'] === undefined);
    if (read >= 0)
      await keep(tx, ctx, pile, {
        sequence,
        round: 1,
        differs: false,
        entry: [first, second][read]!,
        clerk: rows[read]!.clerkId,
      });
    return paperStanding(tx, row);
  });
}
