/** The first page of a card: who asks, what for, what is stored and what not, until when. */
import { beijing } from './beijing.ts';
import { h, show, statement } from './dom.ts';
import { isNominating, marked } from './session.ts';
import type { Pages } from './pages.ts';

function fact(name: string, value: string): HTMLElement {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value));
}

export function showIntroduction({ session, go }: Pages): void {
  const { poll, style, group, units } = session;
  const done = marked(session);
  const nominated = isNominating(session);
  show(
    h('h1', {}, poll.title),
    h('p', { class: 'soft' }, `${group.name} · 票种${style.code}`),
    done > 0
      ? h(
          'p',
          { class: 'notice good', role: 'status' },
          `已取回这张卡的草稿：已评${done}个，共${units.length}个，可以接着填。`,
        )
      : null,
    h(
      'dl',
      { class: 'facts card' },
      fact('要评', `${units.length}个单位，按5个等次评价${nominated ? '；还可以提名最满意和不满意的单位' : ''}`),
      fact('用时', `约${Math.max(3, Math.ceil(units.length / 5))}分钟；可以中途离开，用同一张卡在任何设备上接着填`),
      fact('截止', `${beijing(poll.closesAt)}（北京时间）`),
      fact('改投', poll.revisions ? '截止以前可以用同一张卡改投，以最后一次为准' : '提交以后不能改'),
      fact('监督电话', poll.phone),
    ),
    h(
      'div',
      { class: 'next' },
      h('button', { class: 'primary wide', onclick: () => go('list') }, done > 0 ? '接着填' : '开始评价'),
    ),
    h('p', { class: 'soft' }, '请由本人填写。不愿或不能在网上填写的，请改用纸质评价表，卡交回后作废。'),
    statement(),
    h(
      'details',
      { class: 'card' },
      h('summary', {}, '核对计票公钥指纹'),
      h('p', {}, '下面这串数字应与卡上、通知上印的一样。扫码打开的已经自动核对过前20位；手工输入的请自己核对。'),
      h('p', { class: 'mono' }, (poll.keyFingerprint.match(/.{4}/g) ?? []).join(' ')),
    ),
  );
}
