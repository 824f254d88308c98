/** A public survey that is open, and phones that answer it through its plain forms. */
import type { Hono } from 'hono';
import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { openPublicSurvey, savePublicSurvey, type PublicSurveySettings } from '#contract';
import type { Visitor } from './app.ts';

export const surveySettings: PublicSurveySettings = {
  slug: 'pingyi-2026',
  title: '2026年度社会评价网上评议',
  organiser: '自治区绩效考评领导小组办公室',
  hotline: '0771-2811111',
  notice: '请您评价各单位今年的工作。网上评议与抽样调查分开统计、一并公布。',
  verifyText: '电话访问由自治区民意调查中心进行，来电显示0771-12340。',
  opensAt: '2026-11-20T00:00:00+08:00',
  closesAt: '2026-12-20T18:00:00+08:00',
  links: [],
};

/** Sets and opens the survey of a cycle; its public questionnaire must be published. */
export async function openSurvey(
  office: Visitor,
  cycleId: string,
  settings: Partial<PublicSurveySettings> = {},
): Promise<void> {
  const params = { cycleId };
  await office.must(savePublicSurvey, { params, body: { ...surveySettings, ...settings } });
  await office.must(openPublicSurvey, { params });
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

export const aTop: Fields = { q1: 'policy', q2: '5', q4: '5' };

/** Texts of HTML as they were before they were escaped. */
export const plainText = (html: string): string =>
  html
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

export interface Shown {
  readonly status: number;
  readonly html: string;
  readonly location: string | null;
  readonly headers: Headers;
}

/** One device behind one address: keeps its cookies, posts forms as a browser without JavaScript does. */
export class Phone {
  readonly cookies = new Map<string, string>();
  constructor(
    private readonly app: Hono,
    readonly address: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  private async fetch(path: string, init: RequestInit = {}): Promise<Shown> {
    const reply = await this.app.request(
      `http://127.0.0.1${path}`,
      {
        redirect: 'manual',
        ...init,
        headers: {
          'sec-fetch-site': 'same-origin',
          cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...this.headers,
          ...(init.headers as Record<string, string>),
        },
      },
      { incoming: { socket: { remoteAddress: this.address, remotePort: 1, remoteFamily: 'IPv4' } } },
    );
    for (const cookie of reply.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      this.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return {
      status: reply.status,
      html: await reply.text(),
      location: reply.headers.get('location'),
      headers: reply.headers,
    };
  }

  get(path: string): Promise<Shown> {
    return this.fetch(path);
  }

  post(path: string, fields: Fields, headers: Record<string, string> = {}): Promise<Shown> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields))
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
    return this.fetch(path, {
      method: 'POST',
      body: body.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  }

  /** The first page about a department; gives what its form carries. */
  async begin(departmentId: string, slug = surveySettings.slug): Promise<Fields> {
    return hiddenOf((await this.get(`/s/${slug}/${departmentId}`)).html);
  }

  /** Answers in one go: what the last screen would send. */
  async answer(departmentId: string, answers: Fields = aTop, slug = surveySettings.slug): Promise<Shown> {
    const carried = await this.begin(departmentId, slug);
    return this.post(`/s/${slug}/${departmentId}`, { ...carried, ...answers, _go: 'submit' });
  }
}

/** Hidden fields of a page's form. */
export function hiddenOf(html: string): Fields {
  return Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      plainText(value),
    ]),
  );
}

export const challengeOf = (html: string): Challenge =>
  JSON.parse(plainText(/data-challenge="([^"]*)"/.exec(html)?.[1] ?? '')) as Challenge;

/** What the page's script would send as a proof. */
export async function solve(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  if (!solution) throw new Error('not solved');
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}
