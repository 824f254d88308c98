/**
 * Judges one data row field by field and says what is wrong with it.
 *
 * Promise: a clean row costs no object beside its own; what a cell holds beyond the format never leaves here.
 */
import {
  judgeArea,
  judgePhone,
  phoneIssueLabels,
  type JudgedPhone,
  type PhoneCell,
  type PhoneColumn,
} from '../phone.ts';
import { isAreaCode, localLengths, plainLocal, plainMobile, type PhoneNumber } from '../numbering.ts';
import { divideUnitCell, gradeAddress, isSampleText, type AddressGrade } from './addresses.ts';
import { holdsIdentityNumber, isBlank, mask, textOf, trim } from './cells.ts';
import type { At, Said } from './collector.ts';
import type { FindingCode } from './catalogue.ts';
import {
  genderOf,
  genderOfCode,
  isDitto,
  isOutOfScope,
  looksLikeFormula,
  organisationKeyOf,
  postcodeOf,
  saysGone,
  serialOf,
} from './fields.ts';
import type { FiledCell, FiledRow } from './filed.ts';
import { departmentKey } from './heading.ts';
import type { FrameList } from './list.ts';
import { isPlainName, judgeName } from './names.ts';
import { areaOfPlace, placeIn, type Place } from './places.ts';
import { FrameRow, landlineKey, numbersOf } from './rows.ts';
import type { ColumnKey, Gender } from './report.ts';

/** Phone columns in the order their numbers are listed. */
const phoneOrder = ['mobile', 'phone', 'office'] as const;

const errorText = /^#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!)$/i;

export class RowJudge {
  readonly #list: FrameList;
  readonly #sheet: number;
  readonly #sheetName: string;
  readonly #columns: ReadonlyMap<ColumnKey, number>;
  readonly #own: string;
  readonly #areas = new Map<string, string | null>();
  readonly #places = new Map<string, Place | undefined>();
  /** Rows whose number stands for a gender the whole column decides. */
  readonly #genderCodes: { row: FrameRow; raw: string; digit: string }[] = [];
  readonly #genderWords: { row: number; raw: string; value: Gender }[] = [];
  readonly #lost = new Map<PhoneColumn, number>();
  readonly #unaddressed: number[] = [];
  #rows = 0;
  #row = 0;

  constructor(list: FrameList, sheet: number, columns: ReadonlyMap<ColumnKey, number>, reportedBy: string | null) {
    this.#list = list;
    this.#sheet = sheet;
    this.#sheetName = list.findings.sheets[sheet]?.name ?? '';
    this.#columns = columns;
    this.#own = list.kind === 'system-cadres' ? '' : departmentKey(list.department ?? reportedBy ?? '');
  }

  /** Judges a data row. `cells` has merged cells filled in; `subHeading` is the one above. */
  judge(filed: FiledRow, cells: readonly FiledCell[], subHeading: string): FrameRow {
    const row = new FrameRow(this.#sheet, filed.number);
    this.#row = filed.number;
    this.#rows += 1;
    if (filed.undecodable) this.#say('undecodable-bytes');
    this.#serial(row, cells);
    const name = this.#name(row, cells);
    this.#gender(row, cells);
    const grade = this.#organisation(row, cells);
    this.#post(row, cells);
    this.#phones(row, cells);
    this.#postcode(row, cells);
    this.#remark(row, cells);
    this.#address(row, cells, grade);
    this.#placing(row, subHeading);
    this.#conclude(row, name);
    return row;
  }

  /** What only the whole sheet can tell. */
  end(): void {
    const { findings } = this.#list;
    const at = { sheet: this.#sheet };
    for (const [column, lost] of this.#lost) {
      if (lost * 10 > this.#rows)
        findings.add('digits-lost', { ...at, column }, { raw: String(lost), values: { n: lost } });
    }
    this.#settleGenders();
    const [first, ...others] = this.#unaddressed;
    if (first !== undefined && !this.#list.exemptions.use('address')) {
      const place = findings.sheets[this.#sheet];
      const n = this.#unaddressed.length;
      const related = place ? others.map((row) => ({ place, row })) : [];
      findings.add('address-advised', { ...at, row: first }, { raw: String(n), related, values: { n } });
    }
  }

  #say(code: FindingCode, column?: string, said: Said = {}): void {
    const at: At = { sheet: this.#sheet, row: this.#row, ...(column === undefined ? {} : { column }) };
    this.#list.findings.add(code, at, said);
  }

  #reject(row: FrameRow, code: FindingCode, column?: string, said: Said = {}): void {
    row.rejected = true;
    this.#say(code, column, said);
  }

  #cell(key: ColumnKey, cells: readonly FiledCell[]): FiledCell {
    const index = this.#columns.get(key);
    return index === undefined ? undefined : cells[index];
  }

  /** Trimmed text of a field, its remarks said; empty when there is nothing to use. */
  #text(key: ColumnKey, cells: readonly FiledCell[]): string {
    const cell = this.#cell(key, cells);
    if (cell === undefined) return '';
    if (typeof cell === 'string') return this.#checked(trim(cell), key);
    if (typeof cell === 'number') return this.#checked(String(cell), key);
    if (cell.comment !== undefined) this.#comment(cell.comment, key);
    if (cell.error !== undefined) {
      this.#say('error-cell', key, { raw: cell.error });
      return '';
    }
    if (cell.formula && cell.value === null) {
      this.#say('formula-without-value', key);
      return '';
    }
    const text = trim(textOf(cell));
    if (cell.formula && text !== '') this.#say('formula-cell', key, { raw: text });
    return this.#checked(text, key);
  }

  #checked(text: string, key: ColumnKey): string {
    if (text === '') return text;
    if (text.length >= 8 && holdsIdentityNumber(text)) {
      this.#say('forbidden-value', key);
      return mask(text);
    }
    const first = text.charCodeAt(0);
    // Only # = + - @ and their full-width kin open anything worth a look.
    if (first > 0x40) return text;
    if (first === 0x23 && errorText.test(text)) {
      this.#say('error-cell', key, { raw: text });
      return '';
    }
    if (looksLikeFormula(text)) this.#say('formula-like-text', key, { raw: text, values: { sign: text.charAt(0) } });
    return text;
  }

  #comment(comment: string, key: ColumnKey): void {
    this.#say('cell-comment', key, { raw: trim(comment) });
  }

  #serial(row: FrameRow, cells: readonly FiledCell[]): void {
    const cell = this.#cell('serial', cells);
    if (typeof cell === 'number' && Number.isInteger(cell) && cell >= 0 && cell < 1e9) {
      row.serial = cell;
      return;
    }
    const text = this.#text('serial', cells);
    if (text !== '') row.serial = serialOf(text);
    if (this.#list.kind === 'service-users') return;
    if (text === '') this.#say('serial-missing', 'serial');
    else if (row.serial === null) this.#say('serial-invalid', 'serial', { raw: text });
    else if (!/^(?:0|[1-9]\d*)$/.test(text)) {
      this.#say('serial-normalised', 'serial', { raw: text, values: { n: row.serial } });
    }
  }

  /** Returns the codes that hang on the name; they are said once the row is known. */
  #name(row: FrameRow, cells: readonly FiledCell[]): 'missing' | 'given' {
    const cell = this.#cell('name', cells);
    if (typeof cell === 'string' && isPlainName(cell)) {
      row.name = cell;
      row.nameKey = cell;
      return 'given';
    }
    const text = this.#text('name', cells);
    if (typeof cell === 'object' && cell.struck && text !== '') this.#say('struck-through-row');
    const judged = judgeName(text);
    if (judged.key === '') return 'missing';
    row.name = judged.name;
    row.nameKey = judged.key;
    for (const { code, repaired } of judged.findings) {
      this.#say(code, 'name', { raw: text, ...(repaired === undefined ? {} : { repaired }) });
    }
    return 'given';
  }

  #gender(row: FrameRow, cells: readonly FiledCell[]): void {
    const cell = this.#cell('gender', cells);
    if (cell === '男' || cell === '女') {
      row.gender = cell;
      return;
    }
    const text = this.#text('gender', cells);
    if (text === '') {
      if (this.#list.kind !== 'service-users') this.#say('gender-missing', 'gender');
      return;
    }
    if (text === '男' || text === '女') {
      row.gender = text;
      return;
    }
    const meaning = genderOf(text);
    if (meaning === undefined) this.#say('gender-unknown', 'gender', { raw: text });
    else if (meaning === 'code') {
      this.#genderCodes.push({ row, raw: text, digit: text.normalize('NFKC').charAt(0) });
    } else {
      row.gender = meaning;
      this.#genderWords.push({ row: row.row, raw: text, value: meaning });
    }
  }

  #settleGenders(): void {
    const codes = this.#genderCodes;
    const seen = {
      zero: codes.some(({ digit }) => digit === '0'),
      one: codes.some(({ digit }) => digit === '1'),
      two: codes.some(({ digit }) => digit === '2'),
    };
    const words = [...this.#genderWords];
    for (const { row, raw, digit } of codes) {
      const gender = genderOfCode(digit, seen);
      this.#row = row.row;
      if (gender === undefined) {
        this.#say('gender-unknown', 'gender', { raw });
        continue;
      }
      row.gender = gender;
      words.push({ row: row.row, raw, value: gender });
    }
    for (const { row, raw, value } of words.toSorted((a, b) => a.row - b.row)) {
      this.#row = row;
      this.#say('gender-normalised', 'gender', { raw, values: { value } });
    }
  }

  /** Sets the organisation; returns how good an address the cell holds. */
  #organisation(row: FrameRow, cells: readonly FiledCell[]): AddressGrade {
    const text = this.#text('organisation', cells);
    const quiet = this.#list.kind === 'service-users';
    const sample = text !== '' && isSampleText(text);
    if (text === '' || sample) {
      if (!quiet && row.nameKey !== '') {
        this.#say('organisation-missing', 'organisation', sample ? { raw: text } : {});
      }
      return 'missing';
    }
    if (isDitto(text)) {
      this.#say('organisation-ditto', 'organisation', { raw: text });
      return 'missing';
    }
    const divided = this.#list.attachment === 2 || this.#list.attachment === 4 ? divideUnitCell(text) : undefined;
    row.organisation = divided?.organisation ?? text;
    row.organisationKey = organisationKeyOf(row.organisation);
    if (divided && divided.address !== '') row.address = divided.address;
    if (this.#own !== '' && departmentKey(row.organisation).startsWith(this.#own))
      this.#say('own-staff', 'organisation');
    return divided?.grade ?? (this.#list.attachment === 6 ? gradeAddress(text) : 'missing');
  }

  #post(row: FrameRow, cells: readonly FiledCell[]): void {
    const text = this.#text('post', cells);
    if (text !== '' && !isDitto(text)) row.post = text;
    else if (this.#list.kind !== 'service-users') this.#say('post-missing', 'post');
  }

  #postcode(row: FrameRow, cells: readonly FiledCell[]): void {
    if (!this.#columns.has('postcode')) return;
    const text = this.#text('postcode', cells);
    const demanded = this.#list.attachment === 2 || this.#list.attachment === 4;
    if (text === '') {
      if (demanded) this.#say('postcode-missing', 'postcode');
      return;
    }
    const postcode = postcodeOf(text);
    if (postcode === undefined && demanded) this.#say('postcode-invalid', 'postcode', { raw: text });
    if (this.#list.keepsText) row.postcode = postcode ?? text;
  }

  #remark(row: FrameRow, cells: readonly FiledCell[]): void {
    if (!this.#columns.has('remark')) return;
    const text = this.#text('remark', cells);
    if (text === '') return;
    if (saysGone(text)) this.#reject(row, 'not-callable-remark', 'remark', { raw: text });
    row.remark = text;
  }

  #address(row: FrameRow, cells: readonly FiledCell[], inOrganisation: AddressGrade): void {
    const own = this.#text('address', cells);
    if (own !== '' && !isDitto(own)) row.address = own;
    const { attachment, exemptions } = this.#list;
    if (attachment === 2 || attachment === 4) {
      const grade = better(inOrganisation, own === '' ? 'missing' : gradeAddress(own));
      if (grade === 'missing' && !exemptions.use('address')) this.#reject(row, 'address-missing', 'organisation');
      else if (grade === 'vague' && !exemptions.use('address')) this.#say('address-vague', 'organisation');
    } else if (attachment === 6) {
      const concrete = [row.remark, row.address].some((text) => text !== null && gradeAddress(text) === 'concrete');
      if (inOrganisation !== 'concrete' && !concrete) this.#unaddressed.push(row.row);
    }
    if (!this.#list.keepsText) row.remark = null;
  }

  #placing(row: FrameRow, subHeading: string): void {
    const { coverage, kind } = this.#list;
    const asked = coverage !== 'none';
    const division = coverage === 'none' ? 'guangxi-2015' : coverage;
    if (asked) {
      const named = this.#placeOf(row.organisation ?? '', division);
      row.place =
        named ??
        this.#placeOf(subHeading, division) ??
        this.#placeOf(this.#sheetName, division) ??
        this.#placeOf(row.address ?? '', division);
      if (!row.place) this.#say('coverage-unplaced', 'organisation');
      else if (named && named.listed && named.written !== named.name) {
        this.#say('place-alias', 'organisation', { raw: named.written, repaired: named.name });
      }
    }
    if (kind !== 'system-cadres' || row.post === null) return;
    const county =
      /股长/.test(row.post) &&
      (row.place ?? this.#placeOf(row.organisation ?? '', division) ?? this.#placeOf(subHeading, division))?.level ===
        'county';
    if (isOutOfScope(row.post, county)) this.#say('post-out-of-scope', 'post', { raw: row.post });
  }

  #placeOf(text: string, division: 'guangxi-2015' | 'guangxi-2018'): Place | undefined {
    if (text === '') return undefined;
    if (this.#places.has(text)) return this.#places.get(text);
    const place = placeIn(text, division);
    if (this.#places.size < 10_000) this.#places.set(text, place);
    return place;
  }

  #conclude(row: FrameRow, name: 'missing' | 'given'): void {
    const { kind, exemptions } = this.#list;
    if (name === 'missing') {
      const withheld = exemptions.find('withheld') !== undefined && row.post !== null && row.callable;
      if (withheld) exemptions.use('withheld');
      else this.#reject(row, 'name-missing', 'name');
    }
    if (row.callable) return;
    if (kind === 'system-cadres') this.#say('no-number-for-cadre');
    else this.#reject(row, 'no-callable-number');
  }

  #phones(row: FrameRow, cells: readonly FiledCell[]): void {
    const found: PhoneNumber[] = [];
    const inArea: PhoneNumber[] = [];
    const area = this.#area(cells, inArea);
    let compact = inArea.length === 0;
    for (const column of phoneOrder) {
      const index = this.#columns.get(column);
      if (index === undefined) continue;
      const cell = cells[index];
      if (cell === undefined || cell === '') continue;
      if (compact && typeof cell === 'string' && this.#plain(row, cell, column, area)) continue;
      if (isBlank(cell) && typeof cell === 'string') continue;
      if (compact) {
        compact = false;
        found.push(...numbersOf(row, this.#list.homeArea));
      }
      this.#judged(cell, column, area, found);
    }
    if (!compact) this.#settleNumbers(row, [...found, ...inArea]);
  }

  /** Takes a number typed plainly, without any object. */
  #plain(row: FrameRow, cell: string, column: PhoneColumn, area: string | null): boolean {
    if (column !== 'office' && row.mobile === 0 && !this.#list.cityOfSegment) {
      const mobile = plainMobile(cell);
      if (mobile !== 0) {
        row.mobile = mobile;
        row.nonlocal = cell.length === 12;
        return true;
      }
    }
    if (column === 'mobile' || row.landline !== 0 || area === '') return false;
    const local = plainLocal(cell);
    const code = area ?? this.#list.homeArea;
    if (local === 0 || !localLengths(code).includes(7)) return false;
    row.landline = landlineKey(code, cell);
    return true;
  }

  #judged(cell: FiledCell, column: PhoneColumn, area: string | null, found: PhoneNumber[]): void {
    const judged = this.#judgeCell(cell, column, column, area);
    if (!judged) return;
    if (judged.verdict === 'unrecoverable' || judged.issues.includes('SUSPECT_ROUNDED')) {
      this.#lost.set(column, (this.#lost.get(column) ?? 0) + 1);
    }
    if (judged.verdict === 'ok' || judged.verdict === 'fixed' || judged.verdict === 'multi')
      found.push(...judged.numbers);
    if (judged.issues.includes('AREA_CONFLICT')) this.#say('area-conflict', 'area', { raw: area ?? '' });
  }

  /** Judges a cell and says its finding in `said`; undefined for a formula without value. */
  #judgeCell(cell: FiledCell, column: PhoneColumn, said: ColumnKey, area: string | null): JudgedPhone | undefined {
    if (typeof cell === 'object') {
      if (cell.comment !== undefined) this.#comment(cell.comment, said);
      if (cell.formula && cell.value === null && cell.error === undefined) {
        this.#say('formula-without-value', said);
        return undefined;
      }
    }
    const { homeArea, cityOfSegment } = this.#list;
    const context = { column, area, homeArea, ...(cityOfSegment ? { cityOfSegment } : {}) };
    const judged = judgePhone(phoneCell(cell), context);
    const raw = textOf(cell);
    if (holdsIdentityNumber(raw)) this.#say('forbidden-value', said);
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
        this.#say('phone-repaired', column, said);
        break;
      case 'multi':
        this.#say('phone-multiple', column, { ...said, values: { n: numbers.length } });
        break;
      case 'review':
        this.#say('phone-review', column, said);
        break;
      case 'unrecoverable':
        this.#say('phone-unrecoverable', column, said);
        break;
      case 'reject': {
        const reason = issues.map((issue) => phoneIssueLabels[issue]).join(',');
        this.#say('phone-rejected', column, { ...said, values: { reason } });
        break;
      }
    }
  }

  /** The area code of the row: null when blank, empty when unusable. A whole number in the 区号 column is a number. */
  #area(cells: readonly FiledCell[], found: PhoneNumber[]): string | null {
    const cell = this.#cell('area', cells);
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
      if (cell.comment !== undefined) this.#comment(cell.comment, 'area');
      if (cell.formula && cell.value === null && cell.error === undefined) {
        this.#say('formula-without-value', 'area');
        return null;
      }
    }
    const judged = judgeArea(phoneCell(cell), areaOfPlace);
    const raw = textOf(cell);
    if (judged.verdict === 'empty') return null;
    if (judged.verdict === 'reject') {
      const { homeArea } = this.#list;
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
      if (holdsIdentityNumber(raw)) this.#say('forbidden-value', 'area');
      this.#say('area-rejected', 'area', { raw, issues: judged.issues });
      return '';
    }
    if (judged.verdict === 'fixed') {
      this.#say('area-repaired', 'area', { raw, repaired: judged.area ?? '', issues: judged.issues });
    }
    return judged.area;
  }

  /** Mobiles first, each number once. A number from the 区号 column comes last of its kind. */
  #settleNumbers(row: FrameRow, found: readonly PhoneNumber[]): void {
    const distinct = found.filter((number, at) => found.findIndex((other) => other.e164 === number.e164) === at);
    const mobiles = distinct.filter((number) => number.type === 'mobile');
    const landlines = distinct.filter((number) => number.type === 'fixed');
    const [mobile] = mobiles;
    const [landline] = landlines;
    row.numbers = [...mobiles, ...landlines];
    row.mobile = mobile?.type === 'mobile' ? Number(mobile.national) : 0;
    row.landline = landline?.type === 'fixed' ? landlineKey(landline.area, landline.local) : 0;
  }
}

function better(a: AddressGrade, b: AddressGrade): AddressGrade {
  if (a === 'concrete' || b === 'concrete') return 'concrete';
  return a === 'vague' || b === 'vague' ? 'vague' : 'missing';
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
