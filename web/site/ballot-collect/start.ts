/**
 * The page where a leader collects the right to vote: invitation, code, blind signature.
 *
 * Promise: the invitation leaves the address bar before anything else happens; nothing is kept on the device but what the leader saves.
 */
import '../ballot-client/old-browsers.ts';
import { whatIsMissing } from '#ballot-client';
import { h, show } from '../ballot-page/dom.ts';
import { useLargeType } from '../ballot-page/large-type.ts';
import { showEntry } from './entry.ts';
import { lookUp } from './session.ts';
import { showInvited } from './steps.ts';

const again = (text: string) => void enter(text, text);

async function enter(text: string, typed?: string): Promise<void> {
  show(h('h1', {}, '正在核对邀请'), h('p', { role: 'status' }, '请稍候…'));
  const looked = await lookUp(text);
  if (looked.kind !== 'invited') return showEntry({ refusal: looked.kind, typed, enter: again });
  showInvited(looked.invited, () => showEntry({ refusal: null, enter: again }));
}

function takeFragment(): string {
  const { hash } = location;
  if (hash !== '') history.replaceState(null, '', '/b/collect');
  return hash.slice(1);
}

/** Whatever goes wrong in the script is said in words; nothing of it is sent anywhere. */
function showCrash(): void {
  show(
    h('h1', {}, '页面出错'),
    h('p', {}, '页面没能完成这一步。请重新扫邀请上的二维码打开；已记下投票码的，可以在“已经领取过”里核对。'),
  );
}

function start(): void {
  useLargeType();
  const text = takeFragment();
  const missing = whatIsMissing(window);
  if (missing !== null) return show(h('h1', {}, '不能在这里领取'), h('p', { role: 'alert' }, missing));
  window.addEventListener('error', showCrash);
  window.addEventListener('unhandledrejection', showCrash);
  window.addEventListener('hashchange', () => {
    const scanned = takeFragment();
    if (scanned !== '') void enter(scanned);
  });
  if (text === '') showEntry({ refusal: null, enter: again });
  else void enter(text);
}

start();
