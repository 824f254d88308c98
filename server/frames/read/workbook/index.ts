/**
 * An xlsx or xlsm, transitional or strict, into sheets.
 *
 * Promise: sheets in the order of the workbook, every part metered, macros and external links noticed and left alone.
 */
import type { FiledSheet } from '#sampling';
import { Grid } from '../grid.ts';
import type { Meter } from '../limits.ts';
import { Unreadable } from '../refusal.ts';
import type { XmlHandler } from '../xml-scanner.ts';
import type { ZipEntry } from '../zip/directory.ts';
import { Comments } from './comments.ts';
import { OfficeParts, type Relationship } from './parts.ts';
import { SharedStrings } from './shared-strings.ts';
import { SheetReader } from './sheet.ts';
import { isTrue, Styles } from './styles.ts';

export interface ReadSheets {
  readonly sheets: FiledSheet[];
  readonly macros: boolean;
  readonly externalLinks: boolean;
}

interface Outline {
  rootName: string;
  date1904: boolean;
  readonly sheets: { name: string; state: FiledSheet['state']; id: string }[];
}

export async function readWorkbook(bytes: Buffer, entries: readonly ZipEntry[], meter: Meter): Promise<ReadSheets> {
  const parts = new OfficeParts(bytes, entries, meter);
  const main =
    (await parts.relationships('')).find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  // xlsb keeps its workbook in binary; Word and PowerPoint have other main parts.
  if (main.endsWith('.bin')) throw new Unreadable('unsupported-format');
  const outline = await readOutline(parts, main);
  if (outline.rootName !== 'workbook') throw new Unreadable('unsupported-format');
  const links = await parts.relationships(main);
  const strings = new SharedStrings(meter);
  const stringsPart = links.find(({ type }) => type === 'sharedStrings');
  if (stringsPart && parts.has(stringsPart.target)) await parts.scan(stringsPart.target, strings, SharedStrings.words);
  const styles = new Styles();
  const stylesPart = links.find(({ type }) => type === 'styles');
  if (stylesPart && parts.has(stylesPart.target)) await parts.scan(stylesPart.target, styles, Styles.words);
  const sheets: FiledSheet[] = [];
  for (const { name, state, id } of outline.sheets) {
    const link = links.find((candidate) => candidate.id === id);
    if (!link) throw new Unreadable('corrupt-file');
    // Chart sheets, dialogs and macro sheets hold no list.
    if (link.type !== 'worksheet') continue;
    const grid = new Grid(meter, strings.texts);
    const reader = new SheetReader(grid, { strings, styles, date1904: outline.date1904 });
    await parts.scan(link.target, reader, SheetReader.words);
    sheets.push(grid.sheet(name, state, await readComments(parts, link, meter)));
  }
  await parts.sweep();
  return {
    sheets,
    macros: parts.some(/(^|\/)vbaproject\.bin$/),
    externalLinks: parts.some(/(^|\/)externallinks\/[^/]+\.(xml|bin)$/),
  };
}

async function readOutline(parts: OfficeParts, main: string): Promise<Outline> {
  const outline: Outline = { rootName: '', date1904: false, sheets: [] };
  let depth = 0;
  const handler: XmlHandler = {
    open(name, scanner) {
      if (depth === 0) outline.rootName = name;
      depth += 1;
      if (name === 'workbookPr') outline.date1904 = isTrue(scanner.attribute('date1904'));
      if (name !== 'sheet') return;
      const state = scanner.attribute('state');
      outline.sheets.push({
        name: scanner.attribute('name') ?? '',
        state: state === 'hidden' || state === 'veryHidden' ? state : 'visible',
        id: scanner.attribute(':id') ?? '',
      });
    },
    close() {
      depth -= 1;
    },
    text() {},
  };
  await parts.scan(main, handler, ['workbook', 'workbookPr', 'sheet']);
  return outline;
}

async function readComments(parts: OfficeParts, sheet: Relationship, meter: Meter) {
  const comments = new Comments(meter);
  for (const { type, target } of await parts.relationships(sheet.target)) {
    if ((type === 'comments' || type === 'threadedComment') && parts.has(target)) {
      await parts.scan(target, comments, Comments.words);
    }
  }
  return comments.byCell();
}
