/**
 * Sets a document as PDF with pdfmake and the fonts that are shipped: every Chinese character is embedded.
 *
 * Promise: reads two font files and nothing else, asks no network. Takes about a second for a hundred pages of prose, which
 * is why only `document-worker.ts` calls it.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import type { Content, ContentTable, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import {
  bodySize,
  headingSize,
  margins,
  perMillimetre,
  titleSize,
  type Block,
  type Cell,
  type PrintedDocument,
  type PrintedPdf,
} from './model.ts';

/** Above and below the text of a cell, points. */
const rowPadding = 3;

let ready = false;

function prepare(): void {
  if (ready) return;
  const folder = join(dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')), '..', 'fonts');
  const regular = join(folder, 'NotoSansHans-Regular.otf');
  const bold = join(folder, 'NotoSansHans-Bold.otf');
  pdfmake.setFonts({ hei: { normal: regular, bold, italics: regular, bolditalics: bold } });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path === regular || path === bold);
  ready = true;
}

export async function layOutPdf(document: PrintedDocument): Promise<PrintedPdf> {
  prepare();
  let pages = 0;
  const points = (millimetres: number): number => millimetres * perMillimetre;
  const definition: TDocumentDefinitions = {
    pageSize: 'A4',
    pageOrientation: document.landscape ? 'landscape' : 'portrait',
    pageMargins: [points(margins.left), points(margins.top), points(margins.right), points(margins.bottom)],
    info: { title: document.title, creator: 'Pingyi', producer: 'Pingyi' },
    defaultStyle: { font: 'hei', fontSize: bodySize, lineHeight: 1.35 },
    content: kept(document.blocks),
    footer: (page, count) => {
      pages = count;
      return document.foot === undefined
        ? ''
        : {
            text: `${document.foot}　第${page}页，共${count}页`,
            alignment: 'center',
            fontSize: 9,
            margin: [0, 14, 0, 0],
          };
    },
  };
  const bytes = new Uint8Array(await pdfmake.createPdf(definition).getBuffer());
  return { bytes, pages };
}

/** Blocks as they are set; those that keep to the next one stand in one piece with it. */
function kept(blocks: readonly Block[]): Content[] {
  const content: Content[] = [];
  let open: Content[] = [];
  for (const [index, block] of blocks.entries()) {
    const set = setBlock(block, index, blocks);
    if (block.kind === 'paragraph' && block.keepNext && index < blocks.length - 1) open.push(set);
    else {
      content.push(open.length === 0 ? set : { stack: [...open, set], unbreakable: true });
      open = [];
    }
  }
  return content;
}

function setBlock(block: Block, index: number, all: readonly Block[]): Content {
  const before = all[index - 1];
  // The library counts pages from 0: its even page is ours with an odd number.
  const pageBreak = before?.kind !== 'page' ? undefined : before.side === 'odd' ? 'beforeEven' : 'before';
  const breakBefore = pageBreak === undefined ? {} : ({ pageBreak } as const);
  switch (block.kind) {
    case 'title':
      return {
        text: block.lines.join('\n'),
        bold: true,
        fontSize: titleSize,
        alignment: 'center',
        margin: [0, 0, 0, 10],
        ...breakBefore,
      };
    case 'heading':
      return { text: block.text, bold: true, fontSize: headingSize, margin: [0, 8, 0, 4], ...breakBefore };
    case 'paragraph': {
      const size = block.size ?? bodySize;
      return {
        text: block.text,
        fontSize: size,
        bold: block.bold ?? false,
        alignment: block.align ?? 'left',
        leadingIndent: block.indent ? size * 2 : 0,
        margin: [0, 0, 0, 3],
        ...breakBefore,
      };
    }
    case 'table':
      return { ...setTable(block), ...breakBefore };
    case 'qr':
      return {
        qr: block.text,
        fit: block.size * perMillimetre,
        alignment: block.align ?? 'left',
        ...breakBefore,
      };
    case 'gap':
      // A text without a size of its own takes a whole line, however empty.
      return { text: '', fontSize: 1, lineHeight: 1, margin: [0, block.height * perMillimetre, 0, 0], ...breakBefore };
    case 'page':
      // The break is the next block's; a last one is a page without anything on it.
      return index === all.length - 1 ? { text: '', pageBreak: 'before' } : { text: '' };
  }
}

function setTable(block: Extract<Block, { kind: 'table' }>): ContentTable {
  const columns = block.widths.length;
  const whole = block.widths.reduce((sum, width) => sum + width, 0);
  // Rows still covered from above, by column.
  const covered = Array.from({ length: columns }, () => 0);
  const body = block.rows.map((row): TableCell[] => {
    const cells: TableCell[] = [];
    const given = [...row];
    while (cells.length < columns) {
      if (covered[cells.length]! > 0) {
        covered[cells.length]! -= 1;
        cells.push('');
        continue;
      }
      const cell = given.shift() ?? '';
      const { columns: wide = 1, rows: tall = 1 } = typeof cell === 'string' ? {} : cell;
      for (let c = 0; c < wide; c += 1) {
        covered[cells.length] = tall - 1;
        cells.push(c === 0 ? setCell(cell) : '');
      }
    }
    return cells;
  });
  return {
    table: {
      headerRows: block.headRows ?? 0,
      dontBreakRows: !block.breakRows,
      widths: block.widths.map((width) => `${(100 * width) / whole}%`),
      // The library adds the padding to the height it is given.
      ...(block.rowHeight === undefined ? {} : { heights: block.rowHeight * perMillimetre - 2 * rowPadding }),
      body,
    },
    layout: {
      hLineWidth: () => 0.6,
      vLineWidth: () => 0.6,
      paddingLeft: () => 4,
      paddingRight: () => 4,
      paddingTop: () => rowPadding,
      paddingBottom: () => rowPadding,
    },
    margin: [0, 4, 0, 6],
  };
}

function setCell(cell: Cell): TableCell {
  if (typeof cell === 'string') return { text: cell, fontSize: 10.5, verticalAlignment: 'middle' };
  return {
    text: cell.text,
    fontSize: cell.size ?? 10.5,
    bold: cell.bold ?? false,
    alignment: cell.align ?? 'left',
    verticalAlignment: 'middle',
    ...(cell.columns === undefined ? {} : { colSpan: cell.columns }),
    ...(cell.rows === undefined ? {} : { rowSpan: cell.rows }),
  };
}
