/**
 * Judges one data row field by field and says what is wrong with it.
 *
 * Promise: a clean row costs no object beside its own; what a cell holds beyond the format never leaves here.
 */
import { divideUnitCell, gradeAddress, isSampleText, type AddressGrade } from './addresses.ts';
import { CellReader } from './cell-reader.ts';
import type { Said } from './collector.ts';
import type { FindingCode } from './catalogue.ts';
import { genderOf, genderOfCode, isDitto, isOutOfScope, postcodeOf, saysGone, serialOf } from './fields.ts';
import type { FiledCell, FiledRow } from './filed.ts';
import { departmentKey } from './heading.ts';
import type { FrameList } from './list.ts';
import { isPlainName, judgeName } from './names.ts';
import { placeIn, type Place } from './places.ts';
import { RowPhones } from './row-phones.ts';
import { RowDraft } from './rows.ts';
import { namesAreEnough, type ColumnKey, type Gender } from './report.ts';
import type { CoverageList } from './tables/divisions.ts';

/** An integer typed as such. */
const plainSerial = /^(?:0|[1-9]\d{0,8})$/;

export class RowJudge {
  readonly #reader: CellReader;
  readonly #phones: RowPhones;
  readonly #draft = new RowDraft();
  readonly #sheetName: string;
  /** Key of the department whose own staff are not its public; empty where nobody is. */
  readonly #own: string;
  readonly #places = new Map<string, Place | undefined>();
  /** Rows whose number stands for a gender the whole column decides. */
  readonly #genderCodes: { index: number; row: number; raw: string; digit: string }[] = [];
  readonly #genderWords: { row: number; raw: string; value: Gender }[] = [];
  readonly #unaddressed: number[] = [];
  #rows = 0;

  constructor(list: FrameList, sheet: number, columns: ReadonlyMap<ColumnKey, number>, reportedBy: string | null) {
    this.#reader = new CellReader(list, sheet, columns);
    this.#phones = new RowPhones(this.#reader);
    this.#sheetName = list.findings.sheets[sheet]?.name ?? '';
    this.#own = list.kind === 'system-cadres' ? '' : departmentKey(list.department ?? reportedBy ?? '');
  }

  /**
   * Judges a data row and keeps it. `cells` has merged cells filled in; `subHeading` is the one above. What is returned is
   * good until the next row.
   */
  judge(filed: FiledRow, cells: readonly FiledCell[], subHeading: string): Readonly<RowDraft> {
    const row = this.#draft;
    row.begin(this.#reader.sheet, filed.number);
    this.#reader.row = filed.number;
    this.#reader.cells = cells;
    this.#rows += 1;
    if (filed.undecodable) this.#reader.say('undecodable-bytes');
    this.#serial(row);
    const name = this.#name(row);
    this.#gender(row);
    const grade = this.#organisation(row);
    this.#post(row);
    this.#phones.read(row);
    this.#postcode(row);
    this.#remark(row);
    this.#address(row, grade);
    this.#placing(row, subHeading);
    this.#conclude(row, name);
    this.#reader.list.rows.add(row);
    return row;
  }

  /** What only the whole sheet can tell. */
  end(): void {
    const { findings } = this.#reader.list;
    const at = { sheet: this.#reader.sheet };
    for (const [column, lost] of this.#phones.lost) {
      if (lost * 10 > this.#rows)
        findings.add('digits-lost', { ...at, column }, { raw: String(lost), values: { n: lost } });
    }
    this.#settleGenders();
    const [first, ...others] = this.#unaddressed;
    if (first !== undefined && !this.#reader.list.exemptions.use('address')) {
      const place = findings.sheets[this.#reader.sheet];
      const n = this.#unaddressed.length;
      const related = place ? others.map((row) => ({ place, row })) : [];
      findings.add('address-advised', { ...at, row: first }, { raw: String(n), related, values: { n } });
    }
  }

  #reject(row: RowDraft, code: FindingCode, column?: string, said: Said = {}): void {
    row.rejected = true;
    this.#reader.say(code, column, said);
  }

  #serial(row: RowDraft): void {
    const cell = this.#reader.cell('serial');
    if (typeof cell === 'number' && Number.isInteger(cell) && cell >= 0 && cell < 1e9) {
      row.serial = cell;
      return;
    }
    if (typeof cell === 'string' && plainSerial.test(cell)) {
      row.serial = Number(cell);
      return;
    }
    const text = this.#reader.text('serial');
    if (text !== '') row.serial = serialOf(text);
    if (namesAreEnough(this.#reader.list.kind)) return;
    if (text === '') this.#reader.say('serial-missing', 'serial');
    else if (row.serial === null) this.#reader.say('serial-invalid', 'serial', { raw: text });
    else if (!plainSerial.test(text)) {
      this.#reader.say('serial-normalised', 'serial', { raw: text, values: { n: row.serial } });
    }
  }

  /** Returns the codes that hang on the name; they are said once the row is known. */
  #name(row: RowDraft): 'missing' | 'given' {
    const cell = this.#reader.cell('name');
    if (typeof cell === 'string' && isPlainName(cell)) {
      row.name = cell;
      row.nameKey = cell;
      return 'given';
    }
    const text = this.#reader.text('name');
    if (typeof cell === 'object' && cell.struck && text !== '') this.#reader.say('struck-through-row');
    const judged = judgeName(text);
    if (judged.key === '') return 'missing';
    row.name = judged.name;
    row.nameKey = judged.key;
    for (const { code, repaired } of judged.findings) {
      this.#reader.say(code, 'name', { raw: text, ...(repaired === undefined ? {} : { repaired }) });
    }
    return 'given';
  }

  #gender(row: RowDraft): void {
    const cell = this.#reader.cell('gender');
    if (cell === '男' || cell === '女') {
      row.gender = cell;
      return;
    }
    const text = this.#reader.text('gender');
    if (text === '') {
      if (!namesAreEnough(this.#reader.list.kind)) this.#reader.say('gender-missing', 'gender');
      return;
    }
    if (text === '男' || text === '女') {
      row.gender = text;
      return;
    }
    const meaning = genderOf(text);
    if (meaning === undefined) this.#reader.say('gender-unknown', 'gender', { raw: text });
    else if (meaning === 'code') {
      const digit = text.normalize('NFKC').charAt(0);
      this.#genderCodes.push({ index: this.#reader.list.rows.length, row: row.row, raw: text, digit });
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
    for (const { index, row, raw, digit } of codes) {
      const gender = genderOfCode(digit, seen);
      this.#reader.row = row;
      if (gender === undefined) {
        this.#reader.say('gender-unknown', 'gender', { raw });
        continue;
      }
      this.#reader.list.rows.setGender(index, gender);
      words.push({ row, raw, value: gender });
    }
    for (const { row, raw, value } of words.toSorted((a, b) => a.row - b.row)) {
      this.#reader.row = row;
      this.#reader.say('gender-normalised', 'gender', { raw, values: { value } });
    }
  }

  /** Sets the organisation; returns how good an address the cell holds. */
  #organisation(row: RowDraft): AddressGrade {
    const text = this.#reader.text('organisation');
    const quiet = namesAreEnough(this.#reader.list.kind);
    const sample = text !== '' && isSampleText(text);
    if (text === '' || sample) {
      if (!quiet && row.nameKey !== '') {
        this.#reader.say('organisation-missing', 'organisation', sample ? { raw: text } : {});
      }
      return 'missing';
    }
    if (isDitto(text)) {
      this.#reader.say('organisation-ditto', 'organisation', { raw: text });
      return 'missing';
    }
    const divided =
      this.#reader.list.attachment === 2 || this.#reader.list.attachment === 4 ? divideUnitCell(text) : undefined;
    row.organisation = divided?.organisation ?? text;
    if (divided && divided.address !== '') row.address = divided.address;
    if (this.#own !== '' && text.includes(this.#own.charAt(0)) && departmentKey(row.organisation).startsWith(this.#own))
      this.#reader.say('own-staff', 'organisation');
    return divided?.grade ?? (this.#reader.list.attachment === 6 ? gradeAddress(text) : 'missing');
  }

  #post(row: RowDraft): void {
    const text = this.#reader.text('post');
    if (text !== '' && !isDitto(text)) row.post = text;
    else if (!namesAreEnough(this.#reader.list.kind)) this.#reader.say('post-missing', 'post');
  }

  #postcode(row: RowDraft): void {
    if (!this.#reader.has('postcode')) return;
    const text = this.#reader.text('postcode');
    const demanded = this.#reader.list.attachment === 2 || this.#reader.list.attachment === 4;
    if (text === '') {
      if (demanded) this.#reader.say('postcode-missing', 'postcode');
      return;
    }
    const postcode = postcodeOf(text);
    if (postcode === undefined && demanded) this.#reader.say('postcode-invalid', 'postcode', { raw: text });
    if (this.#reader.list.keepsText) row.postcode = postcode ?? text;
  }

  #remark(row: RowDraft): void {
    if (!this.#reader.has('remark')) return;
    const text = this.#reader.text('remark');
    if (text === '') return;
    if (saysGone(text)) this.#reject(row, 'not-callable-remark', 'remark', { raw: text });
    row.remark = text;
  }

  #address(row: RowDraft, inOrganisation: AddressGrade): void {
    const own = this.#reader.text('address');
    if (own !== '' && !isDitto(own)) row.address = own;
    const { attachment, exemptions } = this.#reader.list;
    if (attachment === 2 || attachment === 4) {
      const grade = better(inOrganisation, own === '' ? 'missing' : gradeAddress(own));
      if (grade === 'missing' && !exemptions.use('address')) this.#reject(row, 'address-missing', 'organisation');
      else if (grade === 'vague' && !exemptions.use('address')) this.#reader.say('address-vague', 'organisation');
    } else if (attachment === 6) {
      const concrete = [row.remark, row.address].some((text) => text !== null && gradeAddress(text) === 'concrete');
      if (inOrganisation !== 'concrete' && !concrete) this.#unaddressed.push(row.row);
    }
    if (!this.#reader.list.keepsText) row.remark = null;
  }

  #placing(row: RowDraft, subHeading: string): void {
    const { coverage, kind } = this.#reader.list;
    const asked = coverage !== 'none';
    const division = coverage === 'none' ? 'guangxi-2015' : coverage;
    if (asked) {
      const named = this.#placeOf(row.organisation ?? '', division);
      row.place =
        named ??
        this.#placeOf(subHeading, division) ??
        this.#placeOf(this.#sheetName, division) ??
        this.#placeOf(row.address ?? '', division);
      if (!row.place) this.#reader.say('coverage-unplaced', 'organisation');
      else if (named && named.listed && named.written !== named.name) {
        this.#reader.say('place-alias', 'organisation', { raw: named.written, repaired: named.name });
      }
    }
    if (kind !== 'system-cadres' || row.post === null) return;
    const county =
      /股长/.test(row.post) &&
      (row.place ?? this.#placeOf(row.organisation ?? '', division) ?? this.#placeOf(subHeading, division))?.level ===
        'county';
    if (isOutOfScope(row.post, county)) this.#reader.say('post-out-of-scope', 'post', { raw: row.post });
  }

  #placeOf(text: string, division: CoverageList): Place | undefined {
    if (text === '') return undefined;
    if (this.#places.has(text)) return this.#places.get(text);
    const named = placeIn(text, division);
    // Short names count for counties only: 柳州铁路 or 桂林银行 does not cover a city, a sheet called 柳州 does.
    const short = named?.level === 'city' && named.written !== named.name;
    const place = short && named.written !== text.trim() ? undefined : named;
    if (this.#places.size < 10_000) this.#places.set(text, place);
    return place;
  }

  #conclude(row: RowDraft, name: 'missing' | 'given'): void {
    const { kind, exemptions } = this.#reader.list;
    if (name === 'missing') {
      const withheld = exemptions.find('withheld') !== undefined && row.post !== null && row.callable;
      if (withheld) exemptions.use('withheld');
      else this.#reject(row, 'name-missing', 'name');
    }
    if (row.callable) return;
    if (kind === 'system-cadres') this.#reader.say('no-number-for-cadre');
    else this.#reject(row, 'no-callable-number');
  }
}

function better(a: AddressGrade, b: AddressGrade): AddressGrade {
  if (a === 'concrete' || b === 'concrete') return 'concrete';
  return a === 'vague' || b === 'vague' ? 'vague' : 'missing';
}
