/**
 * The leader's form on paper after 附件9–11, in two layouts, and the sheet on which everything is accounted for.
 *
 * Promise: every copy of a style is the same to the last dot: style, code of the poll's print, page; no number, no code of a card, no name. The
 * printed standards, the note and the columns are those of the source forms; 不了解 is there only where the cycle allows it.
 */
import { type AccountingLine, categoryLabels, leaderLevels, type PollSettings } from '#contract';
import type { AnalysisTexts, Category } from '#contract';
import type { Block, Cell, PrintedDocument } from '#documents';

export interface PrintedUnit {
  /** As on the form: 1 to the number of units the style rates. */
  readonly number: number;
  readonly name: string;
  readonly category: Category;
  readonly texts: AnalysisTexts | undefined;
}

export interface PrintedForm {
  readonly title: string;
  readonly style: string;
  readonly code: string;
  readonly units: readonly PrintedUnit[];
  readonly group: Pick<PollSettings['groups'][number], 'best' | 'worst' | 'perCategory'>;
  readonly noOpinion: boolean;
  readonly phone: string;
  /** In Beijing, in words. */
  readonly closesAt: string;
}

const box = '□';
const center = (text: string, more: Partial<Exclude<Cell, string>> = {}): Cell => ({ text, align: 'center', ...more });
const head = (text: string): Cell => center(text, { bold: true });

const titleOf = ({ title }: PrintedForm): string => (title.endsWith('表') ? title : `${title}表`);
const fileTitle = (form: PrintedForm): string => `${titleOf(form)}（票种${form.style}，批号${form.code}）`;
const footOf = ({ style, code }: PrintedForm): string => `票种${style}　批号${code}`;

function explanation(form: PrintedForm, layout: 'list' | 'sheets'): Block[] {
  const { noOpinion, group, phone, closesAt } = form;
  const lines = [
    '本表为无记名方式。请不要署名，不要写编号或留下其他记号；署了名的整张无效。同一票种的表张张相同，收齐后打乱，再由两人分别录入。',
    layout === 'list'
      ? '请按评价标准，在每个单位一行里只在一个等次下打“√”。一行打了两个以上的，这个单位按无效计；一个也没有打的，按弃权计。'
      : '请按评价标准，在每个单位那张的评价分栏内填上相应分数（5、4、3、2、1）。填了两个以上分数或1至5以外的数，这个单位按无效计；没有填的，按弃权计。',
    ...(noOpinion
      ? [`对某个单位不了解的，${layout === 'list' ? '在“不了解”一栏打“√”' : '填“不了解”'}，不计入得分。`]
      : []),
    ...(group.best + group.worst > 0
      ? ['最后一页可以提名最满意和不满意的单位，也可以不填；超过限额，或同一单位两边都填的，提名部分无效，评分照计。']
      : []),
    `请在${closesAt}以前填好，装入信封封好，投入票箱或交回发表的地点。监督电话：${phone}。`,
  ];
  return lines.map((text, index) => ({ kind: 'paragraph', text: `${index + 1}．${text}`, size: 10.5 }));
}

const standards: Block = {
  kind: 'table',
  widths: [1.2, 8, 1],
  headRows: 1,
  rows: [
    [head('评价等级'), head('评价标准'), head('分值')],
    ...leaderLevels.map(({ code, label, standard }) => [
      center(label, { bold: true, size: 10 }),
      { text: standard, size: 10 },
      center(code, { size: 10 }),
    ]),
  ],
};

/** Units in the order given; a class is told where it begins. */
function byClass(
  units: readonly PrintedUnit[],
): { readonly category: Category; readonly items: readonly PrintedUnit[] }[] {
  const runs: { category: Category; items: PrintedUnit[] }[] = [];
  for (const unit of units) {
    const last = runs.at(-1);
    if (last?.category === unit.category) last.items.push(unit);
    else runs.push({ category: unit.category, items: [unit] });
  }
  return runs;
}

/** All units on one table: class by class, a row each, a box under each level. */
export function listForm(form: PrintedForm): PrintedDocument {
  const columns = [
    ...leaderLevels.map(({ code, label }) => `${label}\n${code}`),
    ...(form.noOpinion ? ['不了\n解'] : []),
  ];
  return {
    title: fileTitle(form),
    foot: footOf(form),
    blocks: [
      { kind: 'title', lines: [titleOf(form)] },
      { kind: 'paragraph', text: `票种：${form.style}　　批号：${form.code}`, align: 'right', size: 10.5 },
      { kind: 'heading', text: '填表说明' },
      ...explanation(form, 'list'),
      { kind: 'heading', text: '评价标准' },
      standards,
      { kind: 'heading', text: `评价对象（${form.units.length}个）` },
      {
        kind: 'table',
        widths: [0.8, 4.4, ...columns.map(() => 0.9)],
        headRows: 1,
        rowHeight: 8,
        rows: [
          [head('序号'), head('评价对象'), ...columns.map(head)],
          ...byClass(form.units).flatMap(({ category, items }): Cell[][] => [
            [{ text: `${categoryLabels[category]}（${items.length}个）`, bold: true, columns: columns.length + 2 }],
            ...items.map(({ number, name }) => [
              center(`${number}`),
              { text: name, size: 11 },
              ...columns.map(() => center(box, { size: 15 })),
            ]),
          ]),
        ],
      },
      closingNote,
      ...(form.group.best + form.group.worst > 0 ? [{ kind: 'page' } as const] : []),
      ...nominations(form),
    ],
  };
}

const closingNote: Block = {
  kind: 'paragraph',
  text: '注：本表为无记名方式。各单位绩效分析另册装订，供评价时参考。',
  size: 10.5,
};

/** One sheet a unit as the source forms have it; its analysis is overleaf. */
export function sheetForm(form: PrintedForm, analysisOf: (unit: PrintedUnit) => readonly Block[]): PrintedDocument {
  return {
    title: fileTitle(form),
    foot: footOf(form),
    blocks: [
      { kind: 'gap', height: 18 },
      { kind: 'title', lines: [titleOf(form)] },
      { kind: 'paragraph', text: `票种：${form.style}　　批号：${form.code}`, align: 'center', size: 10.5 },
      { kind: 'heading', text: '填表说明' },
      ...explanation(form, 'sheets'),
      { kind: 'heading', text: `评价对象（${form.units.length}个，每个单位一张，背面为绩效分析）` },
      ...byClass(form.units).map(({ category, items }): Block => ({
        kind: 'paragraph',
        text: `${categoryLabels[category]}：${items.map(({ number, name }) => `${number}\u00a0${name}`).join('　')}`,
        size: 10.5,
      })),
      ...form.units.flatMap((unit): Block[] => [
        { kind: 'page', side: 'odd' },
        { kind: 'title', lines: [titleOf(form), `（${categoryLabels[unit.category]}）`] },
        { kind: 'paragraph', text: `序号：${unit.number}`, align: 'right', size: 10.5 },
        { kind: 'paragraph', text: `评价对象：${unit.name}`, bold: true, size: 14 },
        { kind: 'gap', height: 2 },
        {
          kind: 'table',
          widths: [1.3, 6.2, 1, 1.8],
          headRows: 1,
          rowHeight: 24,
          rows: [
            [head('评价\n等级'), head('评价标准'), head('分值'), head('您的\n评价分')],
            ...leaderLevels.map(({ code, label, standard }, index): Cell[] => [
              center(label, { bold: true, size: 12 }),
              { text: standard, size: 12 },
              center(code, { size: 12 }),
              ...(index === 0 ? [center('', { rows: leaderLevels.length })] : []),
            ]),
          ],
        },
        {
          kind: 'paragraph',
          text: `注：本表为无记名方式，请您在评价分栏内填上相应分数${form.noOpinion ? '；不了解的填“不了解”' : ''}。`,
          size: 11,
        },
        { kind: 'page' },
        ...analysisOf(unit),
      ]),
      ...(form.group.best + form.group.worst > 0 ? [{ kind: 'page', side: 'odd' } as const] : []),
      ...nominations(form),
    ],
  };
}

/** Lines for the names of units; as many as may be named, within each class where the limits hold there. */
function nominations({ group, units }: PrintedForm): Block[] {
  const { best, worst, perCategory } = group;
  if (best + worst === 0) return [];
  const classes = perCategory ? [...new Set(units.map(({ category }) => category))] : [undefined];
  const lists = [
    { name: '最满意的单位', most: best },
    { name: '不满意的单位', most: worst },
  ].filter(({ most }) => most > 0);
  return [
    { kind: 'heading', text: '提名（可以不填）' },
    ...lists.flatMap(({ name, most }): Block[] => [
      { kind: 'paragraph', text: `${name}：${perCategory ? '每类' : ''}最多${most}个，填序号和单位名称。`, size: 11 },
      {
        kind: 'table',
        widths: perCategory ? [2.6, 1, 4] : [1, 6],
        headRows: 1,
        rowHeight: 9,
        rows: [
          [...(perCategory ? [head('类别')] : []), head('序号'), head('单位名称')],
          ...classes.flatMap((category): Cell[][] =>
            Array.from({ length: most }, (_, index) => [
              ...(category !== undefined && index === 0
                ? [{ text: categoryLabels[category], rows: most, size: 10.5 }]
                : []),
              '',
              '',
            ]),
          ),
        ],
      },
    ]),
  ];
}

export interface PrintedAccount {
  readonly title: string;
  readonly counted: boolean;
  readonly lines: readonly (AccountingLine & { readonly name: string })[];
  readonly digests: readonly (readonly [string, string])[];
}

/** 清点表: cards and forms by group, with lines to sign on. */
export function accountingSheet({ title, counted, lines, digests }: PrintedAccount): PrintedDocument {
  const number = (value: number): Cell => center(`${value}`);
  const later = center('');
  const rows = lines.flatMap((line): Cell[][] => {
    const carrier = (name: string, one: AccountingLine['cards']): Cell[] => [
      name,
      later,
      ...[one.printed, one.handedOut, one.unused, one.spoiled].map(number),
      // Ballots in the box are counted by group when it is opened.
      counted || name === '纸质表' ? number(one.returned) : later,
      later,
      later,
      later,
    ];
    const all = [line.printed, line.handedOut, line.unused, line.spoiled].map(number);
    return [
      [{ text: line.name, rows: 3, bold: true }, ...carrier('评价卡', line.cards)],
      carrier('纸质表', line.paper),
      [
        { text: '合计', bold: true },
        number(line.due),
        ...all,
        ...(counted ? [line.returned, line.valid, line.void, line.blank].map(number) : [later, later, later, later]),
      ],
    ];
  });
  return {
    title: `${title}清点表`,
    landscape: true,
    blocks: [
      { kind: 'title', lines: [`${title}清点表`] },
      {
        kind: 'table',
        widths: [2.6, 1.4, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        headRows: 1,
        rowHeight: 8,
        rows: [
          ['评价主体类别', '载体', '应发', '印制', '实发', '未用', '作废', '收回', '有效', '无效', '弃权'].map(head),
          ...rows,
        ],
      },
      {
        kind: 'paragraph',
        text: '印制＝实发＋未用＋作废；收回不多于实发；收回＝有效＋无效＋弃权。收回：评价卡为封箱的票，纸质表为打乱盖号的张数。',
        size: 10.5,
      },
      ...digests.map(([name, digest]): Block => ({ kind: 'paragraph', text: `${name}：${digest}`, size: 9 })),
      { kind: 'gap', height: 6 },
      {
        kind: 'table',
        widths: [1, 2, 1, 2, 1, 2],
        rowHeight: 14,
        rows: [
          [head('清点人'), '', head('监督人'), '', head('绩效办负责人'), ''],
          [head('日期'), '', head('日期'), '', head('日期'), ''],
        ],
      },
    ],
  };
}
