/**
 * A document as a Word file, with the fonts that offices have: 方正小标宋 for titles, 黑体 for headings, 仿宋 for prose.
 *
 * Promise: plain paragraphs and tables that can be edited on; nothing that runs.
 */
import {
  AlignmentType,
  Document,
  Footer,
  HeightRule,
  ImageRun,
  Packer,
  PageNumber,
  PageOrientation,
  SectionType,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import QRCode from 'qrcode';
import { bodySize, headingSize, margins, titleSize, type Block, type Cell, type PrintedDocument } from './model.ts';

const alignments = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, right: AlignmentType.RIGHT } as const;
/** What Word asks for when the reader's computer lacks the first. */
const fonts = {
  title: { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '方正小标宋简体' },
  heading: { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '黑体' },
  body: { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '仿宋_GB2312' },
} as const;
/** Twentieths of a point in a millimetre. */
const twips = (millimetres: number): number => Math.round((millimetres * 1440) / 25.4);
const a4 = { width: twips(210), height: twips(297) } as const;

export async function writeWord(document: PrintedDocument): Promise<Uint8Array> {
  const wide = (document.landscape ? 297 : 210) - margins.left - margins.right;
  // A section for what begins on the front of a sheet: Word leaves the back before it empty by itself.
  const parts: (Paragraph | Table)[][] = [[]];
  let pageBreakBefore = false;
  for (const block of document.blocks) {
    if (block.kind === 'page') {
      if (block.side === 'odd') parts.push([]);
      pageBreakBefore = block.side !== 'odd';
      continue;
    }
    const children = parts.at(-1) ?? [];
    // A table cannot begin a page by itself: an empty line before it does.
    if (pageBreakBefore && (block.kind === 'table' || block.kind === 'gap'))
      children.push(new Paragraph({ pageBreakBefore: true, spacing: { line: 20 } }));
    children.push(...(await setBlock(block, { wide, pageBreakBefore })));
    pageBreakBefore = false;
  }
  if (pageBreakBefore) parts.at(-1)?.push(new Paragraph({ pageBreakBefore: true }));
  return Packer.toBuffer(
    new Document({
      title: document.title,
      creator: 'Pingyi',
      sections: parts.map((children, index) => ({
        properties: {
          ...(index === 0 ? {} : { type: SectionType.ODD_PAGE }),
          page: {
            size: { ...a4, orientation: document.landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT },
            margin: {
              top: twips(margins.top),
              right: twips(margins.right),
              bottom: twips(margins.bottom),
              left: twips(margins.left),
            },
          },
        },
        ...(document.foot === undefined ? {} : { footers: { default: foot(document.foot) } }),
        children,
      })),
    }),
  );
}

function foot(text: string): Footer {
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          new TextRun({
            font: fonts.body,
            size: 18,
            children: [`${text}　第`, PageNumber.CURRENT, '页，共', PageNumber.TOTAL_PAGES, '页'],
          }),
        ],
      }),
    ],
  });
}

async function setBlock(
  block: Exclude<Block, { kind: 'page' }>,
  { wide, pageBreakBefore }: { readonly wide: number; readonly pageBreakBefore: boolean },
): Promise<(Paragraph | Table)[]> {
  switch (block.kind) {
    case 'title':
      return block.lines.map(
        (text, index) =>
          new Paragraph({
            alignment: AlignmentType.CENTER,
            pageBreakBefore: pageBreakBefore && index === 0,
            spacing: { after: index === block.lines.length - 1 ? 200 : 0, line: 420 },
            children: [new TextRun({ text, bold: true, size: titleSize * 2, font: fonts.title })],
          }),
      );
    case 'heading':
      return [
        new Paragraph({
          pageBreakBefore,
          keepNext: true,
          spacing: { before: 120, after: 60 },
          children: [new TextRun({ text: block.text, bold: true, size: headingSize * 2, font: fonts.heading })],
        }),
      ];
    case 'paragraph':
      return block.text.split('\n').map((text, index) => {
        const size = block.size ?? bodySize;
        return new Paragraph({
          pageBreakBefore: pageBreakBefore && index === 0,
          keepNext: block.keepNext ?? false,
          alignment: alignments[block.align ?? 'left'],
          spacing: { line: 340 },
          ...(block.indent ? { indent: { firstLine: size * 2 * 20 } } : {}),
          children: [new TextRun({ text, bold: block.bold ?? false, size: size * 2, font: fonts.body })],
        });
      });
    case 'table':
      return [setTable(block, wide), new Paragraph({ spacing: { line: 120 } })];
    case 'qr': {
      const png = await QRCode.toBuffer(block.text, { errorCorrectionLevel: 'M', margin: 2, width: 480 });
      // Pixels at 96 to the inch.
      const side = Math.round((block.size * 96) / 25.4);
      return [
        new Paragraph({
          pageBreakBefore,
          alignment: alignments[block.align ?? 'left'],
          children: [new ImageRun({ type: 'png', data: png, transformation: { width: side, height: side } })],
        }),
      ];
    }
    case 'gap':
      return [new Paragraph({ spacing: { before: twips(block.height), line: 20 } })];
  }
}

function setTable(block: Extract<Block, { kind: 'table' }>, wide: number): Table {
  const whole = block.widths.reduce((sum, width) => sum + width, 0);
  const columnWidths = block.widths.map((width) => twips((wide * width) / whole));
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: twips(wide), type: WidthType.DXA },
    columnWidths,
    rows: block.rows.map(
      (row, index) =>
        new TableRow({
          cantSplit: !block.breakRows,
          tableHeader: index < (block.headRows ?? 0),
          ...(block.rowHeight === undefined
            ? {}
            : { height: { value: twips(block.rowHeight), rule: HeightRule.ATLEAST } }),
          children: row.map(setCell),
        }),
    ),
  });
}

function setCell(cell: Cell): TableCell {
  const {
    text,
    bold = false,
    align = 'left',
    columns,
    rows,
    size = 10.5,
  } = typeof cell === 'string' ? { text: cell } : cell;
  return new TableCell({
    verticalAlign: VerticalAlignTable.CENTER,
    margins: { top: 40, bottom: 40, left: 80, right: 80 },
    ...(columns === undefined ? {} : { columnSpan: columns }),
    ...(rows === undefined ? {} : { rowSpan: rows }),
    children: text.split('\n').map(
      (line) =>
        new Paragraph({
          alignment: alignments[align],
          children: [new TextRun({ text: line, bold, size: size * 2, font: fonts.body })],
        }),
    ),
  });
}
