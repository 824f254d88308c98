/**
 * The numbers of one data row: its 区号 cell and its phone columns together.
 *
 * Promise: numbers typed plainly cost no object; what a cell needed to be read is said, once per cell.
 */
import { isAreaCode, localLengths, plainLocal, plainMobile, type PhoneNumber } from '../numbering.ts';
import {
  judgeArea,
  judgePhone,
  phoneIssueLabels,
  type JudgedPhone,
  type PhoneCell,
  type PhoneColumn,
} from '../phone.ts';
import { holdsIdentityNumber, isBlank, textOf } from './cells.ts';
import type { CellReader } from './cell-reader.ts';
import type { Said } from './collector.ts';
import type { FiledCell } from './filed.ts';
import { areaOfPlace } from './places.ts';
import { dialledBySegment, landlineKey, plainNumbers, type RowDraft } from './rows.ts';
import type { ColumnKey } from './report.ts';

/** Phone columns in the order their numbers are listed. */
const phoneOrder = ['mobile', 'phone', 'office'] as const;

export class RowPhones {
  readonly #reader: CellReader;
  readonly #areas = new Map<string, string>();
  /** Cells of a column whose digits were lost on the way. */
  readonly lost = new Map<PhoneColumn, number>();

  constructor(reader: CellReader) {
    this.#reader = reader;
  }

  /** Sets the numbers of a row. */
  read(row: RowDraft): void {
    const found: PhoneNumber[] = [];
    const inArea: PhoneNumber[] = [];
    const area = this.#area(inArea);
    let compact = inArea.length === 0;
    for (const column of phoneOrder) {
      const cell = this.#reader.cell(column);
      if (cell === undefined || cell === '') continue;
      if (compact && typeof cell === 'string' && this.#plain(row, cell, column, area)) continue;
      if (isBlank(cell) && typeof cell === 'string') continue;
      if (compact) {
        compact = false;
        found.push(...plainNumbers(row.mobile, row.nonlocal, row.landline, this.#reader.list.homeArea));
      }
      this.#judged(cell, column, area, found);
    }
    if (!compact) this.#settleNumbers(row, [...found, ...inArea]);
  }

  /** Takes a number typed plainly, without any object. */
  #plain(row: RowDraft, cell: string, column: PhoneColumn, area: string | null): boolean {
    if (column !== 'office' && row.mobile === 0) {
      const mobile = plainMobile(cell);
      if (mobile !== 0) {
        row.mobile = mobile;
        row.nonlocal = cell.length === 12;
        return true;
      }
    }
    if (column === 'mobile' || row.landline !== 0 || area === '') return false;
    const local = plainLocal(cell);
    const code = area ?? this.#reader.list.homeArea;
    if (local === 0 || !localLengths(code).includes(7)) return false;
    row.landline = landlineKey(code, cell);
    return true;
  }

  #judged(cell: FiledCell, column: PhoneColumn, area: string | null, found: PhoneNumber[]): void {
    const judged = this.#judgeCell(cell, column, column, area);
    if (!judged) return;
    if (judged.verdict === 'unrecoverable' || judged.issues.includes('SUSPECT_ROUNDED')) {
      this.lost.set(column, (this.lost.get(column) ?? 0) + 1);
    }
    if (judged.verdict === 'ok' || judged.verdict === 'fixed' || judged.verdict === 'multi')
      found.push(...judged.numbers);
    if (judged.issues.includes('AREA_CONFLICT')) this.#reader.say('area-conflict', 'area', { raw: area ?? '' });
  }

  /** Judges a cell and says its finding in `said`; undefined for a formula without value. */
  #judgeCell(cell: FiledCell, column: PhoneColumn, said: ColumnKey, area: string | null): JudgedPhone | undefined {
    if (typeof cell === 'object') {
      if (cell.comment !== undefined) this.#reader.comment(cell.comment, said);
      if (cell.formula && cell.value === null && cell.error === undefined) {
        this.#reader.say('formula-without-value', said);
        return undefined;
      }
    }
    const { homeArea, cityOfSegment } = this.#reader.list;
    const context = { column, area, homeArea, ...(cityOfSegment ? { cityOfSegment } : {}) };
    const raw = textOf(cell);
    const identity = holdsIdentityNumber(raw);
    if (identity) this.#reader.say('forbidden-value', said);
    const judged: JudgedPhone = identity
      ? { verdict: 'reject', numbers: [], issues: ['NOT_A_PHONE'] }
      : judgePhone(phoneCell(cell), context);
    this.#sayPhone(judged, said, raw);
    return judged;
  }

  #sayPhone(judged: JudgedPhone, column: ColumnKey, raw: string): void {
    const { verdict, issues, numbers } = judged;
    if (verdict === 'ok' || verdict === 'empty') return;
    const repaired = numbers.length === 0 ? {} : { repaired: numbers.map(printed).join('、') };
    const said: Said = { raw, issues, ...repaired };
    switch (verdict) {
      case 'fixed':
        this.#reader.say('phone-repaired', column, said);
        break;
      case 'multi':
        this.#reader.say('phone-multiple', column, { ...said, values: { n: numbers.length } });
        break;
      case 'review':
        this.#reader.say('phone-review', column, said);
        break;
      case 'unrecoverable':
        this.#reader.say('phone-unrecoverable', column, said);
        break;
      case 'reject': {
        const reason = issues.map((issue) => phoneIssueLabels[issue]).join(',');
        this.#reader.say('phone-rejected', column, { ...said, values: { reason } });
        break;
      }
    }
  }

  /** The area code of the row: null when blank, empty when unusable. A whole number in the 区号 column is a number. */
  #area(found: PhoneNumber[]): string | null {
    const cell = this.#reader.cell('area');
    if (cell === undefined || cell === '') return null;
    if (typeof cell === 'string') {
      const known = this.#areas.get(cell);
      if (known !== undefined) return known;
      if (isAreaCode(cell)) {
        this.#areas.set(cell, cell);
        return cell;
      }
    }
    if (typeof cell === 'object') {
      if (cell.comment !== undefined) this.#reader.comment(cell.comment, 'area');
      if (cell.formula && cell.value === null && cell.error === undefined) {
        this.#reader.say('formula-without-value', 'area');
        return null;
      }
    }
    const judged = judgeArea(phoneCell(cell), areaOfPlace);
    const raw = textOf(cell);
    if (judged.verdict === 'empty') return null;
    if (judged.verdict === 'reject') {
      const { homeArea } = this.#reader.list;
      const number =
        raw.replace(/\D/g, '').length >= 7
          ? judgePhone(phoneCell(cell), { column: 'phone', area: null, homeArea })
          : undefined;
      if (number && (number.verdict === 'ok' || number.verdict === 'fixed' || number.verdict === 'multi')) {
        const issues = [...number.issues, 'WRONG_COLUMN' as const];
        this.#sayPhone({ ...number, verdict: number.verdict === 'ok' ? 'fixed' : number.verdict, issues }, 'area', raw);
        found.push(...number.numbers);
        return number.numbers.find((one) => one.type === 'fixed')?.area ?? null;
      }
      if (holdsIdentityNumber(raw)) this.#reader.say('forbidden-value', 'area');
      this.#reader.say('area-rejected', 'area', { raw, issues: judged.issues });
      return '';
    }
    if (judged.verdict === 'fixed') {
      this.#reader.say('area-repaired', 'area', { raw, repaired: judged.area ?? '', issues: judged.issues });
    }
    return judged.area;
  }

  /** Mobiles first, each number once. A number from the 区号 column comes last of its kind. */
  #settleNumbers(row: RowDraft, found: readonly PhoneNumber[]): void {
    const { homeArea, cityOfSegment } = this.#reader.list;
    const distinct = found
      .filter((number, at) => found.findIndex((other) => other.e164 === number.e164) === at)
      .map((number) => (cityOfSegment ? dialledBySegment(number, homeArea, cityOfSegment) : number));
    const mobiles = distinct.filter((number) => number.type === 'mobile');
    const landlines = distinct.filter((number) => number.type === 'fixed');
    const [mobile] = mobiles;
    const [landline] = landlines;
    row.numbers = [...mobiles, ...landlines];
    row.mobile = mobile?.type === 'mobile' ? Number(mobile.national) : 0;
    row.landline = landline?.type === 'fixed' ? landlineKey(landline.area, landline.local) : 0;
  }
}

function phoneCell(cell: FiledCell): PhoneCell {
  if (typeof cell === 'object') {
    return {
      value: cell.value,
      ...(cell.formula ? { formula: true } : {}),
      ...(cell.date === undefined ? {} : { date: cell.date }),
      ...(cell.error === undefined ? {} : { error: cell.error }),
    };
  }
  return { value: cell ?? null };
}

/** A number as a person writes it. */
function printed(number: PhoneNumber): string {
  if (number.type === 'mobile') return number.nonlocalDeclared ? `0${number.national}` : number.national;
  return `${number.area}-${number.local}${number.ext === undefined ? '' : `转${number.ext}`}`;
}
