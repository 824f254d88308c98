/**
 * The public survey's pages: choose a department, answer one question a screen, look over, submit.
 *
 * Promise: plain forms; answers travel with the person from screen to screen and are stored nowhere before they are submitted.
 */
import {
  renderSurveyCounts,
  renderSurveyFront,
  renderSurveyNotice,
  renderSurveyQuestion,
  renderSurveyReview,
  renderSurveyStart,
  renderSurveyThanks,
  renderSurveyWait,
  type SurveyFrame,
} from '#site';
import { numbersOf } from '#questionnaire';
import { fillTexts, type AnswerFinding } from '#surveys';
import type { Context } from '../context.ts';
import type { Page, PageRequest } from '../http/page.ts';
import {
  campaignOf,
  rectificationsOf,
  servedFor,
  takesAnswers,
  ticketVersion,
  type Campaign,
  type Served,
} from './campaign.ts';
import { publicCounts } from './counts.ts';
import { hasJudged, respond } from './respond.ts';
import { carriedFields, fieldText as text, formatMoment, lookAsked, lookOf, turnOf } from './answering.ts';
import { standingOf, wordsOf, type Raw, type Screen, type Standing } from './screens.ts';
import {
  newDevice,
  newToken,
  readDevice,
  readReceipt,
  readTicket,
  writeDevice,
  writeReceipt,
  writeTicket,
} from './ticket.ts';
import type { Ticket } from './ticket.ts';

export const baseOf = ({ slug }: Campaign): string => `/s/${slug}`;

export function frameOf(campaign: Campaign, request: PageRequest, large: boolean): SurveyFrame {
  const { title, organiser, hotline } = campaign;
  return { nonce: request.nonce, large, base: baseOf(campaign), title, organiser, hotline };
}

export function nowhere(request: PageRequest): Page {
  return {
    status: 404,
    html: renderSurveyNotice(
      {
        nonce: request.nonce,
        large: lookOf(request),
        base: '/verify',
        title: '网上评议',
        organiser: '见评议通知',
        hotline: '见评议通知',
      },
      {
        title: '没有这个页面',
        text: '地址可能不完整，请照通知上的地址再输一次，或重新扫码。',
        link: ['/verify', '查看正在进行的评议'],
      },
    ),
  };
}

export async function front(ctx: Context, request: PageRequest): Promise<Page> {
  const campaign = await campaignOf(ctx, request.params['slug'] ?? '');
  if (!campaign) return nowhere(request);
  const search = (request.query['q'] ?? '').normalize('NFKC').trim().slice(0, 40);
  return {
    html: renderSurveyFront({
      ...frameOf(campaign, request, lookOf(request)),
      state: takesAnswers(campaign, ctx.now) ? 'open' : ctx.now < campaign.opensAt ? 'early' : 'closed',
      notice: campaign.notice,
      opens: formatMoment(campaign.opensAt),
      closes: formatMoment(campaign.closesAt),
      search,
      departments: campaign.departments.filter(({ name }) => name.includes(search)),
    }),
  };
}

function closedPage(campaign: Campaign, request: PageRequest, now: Date): Page {
  const early = now < campaign.opensAt;
  return {
    status: 409,
    html: renderSurveyNotice(frameOf(campaign, request, lookOf(request)), {
      title: early ? '还没有开始' : '评议已经结束',
      text: early
        ? `评议从${formatMoment(campaign.opensAt)}开始，请到时再来。`
        : '评议已经结束，这份评价没有收下。感谢您的关心；有话要说，可以打监督电话。',
      link: [baseOf(campaign), '回到评议首页'],
    }),
  };
}

function notServing(campaign: Campaign, request: PageRequest): Page {
  return {
    status: 409,
    html: renderSurveyNotice(frameOf(campaign, request, lookOf(request)), {
      title: '这个单位现在不能评价',
      text: '这个单位的问卷还没有准备好，或已经停用，没有收下评价。请评价别的单位，或打监督电话询问。',
      link: [baseOf(campaign), '评价别的单位'],
    }),
  };
}

const deviceCookie = ({ slug }: Campaign): string => `pingyi_device_${slug}`;

export async function start(ctx: Context, request: PageRequest): Promise<Page> {
  const campaign = await campaignOf(ctx, request.params['slug'] ?? '');
  const department = campaign?.departments.find(({ id }) => id === request.params['departmentId']);
  if (!campaign || !department) return nowhere(request);
  if (!takesAnswers(campaign, ctx.now)) return closedPage(campaign, request, ctx.now);
  const served = await servedFor(ctx, campaign, department.id);
  if (!served) return notServing(campaign, request);
  const known = readDevice(campaign.secret, request.cookie(deviceCookie(campaign)));
  const device = known ?? newDevice();
  if (known === undefined)
    request.setCookie(deviceCookie(campaign), writeDevice(campaign.secret, device), baseOf(campaign));
  const ticket: Ticket = {
    departmentId: department.id,
    versionId: served.versionId,
    token: newToken(),
    device,
    servedAt: Math.floor(ctx.now.getTime() / 1000),
  };
  const again = known !== undefined && (await hasJudged(ctx, campaign, device, department.id));
  return startPage(ctx, campaign, request, { ticket, served, again, large: lookOf(request), seen: false, carried: {} });
}

interface Answering {
  readonly ticket: Ticket;
  readonly served: Served;
  readonly large: boolean;
  /** Has looked everything over once. */
  readonly seen: boolean;
  readonly carried: Raw;
}

function formOf(campaign: Campaign, request: PageRequest, { ticket, served, large, seen, carried }: Answering) {
  return {
    ...frameOf(campaign, request, large),
    action: `${baseOf(campaign)}/${ticket.departmentId}`,
    ticket: writeTicket(campaign.secret, ticket),
    questionnaire: served.content,
    texts: served.texts,
    seen,
    carried: carriedFields(carried),
  };
}

async function startPage(
  ctx: Context,
  campaign: Campaign,
  request: PageRequest,
  answering: Answering & { readonly again: boolean },
): Promise<Page> {
  const { ticket } = answering;
  const published = await rectificationsOf(ctx, campaign, ticket.departmentId);
  const links = campaign.links.get(ticket.departmentId);
  return {
    html: renderSurveyStart({
      ...formOf(campaign, request, answering),
      departmentName: campaign.departments.find(({ id }) => id === ticket.departmentId)?.name ?? '',
      analysisUrl: links?.analysisUrl ?? null,
      // The department's own page where the office named one, else what was accepted and published here.
      rectificationUrl:
        links?.rectificationUrl ??
        (published.length > 0 ? `${baseOf(campaign)}/${ticket.departmentId}/rectification` : null),
      again: answering.again,
    }),
  };
}

function questionPage(
  campaign: Campaign,
  request: PageRequest,
  answering: Answering,
  shown: { readonly standing: Standing; readonly screen: Screen; readonly findings: readonly AnswerFinding[] },
): Page {
  const { standing, screen, findings } = shown;
  return {
    html: renderSurveyQuestion({
      ...formOf(campaign, request, answering),
      ...screen,
      number: numbersOf(answering.served.content.questions).get(screen.question.id),
      answers: standing.answers,
      findings,
      step: standing.screens.indexOf(screen) + 1,
      steps: standing.screens.length,
    }),
  };
}

function reviewPage(campaign: Campaign, request: PageRequest, answering: Answering, standing: Standing): Page {
  const { content, texts } = answering.served;
  return {
    html: renderSurveyReview({
      ...formOf(campaign, request, answering),
      said: wordsOf(standing, content, texts),
    }),
  };
}

/** Every step of a form: the next screen, the one before, one to be changed, the look, the end. */
export async function step(ctx: Context, request: PageRequest): Promise<Page> {
  const campaign = await campaignOf(ctx, request.params['slug'] ?? '');
  if (!campaign) return nowhere(request);
  const { _ticket, _at, _go, _proof, _seen, ...raw } = request.form;
  const ticket = readTicket(campaign.secret, text(_ticket));
  if (!ticket || ticket.departmentId !== request.params['departmentId'])
    // Forged, cut, or of another survey: begin anew.
    return { to: `${baseOf(campaign)}/${encodeURIComponent(request.params['departmentId'] ?? '')}` };
  const go = text(_go);
  // What was stored before the end may still be asked about: `respond` decides.
  if (go !== 'submit' && !takesAnswers(campaign, ctx.now)) return closedPage(campaign, request, ctx.now);
  const served = await ticketVersion(ctx, campaign, ticket);
  if (!served) return notServing(campaign, request);
  const standing = standingOf(served.content, raw, 'web');
  const answering: Answering = {
    ticket,
    served,
    large: lookOf(request, lookAsked(go)),
    seen: text(_seen) === '1',
    carried: raw,
  };
  const turn = turnOf(served.content, { raw, standing, at: text(_at), go }, 'web');
  switch (turn.show) {
    case 'start':
      return startPage(ctx, campaign, request, { ...answering, again: false });
    case 'question':
      return questionPage(campaign, request, answering, { standing, ...turn });
    case 'review':
      return reviewPage(campaign, request, { ...answering, seen: true }, standing);
    case 'submit':
      return submit(ctx, campaign, request, { ...answering, standing, proof: text(_proof) });
  }
}

async function submit(
  ctx: Context,
  campaign: Campaign,
  request: PageRequest,
  answering: Answering & { readonly standing: Standing; readonly proof: string },
): Promise<Page> {
  const { ticket, standing, proof } = answering;
  const responded = await respond(ctx, campaign, {
    ticket,
    answers: standing.answers,
    address: request.address,
    proof: proof === '' ? undefined : proof,
  });
  switch (responded.outcome) {
    case 'stored': {
      const { replaced } = responded;
      const receipt = writeReceipt(campaign.secret, { departmentId: ticket.departmentId, replaced });
      return { to: `${baseOf(campaign)}/thanks/${receipt}` };
    }
    case 'slow': {
      const { seconds, challenge } = responded;
      const view = formOf(campaign, request, { ...answering, ticket: responded.ticket });
      return { status: 429, html: renderSurveyWait({ ...view, seconds, challenge }) };
    }
    case 'closed':
      return closedPage(campaign, request, ctx.now);
    case 'not-serving':
      return notServing(campaign, request);
  }
}

export async function thanks(ctx: Context, request: PageRequest): Promise<Page> {
  const campaign = await campaignOf(ctx, request.params['slug'] ?? '');
  const receipt = campaign && readReceipt(campaign.secret, request.params['receipt'] ?? '');
  const department = campaign?.departments.find(({ id }) => id === receipt?.departmentId);
  if (!campaign || !receipt || !department) return nowhere(request);
  const served = await servedFor(ctx, campaign, department.id);
  return {
    html: renderSurveyThanks({
      ...frameOf(campaign, request, lookOf(request)),
      departmentName: department.name,
      closing: served ? fillTexts(served.content.closing, served.texts) : '',
      replaced: receipt.replaced,
    }),
  };
}

export async function counts(ctx: Context, request: PageRequest): Promise<Page> {
  const campaign = await campaignOf(ctx, request.params['slug'] ?? '');
  if (!campaign) return nowhere(request);
  const frame = frameOf(campaign, request, lookOf(request));
  if (campaign.state === 'open' && ctx.now < campaign.closesAt)
    return {
      status: 409,
      html: renderSurveyNotice(frame, {
        title: '结束以后公布',
        text: '各单位收到、计入和剔除多少份评价，在评议结束以后公布。',
        link: [baseOf(campaign), '回到评议首页'],
      }),
    };
  return { html: renderSurveyCounts({ ...frame, ...(await publicCounts(ctx, campaign)) }) };
}
