/** 红黑榜: up to N units named 最满意 and up to N named 不满意, never one unit on both; leaving it empty is allowed. */
import type { Draft, PollUnit } from '#ballot-client';
import { h, show } from './dom.ts';
import { byCategory, type Session } from './session.ts';
import type { Pages } from './pages.ts';

type List = 'best' | 'worst';
const names: Record<List, string> = { best: '最满意', worst: '不满意' };

/** How many more this list may take beside a unit. */
export function roomFor(
  { group, units, draft }: Pick<Session, 'group' | 'units' | 'draft'>,
  list: List,
  unit: PollUnit,
): number {
  const scope = units.filter(({ category }) => !group.perCategory || category === unit.category);
  return group[list] - scope.filter(({ id }) => draft[list].indexOf(id) >= 0).length;
}

function toggled(draft: Draft, list: List, unit: string): Draft {
  const other = list === 'best' ? 'worst' : 'best';
  const on = draft[list].indexOf(unit) < 0;
  const mine = draft[list].filter((id) => id !== unit);
  return {
    grades: draft.grades,
    best: draft.best,
    worst: draft.worst,
    [list]: on ? [...mine, unit] : mine,
    [other]: draft[other].filter((id) => id !== unit),
  };
}

export function showNominations(pages: Pages): void {
  const { session, keeper, go, categoryName } = pages;
  const { group, units } = session;
  const lists = (['best', 'worst'] as const).filter((list) => group[list] > 0);
  const scope = group.perCategory ? '每一类' : '';
  const counts = h('strong', { id: 'progress' });
  const said = h('p', { id: 'said', role: 'alert', class: 'said-limit' });
  const buttons: { list: List; unit: string; button: HTMLButtonElement }[] = [];
  const refresh = () => {
    buttons.forEach(({ list, unit, button }) =>
      button.setAttribute('aria-pressed', String(session.draft[list].indexOf(unit) >= 0)),
    );
    counts.textContent = lists
      .map((list) => `${names[list]} ${session.draft[list].length}${group.perCategory ? '' : ` / ${group[list]}`}`)
      .join('　');
  };
  const press = (list: List, unit: PollUnit) => {
    const on = session.draft[list].indexOf(unit.id) < 0;
    said.textContent = '';
    if (on && roomFor(session, list, unit) <= 0) {
      said.textContent = `“${names[list]}”${scope}最多提名${group[list]}个：要换，请先点掉一个。`;
      return;
    }
    keeper.change(toggled(session.draft, list, unit.id));
    refresh();
  };
  const row = (unit: PollUnit) =>
    h(
      'div',
      { class: 'nominee', role: 'group', 'aria-label': unit.name },
      h('span', {}, unit.name),
      h(
        'div',
        { class: 'pair' },
        ...lists.map((list) => {
          const button = h('button', { type: 'button', class: list, onclick: () => press(list, unit) }, names[list]);
          buttons.push({ list, unit: unit.id, button });
          return button;
        }),
      ),
    );
  show(
    h('h1', {}, '红黑榜提名'),
    h(
      'p',
      {},
      `${lists.map((list) => `“${names[list]}”${scope}最多${group[list]}个`).join('，')}；一个单位只能在一边。可以不提名，直接下一步。`,
    ),
    ...byCategory(units).map(({ category, units: own }) =>
      h('section', { 'aria-label': categoryName(category) }, h('h2', {}, categoryName(category)), ...own.map(row)),
    ),
    h(
      'div',
      { class: 'bottom' },
      said,
      h('div', { class: 'said' }, counts, h('span', { id: 'status', role: 'status', class: 'soft' })),
      h(
        'div',
        { class: 'buttons' },
        h('button', { type: 'button', onclick: () => go('list') }, '上一步'),
        h('button', { type: 'button', class: 'primary', onclick: () => go('review') }, '去核对'),
      ),
    ),
  );
  refresh();
}
