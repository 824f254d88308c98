/**
 * A survey as its pages need it: found by its slug, with its keys opened, kept for a few seconds.
 *
 * Promise: what is kept is public or stays in memory; whether the survey still takes answers is asked again by the transaction that
 * files one (`batch.ts`), so that closed means closed at once.
 */
import { read, type Sql } from '#db';
import { publishedOf, type PublishedRectification } from '#opinions';
import { publishedVersions, serving } from '#questionnaires';
import { textsFor, type Questionnaire } from '#surveys';
import { unseal } from '#vault';
import type { Context } from '../context.ts';
import { surveyRulesSchema, type SurveyRules } from './rules.ts';

export interface DepartmentLink {
  readonly departmentId: string;
  readonly analysisUrl: string | null;
  readonly rectificationUrl: string | null;
}

export interface Campaign {
  readonly surveyId: string;
  readonly cycleId: string;
  readonly slug: string;
  readonly state: 'open' | 'closed' | 'concluded';
  readonly year: number;
  readonly title: string;
  readonly organiser: string;
  readonly hotline: string;
  readonly notice: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly rules: SurveyRules;
  readonly secret: Buffer;
  readonly prefixKey: Buffer | undefined;
  readonly departments: readonly { readonly id: string; readonly name: string }[];
  readonly links: ReadonlyMap<string, DepartmentLink>;
}

/** Where the survey's keys are sealed to. */
export const secretPlace = (surveyId: string): string => `public_surveys/${surveyId}/secret`;
export const prefixKeyPlace = (surveyId: string): string => `public_surveys/${surveyId}/prefix-key`;

interface Row extends Omit<Campaign, 'secret' | 'prefixKey' | 'departments' | 'links' | 'rules'> {
  links: DepartmentLink[];
  rules: unknown;
  secretSealed: Buffer;
  prefixKeySealed: Buffer | null;
}

const KEPT_MS = 2000;
interface Kept<T> {
  readonly until: number;
  readonly value: Promise<T>;
}
class Keeping<T> {
  readonly #kept = new WeakMap<Sql, Map<string, Kept<T>>>();

  get(ctx: Context, key: string, load: () => Promise<T>): Promise<T> {
    const mine = this.#kept.get(ctx.sql) ?? new Map<string, Kept<T>>();
    this.#kept.set(ctx.sql, mine);
    // How old something is, not what time it is: decisions go by `ctx.now`.
    const now = performance.now();
    const known = mine.get(key);
    if (known && now < known.until) return known.value;
    if (mine.size > 2000) mine.clear();
    const value = load();
    mine.set(key, { until: now + KEPT_MS, value });
    // A failure is not kept, nor that there is nothing: it may be there in a moment.
    value.then(
      (found) => (found === undefined ? mine.delete(key) : undefined),
      () => mine.delete(key),
    );
    return value;
  }

  forget(ctx: Context): void {
    this.#kept.delete(ctx.sql);
  }
}

const campaigns = new Keeping<Campaign | undefined>();
const served = new Keeping<Served | undefined>();
const rectifications = new Keeping<readonly PublishedRectification[]>();

/** After the office has changed something: this server shows it at once, others within seconds. */
export function forgetCampaigns(ctx: Context): void {
  campaigns.forget(ctx);
  served.forget(ctx);
  rectifications.forget(ctx);
}

/** The survey of a slug, whether or not it takes answers now; drafts are not there. */
export function campaignOf(ctx: Context, slug: string): Promise<Campaign | undefined> {
  return campaigns.get(ctx, slug, () => loadCampaign(ctx, slug));
}

async function loadCampaign(ctx: Context, slug: string): Promise<Campaign | undefined> {
  // Nobody is signed in on these pages, and what leaves is decided here.
  return read({ ...ctx, actor: { kind: 'system', name: 'public-survey' } }, async (tx) => {
    const [row] = await tx<Row[]>`
      select s.id as survey_id, s.cycle_id, s.slug, s.state, c.year, s.title, s.organiser, s.hotline, s.notice, s.opens_at,
        s.closes_at, s.rules, s.links, s.secret_sealed, s.prefix_key_sealed
      from public_surveys s
      join cycles c on c.id = s.cycle_id
      where s.slug = ${slug} and s.state <> 'draft'`;
    if (!row) return undefined;
    const departments = await tx<{ id: string; name: string }[]>`
      select d.id, d.name
      from appraisees a
      join departments d on d.id = a.department_id
      where a.cycle_id = ${row.cycleId}
      order by d.name collate "C"`;
    const { dataKey } = await ctx.vault.cycleKeys(tx, row.cycleId);
    const { secretSealed, prefixKeySealed, links, rules, ...rest } = row;
    return {
      ...rest,
      rules: surveyRulesSchema.parse(rules),
      secret: unseal(dataKey, secretPlace(row.surveyId), secretSealed),
      prefixKey: prefixKeySealed ? unseal(dataKey, prefixKeyPlace(row.surveyId), prefixKeySealed) : undefined,
      departments,
      links: new Map(links.map((link) => [link.departmentId, link])),
    };
  });
}

/** Whether answers are taken at this moment, as far as is known here. */
export function takesAnswers({ state, opensAt, closesAt }: Campaign, now: Date): boolean {
  return state === 'open' && opensAt <= now && now < closesAt;
}

export interface Served {
  readonly versionId: string;
  readonly content: Questionnaire;
  readonly texts: Readonly<Record<string, string>>;
}

/** What is asked about a department now; undefined when there is no published public questionnaire. */
export function servedFor(ctx: Context, campaign: Campaign, departmentId: string): Promise<Served | undefined> {
  return served.get(ctx, `${campaign.surveyId} ${departmentId}`, () =>
    read(ctx, (tx) => serving(tx, { cycleId: campaign.cycleId, kind: 'public', departmentId, channel: 'web' })),
  );
}

/** What the department's rectifications say to the public, of this year and before. */
export function rectificationsOf(
  ctx: Context,
  { year }: Campaign,
  departmentId: string,
): Promise<readonly PublishedRectification[]> {
  return rectifications.get(ctx, `${year} ${departmentId}`, () => publishedOf(ctx, { departmentId, year }));
}

/** The version a ticket was made for: people finish what they began, also when a newer one is published meanwhile. */
export function ticketVersion(
  ctx: Context,
  campaign: Campaign,
  ticket: { readonly versionId: string; readonly departmentId: string },
): Promise<Served | undefined> {
  return served.get(ctx, `${ticket.versionId} ${ticket.departmentId}`, async () => {
    const version = await read(ctx, (tx) => publishedVersions(tx, [ticket.versionId]));
    const department = campaign.departments.find(({ id }) => id === ticket.departmentId);
    const found = version.get(ticket.versionId);
    if (!found || !department || found.cycleId !== campaign.cycleId) return undefined;
    return { ...found, texts: textsFor(found.content, department, campaign.year) };
  });
}
