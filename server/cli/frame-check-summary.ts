/**
 * A frame report for people at a terminal: verdict, the count that matters, and the rows to look at.
 *
 * Promise: prints only what the document holds.
 */
import { columnLabel, type Finding, type FrameDocument } from '#sampling';

const verdicts = { accepted: '接收', returned: '退回' } as const;
const severities = { error: '错误', review: '待核实', warning: '提醒', info: '已处理' } as const;
const kinds = {
  'system-cadres': '系统干部',
  'hot-topics': '热点难点',
  'service-users': '办事人员',
  rectification: '整改情况评议',
} as const;

/** The report as text, lists in their order, findings by row. */
export function summarise(document: FrameDocument): string {
  const lines = [`结论:${verdicts[document.verdict]}`];
  for (const list of document.lists) {
    const { counts } = list;
    const title = [
      kinds[list.kind],
      list.attachment === null ? '' : `附件${list.attachment}`,
      list.department ?? '',
    ].filter((part) => part !== '');
    lines.push('', `${title.join(' ')}:${verdicts[list.verdict]}`);
    const against = list.minimum > 0 ? `(最低 ${list.minimum} 人)` : '';
    lines.push(
      `可用 ${counts.usable} 人${against};共 ${counts.rows} 行,${counts.persons} 人,重复 ${counts.duplicates} 行,不计 ${counts.rejected} 行`,
    );
    if (list.difference) {
      const { previous, added, removed, changed, unchanged } = list.difference;
      lines.push(
        `与 ${previous.name} 相比:增 ${added.length} 人,减 ${removed.length} 人,改 ${changed.length} 人,未变 ${unchanged} 人`,
      );
    }
    if (list.segments) {
      const { prefixMissing, prefixNotNeeded, unknown } = list.segments;
      lines.push(
        `按号段表:外地手机没有加0 ${prefixMissing} 个,本地手机多加0 ${prefixNotNeeded} 个,表里没有 ${unknown} 个`,
      );
    }
    const findings = document.findings.filter((finding) => finding.list === list.list);
    if (findings.length > 0) lines.push(...table(findings));
    for (const { list: of, code, printed, total } of document.truncated) {
      if (of === list.list) lines.push(`${code}:共 ${total} 条,只列出前 ${printed} 条`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function table(findings: readonly Finding[]): string[] {
  const files = new Set(findings.map((finding) => finding.file)).size > 1;
  const rows = findings.map((finding) => [
    [files ? finding.file : null, finding.sheet].filter((part) => part !== null).join('/') || '—',
    finding.row === null ? '—' : String(finding.row),
    finding.column === undefined ? '—' : columnLabel(finding.column),
    severities[finding.severity],
    finding.message.replace(/\s+/g, ' '),
  ]);
  const all = [['工作表', '行', '栏', '级别', '说明'], ...rows];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...all.map((row) => width(row[at] ?? ''))));
  return all.map((row) =>
    row.map((cell, at) => (at < 4 ? cell + ' '.repeat((widths[at] ?? 0) - width(cell)) : cell)).join('  '),
  );
}

/** Chinese characters take two places in a terminal. */
function width(text: string): number {
  let places = 0;
  for (const character of text) places += character > '\u2e7f' || character === '—' ? 2 : 1;
  return places;
}
