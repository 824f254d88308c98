/** A roll pasted from Excel: names, units, posts and styles, tab by tab; says line by line what is wrong. Pure. */
import type { Rater } from '#contract';

export interface ReadRoll {
  readonly raters: readonly Rater[];
  readonly findings: readonly string[];
}

export const rollHeads = ['姓名', '单位', '职务', '票种'] as const;

/** Lines with tabs (or commas) between 姓名、单位、职务、票种; the head line may come along. */
export function readRoll(text: string, styles: ReadonlySet<string>): ReadRoll {
  const raters: Rater[] = [];
  const findings: string[] = [];
  const seen = new Map<string, number>();
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '') return;
    const number = index + 1;
    const cells = line.split(line.includes('\t') ? '\t' : /[,，]/).map((cell) => cell.trim());
    if (cells[0] === rollHeads[0]) return;
    const [name = '', unit = '', post = '', given = ''] = cells;
    const style = given.normalize('NFKC').toUpperCase();
    const say = (what: string) => findings.push(`第${number}行：${what}`);
    if (cells.length !== rollHeads.length) return say(`应有4栏（${rollHeads.join('、')}），实有${cells.length}栏`);
    if (name === '') return say('没有姓名');
    if (name.length > 40 || unit.length > 80 || post.length > 80) return say('姓名超过40字，或单位、职务超过80字');
    if (!styles.has(style)) return say(style === '' ? '没有票种' : `没有票种“${given}”`);
    const key = JSON.stringify([name, unit, post]);
    const before = seen.get(key);
    if (before !== undefined) return say(`与第${before}行重复`);
    seen.set(key, number);
    raters.push({ name, unit, post, style });
  });
  return { raters, findings };
}
