/**
 * Schemes: the shipped ones and an office's own, each version for itself.
 *
 * Promise: a published version never changes; a draft is saved with its findings and cannot be used before it has none.
 */
import type { RouteReply, SchemeSummary, copyScheme, getScheme } from '#contract';
import { isConstraint, read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { canonicalText, differenceOfSchemes, findScheme, readScheme, type SchemeData, shippedSchemes } from '#surveys';
import { actorName, type Context } from '../context.ts';

type Detail = RouteReply<typeof getScheme>;

interface Row {
  schemeId: string;
  version: number;
  title: string;
  source: string;
  data: Record<string, unknown>;
  state: 'draft' | 'published';
  edition: number;
  createdBy: string;
  createdAt: Date;
}

const referenceOf = (schemeId: string, version: number): string => `${schemeId}@${version}`;

function partsOf(reference: string): { schemeId: string; version: number } {
  const [schemeId = '', version = ''] = reference.split('@');
  return { schemeId, version: Number(version) };
}

/** A shipped scheme as stored data, presets filled in. */
function shippedData(reference: string): SchemeData | undefined {
  const { schemeId, version } = partsOf(reference);
  const scheme = findScheme(schemeId);
  return scheme && scheme.version === String(version) ? scheme : undefined;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function summaryOfData(
  reference: string,
  data: Record<string, unknown>,
  state: SchemeSummary['state'],
): Omit<SchemeSummary, 'source' | 'createdBy' | 'createdAt'> {
  const { schemeId, version } = partsOf(reference);
  return {
    reference,
    schemeId,
    version,
    title: text(data['title']),
    document: text(data['document']),
    year: Number.isInteger(data['year']) ? Number(data['year']) : 0,
    fullMarks: text(data['fullMarks']),
    state,
  };
}

const summaryOfRow = (row: Row): SchemeSummary => ({
  ...summaryOfData(referenceOf(row.schemeId, row.version), row.data, row.state),
  source: row.source,
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
});

const findingsOf = (data: unknown) => {
  const checked = readScheme(data);
  return checked.ok ? [] : [...checked.findings];
};

function shippedDetail(reference: string, data: SchemeData): Detail {
  const plain: Record<string, unknown> = { ...data };
  return {
    ...summaryOfData(reference, plain, 'shipped'),
    source: null,
    createdBy: null,
    createdAt: null,
    data: plain,
    edition: 0,
    findings: [],
  };
}

const detailOfRow = (row: Row): Detail => ({
  ...summaryOfRow(row),
  data: row.data,
  edition: row.edition,
  findings: findingsOf(row.data),
});

async function rowOf(tx: Tx, reference: string, lock = false): Promise<Row | undefined> {
  const { schemeId, version } = partsOf(reference);
  const [row] = await tx<Row[]>`
    select scheme_id, version, title, source, data, state, edition, created_by, created_at
    from schemes where scheme_id = ${schemeId} and version = ${version}
    ${lock ? tx`for update` : tx``}`;
  return row;
}

export async function list(ctx: Context): Promise<{ items: SchemeSummary[] }> {
  const shipped = shippedSchemes.map((data) => shippedDetail(referenceOf(data.id, Number(data.version)), data));
  return read(ctx, async (tx) => {
    const rows = await tx<Row[]>`
      select scheme_id, version, title, source, data, state, edition, created_by, created_at
      from schemes order by created_at desc, scheme_id, version desc`;
    return { items: [...rows.map(summaryOfRow), ...shipped] };
  });
}

export async function get(ctx: Context, reference: string): Promise<Detail> {
  const shipped = shippedData(reference);
  if (shipped) return shippedDetail(reference, shipped);
  return read(ctx, async (tx) => {
    const row = await rowOf(tx, reference);
    if (!row) throw new Problem('not-found');
    return detailOfRow(row);
  });
}

/** The scheme a cycle may be scored by: shipped or published. */
export async function schemeFor(tx: Tx, reference: string): Promise<SchemeData | undefined> {
  const shipped = shippedData(reference);
  if (shipped) return shipped;
  const row = await rowOf(tx, reference);
  if (row?.state !== 'published') return undefined;
  const checked = readScheme(row.data);
  return checked.ok ? checked.scheme : undefined;
}

/** The data of any version, for trials and differences. */
export async function dataOf(tx: Tx, reference: string): Promise<Record<string, unknown> | undefined> {
  const shipped = shippedData(reference);
  return shipped ? { ...shipped } : (await rowOf(tx, reference))?.data;
}

export async function copy(
  ctx: Context,
  { source, schemeId, title }: { source: string; schemeId: string; title: string },
): Promise<RouteReply<typeof copyScheme>> {
  if (shippedSchemes.some(({ id }) => id === schemeId)) throw new Problem('scheme-id-shipped');
  try {
    return await write(ctx, 'scheme.copy', async (tx, note) => {
      const data = await dataOf(tx, source);
      if (!data) throw new Problem('not-found');
      const [last] = await tx<{ version: number; drafts: number }[]>`
        select max(version) as version, count(*) filter (where state = 'draft')::int as drafts from schemes where scheme_id = ${schemeId}`;
      if (last && last.drafts > 0) throw new Problem('scheme-has-draft');
      const version = (last?.version ?? 0) + 1;
      const copied = { ...data, id: schemeId, version: String(version), title };
      await tx`
        insert into schemes (scheme_id, version, title, source, data, state, created_by, created_at, changed_at)
        values (${schemeId}, ${version}, ${title}, ${source}, ${JSON.stringify(copied)}::text::json, 'draft', ${actorName(ctx.actor)}, ${ctx.now}, ${ctx.now})`;
      const reference = referenceOf(schemeId, version);
      note({ subject: `scheme:${reference}`, detail: { source, title } });
      return detailOfRow((await rowOf(tx, reference))!);
    });
  } catch (error) {
    if (isConstraint(error, 'schemes_pkey')) throw new Problem('scheme-has-draft');
    throw error;
  }
}

async function draftOf(tx: Tx, reference: string, edition: number | undefined): Promise<Row> {
  if (shippedData(reference)) throw new Problem('scheme-published');
  const row = await rowOf(tx, reference, true);
  if (!row) throw new Problem('not-found');
  if (row.state === 'published') throw new Problem('scheme-published');
  if (edition !== undefined && row.edition !== edition) throw new Problem('scheme-edition');
  return row;
}

export async function save(
  ctx: Context,
  reference: string,
  { edition, data }: { edition: number; data: Record<string, unknown> },
): Promise<Detail> {
  return write(ctx, 'scheme.save', async (tx, note) => {
    const { schemeId, version, data: before } = await draftOf(tx, reference, edition);
    // A draft keeps its name, whatever was sent.
    const kept = {
      ...data,
      ...stampedSettings(data, before, { by: actorName(ctx.actor), at: ctx.now.toISOString() }),
      id: schemeId,
      version: String(version),
    };
    await tx`
      update schemes set data = ${JSON.stringify(kept)}::text::json, title = ${text(data['title'])}, edition = edition + 1, changed_at = ${ctx.now}
      where scheme_id = ${schemeId} and version = ${version}`;
    const saved = detailOfRow((await rowOf(tx, reference))!);
    note({ subject: `scheme:${reference}`, detail: { findings: saved.findings.length } });
    return saved;
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const settingsIn = (data: Record<string, unknown>): readonly unknown[] =>
  Array.isArray(data['settings']) ? data['settings'] : [];

/** Who wrote a decision into the scheme, and when, is what happened here: never what was sent. */
function stampedSettings(
  data: Record<string, unknown>,
  before: Record<string, unknown>,
  stamp: { readonly by: string; readonly at: string },
): { settings?: unknown } {
  if (!Array.isArray(data['settings'])) return {};
  const content = ({ enteredBy: _by, enteredAt: _at, ...rest }: Record<string, unknown>) => rest;
  const earlier = new Map(
    settingsIn(before).flatMap((one) =>
      isObject(one) && isObject(one['decided']) ? [[one['key'], one['decided']] as const] : [],
    ),
  );
  return {
    settings: settingsIn(data).map((one) => {
      if (!isObject(one) || !isObject(one['decided'])) return one;
      const old = earlier.get(one['key']);
      const decided = content(one['decided']);
      return old && canonicalText(content(old)) === canonicalText(decided)
        ? { ...one, decided: old }
        : { ...one, decided: { ...decided, enteredBy: stamp.by, enteredAt: stamp.at } };
    }),
  };
}

export async function remove(ctx: Context, reference: string): Promise<null> {
  return write(ctx, 'scheme.remove', async (tx, note) => {
    const { schemeId, version } = await draftOf(tx, reference, undefined);
    await tx`delete from schemes where scheme_id = ${schemeId} and version = ${version}`;
    note({ subject: `scheme:${reference}` });
    return null;
  });
}

export async function publish(
  ctx: Context,
  reference: string,
  { edition }: { edition: number },
): Promise<SchemeSummary> {
  return write(ctx, 'scheme.publish', async (tx, note) => {
    const row = await draftOf(tx, reference, edition);
    const findings = findingsOf(row.data);
    if (findings.length > 0) throw new Problem('scheme-unsound', { count: findings.length });
    await tx`
      update schemes set state = 'published', published_by = ${actorName(ctx.actor)}, published_at = ${ctx.now}
      where scheme_id = ${row.schemeId} and version = ${row.version}`;
    note({ subject: `scheme:${reference}`, detail: { source: row.source } });
    return summaryOfRow((await rowOf(tx, reference))!);
  });
}

export async function difference(ctx: Context, reference: string) {
  return read(ctx, async (tx) => {
    const after = await dataOf(tx, reference);
    if (!after) throw new Problem('not-found');
    const row = await rowOf(tx, reference);
    const before = row && (await dataOf(tx, row.source));
    if (!row || !before) return { source: row?.source ?? null, items: [] };
    const own = new Set(['id', 'version']);
    return { source: row.source, items: differenceOfSchemes(before, after).filter(({ at }) => !own.has(at)) };
  });
}
