/**
 * The last look before casting, and casting itself.
 *
 * Promise: what will be void is said before it is sent; a ballot is sent once, and sent again as the same bytes; every outcome says what to
 * do next.
 */
import { type CastOutcome, emptyDraft } from '#ballot-client';
import { h, mustFind, show } from './dom.ts';
import { goToUnit } from './list.ts';
import { isNominating, marked, type Session } from './session.ts';
import type { Pages } from './pages.ts';

/** Why a ballot cannot be cast as it is, or null. The rules are the published ones; the count applies them again. */
export function whyNot(session: Session): string | null {
  const { poll, units, draft } = session;
  const blank = units.length - marked(session);
  if (poll.blank === 'complete' && blank > 0)
    return `还有${blank}个单位没有评。本次评价要求每个单位都评，请补上再提交。`;
  const first = draft.grades[units[0]?.id ?? ''];
  const uniform =
    units.length > 1 &&
    first !== undefined &&
    first !== 'noOpinion' &&
    units.every(({ id }) => draft.grades[id] === first);
  if (uniform && poll.uniform === 'void')
    return '所有单位都是同一等次。按本次评价的规则，这样的票无效，请修改后再提交。';
  if (blank === units.length && draft.best.length + draft.worst.length === 0)
    return '一个单位都没有评。要交白票，请把卡交回或不投；要评价，请回到上一步。';
  return null;
}

function warning(session: Session): string | null {
  const { units, draft } = session;
  const first = draft.grades[units[0]?.id ?? ''];
  if (units.length > 1 && first !== undefined && units.every(({ id }) => draft.grades[id] === first))
    return '所有单位评的都一样，请确认是不是您的本意。';
  return null;
}

function counts({ poll, units, draft }: Session): HTMLElement {
  const count = (mark: string | undefined) => units.filter(({ id }) => draft.grades[id] === mark).length;
  const rows: [string, number][] = poll.levels.map(({ code, label }) => [`${label}（${code}分）`, count(code)]);
  if (poll.noOpinion) rows.push(['不了解', count('noOpinion')]);
  rows.push(['没有评（弃权）', count(undefined)]);
  return h(
    'table',
    { class: 'counts' },
    h('caption', {}, `各等次的单位数，共${units.length}个`),
    h('tbody', {}, ...rows.map(([label, n]) => h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, `${n}个`)))),
  );
}

function everyMark({ poll, units, draft }: Session): HTMLElement {
  const word = (mark: string | undefined) =>
    mark === undefined
      ? '没有评'
      : mark === 'noOpinion'
        ? '不了解'
        : (poll.levels.filter(({ code }) => code === mark)[0]?.label ?? '');
  return h(
    'details',
    { class: 'card' },
    h('summary', {}, '逐个看一遍'),
    h(
      'ol',
      { class: 'marks' },
      ...units.map(({ id, name }) => h('li', {}, h('span', {}, name), h('b', {}, word(draft.grades[id])))),
    ),
  );
}

function nominations({ poll, draft, group }: Session): HTMLElement[] {
  const named = (ids: readonly string[]) =>
    ids.length === 0
      ? '没有提名'
      : ids.map((id) => poll.units.filter((unit) => unit.id === id)[0]?.name ?? '').join('、');
  const line = (label: string, ids: readonly string[]) => h('p', {}, h('b', {}, `${label}：`), named(ids));
  return [
    ...(group.best > 0 ? [line('最满意', draft.best)] : []),
    ...(group.worst > 0 ? [line('不满意', draft.worst)] : []),
  ];
}

export function showReview(pages: Pages): void {
  const { session, go } = pages;
  const { units, draft, poll } = session;
  const blanks = units.filter(({ id }) => draft.grades[id] === undefined);
  const obstacle = whyNot(session);
  const caution = obstacle === null ? warning(session) : null;
  const toUnit = (id: string) => () => {
    go('list');
    goToUnit(id);
  };
  show(
    h('h1', {}, '核对'),
    obstacle === null ? null : h('p', { class: 'notice bad', role: 'alert' }, obstacle),
    caution === null ? null : h('p', { class: 'notice' }, caution),
    counts(session),
    ...nominations(session),
    blanks.length === 0
      ? null
      : h(
          'details',
          { class: 'card' },
          h('summary', {}, `没有评的${blanks.length}个单位`),
          h(
            'ul',
            { class: 'blanks' },
            ...blanks.map(({ id, name }) =>
              h('li', {}, h('button', { type: 'button', class: 'plain', onclick: toUnit(id) }, name)),
            ),
          ),
        ),
    everyMark(session),
    h(
      'div',
      { class: 'card' },
      h(
        'p',
        {},
        '提交时，评价在本机加密，等随机的一小会儿（最多1分钟）再发出，让人看不出先后。提交后这里不再保留您填的内容',
        poll.revisions ? '；截止前要改投，用同一张卡重新填写。' : '，也不能再改。',
      ),
      h(
        'div',
        { class: 'buttons' },
        h('button', { type: 'button', onclick: () => go(isNominating(session) ? 'nominations' : 'list') }, '上一步'),
        h(
          'button',
          { type: 'button', class: 'primary', disabled: obstacle !== null, onclick: () => void cast(pages) },
          session.replacing ? '提交，替换原来的票' : '提交',
        ),
      ),
    ),
    h('span', { id: 'status', role: 'status', class: 'soft' }),
  );
}

const warnLeaving = (event: BeforeUnloadEvent) => {
  event.preventDefault();
  // Older browsers ask only when this is set.
  event.returnValue = '';
};

/** Counts the seconds of the random delay down; whoever is in a hurry may send at once. */
function watchPauses(session: Session): void {
  let pauses = 0;
  session.onPause = (ms) =>
    new Promise((resolve) => {
      pauses += 1;
      const status = mustFind('sending');
      const hurry = mustFind('hurry');
      if (pauses > 1) {
        status.textContent = '网络不稳，正在重试，请不要关闭页面…';
        hurry.hidden = true;
        setTimeout(resolve, ms);
        return;
      }
      hurry.hidden = false;
      let left = Math.ceil(ms / 1000);
      const done = () => {
        clearInterval(timer);
        hurry.hidden = true;
        status.textContent = '正在发出…';
        resolve();
      };
      const tick = () => {
        if (left <= 0) return done();
        status.textContent = `已加密，${left}秒后发出，请不要关闭页面`;
        left -= 1;
      };
      const timer = window.setInterval(tick, 1000);
      hurry.addEventListener('click', done);
      tick();
    });
}

async function cast(pages: Pages, { again = false } = {}): Promise<void> {
  const { session, keeper } = pages;
  show(
    h('h1', {}, '正在提交'),
    h('p', { id: 'sending', role: 'status', class: 'lead' }, '正在加密…'),
    h('button', { id: 'hurry', type: 'button', hidden: true }, '不等了，现在就发'),
  );
  watchPauses(session);
  window.addEventListener('beforeunload', warnLeaving);
  try {
    if (!again) await keeper.flush();
    const outcome = again
      ? await session.voter.resend()
      : await session.voter.cast(session.draft, { replace: session.replacing });
    await settle(pages, outcome ?? { kind: 'refused', code: 'nothing-kept' });
  } finally {
    window.removeEventListener('beforeunload', warnLeaving);
  }
}

const refusals: Record<string, string> = {
  'ballot-late': '投票已经截止，这一次没有收下。以前用这张卡投过的，那一票仍然有效；没有投过的，请打监督电话。',
  'ballot-card-void': '这张卡已经作废（改用纸质表、损坏或收回），不能再投。有疑问请打监督电话。',
  'ballot-refused': '平台没有收下这张票。请重新扫卡再试一次；仍不行请打监督电话，或改用纸质评价表。',
};

async function settle(pages: Pages, outcome: CastOutcome): Promise<void> {
  const { session, go } = pages;
  const back = () => h('button', { type: 'button', onclick: () => go('review') }, '回到核对');
  if (outcome.kind === 'received') {
    session.receipt = outcome.receipt;
    session.received = true;
    session.replacing = false;
    session.draft = emptyDraft;
    // What was marked is wiped here and on the platform: whoever finds the card later reads nothing.
    await session.voter.save(emptyDraft);
    go('receipt');
  } else if (outcome.kind === 'unreachable') {
    session.receipt = outcome.receipt;
    show(
      h('h1', {}, '还没有发出去'),
      h(
        'p',
        { class: 'notice bad', role: 'alert' },
        '网络不通，平台还没有收到。票已经加密存在本机，再发多少次也只算一票。',
      ),
      h('p', {}, '请在网络好的地方再试；也可以关掉页面，过后在这台设备上重新扫卡，会自动再发。'),
      h(
        'div',
        { class: 'buttons' },
        h('button', { type: 'button', class: 'primary', onclick: () => void cast(pages, { again: true }) }, '再发一次'),
      ),
    );
  } else if (outcome.kind === 'voted-before' && session.poll.revisions) {
    show(
      h('h1', {}, '这张卡已经投过票'),
      h(
        'p',
        { role: 'alert' },
        '可能是您在别的设备上投过。要用刚才填的这份替换原来的票吗？替换以后，原来的回执就查不到了，以新的回执为准。',
      ),
      h('p', {}, '如果您没有投过，说明有别人用过这张卡：请替换，并打监督电话。'),
      h(
        'div',
        { class: 'buttons' },
        back(),
        h(
          'button',
          {
            type: 'button',
            class: 'primary',
            onclick: () => {
              session.replacing = true;
              void cast(pages);
            },
          },
          '替换原来的票',
        ),
      ),
    );
  } else {
    const text =
      outcome.kind === 'voted-before'
        ? '这张卡已经投过票，本次评价提交以后不能改，原来的票有效。如果您没有投过，请打监督电话。'
        : (refusals[outcome.code] ?? refusals['ballot-refused']!);
    show(
      h('h1', {}, '没有收下'),
      h('p', { class: 'notice bad', role: 'alert' }, text),
      session.poll.phone === '' ? null : h('p', {}, `监督电话：${session.poll.phone}`),
      h('div', { class: 'buttons' }, back(), h('button', { type: 'button', onclick: () => pages.leave() }, '结束')),
    );
  }
}
