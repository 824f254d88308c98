/**
 * One case behind one code: how it stands, what was filled in so far, filing the answer, declining.
 *
 * Promise: an answer is the case's, filed once whatever happens, and stored for good before anybody is told so; of a case the first answer
 * stands, by whatever channel it came. No time of opening is kept, and what was filled in but not sent is sealed and forgotten at the end.
 */
import { read, stage, type Tx } from '#db';
import { publishedVersions } from '#questionnaires';
import { file, known } from '#sheets';
import { textsFor, type Answers, type Questionnaire } from '#surveys';
import { seal, unseal } from '#vault';
import type { Raw } from '#responses';
import type { Context } from '../context.ts';
import { hashCode } from './codes.ts';
import { draftPlace, stateOf, type RoundRow } from './rows.ts';

const MOST_DRAFT = 32_000;

/** These pages run as the house: nobody is signed in, and what leaves is decided in this room. */
const asHouse = (ctx: Context): Context => ({ ...ctx, actor: { kind: 'system', name: 'link-pages' } });

export interface LinkCase extends Pick<
  RoundRow,
  'cycleId' | 'cycleState' | 'drawId' | 'title' | 'organiser' | 'hotline' | 'opensAt' | 'closesAt' | 'closedAt'
> {
  readonly roundId: string;
  readonly unitId: string;
  readonly departmentId: string;
  readonly departmentName: string;
  readonly versionId: string;
  readonly year: number;
  readonly state: 'out' | 'declined' | 'void';
  readonly answered: boolean;
  readonly draftSealed: Buffer | null;
}

/** How a link stands for whoever opens it. What has been answered says so whatever else is the matter. */
export function standingOfLink(
  link: LinkCase,
  now: Date,
): 'answered' | 'void' | 'early' | 'closed' | 'declined' | 'open' {
  if (link.answered) return 'answered';
  if (link.state === 'void') return 'void';
  const state = stateOf(link, now);
  return state === 'open' && link.state === 'declined' ? 'declined' : state;
}

async function findCase(tx: Tx, where: { readonly hash: Buffer }, lock = false): Promise<LinkCase | undefined> {
  const [row] = await tx<LinkCase[]>`
    select c.round_id, c.unit_id, c.department_id, d.name as department_name, c.version_id, c.state, c.draft_sealed, r.cycle_id,
      r.draw_id, r.title, r.organiser, r.hotline, r.opens_at, r.closes_at, r.closed_at, y.state as cycle_state, y.year,
      exists (
        select from answer_sheets s
        where s.draw_id = r.draw_id and s.unit_id = c.unit_id and s.state in ('counted', 'quarantined')
      ) as answered
    from link_cases c
    join link_rounds r on r.id = c.round_id
    join cycles y on y.id = r.cycle_id
    join departments d on d.id = c.department_id
    where c.code_hash = ${where.hash}
    ${lock ? tx`for update of c for share of r` : tx``}`;
  return row;
}

export function caseOf(ctx: Context, code: string): Promise<LinkCase | undefined> {
  return read(asHouse(ctx), (tx) => findCase(tx, { hash: hashCode(ctx.vault, code) }));
}

export interface Wording {
  readonly content: Questionnaire;
  readonly texts: Readonly<Record<string, string>>;
}

/** What the case is asked: the version its code was made for, also when a newer one is published meanwhile. */
export async function wordingOf(ctx: Context, link: LinkCase): Promise<Wording | undefined> {
  const version = (await read(asHouse(ctx), (tx) => publishedVersions(tx, [link.versionId]))).get(link.versionId);
  const department = { id: link.departmentId, name: link.departmentName };
  return version && { content: version.content, texts: textsFor(version.content, department, link.year) };
}

/** What was filled in before; nothing when there is none. */
export async function draftOf(ctx: Context, link: LinkCase): Promise<Raw> {
  const { draftSealed, roundId, unitId, cycleId } = link;
  if (!draftSealed) return {};
  return read(asHouse(ctx), async (tx) => {
    const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
    return JSON.parse(unseal(dataKey, draftPlace(roundId, unitId), draftSealed).toString('utf8')) as Raw;
  });
}

/** Keeps what was filled in so far, for whoever comes back with the same link. */
export async function keepDraft(ctx: Context, { roundId, unitId, cycleId }: LinkCase, raw: Raw): Promise<void> {
  const text = JSON.stringify(raw);
  if (text === '{}' || text.length > MOST_DRAFT) return;
  await stage(asHouse(ctx), async (tx) => {
    const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
    await tx`
      update link_cases c set draft_sealed = ${seal(dataKey, draftPlace(roundId, unitId), text)}
      from link_rounds r
      where c.round_id = ${roundId} and c.unit_id = ${unitId} and c.state = 'out' and r.id = c.round_id and r.closed_at is null`;
  });
}

/** Declines, or takes it back: true when the link was still to be decided about. */
export async function decline(ctx: Context, code: string, declined: boolean): Promise<boolean> {
  return stage(asHouse(ctx), async (tx) => {
    const link = await findCase(tx, { hash: hashCode(ctx.vault, code) }, true);
    if (!link || standingOfLink(link, ctx.now) !== (declined ? 'open' : 'declined')) return false;
    await tx`
      update link_cases set state = ${declined ? 'declined' : 'out'}, draft_sealed = null
      where round_id = ${link.roundId} and unit_id = ${link.unitId}`;
    return true;
  });
}

export type Submitted = 'stored' | 'answered' | 'not-open' | 'not-serving';

const submissionOf = ({ roundId, unitId }: LinkCase): string => `link ${roundId} ${unitId}`;

/**
 * Files the answer of a case; resolves after the commit. The case is locked: two taps, two devices, a telephone result at the same moment
 * end in one sheet. The same answers again are the same sheet; other answers, or another channel's, come too late.
 */
export async function submit(ctx: Context, code: string, answers: Answers): Promise<Submitted> {
  return stage(asHouse(ctx), async (tx) => {
    const link = await findCase(tx, { hash: hashCode(ctx.vault, code) }, true);
    if (!link) return 'not-open';
    const idempotencyKey = submissionOf(link);
    const standing = standingOfLink(link, ctx.now);
    const seen = (await known(tx, ctx, { idempotencyKeys: [idempotencyKey] })).filed;
    if (standing !== 'open' && !seen) return standing === 'answered' ? 'answered' : 'not-open';
    const { drawId, unitId, versionId, departmentId } = link;
    const filed = await file(tx, asHouse(ctx), {
      idempotencyKey,
      versionId,
      departmentId,
      channel: 'link',
      answers,
      receivedAt: ctx.now,
      case: { drawId, unitId },
    });
    switch (filed.outcome) {
      case 'filed':
        await tx`update link_cases set draft_sealed = null where round_id = ${link.roundId} and unit_id = ${unitId}`;
        return 'stored';
      case 'repeated':
        // A lost reply and a second tap: it is in. Changed meanwhile: the first stands.
        return filed.same ? 'stored' : 'answered';
      case 'case-answered':
        return 'answered';
      case 'case-unknown':
      case 'not-serving':
        return 'not-serving';
    }
  });
}
