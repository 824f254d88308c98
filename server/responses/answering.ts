/**
 * What the pages of a survey share, whoever may open them: the look, the words of a moment, and where a sent form leads.
 *
 * Promise: pure but for the cookie of the look; where a form leads depends on what it carries and on nothing else.
 */
import type { AnswerFinding, Questionnaire } from '#surveys';
import type { PageRequest } from '../http/page.ts';
import { findingsAt, type AskedChannel, type Raw, type Screen, type Standing } from './screens.ts';

const LOOK = 'pingyi_look';

/** The look asked for now, or kept from before. */
export function lookOf(request: PageRequest, asked = request.query['look']): boolean {
  if (asked === 'large' || asked === 'normal') {
    request.setCookie(LOOK, asked, '/');
    return asked === 'large';
  }
  return request.cookie(LOOK) === 'large';
}

const moment = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
export const formatMoment = (at: Date): string => moment.format(at);

/** One value of a form's field; of several the last. */
export const fieldText = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : (value?.at(-1) ?? '');

/** Answers of other screens as a form carries them along. */
export const carriedFields = (raw: Raw): (readonly [string, string])[] =>
  Object.entries(raw).flatMap(([name, value]): (readonly [string, string])[] =>
    (typeof value === 'string' ? [value] : value).filter((one) => one !== '').map((one) => [name, one]),
  );

/** The look a button of a form asks for. */
export const lookAsked = (go: string): string | undefined => /^look-(large|normal)$/.exec(go)?.[1];

export type Turn =
  | { readonly show: 'start' }
  | { readonly show: 'question'; readonly screen: Screen; readonly findings: readonly AnswerFinding[] }
  | { readonly show: 'review' }
  | { readonly show: 'submit' };

/** Where a sent form leads: the next screen, the one before, one to be changed, everything once more, the end. */
export function turnOf(
  content: Questionnaire,
  {
    raw,
    standing,
    at,
    go,
  }: { readonly raw: Raw; readonly standing: Standing; readonly at: string; readonly go: string },
  channel: AskedChannel,
): Turn {
  const { screens } = standing;
  const place = screens.findIndex(({ item }) => item === at);
  const here = screens[place];
  const show = (screen: Screen | undefined, findings: readonly AnswerFinding[] = []): Turn =>
    screen ? { show: 'question', screen, findings } : { show: 'review' };
  if (lookAsked(go) !== undefined) return at === '' ? { show: 'start' } : show(here);
  if (go === 'submit') {
    const missing = screens
      .map((screen) => ({ screen, findings: findingsAt(content, raw, screen, channel) }))
      .find(({ findings }) => findings.length > 0);
    return missing ? show(missing.screen, missing.findings) : { show: 'submit' };
  }
  if (go.startsWith('edit-')) return show(screens.find(({ item }) => item === go.slice(5)));
  if (go === 'back') return place > 0 ? show(screens[place - 1]) : { show: 'start' };
  const findings = here ? findingsAt(content, raw, here, channel) : [];
  if (findings.length > 0) return show(here, findings);
  return show(go === 'review' ? undefined : screens[place + 1]);
}
