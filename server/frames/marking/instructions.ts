/**
 * The first sheet of a marked workbook: the verdict, what to fix, what the colours mean, when and where to file again.
 *
 * Promise: all that concerns the list, a file or a whole sheet stands here, and every marked row can be reached by a click.
 * Never holds a header or a list that could be taken for one that is filed.
 */
import type ExcelJS from 'exceljs';
import { severityLabels, type FiledFinding, type Submission } from '#contract';
import { instructionTitle } from '../read/own-marks.ts';
import { bySeverity } from './marks.ts';
import { COMMENT_LIMIT, fillOf } from './paint.ts';
import { inertText } from './text.ts';
import { asShown } from '../wording.ts';

export interface Instructions {
  readonly department: string;
  /** 附件3 热点难点工作. */
  readonly list: string;
  readonly cycle: string;
  readonly number: number;
  /** Beijing time, in words. */
  readonly receivedAt: string;
  readonly verdict: Submission['verdict'];
  readonly counts: Submission['counts'];
  readonly minimum: number;
  readonly deadlineOn: string;
  /** May the list still be filed again? */
  readonly open: boolean;
  readonly returnReason: string | null;
  readonly address: string | null;
  /** Short names of the codes of findings. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface LinkedFinding {
  readonly finding: FiledFinding;
  /** Name in this workbook of the sheet it stands on. */
  readonly sheet: string | null;
  /** The cell to go to, `B38`. */
  readonly cell: string | null;
}

export interface InstructionNotes {
  /** The department's formats are not in this workbook. */
  readonly rebuilt: boolean;
  /** Some content was not kept. */
  readonly redacted: boolean;
  readonly commentsCut: boolean;
}

const LINKS_IN_A_ROW = 10;
const LINK_ROWS = 2;
const FIRST_LINK = 6;
const LAST = FIRST_LINK + LINKS_IN_A_ROW - 1;

const meanings = {
  error: '这一行不计入人数，或整份名单因此要重报，必须改',
  review: '请核实；核实以前暂按可用计',
  warning: '不影响人数，能改请改',
} as const;

export function writeInstructions(
  sheet: ExcelJS.Worksheet,
  facts: Instructions,
  findings: readonly LinkedFinding[],
  notes: InstructionNotes,
): void {
  const page = new Page(sheet);
  page.line(instructionTitle, { font: { bold: true, size: 16 }, height: 28 });
  page.line(`${facts.department}　${facts.list}　${facts.cycle}`);
  page.line(`第${facts.number}次报送，${facts.receivedAt}收到`);
  page.gap();
  writeVerdict(page, facts, findings);
  page.gap();
  page.line('怎么改', { font: { bold: true, size: 12 } });
  for (const [index, step] of stepsOf(facts, notes).entries()) page.line(`${index + 1}．${step}`);
  page.gap();
  page.line('颜色的意思（鼠标停在有颜色的格子上，可以看到原因）', { font: { bold: true, size: 12 } });
  for (const severity of ['error', 'review', 'warning'] as const)
    page.legend(severityLabels[severity], fillOf(severity), meanings[severity]);
  page.gap();
  writeGroups(page, facts, findings);
}

function writeVerdict(page: Page, facts: Instructions, findings: readonly LinkedFinding[]): void {
  const { verdict, counts, minimum, returnReason } = facts;
  const bad = verdict === 'returned' || returnReason !== null;
  page.line(
    verdict === 'returned'
      ? '结论：需要修改后重报'
      : bad
        ? '结论：自动审核通过，但已被退回，需要修改后重报'
        : '结论：通过自动审核',
    { font: { bold: true, size: 14, color: { argb: bad ? 'FFB3261E' : 'FF1F7A3D' } }, height: 24 },
  );
  if (returnReason !== null) page.line(`退回原因：${returnReason}`, { font: { bold: true } });
  const enough =
    minimum === 0
      ? '，不限人数'
      : counts.usable >= minimum
        ? `，至少${minimum}人，已达到`
        : `，至少${minimum}人，还差${minimum - counts.usable}人`;
  page.line(`可用${counts.usable}人${enough}`, { font: { bold: true, size: 12 } });
  page.line(
    `名单${counts.rows}行，实际${counts.persons}人；其中重复的${counts.duplicates}行，不计的${counts.rejected}行。`,
  );
  const marked = (['error', 'review', 'warning'] as const)
    .map((severity) => {
      const n = findings.filter(({ finding }) => finding.severity === severity).length;
      return `${severityLabels[severity]}${n}处`;
    })
    .join('，');
  page.line(`${marked}。`);
}

function stepsOf(facts: Instructions, notes: InstructionNotes): string[] {
  const steps = [
    '在后面的工作表里直接改：有颜色的格子就是要看的地方，行号和报送的表一样。下面按问题种类列出行号，点行号可以跳过去。',
  ];
  if (facts.open)
    steps.push(
      `改好以后，登录评议平台${facts.address === null ? '' : `（${facts.address}）`}，在这份名单的页面“重新报送”处把整个文件上传，截止${facts.deadlineOn}。本页、颜色和批注都不用删，系统会自动略过。`,
    );
  else steps.push('这份名单已被接收，现在不能再报；确需更换请联系绩效办退回。');
  if (notes.rebuilt)
    steps.push(
      '报送的文件不是普通的xlsx，或格式无法原样保留，所以后面的表只有内容，没有原来的字体和边框；行号和列不变。',
    );
  if (notes.redacted) steps.push('“〔略〕”是平台没有保存的内容；身份证号、银行卡号等请不要再填。');
  else steps.push('公式和链接已换成文字或结果；身份证号已屏蔽，请不要再填。');
  if (notes.commentsCut) steps.push(`问题很多，只在前${COMMENT_LIMIT}格写了批注，其余只有颜色，原因见评议平台。`);
  return steps;
}

interface Group {
  readonly severity: FiledFinding['severity'];
  readonly label: string;
  readonly sheet: string;
  readonly findings: LinkedFinding[];
}

/** One line a kind and sheet: how often, what it says, where. */
function writeGroups(page: Page, facts: Instructions, findings: readonly LinkedFinding[]): void {
  const groups = new Map<string, Group>();
  for (const linked of findings) {
    const { code, severity, row, message } = linked.finding;
    // What concerns a whole sheet or list says something else each time.
    const key = [code, linked.sheet ?? '', row === null ? message : ''].join('\n');
    const group = groups.get(key);
    if (group) group.findings.push(linked);
    else
      groups.set(key, {
        severity,
        label: facts.labels[code] ?? code,
        sheet: linked.sheet ?? '整份',
        findings: [linked],
      });
  }
  if (groups.size === 0) {
    page.line('没有发现问题。');
    return;
  }
  page.groupHead();
  const sorted = [...groups.values()].toSorted((a, b) => bySeverity(a.severity, b.severity));
  for (const group of sorted) page.group(group);
}

interface LineLook {
  readonly font?: Partial<ExcelJS.Font>;
  readonly height?: number;
}

/** Half-width characters of a line over the whole width, and of the columns of kinds and of explanations. */
const LINE_WIDTH = 150;
const KIND_WIDTH = 18;
const EXPLANATION_WIDTH = 48;

class Page {
  readonly #sheet: ExcelJS.Worksheet;
  #row = 0;

  constructor(sheet: ExcelJS.Worksheet) {
    this.#sheet = sheet;
    const widths = [12, 20, 16, 7, 52, ...Array<number>(LINKS_IN_A_ROW).fill(7)];
    for (const [index, width] of widths.entries()) sheet.getColumn(index + 1).width = width;
  }

  line(text: string, look: LineLook = {}): void {
    this.#row += 1;
    this.#sheet.mergeCells(this.#row, 1, this.#row, LAST);
    const cell = this.#sheet.getCell(this.#row, 1);
    cell.value = inertText(text);
    cell.alignment = { wrapText: true, vertical: 'middle' };
    if (look.font) cell.font = look.font;
    this.#sheet.getRow(this.#row).height =
      look.height ?? Math.min(400, 18 * text.split('\n').reduce((sum, part) => sum + linesOf(part, LINE_WIDTH), 0));
  }

  gap(): void {
    this.#row += 1;
    this.#sheet.getRow(this.#row).height = 8;
  }

  legend(word: string, fill: ExcelJS.Fill, meaning: string): void {
    this.#row += 1;
    const cell = this.#sheet.getCell(this.#row, 1);
    cell.value = word;
    cell.style = { fill, alignment: { horizontal: 'center', vertical: 'middle' } };
    this.#sheet.mergeCells(this.#row, 2, this.#row, LAST);
    this.#sheet.getCell(this.#row, 2).value = meaning;
    this.#sheet.getRow(this.#row).height = 18;
  }

  groupHead(): void {
    this.#row += 1;
    const row = this.#sheet.getRow(this.#row);
    for (const [index, word] of ['程度', '问题', '工作表', '处数', '审核意见', '所在行（点击跳到）'].entries()) {
      const cell = row.getCell(index + 1);
      cell.value = word;
    }
    this.#sheet.mergeCells(this.#row, FIRST_LINK, this.#row, LAST);
    for (let column = 1; column <= FIRST_LINK; column += 1)
      row.getCell(column).style = {
        font: { bold: true },
        fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFDCE6F1' } },
        border: ruled,
        alignment: { horizontal: 'center', vertical: 'middle' },
      };
    row.height = 20;
  }

  group({ severity, label, sheet, findings }: Group): void {
    this.#row += 1;
    const row = this.#sheet.getRow(this.#row);
    const explanation = explain(findings);
    const linked = findings.filter(({ cell }) => cell !== null);
    const shown = linked.slice(0, LINKS_IN_A_ROW * LINK_ROWS);
    const linkRows = Math.max(1, Math.ceil(shown.length / LINKS_IN_A_ROW));
    const texts = [severityLabels[severity], label, sheet, findings.length, explanation];
    for (const [index, value] of texts.entries()) {
      const cell = row.getCell(index + 1);
      cell.value = typeof value === 'string' ? inertText(value) : value;
      cell.style = {
        border: ruled,
        alignment: { wrapText: true, vertical: 'top', horizontal: index === 1 || index > 3 ? 'left' : 'center' },
        ...(index === 0 && severity !== 'info' ? { fill: fillOf(severity) } : {}),
      };
      if (linkRows > 1) this.#sheet.mergeCells(this.#row, index + 1, this.#row + linkRows - 1, index + 1);
    }
    for (const [index, { finding, sheet: target, cell: address }] of shown.entries()) {
      const at = this.#sheet.getCell(
        this.#row + Math.floor(index / LINKS_IN_A_ROW),
        FIRST_LINK + (index % LINKS_IN_A_ROW),
      );
      const last = index === shown.length - 1 && linked.length > shown.length;
      at.value = {
        text: last ? `${finding.row}…` : String(finding.row),
        hyperlink: linkTo(target ?? '', address ?? ''),
      };
      at.style = {
        font: { color: { argb: 'FF0B57D0' }, underline: true },
        alignment: { horizontal: 'center', vertical: 'top' },
      };
    }
    const height = Math.max(18, 16 * linesOf(explanation, EXPLANATION_WIDTH), 16 * linesOf(label, KIND_WIDTH));
    for (let line = 0; line < linkRows; line += 1)
      this.#sheet.getRow(this.#row + line).height = Math.min(400, Math.max(18, height / linkRows));
    this.#row += linkRows - 1;
  }
}

const thin = { style: 'thin', color: { argb: 'FFBFC7D1' } } as const;
const ruled: Partial<ExcelJS.Borders> = { top: thin, bottom: thin, left: thin, right: thin };

/** The words if all say the same, else the first as an example. */
function explain(findings: readonly LinkedFinding[]): string {
  const [first] = findings;
  if (!first) return '';
  const same = findings.every(({ finding }) => finding.message === first.finding.message);
  if (same) return asShown(first.finding.message);
  return `例如第${first.finding.row}行：${asShown(first.finding.message)}`;
}

/**
 * A place in this workbook. Absolute, because exceljs writes a relative one twice into the same link, and programs then
 * disagree about where it leads.
 */
const linkTo = (sheet: string, address: string): string =>
  `#'${sheet.replaceAll("'", "''")}'!${address.replace(/([A-Z]+)(\d+)/, '$$$1$$$2')}`;

/** Lines a text takes; a Chinese character is two wide. */
function linesOf(text: string, width: number): number {
  let taken = 0;
  for (const character of text) taken += character > '\u00ff' ? 2 : 1;
  return Math.max(1, Math.ceil(taken / width));
}
