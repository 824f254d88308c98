/**
 * The form: units by class in official order, five levels each, the printed standards always in sight.
 *
 * Promise: the units' own accounts come as one file for all; which of them is read is not told to anybody.
 */
import type { Draft, PollUnit } from '#ballot-client';
import type { BallotAnalyses } from '#contract';
import { fill, h, paragraphs, show } from './dom.ts';
import { byCategory, isNominating, marked, transport } from './session.ts';
import type { Pages } from './pages.ts';

const sections = [
  ['tasks', '重点工作任务完成情况'],
  ['innovations', '工作创新和亮点'],
  ['difficulties', '工作难点和薄弱环节'],
] as const;

type Texts = Record<string, BallotAnalyses['items'][number]>;
let fetched: { cycleId: string; texts: Promise<Texts> } | null = null;

/** All texts in one file, once; asked again after a failure. */
function analyses(cycleId: string): Promise<Texts> {
  if (fetched?.cycleId === cycleId) return fetched.texts;
  const texts = transport.get(`/api/ballot-forms/${cycleId}/analyses`).then(({ status, body }) => {
    if (status !== 200) throw new Error(`status ${status}`);
    const byUnit: Texts = {};
    for (const item of (body as BallotAnalyses).items) byUnit[item.unit] = item;
    return byUnit;
  });
  fetched = { cycleId, texts };
  texts.catch(() => (fetched = null));
  return texts;
}

async function fillAnalysis(panel: HTMLElement, cycleId: string, unit: string): Promise<void> {
  fill(panel, h('p', {}, '正在取…'));
  try {
    const text = (await analyses(cycleId))[unit];
    if (!text) return fill(panel, h('p', {}, '这个单位没有绩效分析可看。'));
    fill(panel);
    for (const [key, label] of sections) panel.append(h('h3', {}, label), ...paragraphs(text[key]));
  } catch {
    fill(panel, h('p', {}, '网络不通，没有取到。请收起后再点一次。'));
  }
}

/** A draft with one mark more, or one fewer. */
function withMark(draft: Draft, unit: string, mark: string | null): Draft {
  const grades = { ...draft.grades };
  delete grades[unit];
  if (mark !== null) grades[unit] = mark;
  return { ...draft, grades };
}

interface Levels {
  readonly all: readonly { readonly code: string; readonly label: string; readonly standard: string }[];
  /** Shows the standard of a level in the strip. */
  readonly explain: (code: string) => void;
  readonly strip: HTMLElement;
}

/** The strip with the printed standards: one at a time on a phone, all five on a wide screen. */
function standards(all: Levels['all']): Levels {
  const text = h('p', { class: 'one', id: 'standard', role: 'status' });
  let current = '';
  const explain = (code: string) => {
    current = code;
    text.textContent = all.filter((level) => level.code === code)[0]?.standard ?? '';
    buttons.forEach((button) => button.setAttribute('aria-pressed', String(button.value === code)));
  };
  const buttons = all.map(({ code, label }) =>
    h('button', { type: 'button', value: code, onclick: () => explain(current === code ? '' : code) }, label),
  );
  const strip = h(
    'section',
    { class: 'standards', 'aria-label': '评价标准' },
    h('div', { class: 'tabs' }, h('span', {}, '标准'), ...buttons),
    text,
    h(
      'dl',
      { class: 'all' },
      ...all.map(({ label, standard }) => h('div', {}, h('dt', {}, label), h('dd', {}, standard))),
    ),
  );
  explain(all[0]?.code ?? '');
  return { all, explain, strip };
}

interface Form {
  readonly pages: Pages;
  readonly levels: Levels;
  readonly refresh: () => void;
}

function unitFields({ pages, levels, refresh }: Form, unit: { id: string; name: string }, number: number): HTMLElement {
  const { session, keeper } = pages;
  const { id, name } = unit;
  const choices = [
    ...levels.all.map(({ code, label }) => ({ value: code, label, small: code })),
    ...(session.poll.noOpinion ? [{ value: 'noOpinion', label: '不了解', small: '' }] : []),
  ];
  const undo = h('button', { type: 'button', class: 'plain', 'aria-label': `清除对${name}的评价` }, '清除');
  const inputs: HTMLInputElement[] = [];
  const box = h('fieldset', { class: 'unit', id: `unit-${id}` });
  const showState = () => {
    const mark = session.draft.grades[id];
    inputs.forEach((input) => (input.checked = input.value === mark));
    undo.hidden = mark === undefined;
    box.className = mark === undefined ? 'unit' : 'unit done';
  };
  const choose = (mark: string | null) => {
    keeper.change(withMark(session.draft, id, mark));
    if (mark !== null && mark !== 'noOpinion') levels.explain(mark);
    showState();
    refresh();
  };
  undo.addEventListener('click', () => {
    choose(null);
    inputs[0]?.focus();
  });
  const labels = choices.map(({ value, label, small }) => {
    const input = h('input', { type: 'radio', name: `g-${id}`, value, onchange: () => choose(value) });
    inputs.push(input);
    return h(
      'label',
      { class: small === '' ? 'level other' : 'level' },
      input,
      h('span', {}, label, small === '' ? null : h('small', {}, `${small}分`)),
    );
  });
  const panel = h('div', { class: 'analysis', id: `analysis-${id}` });
  panel.hidden = true;
  const reader = h(
    'button',
    {
      type: 'button',
      class: 'plain',
      'aria-expanded': 'false',
      'aria-controls': `analysis-${id}`,
      'aria-label': `${name}的绩效分析`,
      onclick: () => {
        panel.hidden = !panel.hidden;
        reader.setAttribute('aria-expanded', String(!panel.hidden));
        if (!panel.hidden) void fillAnalysis(panel, session.poll.cycleId, id);
      },
    },
    '绩效分析',
  );
  box.addEventListener('keydown', (event) => {
    // Digits mark and go on, for those at a keyboard.
    const value = event.key === '0' && session.poll.noOpinion ? 'noOpinion' : event.key;
    if (event.ctrlKey || event.metaKey || event.altKey || !choices.some((choice) => choice.value === value)) return;
    event.preventDefault();
    choose(value);
    const all = Array.prototype.slice.call(document.querySelectorAll('fieldset.unit')) as HTMLElement[];
    const next = all[all.indexOf(box) + 1];
    (next ?? box).querySelector('input')?.focus();
  });
  box.append(
    h('legend', {}, h('span', { class: 'number' }, `${number}.`), ` ${name}`),
    h('div', { class: session.poll.noOpinion ? 'levels six' : 'levels' }, ...labels),
    h('div', { class: 'tools' }, reader, undo),
    panel,
  );
  showState();
  return box;
}

export function showList(pages: Pages): void {
  const { session, go, categoryName } = pages;
  const { units, poll } = session;
  const levels = standards(poll.levels);
  const classes = byCategory(units);
  const progress = h('strong', { id: 'progress' });
  const bar = h('progress', { max: units.length, 'aria-hidden': 'true' });
  const forward = isNominating(session) ? '下一步' : '去核对';
  const refresh = () => {
    const done = marked(session);
    progress.textContent = `已评 ${done} / ${units.length}`;
    bar.value = done;
    jump.hidden = done === units.length;
  };
  const jump = h(
    'button',
    {
      type: 'button',
      onclick: () => {
        const first = classes
          .reduce<PollUnit[]>((all, { units: own }) => all.concat(own), [])
          .filter(({ id }) => session.draft.grades[id] === undefined)[0];
        if (first) goToUnit(first.id);
      },
    },
    '下一个未评',
  );
  const form: Form = { pages, levels, refresh };
  let number = 0;
  const lists = classes.map(({ category, units: own }) =>
    h(
      'section',
      { 'aria-label': categoryName(category) },
      h('h2', {}, `${categoryName(category)}（${own.length}个）`),
      ...own.map((unit) => unitFields(form, unit, (number += 1))),
    ),
  );
  show(
    h('h1', {}, '逐个评价'),
    h(
      'p',
      { class: 'soft' },
      poll.blank === 'complete' ? '每个单位都要评。' : '可以不评：没有评的单位按弃权计。',
      h('span', { class: 'keys' }, '可以按数字键1到5评等次。'),
    ),
    levels.strip,
    ...lists,
    h(
      'div',
      { class: 'bottom' },
      bar,
      h('div', { class: 'said' }, progress, h('span', { id: 'status', role: 'status', class: 'soft' })),
      h(
        'div',
        { class: 'buttons' },
        jump,
        h('button', { type: 'button', class: 'primary', onclick: () => go('nominations') }, forward),
      ),
    ),
  );
  refresh();
}

/** Brings a unit below the strip and gives it the focus. */
export function goToUnit(id: string): void {
  const box = document.getElementById(`unit-${id}`);
  if (!box) return;
  const strip = document.querySelector('.standards');
  const above = strip ? strip.getBoundingClientRect().height : 0;
  box.querySelector('input')?.focus();
  window.scrollTo(0, window.pageYOffset + box.getBoundingClientRect().top - above - 12);
}
