/**
 * Workbooks written by hand for tests: the XML of each part is the test's own.
 */
import { writeZip, type ZipPart } from './zip.ts';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export interface WorkbookParts {
  /** Content of `<worksheet>` of each sheet, or the whole part if it begins with `<?xml`. */
  readonly sheets?: readonly string[];
  readonly names?: readonly string[];
  /** Attributes of each `<sheet>`, such as ` state="hidden"`. */
  readonly states?: readonly string[];
  /** Content of `<sst>`. */
  readonly strings?: string;
  /** Content of `<styleSheet>`. */
  readonly styles?: string;
  readonly date1904?: boolean;
  /** Further parts, or other content for those above by name. */
  readonly more?: Readonly<Record<string, string | Buffer>>;
  /** Relationships of the first sheet. */
  readonly sheetLinks?: string;
  readonly reorder?: (parts: ZipPart[]) => ZipPart[];
}

export function writeWorkbook(parts: WorkbookParts): Buffer {
  const sheets = parts.sheets ?? ['<sheetData/>'];
  const files = new Map<string, string | Buffer>();
  const overrides = [
    override('/xl/workbook.xml', 'sheet.main'),
    ...sheets.map((_, i) => override(`/xl/worksheets/sheet${i + 1}.xml`, 'worksheet')),
  ];
  if (parts.strings !== undefined) overrides.push(override('/xl/sharedStrings.xml', 'sharedStrings'));
  if (parts.styles !== undefined) overrides.push(override('/xl/styles.xml', 'styles'));
  files.set(
    '[Content_Types].xml',
    `${DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${overrides.join('')}</Types>`,
  );
  files.set(
    '_rels/.rels',
    relationships(`<Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/>`),
  );
  const list = sheets.map(
    (_, i) =>
      `<sheet name="${parts.names?.[i] ?? `Sheet${i + 1}`}" sheetId="${i + 1}"${parts.states?.[i] ?? ''} r:id="rId${i + 1}"/>`,
  );
  files.set(
    'xl/workbook.xml',
    `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><workbookPr${parts.date1904 ? ' date1904="1"' : ''}/>` +
      `<sheets>${list.join('')}</sheets></workbook>`,
  );
  const links = sheets.map((_, i) => link(`rId${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`));
  if (parts.strings !== undefined) {
    links.push(link('rIdStrings', 'sharedStrings', 'sharedStrings.xml'));
    files.set('xl/sharedStrings.xml', `${DECLARATION}<sst xmlns="${MAIN}">${parts.strings}</sst>`);
  }
  if (parts.styles !== undefined) {
    links.push(link('rIdStyles', 'styles', 'styles.xml'));
    files.set('xl/styles.xml', `${DECLARATION}<styleSheet xmlns="${MAIN}">${parts.styles}</styleSheet>`);
  }
  files.set('xl/_rels/workbook.xml.rels', relationships(links.join('')));
  for (const [i, sheet] of sheets.entries()) {
    files.set(
      `xl/worksheets/sheet${i + 1}.xml`,
      sheet.startsWith('<?xml')
        ? sheet
        : `${DECLARATION}<worksheet xmlns="${MAIN}" xmlns:r="${RELATIONS}">${sheet}</worksheet>`,
    );
  }
  if (parts.sheetLinks !== undefined) files.set('xl/worksheets/_rels/sheet1.xml.rels', relationships(parts.sheetLinks));
  for (const [name, content] of Object.entries(parts.more ?? {})) files.set(name, content);
  const written = [...files].map(([name, content]) => ({ name, content }));
  return writeZip(parts.reorder ? parts.reorder(written) : written);
}

function override(part: string, type: string): string {
  return `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`;
}

export function relationships(content: string): string {
  return `${DECLARATION}<Relationships xmlns="${PACKAGE}">${content}</Relationships>`;
}

export function link(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
}

/** A sheet of inline texts and numbers, for tests that care about something else. */
export function sheetOf(rows: readonly (readonly (string | number)[])[]): string {
  return `<sheetData>${rows.map((row) => `<row>${row.map(cellOf).join('')}</row>`).join('')}</sheetData>`;
}

function cellOf(value: string | number): string {
  return typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${value}</t></is></c>`;
}
