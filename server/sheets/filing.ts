/**
 * Filing answer sheets, one or many at a time, from whatever channel.
 *
 * Promise: a filing repeated with the same key, also on another server at the same moment, is the same sheet; a sampled case has
 * one live sheet whatever the channels; a free text is sealed before PostgreSQL sees it. It works inside the caller's transaction
 * and writes no audit note: the batch is the caller's act. Whether answers are answers was decided before, by `readAnswers`.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Tx } from '#db';
import { publishedVersions, type PublishedVersion } from '#questionnaires';
import { encodeAnswers, type Answers, type CodedAnswers } from '#surveys';
import { blindIndex, seal } from '#vault';
import type { Context } from '../context.ts';
import { casesOf, type SampledCase } from './cases.ts';

/** How a sheet may come in; the leaders' ballots never do. */
export type SheetChannel = 'telephone' | 'paper' | 'link' | 'web';
export type SheetState = 'counted' | 'quarantined' | 'excluded' | 'superseded';

export interface Filing {
  /** The same key is the same sheet: the page's submission number, the form's number, `draw:unit:wave` …; at most 200 characters. */
  readonly idempotencyKey: string;
  readonly versionId: string;
  /** The appraisee it judges. */
  readonly departmentId: string;
  readonly channel: SheetChannel;
  readonly answers: Answers;
  readonly receivedAt: Date;
  /** The drawn person who answers; stratum and design weight come from the draw. Excludes `replaceKey`: of a case the first stands. */
  readonly case?: { readonly drawId: string; readonly unitId: string };
  /** A live sheet with the same key becomes superseded. At least 16 bytes, and nothing anybody could guess. */
  readonly replaceKey?: Uint8Array;
  /** Why it must be looked at before it counts. */
  readonly quarantine?: readonly string[];
  /** Whether the person may be asked next year what became of the opinion; without: what was said at the item `consent`. */
  readonly consent?: boolean;
}

export type Filed =
  | { readonly outcome: 'filed'; readonly sheetId: string; readonly superseded: string | null }
  /** The key was used before; `same`: with the same answers. */
  | { readonly outcome: 'repeated'; readonly sheetId: string; readonly same: boolean }
  /** The case has a live sheet already; nothing was stored. */
  | { readonly outcome: 'case-answered'; readonly sheetId: string }
  /** No such unit in that draw of this cycle. */
  | { readonly outcome: 'case-unknown' }
  /** The version is not published, is another department's, does not use the channel; no appraisee; or the cycle is closed. */
  | { readonly outcome: 'not-serving' };

interface Prepared {
  readonly at: number;
  readonly sheetId: string;
  readonly filing: Filing;
  readonly version: PublishedVersion;
  readonly coded: CodedAnswers;
  readonly key: string;
  readonly digest: string;
  readonly sampled: SampledCase | undefined;
  readonly opinions: readonly { readonly id: string; readonly item: string; readonly sealed: string }[];
}

/** Attempts to get past others who file for the same key at the same moment; each attempt waits for one of them. */
const attempts = 8;

/** Files one sheet. See `fileAll`. */
export async function file(tx: Tx, ctx: Context, filing: Filing): Promise<Filed> {
  const [filed] = await fileAll(tx, ctx, [filing]);
  if (!filed) throw new Error('a filing without an outcome');
  return filed;
}

/** Files sheets: one statement for all of them. Outcomes in the order of the filings. */
export async function fileAll(tx: Tx, ctx: Context, filings: readonly Filing[]): Promise<Filed[]> {
  if (filings.length === 0) return [];
  // Callers without an account see no sheet; for the rest of this transaction they may file and see whether they have.
  if (ctx.actor.kind === 'anonymous') await tx`select set_config('app.scope', 'filing', true)`;
  const outcomes: (Filed | undefined)[] = filings.map(() => undefined);
  let open = await prepare(tx, ctx, filings, outcomes);
  for (let attempt = 0; open.length > 0; attempt += 1) {
    if (attempt === attempts) throw new Error('filing overtaken too often');
    // oxlint-disable-next-line no-await-in-loop -- each attempt depends on what the one before met
    open = await settle(tx, open, outcomes);
  }
  return outcomes.map((outcome) => outcome ?? { outcome: 'not-serving' });
}

/** Codes, digests and seals; filings that cannot be filed get their outcome at once. */
async function prepare(
  tx: Tx,
  ctx: Context,
  filings: readonly Filing[],
  outcomes: (Filed | undefined)[],
): Promise<Prepared[]> {
  const [versions, cases] = await Promise.all([
    publishedVersions(
      tx,
      filings.map(({ versionId }) => versionId),
    ),
    casesOf(
      tx,
      filings.flatMap((filing) => filing.case ?? []),
    ),
  ]);
  const keys = new Map<string, Awaited<ReturnType<typeof ctx.vault.cycleKeys>>>();
  const prepared: Prepared[] = [];
  for (const [at, filing] of filings.entries()) {
    if (filing.case && filing.replaceKey) throw new Error('of a case the first sheet stands');
    if (filing.idempotencyKey === '' || filing.idempotencyKey.length > 200) throw new Error('no idempotency key');
    const version = versions.get(filing.versionId);
    const sampled = filing.case && cases.get(`${filing.case.drawId} ${filing.case.unitId}`);
    if (!version || !isServing(version, filing)) outcomes[at] = { outcome: 'not-serving' };
    else if (filing.case && sampled?.cycleId !== version.cycleId) outcomes[at] = { outcome: 'case-unknown' };
    else {
      const coded = encodeAnswers(version.content, filing.answers);
      const hasTexts = Object.keys(coded.texts).length > 0;
      if (hasTexts && !keys.has(version.cycleId))
        // oxlint-disable-next-line no-await-in-loop -- once per cycle, and a batch has one
        keys.set(version.cycleId, await ctx.vault.cycleKeys(tx, version.cycleId));
      const opened = keys.get(version.cycleId);
      prepared.push({
        at,
        sheetId: randomUUID(),
        filing,
        version,
        coded,
        key: storedKey(filing.idempotencyKey),
        digest: digestOf(coded, filing, hasTexts ? opened?.indexKey : undefined),
        sampled,
        opinions: Object.entries(coded.texts).map(([item, text]) => {
          const id = randomUUID();
          if (!opened) throw new Error('an opinion without a key');
          return { id, item, sealed: seal(opened.dataKey, opinionPlace(id, 'text'), text).toString('hex') };
        }),
      });
    }
  }
  return prepared;
}

/** A submission number as it is stored, in hex. */
export function storedKey(idempotencyKey: string): string {
  return createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32);
}

/** Where a text of an opinion is sealed to. */
export function opinionPlace(opinionId: string, column: 'text' | 'edited'): string {
  return `sheet_opinions/${opinionId}/${column}`;
}

function isServing({ departmentId, content }: PublishedVersion, filing: Filing): boolean {
  return (departmentId === null || departmentId === filing.departmentId) && content.channels.includes(filing.channel);
}

/** Tells the same answers from others. With texts it is keyed, so that nobody can try texts on it. */
function digestOf(coded: CodedAnswers, { departmentId, versionId }: Filing, indexKey: Buffer | undefined): string {
  const text = JSON.stringify([versionId, departmentId, coded.codes, coded.numbers, coded.texts]);
  const digest = indexKey ? blindIndex(indexKey, `sheet ${text}`) : createHash('sha256').update(text).digest();
  return digest.toString('hex').slice(0, 32);
}

/** One attempt to store; gives back those that met another filing which has ended meanwhile. */
async function settle(tx: Tx, open: readonly Prepared[], outcomes: (Filed | undefined)[]): Promise<Prepared[]> {
  const replacing = open.filter(({ filing }) => filing.replaceKey);
  // One round trip: the connection runs them in this order.
  const [superseded, filed] = await Promise.all([
    replacing.length === 0 ? [] : supersede(tx, replacing),
    insert(tx, open),
  ]);
  const oldOf = new Map(superseded.map(({ id, by }) => [by, id]));
  const stored = new Set(filed.map(({ id }) => id));
  for (const { at, sheetId } of open)
    if (stored.has(sheetId)) outcomes[at] = { outcome: 'filed', sheetId, superseded: oldOf.get(sheetId) ?? null };
  const rest = open.filter(({ sheetId }) => !stored.has(sheetId));
  return rest.length === 0 ? [] : explain(tx, rest, outcomes);
}

async function supersede(tx: Tx, replacing: readonly Prepared[]): Promise<{ id: string; by: string }[]> {
  return tx<{ id: string; by: string }[]>`
    update answer_sheets s set state = 'superseded', superseded_by = n.id
    from unnest(
      ${replacing.map(({ sheetId }) => sheetId)}::uuid[],
      ${replacing.map(({ filing }) => Buffer.from(filing.replaceKey ?? []).toString('hex'))}::text[],
      ${replacing.map(({ key }) => key)}::text[]
    ) as n (id, replace_key, idempotency_key)
    -- One look into each index per key: as a plain join it may become a walk over all sheets.
    cross join lateral (
      select l.id from answer_sheets l
      where l.replace_key = decode(n.replace_key, 'hex') and l.state in ('counted', 'quarantined')
      limit 1
    ) as live
    where s.id = live.id and s.state in ('counted', 'quarantined')
      and not exists (select 1 from answer_sheets f where f.idempotency_key = decode(n.idempotency_key, 'hex') offset 0)
    returning s.id, n.id as by`;
}

const arrayText = (values: readonly (string | null)[]): string =>
  `{${values.map((value) => (value === null ? 'null' : `"${value.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`;

async function insert(tx: Tx, open: readonly Prepared[]): Promise<{ id: string }[]> {
  const opinions = open.flatMap(({ sheetId, filing, version: { questionnaireId }, opinions: given }) => {
    const consent = filing.consent ?? consentIn(filing.answers);
    return given.map((opinion) => ({ ...opinion, sheetId, questionnaireId, consent }));
  });
  return tx<{ id: string }[]>`
    with filed as (
      insert into answer_sheets (id, cycle_id, department_id, version_id, channel, state, reasons, received_at, draw_id, unit_id,
        stratum, design_weight, idempotency_key, content_digest, replace_key, codes, numbers)
      select n.id, v.cycle_id, n.department_id, v.id, n.channel,
        case when n.reasons = '{}' then 'counted' else 'quarantined' end, n.reasons::text[], n.received_at,
        n.draw_id, n.unit_id, n.stratum, n.design_weight, decode(n.idempotency_key, 'hex'), decode(n.content_digest, 'hex'),
        decode(n.replace_key, 'hex'), n.codes::text[], n.numbers::jsonb
      from unnest(
        ${open.map(({ sheetId }) => sheetId)}::uuid[],
        ${open.map(({ filing }) => filing.departmentId)}::uuid[],
        ${open.map(({ filing }) => filing.versionId)}::uuid[],
        ${open.map(({ version }) => version.cycleId)}::uuid[],
        ${open.map(({ filing }) => filing.channel)}::text[],
        ${open.map(({ filing }) => arrayText(filing.quarantine ?? []))}::text[],
        ${open.map(({ filing }) => filing.receivedAt.toISOString())}::timestamptz[],
        ${open.map(({ filing }) => filing.case?.drawId ?? null)}::uuid[],
        ${open.map(({ filing }) => filing.case?.unitId ?? null)}::text[],
        ${open.map(({ sampled }) => sampled?.stratum ?? null)}::text[],
        ${open.map(({ sampled }) => sampled?.designWeight ?? null)}::text[],
        ${open.map(({ key }) => key)}::text[],
        ${open.map(({ digest }) => digest)}::text[],
        ${open.map(({ filing }) => (filing.replaceKey ? Buffer.from(filing.replaceKey).toString('hex') : null))}::text[],
        ${open.map(({ coded }) => arrayText(coded.codes))}::text[],
        ${open.map(({ coded }) => (Object.keys(coded.numbers).length > 0 ? JSON.stringify(coded.numbers) : null))}::text[]
      ) with ordinality as n (id, department_id, version_id, cycle_id, channel, reasons, received_at, draw_id, unit_id, stratum, design_weight,
        idempotency_key, content_digest, replace_key, codes, numbers, place)
      cross join lateral (select n.version_id as id, n.cycle_id) as v
      join appraisees a on a.cycle_id = v.cycle_id and a.department_id = n.department_id
      join cycles c on c.id = v.cycle_id and c.state <> 'closed'
      -- of two for one case in a batch, the first stands
      order by n.place
      on conflict do nothing
      returning id, cycle_id, department_id, channel
    ), said as (
      insert into sheet_opinions (id, sheet_id, cycle_id, department_id, questionnaire_id, item, channel, text_sealed, consent, state)
      select o.id, f.id, f.cycle_id, f.department_id, o.questionnaire_id, o.item, f.channel, decode(o.sealed, 'hex'), o.consent::boolean, 'received'
      from unnest(
        ${opinions.map(({ id }) => id)}::uuid[],
        ${opinions.map(({ sheetId }) => sheetId)}::uuid[],
        ${opinions.map(({ questionnaireId }) => questionnaireId)}::uuid[],
        ${opinions.map(({ item }) => item)}::text[],
        ${opinions.map(({ sealed }) => sealed)}::text[],
        ${opinions.map(({ consent }) => (consent === null ? null : String(consent)))}::text[]
      ) as o (id, sheet_id, questionnaire_id, item, sealed, consent)
      join filed f on f.id = o.sheet_id
    )
    select id from filed`;
}

/** `yes` or `no` at the question `consent`, as the shipped questionnaires ask it; null: not asked or not answered. */
function consentIn(answers: Answers): boolean | null {
  const said = answers['consent'];
  if (said?.said !== 'option') return null;
  return said.code === 'yes' ? true : said.code === 'no' ? false : null;
}

/** Why filings were not stored. Those that only met another one which is gone again are given back, to try anew. */
async function explain(tx: Tx, rest: readonly Prepared[], outcomes: (Filed | undefined)[]): Promise<Prepared[]> {
  const found = await tx<
    { n: number; repeated: string | null; same: boolean | null; answered: string | null; open: boolean }[]
  >`
    select n.n::int, f.id as repeated, f.content_digest = decode(n.digest, 'hex') as same, l.id as answered,
      exists (
        select 1 from appraisees a join cycles c on c.id = a.cycle_id and c.state <> 'closed'
        where a.cycle_id = n.cycle_id and a.department_id = n.department_id
      ) as open
    from unnest(
      ${rest.map(({ key }) => key)}::text[],
      ${rest.map(({ digest }) => digest)}::text[],
      ${rest.map(({ filing }) => filing.case?.drawId ?? null)}::uuid[],
      ${rest.map(({ filing }) => filing.case?.unitId ?? null)}::text[],
      ${rest.map(({ version }) => version.cycleId)}::uuid[],
      ${rest.map(({ filing }) => filing.departmentId)}::uuid[]
    ) with ordinality as n (key, digest, draw_id, unit_id, cycle_id, department_id, n)
    left join answer_sheets f on f.idempotency_key = decode(n.key, 'hex')
    left join answer_sheets l on l.draw_id = n.draw_id and l.unit_id = n.unit_id and l.state in ('counted', 'quarantined')`;
  const again: Prepared[] = [];
  for (const { n, repeated, same, answered, open } of found) {
    const prepared = rest[n - 1];
    if (!prepared) continue;
    if (repeated !== null) outcomes[prepared.at] = { outcome: 'repeated', sheetId: repeated, same: same === true };
    else if (answered !== null) outcomes[prepared.at] = { outcome: 'case-answered', sheetId: answered };
    else if (!open) outcomes[prepared.at] = { outcome: 'not-serving' };
    else again.push(prepared);
  }
  return again;
}
