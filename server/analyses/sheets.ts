/**
 * 绩效分析表 as printed pages: one department's sheet, and all of a cycle in one volume.
 *
 * Promise: the layout of 附件9–11: title, three boxes, 小四, A4; what is printed is what was filed, character by character.
 */
import { analysisSections, categoryLabels, type AnalysisTexts, type Category } from '#contract';
import type { Block, PrintedDocument } from '#documents';

export interface FiledAnalysis {
  readonly department: string;
  readonly category: Category;
  readonly texts: AnalysisTexts;
}

/** The volume's parts: government bodies (附件9), then party, mass, judicial organs and democratic parties (附件10). */
const order: readonly Category[] = [
  'economic',
  'public-affairs',
  'supervision',
  'special-affairs',
  'state-security',
  'party-and-mass',
  'democratic-parties',
];

/** Paragraphs begin two characters in, inside a table too. */
const prose = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `　　${line.trim()}`)
    .join('\n');

/** One department's pages, for whoever binds them into something larger. */
export function sheetBlocks(
  year: number,
  { department, texts }: Pick<FiledAnalysis, 'department' | 'texts'>,
): readonly Block[] {
  return [
    { kind: 'title', lines: [`${department}${year}年度绩效分析`] },
    {
      kind: 'table',
      widths: [1, 6],
      breakRows: true,
      rowHeight: 40,
      rows: analysisSections.map(({ key, label }) => [
        { text: label, bold: true, align: 'center', size: 12 },
        { text: prose(texts[key]), size: 12 },
      ]),
    },
  ];
}

export const sheetOf = (year: number, filed: Pick<FiledAnalysis, 'department' | 'texts'>): PrintedDocument => ({
  title: `${filed.department}${year}年度绩效分析`,
  blocks: sheetBlocks(year, filed),
});

/** One volume: cover, contents by class, then a sheet each, every one on pages of its own. */
export function volumeOf(
  cycle: { readonly name: string; readonly year: number },
  filed: readonly FiledAnalysis[],
): PrintedDocument {
  const parts = order
    .map((category) => ({ category, items: filed.filter((one) => one.category === category) }))
    .filter(({ items }) => items.length > 0);
  return {
    title: `${cycle.name}绩效分析汇编`,
    foot: `${cycle.year}年度绩效分析汇编`,
    blocks: [
      { kind: 'gap', height: 70 },
      { kind: 'title', lines: [cycle.name, '绩效分析汇编'] },
      { kind: 'gap', height: 20 },
      { kind: 'paragraph', text: '供领导评价时参考', align: 'center' },
      { kind: 'page' },
      { kind: 'title', lines: ['目录'] },
      ...parts.flatMap(({ category, items }): Block[] => [
        { kind: 'heading', text: `${categoryLabels[category]}（${items.length}个）` },
        ...items.map(({ department }, index): Block => ({ kind: 'paragraph', text: `${index + 1}．${department}` })),
      ]),
      ...parts
        .flatMap(({ items }) => items)
        .flatMap((one): Block[] => [{ kind: 'page' }, ...sheetBlocks(cycle.year, one)]),
    ],
  };
}
