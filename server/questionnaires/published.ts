/**
 * Published versions for the rooms that ask: public pages, links, telephone, paper, ballots.
 *
 * Promise: only what was published is handed out, also to callers without an account, and what is handed out never changes: it may
 * be kept as long as one likes.
 */
import { questionnaireSchema, textsFor, type Channel, type Questionnaire, type QuestionnaireKind } from '#surveys';
import type { Tx } from '#db';

export interface PublishedVersion {
  readonly versionId: string;
  readonly questionnaireId: string;
  readonly cycleId: string;
  readonly kind: QuestionnaireKind;
  /** Of hot topics: the department it was made for. */
  readonly departmentId: string | null;
  readonly number: number;
  readonly digest: string;
  readonly content: Questionnaire;
}

export interface ServedVersion extends PublishedVersion {
  /** Values for the places in its wordings, for the appraisee it is asked about: pass to `fillTexts`. */
  readonly texts: Readonly<Record<string, string>>;
}

interface Row extends Omit<PublishedVersion, 'content'> {
  content: unknown;
}

/** Versions never change once published, so each is parsed once per process. */
const parsed = new Map<string, PublishedVersion>();
const mostParsed = 500;

function toVersion(row: Row): PublishedVersion {
  const key = `${row.versionId} ${row.digest}`;
  const known = parsed.get(key);
  if (known) return known;
  const version = { ...row, content: questionnaireSchema.parse(row.content) };
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(key, version);
  return version;
}

/** Versions by id, whether published or retired; ids of drafts and unknown ones are not in the answer. */
export async function publishedVersions(
  tx: Tx,
  versionIds: readonly string[],
): Promise<ReadonlyMap<string, PublishedVersion>> {
  const rows = await tx<Row[]>`
    select v.id as version_id, v.questionnaire_id, q.cycle_id, q.kind, v.department_id, v.number, v.digest, v.content
    from questionnaire_versions v
    join questionnaires q on q.id = v.questionnaire_id
    where v.id = any(${[...new Set(versionIds)]}::uuid[]) and v.state in ('published', 'retired')`;
  return new Map(rows.map((row) => [row.versionId, toVersion(row)]));
}

/** All versions of a cycle that were ever published, newest first. */
export async function publishedOfCycle(
  tx: Tx,
  cycleId: string,
  kinds: readonly QuestionnaireKind[] | null,
): Promise<readonly PublishedVersion[]> {
  const rows = await tx<Row[]>`
    select v.id as version_id, v.questionnaire_id, q.cycle_id, q.kind, v.department_id, v.number, v.digest, v.content
    from questionnaire_versions v
    join questionnaires q on q.id = v.questionnaire_id
    where q.cycle_id = ${cycleId} and v.state in ('published', 'retired')
      ${kinds === null ? tx`` : tx`and q.kind = any(${[...kinds]}::text[])`}
    order by v.published_at desc, v.number desc`;
  return rows.map(toVersion);
}

/**
 * The version people are asked now about an appraisee: of hot topics the department's own, else the cycle's. Undefined when there
 * is none, when it does not use the channel, when the department is no appraisee, or when the cycle is closed.
 */
export async function serving(
  tx: Tx,
  asked: { cycleId: string; kind: QuestionnaireKind; departmentId: string; channel?: Channel },
): Promise<ServedVersion | undefined> {
  const [row] = await tx<(Row & { departmentName: string; year: number })[]>`
    select v.id as version_id, v.questionnaire_id, q.cycle_id, q.kind, v.department_id, v.number, v.digest, v.content,
      d.name as department_name, c.year
    from questionnaires q
    join questionnaire_versions v on v.questionnaire_id = q.id and v.state = 'published'
    join cycles c on c.id = q.cycle_id
    join appraisees a on a.cycle_id = q.cycle_id and a.department_id = ${asked.departmentId}
    join departments d on d.id = a.department_id
    where q.cycle_id = ${asked.cycleId} and q.kind = ${asked.kind} and c.state <> 'closed'
      and (q.department_id is null or q.department_id = a.department_id)`;
  if (!row) return undefined;
  const { departmentName, year, ...version } = row;
  const found = toVersion(version);
  if (asked.channel !== undefined && !found.content.channels.includes(asked.channel)) return undefined;
  return { ...found, texts: textsFor(found.content, { id: asked.departmentId, name: departmentName }, year) };
}
