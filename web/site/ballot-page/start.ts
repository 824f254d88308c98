/**
 * The voting page: entry, explanation, form, check, receipt.
 *
 * Promise: the code leaves the address bar before anything else happens and is kept in memory only; the platform learns nothing but sealed
 * ballots and sealed drafts; the back button goes a step back and never out of a half-filled form.
 */
import '../ballot-client/old-browsers.ts';
import { whatIsMissing } from '#ballot-client';
import { h, mustFind, show } from './dom.ts';
import { showEntry } from './entry.ts';
import { showIntroduction } from './introduction.ts';
import { createKeeper } from './keeping.ts';
import { useLargeType } from './large-type.ts';
import { showList } from './list.ts';
import { showNominations } from './nominations.ts';
import type { Pages, Step } from './pages.ts';
import { showReceipt } from './receipt.ts';
import { showReview } from './review.ts';
import { isNominating, openCard } from './session.ts';

let pages: Pages | null = null;

const views: Record<Step, (pages: Pages) => void> = {
  introduction: showIntroduction,
  list: showList,
  nominations: showNominations,
  review: showReview,
  receipt: showReceipt,
};

function say(text: string): void {
  const status = document.getElementById('status');
  if (status) status.textContent = text;
}

function render(step: Step): void {
  if (!pages) return;
  const wanted = step === 'nominations' && !isNominating(pages.session) ? 'review' : step;
  document.body.setAttribute('data-step', wanted);
  views[wanted](pages);
}

const enterTyped = (code: string) => void enter(code, code);

async function enter(text: string, typed?: string): Promise<void> {
  show(h('h1', {}, '正在核对卡'), h('p', { role: 'status' }, '正在取评价表，请稍候…'));
  const opened = await openCard(text);
  if (opened.kind !== 'open') return showEntry({ refusal: opened.kind, typed, enter: enterTyped });
  const { session } = opened;
  const names = JSON.parse(mustFind('page').getAttribute('data-categories') ?? '{}') as Record<string, string>;
  pages = {
    session,
    keeper: createKeeper(session, say),
    categoryName: (category) => names[category] ?? category,
    leave() {
      pages = null;
      document.body.removeAttribute('data-step');
      showEntry({ refusal: null, enter: enterTyped });
    },
    go(step) {
      history.pushState({ step }, '', '/b');
      render(step);
    },
  };
  const first = session.receipt === null ? 'introduction' : 'receipt';
  history.replaceState({ step: first }, '', '/b');
  render(first);
}

/** Takes the code out of the address at once, so that neither history nor a glance at the screen has it. */
function takeFragment(): string {
  const { hash } = location;
  if (hash !== '') history.replaceState(null, '', '/b');
  return hash.slice(1);
}

/** Whatever goes wrong in the script is said in words; nothing of it is sent anywhere. */
function showCrash(): void {
  show(
    h('h1', {}, '页面出错'),
    h('p', {}, '页面没能完成这一步。草稿已经保存，请重新扫卡打开，接着填写；仍不行请换一个浏览器，或改用纸质评价表。'),
  );
}

function start(): void {
  useLargeType();
  const text = takeFragment();
  const missing = whatIsMissing(window);
  if (missing !== null) return show(h('h1', {}, '不能在这里填写'), h('p', { role: 'alert' }, missing));
  window.addEventListener('error', showCrash);
  window.addEventListener('unhandledrejection', showCrash);
  window.addEventListener('hashchange', () => {
    const again = takeFragment();
    if (again !== '') void enter(again);
  });
  window.addEventListener('popstate', (event) => {
    const { step } = (event.state ?? {}) as { step?: Step };
    if (step && pages) {
      // A vote that has been cast is not filled in again by going back.
      render(pages.session.receipt !== null && !pages.session.replacing ? 'receipt' : step);
    }
  });
  const flush = () => void pages?.keeper.flush();
  window.addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') flush();
  });
  if (text === '') showEntry({ refusal: null, enter: enterTyped });
  else void enter(text);
}

start();
