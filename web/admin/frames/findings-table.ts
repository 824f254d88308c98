/** Findings as text that pastes into Excel as a table. Pure; no cell of it is ever taken for a formula. */
import { severityLabels, type FiledFinding } from '#contract';

/** One cell for pasting into Excel: no tabs or line breaks, and never taken for a formula. */
function toCell(value: string | number | null): string {
  const text = String(value ?? '').replace(/[\t\r\n]+/g, ' ');
  return /^[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
}

/** What stood in the file; of an agreed adjustment, which is about no cell, nothing. */
export const writtenIn = ({ code, raw }: FiledFinding): string | null => (code === 'exempted' ? null : raw);

/** One line of heads, then one line per finding, cells apart by tabs. */
export function toTable(findings: readonly FiledFinding[]): string {
  const lines = findings.map((finding) =>
    [
      finding.file,
      finding.sheet,
      finding.row,
      finding.columnLabel,
      severityLabels[finding.severity],
      finding.message,
      writtenIn(finding),
      finding.repaired,
    ]
      .map(toCell)
      .join('\t'),
  );
  return ['文件\t工作表\t行号\t栏目\t程度\t问题\t原值\t建议值', ...lines].join('\n');
}
