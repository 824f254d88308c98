/**
 * The roll of raters: who is to receive a card of which style. Sealed; closed before any card is printed.
 *
 * Promise: after it is closed nobody is added, moved or removed; its digest is public. A style that is too small to hide in is merged
 * with another of its group or refused. No row of the roll is ever joined to a card or a ballot: there is nothing to join them by.
 */
import { createHash } from 'node:crypto';
import type { PollSettings, PollStanding, Rater } from '#contract';
import { SMALLEST_STYLE } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { seal, unseal } from '../vault.ts';
import { pollIn, ratersByStyle, standingOf, unitsOf } from './polls.ts';

const place = (cycleId: string, ordinal: number): string => `ballot.raters/${cycleId}/${ordinal}/person`;

export async function ratersOf(tx: Tx, ctx: Context, cycleId: string): Promise<Rater[]> {
  const rows = await tx<{ ordinal: number; style: string; personSealed: Buffer }[]>`
    select ordinal, style, person_sealed from ballot.raters where cycle_id = ${cycleId} order by ordinal`;
  if (rows.length === 0) return [];
  const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
  return rows.map(({ ordinal, style, personSealed }) => ({
    ...(JSON.parse(unseal(dataKey, place(cycleId, ordinal), personSealed).toString('utf8')) as Omit<Rater, 'style'>),
    style,
  }));
}

export async function listRaters(ctx: Context, cycleId: string): Promise<{ items: Rater[] }> {
  return read(ctx, async (tx) => ({ items: await ratersOf(tx, ctx, cycleId) }));
}

/** The first who stands twice, by name, unit and post. Cost: linear. */
function repeated(raters: readonly Rater[]): { first: number; again: number } | undefined {
  const seen = new Map<string, number>();
  for (const [i, { name, unit, post }] of raters.entries()) {
    const line = JSON.stringify([name, unit, post]);
    const first = seen.get(line);
    if (first !== undefined) return { first, again: i + 1 };
    seen.set(line, i + 1);
  }
  return undefined;
}

export async function setRaters(
  ctx: Context,
  cycleId: string,
  { raters }: { raters: readonly Rater[] },
): Promise<PollStanding> {
  return write(ctx, 'ballot.raters', async (tx, note) => {
    const { settings } = await pollIn(tx, cycleId, ['preparing']);
    const known = new Set(settings.styles.map(({ code }) => code));
    const strange = raters.findIndex(({ style }) => !known.has(style));
    if (strange >= 0) throw new Problem('poll-settings', { reason: `名册第${strange + 1}人的票种没有设置` });
    const twice = repeated(raters);
    if (twice) throw new Problem('poll-settings', { reason: `名册第${twice.again}人与第${twice.first}人重复` });
    const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
    await tx`delete from ballot.raters where cycle_id = ${cycleId}`;
    const sealed = raters.map(({ name, unit, post }, i) =>
      seal(dataKey, place(cycleId, i + 1), JSON.stringify({ name, unit, post })).toString('hex'),
    );
    await tx`
      insert into ballot.raters (cycle_id, ordinal, style, person_sealed)
      select ${cycleId}, ordinal, style, decode(person, 'hex')
      from unnest(${raters.map((_, i) => i + 1)}::int[], ${raters.map(({ style }) => style)}::text[], ${sealed}::text[])
        as filed (ordinal, style, person)`;
    note({ subject: `cycle:${cycleId}`, detail: { raters: raters.length } });
    return standingOf(tx, cycleId, ctx.now);
  });
}

/** One line a person, sorted: anyone who holds the roll can compute it again. */
function digestOf(raters: readonly Rater[]): string {
  const lines = raters.map(({ style, name, unit, post }) => `${style}\t${name}\t${unit}\t${post}\n`).toSorted();
  return createHash('sha256').update(lines.join(''), 'utf8').digest('hex');
}

/** Merged styles rate what both rate: nobody comes to judge the own unit. */
function merged(settings: PollSettings, { from, into }: { from: string; into: string }): PollSettings {
  const [source, target] = [from, into].map((code) => settings.styles.find((style) => style.code === code));
  if (!source || !target || source === target || source.group !== target.group)
    throw new Problem('merge-not-possible', { from, into, reason: '两个票种须属于同一评价主体类别' });
  const excluded = [...new Set([...target.excluded, ...source.excluded])];
  const style = { ...target, excluded, name: `${target.name}、${source.name}`.slice(0, 60) };
  if (unitsOf(settings, style).length === 0)
    throw new Problem('merge-not-possible', { from, into, reason: '合并后没有可评的单位' });
  return {
    ...settings,
    styles: settings.styles.flatMap((one) => (one === source ? [] : [one === target ? style : one])),
  };
}

export async function closeRoll(
  ctx: Context,
  cycleId: string,
  { merges }: { merges: readonly { from: string; into: string }[] },
): Promise<PollStanding> {
  return write(ctx, 'ballot.roll', async (tx, note) => {
    const row = await pollIn(tx, cycleId, ['preparing']);
    let { settings } = row;
    for (const merge of merges) {
      settings = merged(settings, merge);
      await tx`update ballot.raters set style = ${merge.into} where cycle_id = ${cycleId} and style = ${merge.from}`;
    }
    const raters = await ratersByStyle(tx, cycleId);
    const small = settings.styles.filter(({ code }) => (raters.get(code) ?? 0) < SMALLEST_STYLE);
    if (small.length > 0)
      throw new Problem('style-too-small', {
        least: SMALLEST_STYLE,
        styles: small.map(({ code, name }) => `${code}（${name}，${raters.get(code) ?? 0}人）`).join('、'),
      });
    const digest = digestOf(await ratersOf(tx, ctx, cycleId));
    await tx`
      update ballot.polls set state = 'rolled', settings = ${tx.json(settings)}, roll_digest = ${digest},
        due = ${tx.json(Object.fromEntries(raters))}
      where cycle_id = ${cycleId}`;
    note({
      subject: `cycle:${cycleId}`,
      detail: { digest, raters: Object.fromEntries(raters), merges: merges.map(({ from, into }) => `${from}>${into}`) },
    });
    return standingOf(tx, cycleId, ctx.now);
  });
}
