/**
 * The pages of personal links: `/l/{code}` from the message, `/l` for everything after it.
 *
 * Promise: opening spends nothing, sending does; after the first page no address holds the code; the code is repeated nowhere but in the
 * form of whoever holds it. Every link that cannot be answered says why and what to do.
 */
import { numbersOf } from '#questionnaire';
import {
  carriedFields,
  fieldText,
  findingsAt,
  formatMoment,
  lookAsked,
  lookOf,
  sign,
  standingOf,
  turnOf,
  verified,
  wordsOf,
  type Raw,
} from '#responses';
import {
  renderLinkDecline,
  renderLinkDeclined,
  renderLinkEntry,
  renderLinkHold,
  renderLinkNotice,
  renderLinkStart,
  renderSurveyQuestion,
  renderSurveyReview,
  type SurveyFrame,
} from '#site';
import { read } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import type { Page, PageRequest } from '../http/page.ts';
import {
  caseOf,
  decline,
  draftOf,
  keepDraft,
  standingOfLink,
  submit,
  wordingOf,
  type LinkCase,
  type Wording,
} from './answers.ts';
import { readCode } from './codes.ts';
import { holdBefore, noteWrongCode, pageKey } from './guessing.ts';
import { roundRow } from './rows.ts';

/** Nothing is known of who opens it. */
const nobody = { title: '社会评价问卷', organiser: '见短信落款', hotline: '请看' };

function frameOf(
  request: PageRequest,
  large: boolean,
  about: Pick<SurveyFrame, 'title' | 'organiser' | 'hotline'> = nobody,
): SurveyFrame {
  const { title, organiser, hotline } = about;
  return { nonce: request.nonce, large, base: '/l', title, organiser, hotline };
}

/** In the address of the page, or in its form, stands a code: nothing of it goes on to anybody. */
const own = (html: string, status?: 404 | 409 | 429): Page => ({ html, private: true, ...(status ? { status } : {}) });

const ticketOf = (ctx: Context, code: string): string => sign(pageKey(ctx), 'ticket', code);

export async function entry(_ctx: Context, request: PageRequest): Promise<Page> {
  return own(renderLinkEntry(frameOf(request, lookOf(request))));
}

/** From the message. */
export function open(ctx: Context, request: PageRequest): Promise<Page> {
  return openTyped(ctx, request, request.params['code'] ?? '', lookOf(request));
}

async function openTyped(ctx: Context, request: PageRequest, typed: string, large: boolean): Promise<Page> {
  const code = readCode(typed);
  if (code === undefined)
    return own(
      renderLinkEntry({
        ...frameOf(request, large),
        problem: '代码不对，可能抄错或少了几位。请对照短信再输一次，或直接点短信里的链接。',
      }),
      404,
    );
  const { address } = request;
  const hold = await holdBefore(ctx, code, {
    address,
    pass: fieldText(request.form['_pass']),
    proof: fieldText(request.form['_proof']),
  });
  if (hold) return own(renderLinkHold({ ...frameOf(request, large), code, ...hold }), 429);
  const link = await caseOf(ctx, code);
  if (!link) {
    noteWrongCode(ctx, address);
    return own(
      renderLinkEntry({
        ...frameOf(request, large),
        problem: '没有这个代码。请对照短信再输一次；还是不行，可能不是我们发的短信，请到“这是真的吗？”核实。',
      }),
      404,
    );
  }
  return openCase(ctx, request, { code, link, large });
}

interface Opened {
  readonly code: string;
  readonly link: LinkCase;
  readonly large: boolean;
}

async function openCase(ctx: Context, request: PageRequest, { code, link, large }: Opened): Promise<Page> {
  const closed = closedPage(ctx, request, { code, link, large });
  if (closed) return closed;
  const wording = await wordingOf(ctx, link);
  if (!wording) return notServing(request, link, large);
  const draft = await draftOf(ctx, link);
  return startPage(ctx, request, { code, link, large, wording, seen: false, raw: draft });
}

/** The page of a link that cannot be answered now; undefined: it can. */
function closedPage(ctx: Context, request: PageRequest, { code, link, large }: Opened): Page | undefined {
  const frame = frameOf(request, large, link);
  const standing = standingOfLink(link, ctx.now);
  switch (standing) {
    case 'open':
      return undefined;
    case 'answered':
      return own(
        renderLinkNotice(frame, {
          title: '您的回答已经收到',
          text: '一人一份，我们已经收到您的回答，不用再填了。谢谢您。',
          good: true,
        }),
      );
    case 'declined':
      return own(renderLinkDeclined({ ...frame, ticket: ticketOf(ctx, code) }));
    case 'early':
      return own(
        renderLinkNotice(frame, {
          title: '还没有开始',
          text: `问卷从${formatMoment(link.opensAt)}开始填写，请到时再点短信里的链接。`,
        }),
        409,
      );
    case 'closed':
      return own(
        renderLinkNotice(frame, {
          title: '问卷已经截止',
          text: '问卷已经截止，这个链接不能再填了。感谢您的关心；有话要说，可以打监督电话。',
        }),
        409,
      );
    case 'void':
      return own(
        renderLinkNotice(frame, {
          title: '这个链接已经停用',
          text: '这个链接已经停用，没有收下任何内容。如有疑问，请打监督电话询问。',
        }),
        409,
      );
  }
}

function notServing(request: PageRequest, link: LinkCase, large: boolean): Page {
  return own(
    renderLinkNotice(frameOf(request, large, link), {
      title: '问卷现在不能填写',
      text: '问卷已经停用，没有收下您的回答。请打监督电话询问。',
    }),
    409,
  );
}

interface Answering extends Opened {
  readonly wording: Wording;
  readonly seen: boolean;
  readonly raw: Raw;
}

const formOf = (ctx: Context, request: PageRequest, { code, link, large, wording, seen, raw }: Answering) => ({
  ...frameOf(request, large, link),
  action: '/l',
  ticket: ticketOf(ctx, code),
  questionnaire: wording.content,
  texts: wording.texts,
  seen,
  carried: carriedFields(raw),
});

const startPage = (ctx: Context, request: PageRequest, answering: Answering): Page =>
  own(
    renderLinkStart({
      ...formOf(ctx, request, answering),
      departmentName: answering.link.departmentName,
      closes: formatMoment(answering.link.closesAt),
      begun: Object.keys(answering.raw).length > 0,
    }),
  );

/** Everything after the first page; also the code typed by hand. */
export async function step(ctx: Context, request: PageRequest): Promise<Page> {
  const { _ticket, _at, _go, _proof, _seen, _pass, code: typed, ...raw } = request.form;
  const go = fieldText(_go);
  const large = lookOf(request, lookAsked(go));
  const code = verified(pageKey(ctx), 'ticket', fieldText(_ticket));
  if (code === undefined)
    return lookAsked(go) === undefined
      ? openTyped(ctx, request, fieldText(typed), large)
      : own(renderLinkEntry(frameOf(request, large)));
  const link = await caseOf(ctx, code);
  if (!link) return own(renderLinkEntry(frameOf(request, large)), 404);
  const opened = { code, link, large };
  if (go === 'open') return openCase(ctx, request, opened);
  if (go === 'decline-yes' || go === 'rejoin') {
    await decline(ctx, code, go === 'decline-yes');
    const after = await caseOf(ctx, code);
    return openCase(ctx, request, { ...opened, link: after ?? link });
  }
  // What was stored before the end, or before another channel's answer, may still be asked about: `submit` decides.
  const closed = go === 'submit' ? undefined : closedPage(ctx, request, opened);
  if (closed) return closed;
  if (go === 'decline')
    return own(renderLinkDecline({ ...frameOf(request, large, link), ticket: ticketOf(ctx, code) }));
  const wording = await wordingOf(ctx, link);
  if (!wording) return notServing(request, link, large);
  return answerStep(
    ctx,
    request,
    { ...opened, wording, seen: fieldText(_seen) === '1', raw },
    { at: fieldText(_at), go },
  );
}

async function answerStep(
  ctx: Context,
  request: PageRequest,
  answering: Answering,
  { at, go }: { readonly at: string; readonly go: string },
): Promise<Page> {
  const { wording, raw, code, link, large } = answering;
  const { content, texts } = wording;
  const standing = standingOf(content, raw, 'link');
  // Who comes back goes on at the first question that still wants an answer.
  const missing = standing.screens.find((screen) => findingsAt(content, raw, screen, 'link').length > 0);
  const turn =
    go === 'resume'
      ? missing
        ? ({ show: 'question', screen: missing, findings: [] } as const)
        : ({ show: 'review' } as const)
      : turnOf(content, { raw, standing, at, go }, 'link');
  if (turn.show !== 'submit') await keepDraft(ctx, link, raw);
  switch (turn.show) {
    case 'start':
      return startPage(ctx, request, answering);
    case 'question': {
      const { screen, findings } = turn;
      return own(
        renderSurveyQuestion({
          ...formOf(ctx, request, answering),
          ...screen,
          number: numbersOf(content.questions).get(screen.question.id),
          answers: standing.answers,
          findings,
          step: standing.screens.indexOf(screen) + 1,
          steps: standing.screens.length,
        }),
      );
    }
    case 'review':
      return own(
        renderSurveyReview({
          ...formOf(ctx, request, { ...answering, seen: true }),
          said: wordsOf(standing, content, texts),
        }),
      );
    case 'submit':
      switch (await submit(ctx, code, standing.answers)) {
        case 'stored':
          return { to: `/l/thanks/${sign(pageKey(ctx), 'thanks', link.roundId)}` };
        case 'answered':
          return own(
            renderLinkNotice(frameOf(request, large, link), {
              title: '您的回答已经收到',
              text: '一人一份，以先收到的那一份为准；这一次的没有收下，也不用再填。谢谢您。',
              good: true,
            }),
          );
        case 'not-open': {
          const after = await caseOf(ctx, code);
          return closedPage(ctx, request, { code, large, link: after ?? link }) ?? notServing(request, link, large);
        }
        case 'not-serving':
          return notServing(request, link, large);
      }
  }
}

/** Shown after the answer is stored for good; its address says which round and nothing else. */
export async function thanks(ctx: Context, request: PageRequest): Promise<Page> {
  const large = lookOf(request);
  const roundId = verified(pageKey(ctx), 'thanks', request.params['receipt']);
  if (roundId === undefined) return own(renderLinkEntry(frameOf(request, large)), 404);
  const round = await read({ ...ctx, actor: { kind: 'system', name: 'link-pages' } }, (tx) =>
    roundRow(tx, roundId),
  ).catch((error: unknown) => {
    if (error instanceof Problem) return undefined;
    throw error;
  });
  return own(
    renderLinkNotice(frameOf(request, large, round), {
      title: '已提交',
      text: '您的回答已经收到，谢谢您。链接已经停用，可以关闭页面了。',
      good: true,
    }),
  );
}
