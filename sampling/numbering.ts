/**
 * The mainland numbering plan as far as a call list needs it: area codes, number ranges, and the digits to dial.
 *
 * Promise: facts and arithmetic on digits only. It never invents, drops or reorders a digit of a subscriber.
 */

export interface MobileNumber {
  readonly type: 'mobile';
  readonly e164: string;
  /** 11 digits. */
  readonly national: string;
  /** The department put a 0 (or another area's code) in front: not a number of the call site's area. */
  readonly nonlocalDeclared: boolean;
  readonly dial: string;
}

export interface FixedNumber {
  readonly type: 'fixed';
  readonly e164: string;
  /** With its 0: `0771`, `010`. */
  readonly area: string;
  readonly local: string;
  /** Shown to the interviewer, never dialled. */
  readonly ext?: string;
  readonly dial: string;
}

export type PhoneNumber = MobileNumber | FixedNumber;

/** Cities served by the area codes of Guangxi. Four codes serve two cities: a code cannot prove the city. */
export const guangxiAreaCodes: Readonly<Record<string, readonly string[]>> = {
  '0770': ['防城港'],
  '0771': ['南宁', '崇左'],
  '0772': ['柳州', '来宾'],
  '0773': ['桂林'],
  '0774': ['梧州', '贺州'],
  '0775': ['玉林', '贵港'],
  '0776': ['百色'],
  '0777': ['钦州'],
  '0778': ['河池'],
  '0779': ['北海'],
};

/** The area 填报要求 3 speaks of. */
const noticeArea = '0771';

/** Ranges of virtual operators: persons like any other. */
export const virtualOperatorRanges: ReadonlySet<string> = new Set(['162', '165', '167', '170', '171']);

/** Ranges nobody was given when this list was made (2025-11); a number in one of them is for a person to look at. */
export const unusedRanges: ReadonlySet<string> = new Set([
  '142',
  '143',
  '154',
  '160',
  '161',
  '163',
  '164',
  '168',
  '169',
]);

/** Satellite telephones: not a person's mobile. */
export const satelliteRange = /^1(?:349|74[0-9])/;

/** Numbers typed to fill the cell. */
export const placeholderNumber = /^(?:13800138000|1[3-9][0-9]12345678)$/;

/** Four-character codes by their first three characters, and the last characters assigned. */
const assigned: Readonly<Record<string, string>> = {
  '031': '0123456789',
  '033': '5',
  '034': '9',
  '035': '012345678',
  '037': '0123456789',
  '039': '123456780', // prettier-ignore
  '041': '0123456789',
  '042': '179',
  '043': '123456789',
  '044': '08',
  '045': '123456789',
  '046': '4789', // prettier-ignore
  '047': '0123456789',
  '048': '23', // prettier-ignore
  '051': '0123456789',
  '052': '37',
  '053': '0123456789',
  '054': '36',
  '055': '0123456789',
  '056': '123456', // prettier-ignore
  '057': '0123456789',
  '058': '0',
  '059': '123456789', // prettier-ignore
  '063': '12345',
  '066': '0238',
  '069': '12', // prettier-ignore
  '070': '1',
  '071': '0123456789',
  '072': '248',
  '073': '0123456789',
  '074': '3456',
  '075': '0123456789', // prettier-ignore
  '076': '0235689',
  '077': '0123456789',
  '079': '0123456789', // prettier-ignore
  '081': '23678',
  '082': '567',
  '083': '0123456789',
  '085': '1234567890',
  '087': '0123456789',
  '088': '3678', // prettier-ignore
  '089': '12345678', // prettier-ignore
  '090': '123689',
  '091': '123456789',
  '093': '0123456789',
  '094': '13',
  '095': '12345',
  '097': '0123456789', // prettier-ignore
  '099': '0123456789', // prettier-ignore
};

/** Is this an assigned area code, its 0 included? */
export function isAreaCode(code: string): boolean {
  if (code.length === 3) return code === '010' || (code.startsWith('02') && code !== '026' && isDigit(code, 2));
  if (code.length !== 4) return false;
  return assigned[code.slice(0, 3)]?.includes(code.charAt(3)) ?? false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** The area code these digits begin with, or the empty string. */
export function leadingAreaCode(digits: string): string {
  if (digits.charCodeAt(0) !== 48) return '';
  const second = digits.charAt(1);
  const code = digits.slice(0, second === '1' || second === '2' ? 3 : 4);
  return isAreaCode(code) ? code : '';
}

/** Lengths a subscriber's number can have in an area. */
export function localLengths(area: string): readonly number[] {
  if (area.length === 3) return [8];
  return area in guangxiAreaCodes ? [7] : [7, 8];
}

export interface DialString {
  readonly digits: string;
  /** What a 号段 table says against the department's statement. */
  readonly flag?: 'PREFIX_MISSING' | 'PREFIX_NOT_NEEDED';
}

/**
 * Digits to dial from the call site (填报要求 3). Landline of the home area: local number, else area and local. Mobile: a 0
 * in front when the department declared it, unless a 号段 table (`segmentHome`: where the first seven digits are at home, a
 * city or an area code) says otherwise. The extension is not dialled. Constant time.
 */
export function dial(
  number:
    | { readonly type: 'fixed'; readonly area: string; readonly local: string }
    | { readonly type: 'mobile'; readonly national: string; readonly nonlocalDeclared: boolean },
  homeArea = noticeArea,
  segmentHome?: string,
): DialString {
  if (number.type === 'fixed') {
    return { digits: number.area === homeArea ? number.local : number.area + number.local };
  }
  const prefixed = `0${number.national}`;
  if (segmentHome === undefined) return { digits: number.nonlocalDeclared ? prefixed : number.national };
  const home =
    segmentHome === homeArea || (guangxiAreaCodes[homeArea]?.includes(segmentHome.replace(/市$/, '')) ?? false);
  if (home) {
    // The 0 of the notice says "not from Nanning": for a call site elsewhere it is no mistake of the department.
    return number.nonlocalDeclared && homeArea === noticeArea
      ? { digits: number.national, flag: 'PREFIX_NOT_NEEDED' }
      : { digits: number.national };
  }
  return number.nonlocalDeclared ? { digits: prefixed } : { digits: prefixed, flag: 'PREFIX_MISSING' };
}

/** A mobile number from its 11 digits. */
export function mobileNumber(national: string, nonlocalDeclared: boolean, homeArea: string): MobileNumber {
  const { digits } = dial({ type: 'mobile', national, nonlocalDeclared }, homeArea);
  return { type: 'mobile', e164: `+86${national}`, national, nonlocalDeclared, dial: digits };
}

/** A landline from area and local number. */
export function fixedNumber(area: string, local: string, homeArea: string, ext?: string): FixedNumber {
  const { digits } = dial({ type: 'fixed', area, local }, homeArea);
  return {
    type: 'fixed',
    e164: `+86${area.slice(1)}${local}`,
    area,
    local,
    ...(ext === undefined ? {} : { ext }),
    dial: digits,
  };
}

/** Prefixes of three digits of mobiles about which there is nothing to say: 1 in this table. */
const plainPrefix = new Uint8Array(1000);
for (let prefix = 130; prefix <= 199; prefix += 1) {
  plainPrefix[prefix] = unusedRanges.has(String(prefix)) || prefix === 174 ? 0 : 1;
}
plainPrefix[134] = 0;

/**
 * The 11 digits of a mobile typed exactly so (or with the 0 of 填报要求 3 in front: length 12), about which there is nothing
 * to say; 0 for every other text. Constant time: the short way round the judge for a million rows.
 */
export function plainMobile(text: string): number {
  const { length } = text;
  if (length !== 11 && (length !== 12 || text.charCodeAt(0) !== 48)) return 0;
  const from = length - 11;
  let value = 0;
  for (let at = from; at < length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return 0;
    value = value * 10 + digit;
  }
  const prefix = Math.floor(value / 100_000_000);
  if (plainPrefix[prefix] !== 1 && (prefix !== 134 || text.charCodeAt(from + 3) === 57)) return 0;
  if ((value % 1_000_000_000) % 111_111_111 === 0 || placeholderNumber.test(text)) return 0;
  return value;
}

/** The integer of a local number of seven digits typed exactly so; 0 for every other text. Constant time. */
export function plainLocal(text: string): number {
  if (text.length !== 7) return 0;
  let value = 0;
  for (let at = 0; at < 7; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return 0;
    value = value * 10 + digit;
  }
  return value >= 2_000_000 && value < 9_000_000 && value % 1_111_111 !== 0 ? value : 0;
}
