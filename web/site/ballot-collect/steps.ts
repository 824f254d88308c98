/**
 * The steps after the invitation: what will happen, the code to keep, the collecting, and what to do with the code.
 *
 * Promise: the code is shown and noted down before anything is asked for, so that no lost answer can cost a leader the vote; the same code asks for the
 * same answer, today and on another device.
 */
import { codeOf, fragmentOf, groupsOf, parseFragment } from '#ballot-client';
import { codeField } from '../ballot-page/code-field.ts';
import { drawQr, h, mustFind, show, statement } from '../ballot-page/dom.ts';
import { beijing } from '../ballot-page/beijing.ts';
import { collect, type Collected, type Invited } from './session.ts';

const SEED_BYTES = 16;
/** Characters that are typed again, as proof that the code was noted down. */
const PROOF = 6;

function fact(name: string, value: string): HTMLElement {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value));
}

function keysToCompare({ form, compared }: Invited): HTMLElement {
  return h(
    'details',
    { class: 'card', open: !compared },
    h('summary', {}, '核对签发公钥摘要'),
    h(
      'p',
      {},
      compared
        ? '扫码打开的，已经自动核对过前20位。下面是全部，应与邀请上、通知上印的一样。'
        : '您是手工输入的邀请码：请对照邀请上印的签发公钥摘要，与下面的一样才领取。不一样的，请打监督电话。',
    ),
    h('p', { class: 'mono' }, (form.digest.match(/.{4}/g) ?? []).join(' ')),
  );
}

/** What will happen, before anything does. */
export function showInvited(invited: Invited, leave: () => void): void {
  const { form, style, state } = invited;
  if (state === 'collected') return showCollectedBefore(invited, leave);
  if (state === 'paper')
    return show(
      h('h1', {}, '已登记改用纸质表'),
      h(
        'p',
        { class: 'notice' },
        '这个邀请码的主人已登记改用纸质评价表，不能再在网上领取。登记错了的，请在领取结束前告诉评价办公室。',
      ),
      contact(invited),
    );
  show(
    h('h1', {}, form.title),
    h('p', { class: 'soft' }, `${style.name} · 票种${style.code}`),
    h(
      'dl',
      { class: 'facts card' },
      fact('现在', '在这台设备上生成一个投票码，记下来，再由平台盲签'),
      fact('以后', '投票开始后，用这个码在任何设备上投票；不用登录，也不用再出示邀请'),
      fact('同票种', `共${style.raters}人，票混在一起`),
      fact('结束', `${beijing(form.closesAt)}（北京时间）领取结束，逾期请用纸质评价表`),
      ...(form.phone === null ? [] : [fact('监督电话', form.phone)]),
    ),
    h(
      'div',
      { class: 'next' },
      h('button', { class: 'primary wide', onclick: () => showCode(invited, leave) }, '生成投票码'),
    ),
    h('p', { class: 'soft' }, '请由本人在自己的设备上领取。领取后不能再改用纸质评价表；要用纸质表的，请不要领取。'),
    keysToCompare(invited),
    statement(),
  );
}

function contact({ form }: Invited): HTMLElement | null {
  return form.phone === null ? null : h('p', {}, `监督电话：${form.phone}`);
}

/** The code as it is kept: for the eye, for a camera, on paper, as a file. */
function codeCard({ form }: Invited, code: string): HTMLElement {
  const address = `${location.origin}/b#${fragmentOf(code, form.keyFingerprint)}`;
  const place = h('div', { class: 'qr-place' });
  drawQr(address, '投票用的二维码').then(
    (svg) => place.append(svg),
    () => place.append(h('p', { class: 'soft' }, '二维码没有画出来，请抄下投票码。')),
  );
  const save = () => {
    const text = `${form.title}\r\n投票码：${groupsOf(code)}\r\n投票网址：${address}\r\n请本人保管，不要转发；丢了不能补领。\r\n`;
    const link = h('a', {
      href: URL.createObjectURL(new Blob([text], { type: 'text/plain' })),
      download: '投票码.txt',
    });
    document.body.append(link);
    link.click();
    link.remove();
  };
  return h(
    'section',
    { class: 'card receipt', 'aria-label': '投票码' },
    h('h2', {}, '投票码'),
    h(
      'p',
      { class: 'digits', id: 'voting-code' },
      h('span', {}, groupsOf(code.slice(0, 12))),
      ' ',
      h('span', {}, groupsOf(code.slice(12))),
    ),
    place,
    h('p', { class: 'soft' }, '请抄下、截屏、打印或保存。平台没有这个码，丢了不能补领；不要给别人看。'),
    h(
      'div',
      { class: 'buttons no-print' },
      h('button', { type: 'button', onclick: () => window.print() }, '打印'),
      h('button', { type: 'button', onclick: save }, '存为文本'),
    ),
  );
}

function showCode(invited: Invited, leave: () => void): void {
  const seed = crypto.getRandomValues(new Uint8Array(SEED_BYTES));
  const code = codeOf(seed);
  const field = h('input', {
    id: 'proof',
    class: 'mono',
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    maxlength: 20,
  });
  const answer = h('p', { id: 'proof-answer', role: 'alert' });
  show(
    h('h1', {}, '先记下投票码'),
    h('p', { class: 'lead' }, '这个码是您的设备刚刚随机生成的，还没有领取。记下以后再点“去领取”。'),
    codeCard(invited, code),
    h(
      'form',
      {
        class: 'card no-print',
        onsubmit: (event) => {
          event.preventDefault();
          // As forgiving as a whole code is.
          const typed = field.value.toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1').replace(/\s/g, '');
          if (typed === code.slice(-PROOF)) return void run(invited, seed, leave);
          answer.className = 'notice bad';
          answer.textContent = '与投票码的最后两组不一样。请对照您记下的那一份再输一遍。';
          field.focus();
        },
      },
      h('label', { for: 'proof' }, `看着您记下的那一份，输入最后两组（${PROOF}个字符）`),
      field,
      answer,
      h('button', { type: 'submit', class: 'primary wide' }, '已记下，去领取'),
    ),
  );
}

const refusals: Record<string, string> = {
  'issuing-closed': '领取已经结束，这一次没有领到。请告诉评价办公室改用纸质评价表。',
  'invitation-unknown': '邀请码已经失效，可能换发了新的。请用新的邀请码再来领取。',
  'invitation-for-paper': '这个邀请码的主人已登记改用纸质评价表，不能再在网上领取。',
  'credential-taken':
    '这个邀请码已经用另一个投票码领取过，不能再领一次。请用当时记下的投票码；不是您本人领的，请马上打监督电话。',
};

async function run(invited: Invited, seed: Uint8Array, leave: () => void): Promise<void> {
  show(h('h1', {}, '正在领取'), h('p', { role: 'status', class: 'lead' }, '正在盲化并请平台签名，请不要关闭页面…'));
  // Lets the page show that before the computation.
  await new Promise((resolve) => setTimeout(resolve, 30));
  settle(invited, seed, await collect(invited, seed), leave);
}

function settle(invited: Invited, seed: Uint8Array, outcome: Collected, leave: () => void): void {
  const code = codeOf(seed);
  const end = h('button', { type: 'button', onclick: leave }, '结束，清除这个页面');
  if (outcome.kind === 'collected')
    return show(
      h('h1', {}, '已领取'),
      h(
        'p',
        { class: 'notice good', role: 'status' },
        '签名已在本机核对。投票开始后，用下面的投票码投票；领取的事到此办完，不用再来这里。',
      ),
      codeCard(invited, code),
      h('div', { class: 'buttons no-print' }, end),
    );
  if (outcome.kind === 'unreachable')
    return show(
      h('h1', {}, '还没有领到'),
      h(
        'p',
        { class: 'notice bad', role: 'alert' },
        '网络不通，没有收到平台的回复。请再领一次：同一个投票码领多少次都只算一次。',
      ),
      codeCard(invited, code),
      h(
        'div',
        { class: 'buttons no-print' },
        h('button', { type: 'button', class: 'primary', onclick: () => void run(invited, seed, leave) }, '再领一次'),
      ),
    );
  show(
    h('h1', {}, '没有领到'),
    h(
      'p',
      { class: 'notice bad', role: 'alert' },
      outcome.kind === 'wrong-signature'
        ? '平台的回复不是公布的签发公钥的签名，这个投票码不能用。请不要投票，保留邀请，马上打监督电话。'
        : (refusals[outcome.code] ?? '平台没有签发。请重新扫邀请上的二维码再试一次；仍不行请打监督电话。'),
    ),
    contact(invited),
    h('div', { class: 'buttons' }, end),
  );
}

/** Collected already: the same code can be tried again, which shows that it is the right one. */
function showCollectedBefore(invited: Invited, leave: () => void): void {
  const { field, help } = codeField();
  const answer = h('p', { id: 'again-answer', role: 'alert' });
  show(
    h('h1', {}, '已经领取过'),
    h(
      'p',
      { class: 'notice', role: 'status' },
      '这个邀请码已经领取过一次。请用当时记下的投票码投票，已领取的不再补发。',
    ),
    h('p', {}, '不是您本人领的，请马上打监督电话。'),
    contact(invited),
    h(
      'form',
      {
        class: 'card',
        onsubmit: (event) => {
          event.preventDefault();
          const parsed = parseFragment(field.value);
          if (parsed) return void run(invited, parsed.seed, leave);
          answer.className = 'notice bad';
          answer.textContent = '投票码应为26个字符（数字和字母，没有I、L、O、U），请核对。';
          field.focus();
        },
      },
      h('h2', {}, '核对记下的投票码'),
      h('p', {}, '领取时断了网，或想确认没有抄错的，可以输入投票码核对；对的话会再显示一遍。'),
      h('label', { for: 'code' }, '记下的投票码'),
      field,
      help,
      answer,
      h('button', { type: 'submit', class: 'primary wide' }, '核对'),
    ),
    h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: leave }, '结束，清除这个页面')),
  );
  mustFind('code').focus();
}
