/**
 * Whether a text is an address a questionnaire can be delivered to, and which part of a cell is address, which organisation.
 *
 * Promise: never invents an address; a cell that cannot be divided stays whole as organisation.
 */
import { squeeze, trim } from './cells.ts';

export type AddressGrade = 'concrete' | 'vague' | 'missing';

// 街道 is an office, not a street.
const notStreet = /街道(?:办事处|办)?/g;
const place =
  '(?:大道|路|街|巷|弄|胡同|道|村|屯|镇|乡|坡|社区|小区|新区|园区|开发区|产业园|工业园|花园|家园|嘉园|庄园|公园|苑|新城|商城|广场|大厦|大楼|公寓|宿舍|大院|中心|市场|住宅区|楼|栋|座)';
const number = '(?:[0-9０-９]+|[〇○零一二三四五六七八九十百]+)(?:[-—－之~～#]?[0-9０-９A-Za-z一二三四五六七八九十]*)*';
const unit = '(?:号|栋|幢|座|楼|层|单元|室|组|队)';
const concrete = new RegExp(`${place}.{0,15}?(?:第|[A-Za-z])?${number}${unit}`);
/** The address at the head of a text that goes on with an organisation. */
const concreteHead = new RegExp(
  `^.*?${place}.{0,15}?(?:第|[A-Za-z])?${number}${unit}(?:(?:第|[A-Za-z])?${number}${unit})*`,
);
const street = /(?:[^\s公铁道线电水航管网思]|高速公)路(?![政桥灯网局段])|街|大道|巷|弄(?!堂)|胡同/;
const sample = /[xｘ×]{2,}(?:市|路|号)|[xｘ]{2,}单位|某市某路/i;
const roomOnly = /^[第A-Za-z0-9０-９一二三四五六七八九十-]+(?:号|栋|幢|座|楼|层|单元|室|组|队)/;

/** The printed sample of the form: `xx市xx路xx号 Xxxx单位`. */
export function isSampleText(text: string): boolean {
  return sample.test(text);
}

/** How far a text goes as an address. */
export function gradeAddress(text: string): AddressGrade {
  const plain = squeeze(text).replace(notStreet, '');
  if (plain === '' || isSampleText(plain)) return 'missing';
  if (concrete.test(plain)) return 'concrete';
  return street.test(plain) ? 'vague' : 'missing';
}

export interface DividedCell {
  readonly organisation: string;
  readonly address: string;
  readonly grade: AddressGrade;
}

/** Divides `地址 单位`, `单位 地址`, `单位(地址)` and `地址单位`. Linear but for the few spaces of a cell. */
export function divideUnitCell(text: string): DividedCell {
  const grade = gradeAddress(text);
  if (grade === 'missing') return { organisation: text, address: '', grade };
  return (
    inBrackets(text) ?? bySpace(text, grade) ?? byNumber(text, grade) ?? { organisation: text, address: '', grade }
  );
}

function inBrackets(text: string): DividedCell | undefined {
  const match = /^([^(（]+)[(（]([^()（）]+)[)）]\s*$/.exec(text);
  if (!match) return undefined;
  const [outside, inside] = [trim(match[1] ?? ''), trim((match[2] ?? '').replace(/^地址\s*[:：]/, ''))];
  const [outer, inner] = [gradeAddress(outside), gradeAddress(inside)];
  if (inner === 'concrete' || (inner === 'vague' && outer === 'missing')) {
    return { organisation: outside, address: inside, grade: inner };
  }
  return outer !== 'missing' && inner === 'missing'
    ? { organisation: inside, address: outside, grade: outer }
    : undefined;
}

function bySpace(text: string, grade: AddressGrade): DividedCell | undefined {
  const parts = text.split(/[\s,，;；|]+/).filter((part) => part !== '');
  if (parts.length < 2) return undefined;
  for (let at = 1; at < parts.length; at += 1) {
    if (gradeAddress(parts.slice(0, at).join('')) !== grade) continue;
    // 3楼 and 201室 behind the number still belong to the address.
    let end = at;
    while (end < parts.length - 1 && roomOnly.test(parts[end] ?? '')) end += 1;
    const [address, organisation] = [parts.slice(0, end).join(' '), parts.slice(end).join(' ')];
    if (gradeAddress(organisation) !== 'concrete') return { organisation, address, grade };
    break;
  }
  for (let at = parts.length - 1; at >= 1; at -= 1) {
    const [organisation, address] = [parts.slice(0, at).join(' '), parts.slice(at).join(' ')];
    if (gradeAddress(address) === grade && gradeAddress(organisation) === 'missing') {
      return { organisation, address, grade };
    }
  }
  return undefined;
}

/** 南宁市友谊路115号南宁市民政局: the organisation begins behind the number. */
function byNumber(text: string, grade: AddressGrade): DividedCell | undefined {
  if (grade !== 'concrete') return undefined;
  const address = concreteHead.exec(text)?.[0];
  const organisation = address === undefined ? '' : trim(text.slice(address.length));
  return address !== undefined && organisation.length >= 2 ? { organisation, address, grade } : undefined;
}
