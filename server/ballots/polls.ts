/**
 * The poll of a cycle: what the office decided, how far it is, and what still stands in the way.
 *
 * Promise: 未设定 is never filled in. Nothing here, or anywhere, can say who has voted.
 */
import type { z } from 'zod';
import type {
  BallotBoard,
  CardBatch,
  Poll,
  pollSettingsSchema,
  PollSettings,
  PollStanding,
  PollState,
} from '#contract';
import { SMALLEST_STYLE } from '#contract';
import { fingerprintOf, mustHex } from '#ballot-client';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { issuingStanding } from './issuing-standing.ts';

export interface PollRow {
  readonly cycleId: string;
  readonly state: PollState;
  readonly settings: PollSettings;
  readonly rollDigest: string | null;
  readonly publicKey: string | null;
  readonly keyHolders: string[];
  /** Canonical JSON. */
  readonly poll: string | null;
  readonly pollDigest: string | null;
  readonly due: Readonly<Record<string, number>>;
  readonly closesAt: Date | null;
}

/** The poll, locked for a change where asked; undefined before the office set one. */
export async function findPoll(tx: Tx, cycleId: string, { lock = false } = {}): Promise<PollRow | undefined> {
  const [row] = await tx<PollRow[]>`
    select cycle_id, state, settings, roll_digest, public_key, key_holders, poll, poll_digest, due, closes_at
    from ballot.polls where cycle_id = ${cycleId}
    ${lock ? tx`for update` : tx``}`;
  return row;
}

const stateWords: Readonly<Record<PollState, string>> = {
  preparing: '准备',
  rolled: '名册已封',
  voting: '投票中',
  closed: '已截止',
  counted: '已计票',
};

/** The poll in one of these states; Problem `poll-state` in another. */
export async function pollIn(
  tx: Tx,
  cycleId: string,
  states: readonly PollState[],
  { lock = true } = {},
): Promise<PollRow> {
  const row = await findPoll(tx, cycleId, { lock });
  if (!row) throw new Problem('not-found');
  if (!states.includes(row.state)) throw new Problem('poll-state', { state: stateWords[row.state] });
  return row;
}

export function publishedPoll(row: PollRow): Poll {
  if (row.poll === null) throw new Error('a poll that was not published');
  return JSON.parse(row.poll) as Poll;
}

/** Places in the poll's order that a style rates. */
export function unitsOf(settings: PollSettings, style: PollSettings['styles'][number]): number[] {
  const excluded = new Set(style.excluded);
  return settings.units.flatMap((unit, place) => (excluded.has(unit) ? [] : [place]));
}

/** Why settings cannot be, or null. */
function faultOf(settings: PollSettings, appraisees: ReadonlySet<string>): string | null {
  const { units, groups, styles } = settings;
  const twice = (all: readonly string[]) => new Set(all).size < all.length;
  if (twice(units)) return '有单位列了两次';
  if (units.some((unit) => !appraisees.has(unit))) return '有单位不是本周期的被评价单位';
  if (twice(groups.map(({ code }) => code))) return '评价主体类别的代码有重复';
  if (twice(styles.map(({ code }) => code))) return '票种的代码有重复';
  for (const style of styles) {
    if (!groups.some(({ code }) => code === style.group)) return `票种${style.code}没有对应的评价主体类别`;
    if (style.excluded.some((unit) => !units.includes(unit))) return `票种${style.code}回避的单位不在单位名单里`;
    if (unitsOf(settings, style).length === 0) return `票种${style.code}没有可评的单位`;
  }
  const empty = groups.find(({ code }) => !styles.some(({ group }) => group === code));
  return empty ? `评价主体类别“${empty.name}”没有票种` : null;
}

/** What of the settings the closed roll and the printed cards rest on. */
function structureOf({ units, groups, styles }: PollSettings): string {
  return JSON.stringify([
    units,
    groups.map(({ code }) => code),
    styles.map(({ code, group, excluded }) => [code, group, excluded]),
  ]);
}

/** What of the settings stands on printed paper forms; null while something of it is 未设定, for then none can be printed. */
function printedMatterOf({ title, groups, noOpinion, phone, closesAt }: PollSettings): string | null {
  if (noOpinion === null || phone === null || closesAt === null) return null;
  return JSON.stringify([
    title,
    groups.map(({ best, worst, perCategory }) => [best, worst, perCategory]),
    noOpinion,
    phone,
    new Date(closesAt).getTime(),
  ]);
}

/** Paper forms by style: printed, and whether they are counted. Here, because the next step may wait for them. */
async function formsOf(tx: Tx, cycleId: string): Promise<Map<string, { printed: number; done: boolean }>> {
  const rows = await tx<{ style: string; printed: number; done: boolean }[]>`
    select style, printed, state in ('counted', 'discarded') as done from ballot.paper_piles where cycle_id = ${cycleId}`;
  return new Map(rows.map(({ style, ...rest }) => [style, rest]));
}

export async function set(
  ctx: Context,
  cycleId: string,
  settings: z.infer<typeof pollSettingsSchema>,
): Promise<PollStanding> {
  return write(ctx, 'ballot.settings', async (tx, note) => {
    const [cycle] = await tx<{ state: string }[]>`select state from cycles where id = ${cycleId}`;
    if (!cycle) throw new Problem('not-found');
    if (cycle.state === 'closed') throw new Problem('cycle-closed');
    const before = await findPoll(tx, cycleId, { lock: true });
    if (before && before.state !== 'preparing' && before.state !== 'rolled')
      throw new Problem('poll-state', { state: stateWords[before.state] });
    if (before?.state === 'rolled' && structureOf(before.settings) !== structureOf(settings))
      throw new Problem('poll-settings', { reason: '名册封存后不能再改单位、评价主体类别和票种' });
    const printed = before && printedMatterOf(before.settings);
    if (printed && printed !== printedMatterOf(settings) && (await formsOf(tx, cycleId)).size > 0)
      throw new Problem('poll-settings', {
        reason: '纸质评价表已登记印制，表上有的名称、提名个数、“不了解”、截止时间和监督电话不能再改；要改请先撤销印制',
      });
    if (before && isBlind(before.settings) !== isBlind(settings) && (await hasBegun(tx, cycleId)))
      throw new Problem('poll-settings', { reason: '已有印好的卡或已开始领取，不能再改投票凭证的方式' });
    const appraisees = await tx<
      { id: string }[]
    >`select department_id as id from appraisees where cycle_id = ${cycleId}`;
    const fault = faultOf(settings, new Set(appraisees.map(({ id }) => id)));
    if (fault !== null) throw new Problem('poll-settings', { reason: fault });
    const codes = settings.styles.map(({ code }) => code);
    const [orphan] = await tx<{ style: string }[]>`
      select style from ballot.raters where cycle_id = ${cycleId} and not style = any(${codes}::text[]) limit 1`;
    if (orphan) throw new Problem('poll-settings', { reason: `名册里还有票种${orphan.style}的人，请先更换名册` });
    await tx`
      insert into ballot.polls (cycle_id, state, settings) values (${cycleId}, 'preparing', ${tx.json(settings)})
      on conflict (cycle_id) do update set settings = excluded.settings`;
    note({
      subject: `cycle:${cycleId}`,
      detail: { units: settings.units.length, groups: settings.groups.length, styles: settings.styles.length },
    });
    return standingOf(tx, cycleId, ctx.now);
  });
}

/** Whether the right to vote comes by blind issuance instead of printed cards. */
export const isBlind = ({ credentials }: PollSettings): boolean => credentials === 'blind';

/** Cards are printed, or invitations are out: both carry the key's fingerprint. */
export async function hasBegun(tx: Tx, cycleId: string): Promise<boolean> {
  return (await issuingStanding(tx, cycleId)) !== null || (await batchesOf(tx, cycleId)).length > 0;
}

export async function get(ctx: Context, cycleId: string): Promise<PollStanding> {
  return read(ctx, (tx) => standingOf(tx, cycleId, ctx.now));
}

export async function batchesOf(tx: Tx, cycleId: string): Promise<CardBatch[]> {
  return tx<CardBatch[]>`
    select b.number, b.style, b.printed, b.spare, b.handed_out,
      (count(v.card_hash) filter (where v.reason = 'unused'))::int as unused,
      (count(v.card_hash) filter (where v.reason <> 'unused'))::int as voided
    from ballot.batches b
    left join ballot.cards c on c.cycle_id = b.cycle_id and c.batch = b.number
    left join ballot.void_cards v on v.cycle_id = c.cycle_id and v.card_hash = c.card_hash
    where b.cycle_id = ${cycleId}
    group by b.cycle_id, b.number
    order by b.number`;
}

export async function ratersByStyle(tx: Tx, cycleId: string): Promise<Map<string, number>> {
  const rows = await tx<{ style: string; n: number }[]>`
    select style, count(*)::int as n from ballot.raters where cycle_id = ${cycleId} group by style`;
  return new Map(rows.map(({ style, n }) => [style, n]));
}

const nothingYet = (cycleId: string): PollStanding => ({
  cycleId,
  state: 'preparing',
  settings: null,
  styles: [],
  batches: [],
  rollDigest: null,
  publicKey: null,
  keyFingerprint: null,
  keyHolders: [],
  pollDigest: null,
  boxed: 0,
  issuing: null,
  obstacles: [{ code: 'settings', text: '尚未设置领导评价' }],
});

export async function standingOf(tx: Tx, cycleId: string, now: Date): Promise<PollStanding> {
  const row = await findPoll(tx, cycleId);
  if (!row) {
    const [cycle] = await tx`select 1 from cycles where id = ${cycleId}`;
    if (!cycle) throw new Problem('not-found');
    return nothingYet(cycleId);
  }
  const { settings, state } = row;
  const batches = await batchesOf(tx, cycleId);
  const raters = await ratersByStyle(tx, cycleId);
  const [board] = await tx<{ size: number }[]>`select size from ballot.boards where cycle_id = ${cycleId}`;
  const styles = settings.styles.map((style) => {
    const count = state === 'preparing' ? (raters.get(style.code) ?? 0) : (row.due[style.code] ?? 0);
    return {
      ...style,
      units: unitsOf(settings, style).length,
      raters: count,
      printed: batches.filter((batch) => batch.style === style.code).reduce((sum, { printed }) => sum + printed, 0),
      tooSmall: count < SMALLEST_STYLE,
    };
  });
  const standing = {
    cycleId,
    state,
    settings,
    styles,
    batches,
    rollDigest: row.rollDigest,
    publicKey: row.publicKey,
    keyFingerprint: row.publicKey === null ? null : fingerprintOf(mustHex(row.publicKey)),
    keyHolders: row.keyHolders,
    pollDigest: row.pollDigest,
    boxed: board?.size ?? 0,
    issuing: await issuingStanding(tx, cycleId),
  };
  return { ...standing, obstacles: obstaclesOf(standing, await formsOf(tx, cycleId), now) };
}

/** What stands in the way of the next step, in the order one would mend it. */
function obstaclesOf(
  { state, settings, styles, publicKey, batches, issuing }: Omit<PollStanding, 'obstacles'>,
  forms: ReadonlyMap<string, { readonly printed: number; readonly done: boolean }>,
  now: Date,
): PollStanding['obstacles'] {
  const obstacles: { code: string; text: string }[] = [];
  const say = (code: string, text: string) => obstacles.push({ code, text });
  if (!settings) return obstacles;
  if (state === 'preparing') {
    for (const { code, name, raters } of styles.filter(({ tooSmall }) => tooSmall))
      say('style-too-small', `票种${code}（${name}）只有${raters}人，不足${SMALLEST_STYLE}人：请并入同类别的其他票种`);
  }
  if (state === 'rolled') {
    const open: [keyof PollSettings, string][] = [
      ['closesAt', '截止时间未设定'],
      ['noOpinion', '是否提供“不了解”未设定'],
      ['uniform', '全部评同一等次的票是否有效未设定'],
      ['blank', '漏评的单位怎样处理未设定'],
      ['revisions', '截止前能否改投未设定'],
      ['phone', '监督电话未设定'],
    ];
    for (const [key, text] of open) if (settings[key] === null) say(`setting-${key}`, text);
    if (settings.closesAt !== null && new Date(settings.closesAt) <= now)
      say('closes-in-the-past', '截止时间已过，请改到以后');
    if (publicKey === null) say('key', '尚未登记计票公钥');
    if (isBlind(settings)) {
      if (issuing === null) say('issuing', '尚未开始领取投票码');
      else if (issuing.state === 'open') {
        say('issuing-open', '领取阶段还没有结束：结束以后才能开始投票');
        for (const { code, collected } of issuing.styles)
          if (collected > 0 && collected < SMALLEST_STYLE)
            say(
              'too-few-collected',
              `票种${code}只有${collected}人领取，不足${SMALLEST_STYLE}人：请提醒领取、延长时间，或结束时改用纸质表`,
            );
      }
    } else
      for (const { code, raters, printed } of styles) {
        const onPaper = forms.get(code)?.printed ?? 0;
        if (printed + onPaper < raters)
          say(
            'too-few-cards',
            `票种${code}应发${raters}张，只登记了${printed}张卡${onPaper > 0 ? `、${onPaper}份纸质表` : ''}`,
          );
      }
  }
  if (state === 'voting' || state === 'closed')
    for (const { number, printed, handedOut, unused } of batches) {
      if (handedOut === null) say('hand-out-unknown', `第${number}批卡的发放张数未登记`);
      else if (printed !== handedOut + unused)
        say('cards-do-not-balance', `第${number}批印${printed}张，发出${handedOut}张、未用收回${unused}张，对不上`);
    }
  if (state === 'closed' && [...forms.values()].some(({ done }) => !done))
    say('paper-open', '纸质评价表还没有录完、计入');
  return obstacles;
}

export type BoardStyle = BallotBoard['styles'][number];
