/**
 * The receipt: kept by the rater, checked on the board, and saying nothing of the ballot's content.
 *
 * Promise: "received" and "in the box" are two words; the second is said only when the board's list proves it here.
 */
import { emptyDraft, groupsOf, type ReceiptState } from '#ballot-client';
import { drawQr, h, mustFind, show } from './dom.ts';
import { beijing } from './beijing.ts';
import type { Session } from './session.ts';
import type { Pages } from './pages.ts';

const boardOf = ({ poll, receipt }: Session): string => `${location.origin}/board/${poll.cycleId}#${receipt ?? ''}`;

const states: Record<ReceiptState['kind'], (state: ReceiptState) => string> = {
  none: () => '这台设备上没有用这张卡投的票。',
  waiting: () => '平台已收到，还没有入箱。票要攒够一批、打乱以后才入箱，请过几小时或第二天再查。',
  counted: (state) =>
    state.kind === 'counted' && state.final
      ? '在箱里，已封箱，不会再变。'
      : '在箱里：公示板的清单里有这张票，证明已在本机核对。',
  missing: () => '已经截止，但箱里没有这张票。请保留回执，马上打监督电话。',
  'board-wrong': () => '公示板的清单与它的根不符。请保留回执，马上打监督电话。',
  unreachable: () => '网络不通，没有查到。票存在本机，下次打开会再发，不会变成两票。',
};

/** The ballot is brought again unless the board shows it: the same bytes, so never a second ballot. */
async function lookUp(session: Session): Promise<void> {
  const { voter } = session;
  const answer = mustFind('answer');
  answer.textContent = '正在核对…';
  answer.className = 'notice';
  const before = await voter.check();
  const sent = before.kind === 'waiting' ? await voter.resend() : undefined;
  const state: ReceiptState = sent?.kind === 'unreachable' ? { kind: 'unreachable', receipt: sent.receipt } : before;
  // A ballot that arrived with a later visit, or whose answer was lost, leaves nothing to read either.
  if (sent?.kind === 'received' || state.kind === 'counted') {
    session.draft = emptyDraft;
    await voter.forget();
  }
  if (sent?.kind === 'voted-before')
    answer.textContent = '这张卡后来又投过票（可能在别的设备上），以最后一次的回执为准。';
  else answer.textContent = states[state.kind](state);
  const bad = state.kind === 'missing' || state.kind === 'board-wrong';
  answer.className = state.kind === 'counted' ? 'notice good' : bad ? 'notice bad' : 'notice';
}

function saveText({ poll, receipt }: Session, address: string): void {
  const text = `${poll.title}\r\n回执：${groupsOf(receipt ?? '')}\r\n核对：${address}\r\n截止：${beijing(poll.closesAt)}\r\n回执证明不了投的是什么。\r\n`;
  const link = h('a', {
    href: URL.createObjectURL(new Blob([text], { type: 'text/plain' })),
    download: '评价回执.txt',
  });
  document.body.append(link);
  link.click();
  link.remove();
}

export function showReceipt(pages: Pages): void {
  const { session, go, leave } = pages;
  const { poll, receipt } = session;
  const address = boardOf(session);
  const digits = receipt ?? '';
  const code = h('div', { class: 'qr-place' });
  drawQr(address, '扫码到公示板核对这张回执').then(
    (svg) => code.append(svg),
    () => code.append(h('p', { class: 'soft' }, '二维码没有画出来，请抄下回执。')),
  );
  show(
    h('h1', {}, session.received ? '已收到，感谢' : '这张卡投过的票'),
    h('p', {}, session.received ? `${poll.title}。您的票已加密送达平台。` : `${poll.title}。票的回执存在这台设备上。`),
    h(
      'section',
      { class: 'card receipt', 'aria-label': '回执' },
      h('h2', {}, '回执'),
      h(
        'p',
        { class: 'digits' },
        h('span', {}, groupsOf(digits.slice(0, 12))),
        ' ',
        h('span', {}, groupsOf(digits.slice(12))),
      ),
      code,
      h(
        'p',
        { class: 'soft' },
        '请抄下、截屏、打印或保存。凭它可以在公示板上查到自己的票在不在箱里；它证明不了投的是什么。',
      ),
      h(
        'div',
        { class: 'buttons no-print' },
        h('button', { type: 'button', onclick: () => window.print() }, '打印'),
        h('button', { type: 'button', onclick: () => saveText(session, address) }, '存为文本'),
      ),
    ),
    h('p', { id: 'answer', role: 'status', class: 'notice' }, '可以现在就查，也可以以后再查。'),
    h(
      'div',
      { class: 'buttons no-print' },
      h('button', { type: 'button', class: 'primary', onclick: () => void lookUp(session) }, '查是否已入箱'),
      h('a', { class: 'button', href: address }, '到公示板核对'),
    ),
    poll.revisions
      ? h(
          'details',
          { class: 'card no-print' },
          h('summary', {}, '要改投'),
          h('p', {}, `${beijing(poll.closesAt)}截止以前可以重新填写并提交，替换这一票；原来的回执随之失效。`),
          h(
            'button',
            {
              type: 'button',
              onclick: () => {
                session.replacing = true;
                session.draft = emptyDraft;
                go('list');
              },
            },
            '重新填写',
          ),
        )
      : null,
    h('div', { class: 'buttons no-print' }, h('button', { type: 'button', onclick: leave }, '结束，清除这个页面')),
  );
  // A ballot that never arrived, or was lost in a crash, is brought again with every visit.
  if (!session.received) void lookUp(session);
}
