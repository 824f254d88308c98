/**
 * The data rows of a list, packed: a list may have a million.
 *
 * Promise: keeps what the person and the identity rules need, nothing of forbidden, unknown or hidden columns. A row that
 * needs a closer look is looked at through a `FrameRow`; two looks at one row are the same object.
 */
import { dial, fixedNumber, mobileNumber, type PhoneNumber } from '../numbering.ts';
import { organisationKeyOf } from './fields.ts';
import type { Place } from './places.ts';
import type { Gender } from './report.ts';

/** Fields that only a printed person, a difference or the place needs. */
export interface RowTexts {
  readonly address: string | null;
  readonly postcode: string | null;
  readonly remark: string | null;
}

/** The data row at hand while it is judged; one object serves all rows of a sheet. */
export class RowDraft {
  /** Index of the sheet among the judged sheets of the list. */
  sheet = 0;
  row = 0;
  serial: number | null = null;
  name = '';
  /** Empty when the row has no usable name. */
  nameKey = '';
  gender: Gender | null = null;
  /** Null when it is blank or ditto: it equals no other. */
  organisation: string | null = null;
  post: string | null = null;
  address: string | null = null;
  postcode: string | null = null;
  remark: string | null = null;
  /** First mobile: its 11 digits as an integer; 0 when there is none. */
  mobile = 0;
  /** The mobile was declared nonlocal. */
  nonlocal = false;
  /** First landline: area without its 0 and local number as an integer; 0 when there is none. */
  landline = 0;
  /** All numbers in their order when one mobile and one landline cannot say it. */
  numbers: readonly PhoneNumber[] | null = null;
  rejected = false;
  place: Place | undefined = undefined;

  begin(sheet: number, row: number): void {
    this.sheet = sheet;
    this.row = row;
    this.serial = null;
    this.name = '';
    this.nameKey = '';
    this.gender = null;
    this.organisation = null;
    this.post = null;
    this.address = null;
    this.postcode = null;
    this.remark = null;
    this.mobile = 0;
    this.nonlocal = false;
    this.landline = 0;
    this.numbers = null;
    this.rejected = false;
    this.place = undefined;
  }

  get callable(): boolean {
    return this.mobile !== 0 || this.landline !== 0;
  }
}

const nonlocalBit = 1;
const rejectedBit = 2;
const genders: readonly (Gender | null)[] = [null, '男', '女'];

export class RowTable {
  #length = 0;
  #sheets = new Uint32Array(1024);
  #rows = new Uint32Array(1024);
  /** -1 stands for none. */
  #serials = new Int32Array(1024);
  #genders = new Uint8Array(1024);
  #bits = new Uint8Array(1024);
  #mobiles = new Float64Array(1024);
  #landlines = new Float64Array(1024);
  /** First row of the same person, as far as is known. */
  #firsts = new Uint32Array(1024);
  readonly #names: string[] = [];
  readonly #keys: string[] = [];
  readonly #organisations: (string | null)[] = [];
  readonly #posts: (string | null)[] = [];
  readonly #numbers = new Map<number, readonly PhoneNumber[]>();
  readonly #texts = new Map<number, RowTexts>();
  readonly #places = new Map<number, Place>();
  readonly #looks = new Map<number, FrameRow>();
  readonly #cityOfSegment: ((segment: string) => string | undefined) | undefined;

  /** With a number-segment table the numbers of a row are dialled as it says. */
  constructor(cityOfSegment?: (segment: string) => string | undefined) {
    this.#cityOfSegment = cityOfSegment;
  }

  get length(): number {
    return this.#length;
  }

  /** Keeps a judged row; returns its index. Constant time on average. */
  add(draft: RowDraft): number {
    const index = this.#length;
    if (index === this.#rows.length) this.#grow();
    this.#length += 1;
    this.#sheets[index] = draft.sheet;
    this.#rows[index] = draft.row;
    this.#serials[index] = draft.serial ?? -1;
    this.#genders[index] = draft.gender === null ? 0 : draft.gender === '男' ? 1 : 2;
    this.#bits[index] = (draft.nonlocal ? nonlocalBit : 0) | (draft.rejected ? rejectedBit : 0);
    this.#mobiles[index] = draft.mobile;
    this.#landlines[index] = draft.landline;
    this.#firsts[index] = index;
    this.#names.push(draft.name);
    this.#keys.push(draft.nameKey);
    this.#organisations.push(draft.organisation);
    this.#posts.push(draft.post);
    if (draft.numbers !== null) this.#numbers.set(index, draft.numbers);
    if (draft.place) this.#places.set(index, draft.place);
    const { address, postcode, remark } = draft;
    if (address !== null || postcode !== null || remark !== null) this.#texts.set(index, { address, postcode, remark });
    return index;
  }

  #grow(): void {
    const length = this.#rows.length * 2;
    const words = (table: Uint32Array<ArrayBuffer>) => {
      const larger = new Uint32Array(length);
      larger.set(table);
      return larger;
    };
    const bytes = (table: Uint8Array<ArrayBuffer>) => {
      const larger = new Uint8Array(length);
      larger.set(table);
      return larger;
    };
    const doubles = (table: Float64Array<ArrayBuffer>) => {
      const larger = new Float64Array(length);
      larger.set(table);
      return larger;
    };
    const serials = new Int32Array(length);
    serials.set(this.#serials);
    this.#serials = serials;
    this.#sheets = words(this.#sheets);
    this.#rows = words(this.#rows);
    this.#firsts = words(this.#firsts);
    this.#genders = bytes(this.#genders);
    this.#bits = bytes(this.#bits);
    this.#mobiles = doubles(this.#mobiles);
    this.#landlines = doubles(this.#landlines);
  }

  /** A look at a row, the same object every time. For the few rows worth one. */
  at(index: number): FrameRow {
    let look = this.#looks.get(index);
    if (!look) {
      look = new FrameRow(this, index);
      this.#looks.set(index, look);
    }
    return look;
  }

  sheet(index: number): number {
    return this.#sheets[index] ?? 0;
  }

  row(index: number): number {
    return this.#rows[index] ?? 0;
  }

  serial(index: number): number | null {
    const serial = this.#serials[index] ?? -1;
    return serial < 0 ? null : serial;
  }

  name(index: number): string {
    return this.#names[index] ?? '';
  }

  nameKey(index: number): string {
    return this.#keys[index] ?? '';
  }

  gender(index: number): Gender | null {
    return genders[this.#genders[index] ?? 0] ?? null;
  }

  setGender(index: number, gender: Gender): void {
    this.#genders[index] = gender === '男' ? 1 : 2;
  }

  organisation(index: number): string | null {
    return this.#organisations[index] ?? null;
  }

  /** Text organisations are compared by; empty when there is none. */
  organisationKey(index: number): string {
    const organisation = this.#organisations[index];
    return organisation === null || organisation === undefined ? '' : organisationKeyOf(organisation);
  }

  post(index: number): string | null {
    return this.#posts[index] ?? null;
  }

  texts(index: number): RowTexts | undefined {
    return this.#texts.get(index);
  }

  place(index: number): Place | undefined {
    return this.#places.get(index);
  }

  mobile(index: number): number {
    return this.#mobiles[index] ?? 0;
  }

  callable(index: number): boolean {
    return this.#mobiles[index] !== 0 || this.#landlines[index] !== 0;
  }

  isRejected(index: number): boolean {
    return ((this.#bits[index] ?? 0) & rejectedBit) !== 0;
  }

  reject(index: number): void {
    this.#bits[index] = (this.#bits[index] ?? 0) | rejectedBit;
  }

  /** Is this the first row of its person? */
  isFirst(index: number): boolean {
    return this.#firsts[index] === index;
  }

  /** First row of the person; paths are shortened on the way. */
  personOf(index: number): number {
    let first = index;
    for (let next = this.#firsts[first] ?? first; next !== first; next = this.#firsts[first] ?? first) {
      this.#firsts[first] = this.#firsts[next] ?? next;
      first = this.#firsts[first] ?? next;
    }
    return first;
  }

  /** Makes two rows one person. */
  join(a: number, b: number): void {
    const [first, second] = [this.personOf(a), this.personOf(b)];
    if (first < second) this.#firsts[second] = first;
    else this.#firsts[first] = second;
  }

  /** Calls back with every mobile of a row as an integer. */
  forEachMobile(index: number, visit: (mobile: number) => void): void {
    const numbers = this.#numbers.get(index);
    if (!numbers) {
      const mobile = this.#mobiles[index] ?? 0;
      if (mobile !== 0) visit(mobile);
      return;
    }
    for (const number of numbers) if (number.type === 'mobile') visit(Number(number.national));
  }

  /** Calls back with every landline of a row as its key. */
  forEachLandline(index: number, visit: (landline: number) => void): void {
    const numbers = this.#numbers.get(index);
    if (!numbers) {
      const landline = this.#landlines[index] ?? 0;
      if (landline !== 0) visit(landline);
      return;
    }
    for (const number of numbers) if (number.type === 'fixed') visit(landlineKey(number.area, number.local));
  }

  /** All numbers of a row: mobiles first, the first is primary. */
  numbers(index: number, homeArea: string): readonly PhoneNumber[] {
    const spelled = this.#numbers.get(index);
    if (spelled) return spelled;
    const nonlocal = ((this.#bits[index] ?? 0) & nonlocalBit) !== 0;
    const plain = plainNumbers(this.#mobiles[index] ?? 0, nonlocal, this.#landlines[index] ?? 0, homeArea);
    const cityOf = this.#cityOfSegment;
    return cityOf ? plain.map((number) => dialledBySegment(number, homeArea, cityOf)) : plain;
  }
}

/** A look at one kept row. */
export class FrameRow {
  readonly #table: RowTable;
  readonly index: number;

  constructor(table: RowTable, index: number) {
    this.#table = table;
    this.index = index;
  }

  get sheet(): number {
    return this.#table.sheet(this.index);
  }

  get row(): number {
    return this.#table.row(this.index);
  }

  get name(): string {
    return this.#table.name(this.index);
  }

  get nameKey(): string {
    return this.#table.nameKey(this.index);
  }

  get gender(): Gender | null {
    return this.#table.gender(this.index);
  }

  get organisationKey(): string {
    return this.#table.organisationKey(this.index);
  }

  get post(): string | null {
    return this.#table.post(this.index);
  }

  get hasMobile(): boolean {
    return this.#table.mobile(this.index) !== 0;
  }

  get callable(): boolean {
    return this.#table.callable(this.index);
  }

  /** First row of the person, by its index. */
  get person(): number {
    return this.#table.personOf(this.index);
  }

  reject(): void {
    this.#table.reject(this.index);
  }

  landlines(): number[] {
    const found: number[] = [];
    this.#table.forEachLandline(this.index, (landline) => found.push(landline));
    return found;
  }
}

/** A number to be dialled as the number-segment table says; a landline is dialled by its area code. */
export function dialledBySegment(
  number: PhoneNumber,
  homeArea: string,
  cityOfSegment: (segment: string) => string | undefined,
): PhoneNumber {
  if (number.type === 'fixed') return number;
  return { ...number, dial: dial(number, homeArea, cityOfSegment(number.national.slice(0, 7))).digits };
}

/** Numbers of a row that are kept as integers. */
export function plainNumbers(mobile: number, nonlocal: boolean, landline: number, homeArea: string): PhoneNumber[] {
  const numbers: PhoneNumber[] = [];
  if (mobile !== 0) numbers.push(mobileNumber(String(mobile), nonlocal, homeArea));
  if (landline !== 0) numbers.push(landlineNumber(landline, homeArea));
  return numbers;
}

/** Key of a landline as kept on a row. */
export function landlineKey(area: string, local: string): number {
  return Number(area.slice(1) + local);
}

/** The landline of a key. */
export function landlineNumber(key: number, homeArea: string): PhoneNumber & { readonly type: 'fixed' } {
  const digits = String(key);
  // 10 and 2x are the codes of three characters.
  const length = digits.startsWith('1') || digits.startsWith('2') ? 2 : 3;
  return fixedNumber(`0${digits.slice(0, length)}`, digits.slice(length), homeArea);
}
