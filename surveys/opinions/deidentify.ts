/**
 * De-identifying an opinion: what in a text could tell who gave it, and what to write instead.
 *
 * Promise: pure and deterministic. Proposals only: a person confirms or edits. What must go (numbers of persons) is named as such,
 * and `mustGo` finds it again in whatever a person has confirmed. The text between the marks stays as it was, to the character.
 */
import { fold, type Folded } from './fold.ts';
import {
  afterName,
  anySurname,
  givenName,
  introductions,
  kin,
  offices,
  parts,
  plainSurname,
  salutations,
  staff,
  surname,
} from './names.ts';
import { findNumbers, type NumberKind } from './numbers.ts';

export const markKinds = {
  'identity-number': { label: '身份证号', instead: '［身份证号］' },
  mobile: { label: '手机号', instead: '［手机号］' },
  landline: { label: '电话', instead: '［电话］' },
  'long-number': { label: '长号码', instead: '［号码］' },
  plate: { label: '车牌号', instead: '［车牌号］' },
  email: { label: '邮箱', instead: '［邮箱］' },
  messenger: { label: '微信或QQ号', instead: '［账号］' },
  reference: { label: '编号', instead: '［编号］' },
  name: { label: '姓名', instead: '［姓名］' },
  'house-number': { label: '门牌号', instead: '［门牌号］' },
  official: { label: '工作人员', instead: '［工作人员］' },
  place: { label: '具体地点', instead: '［地点］' },
  moment: { label: '具体日期', instead: '［日期］' },
} as const;
export type MarkKind = keyof typeof markKinds;

/** must: never handed over. likely: replaced unless a person says no. look: offered, since it often identifies and often does not. */
export type MarkWeight = 'must' | 'likely' | 'look';

export interface Mark {
  readonly kind: MarkKind;
  readonly weight: MarkWeight;
  /** UTF-16 offsets of the text: from `begins` up to, without, `ends`. */
  readonly begins: number;
  readonly ends: number;
  readonly instead: string;
}

interface Rule {
  readonly kind: MarkKind;
  readonly weight: MarkWeight;
  readonly pattern: RegExp;
}

const provinces = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const number = '[\\d零一二三四五六七八九十百]{1,5}';
const unseparated = '(?:号院|号楼|栋|幢|座|单元|楼|层|室|号房|房|号|队|组)';
const room = '(?:(?<=单元|栋|幢|座|楼)\\s*\\d{3,4}(?![\\d年月日元人户次个块米点时分天万亩套]))?';
const house = `${number}(?:之${number}|[-－—]${number})?${unseparated}(?:\\s*[A-Z]?${number}(?:[-－—]${number})*${unseparated}){0,4}${room}`;
/** What a street or a village hardly begins with: the words before it end here. */
const notInPlace = '日午在住到从去于是的我们你他和与向往及或把被对至家就都也这那有';
/** 那 begins many villages of Guangxi (a field, in Zhuang). */
const field = '那(?=[马坡楼陈龙桐莫卜梨务劳良洪彭思隆满佐桑丽琴禄香])';
const placeName = `(?:${field}|(?![${notInPlace}])[\\u4e00-\\u9fff]){2,6}?`;

/** Groups named `it` are what is marked; without one, the whole match is. */
const rules: readonly Rule[] = [
  {
    kind: 'plate',
    weight: 'must',
    pattern: new RegExp(
      `[${provinces}]\\s{0,2}[A-Z][\\s·.\\-]{0,2}(?=(?:[\\s·-]?[A-Z]){0,5}[\\s·-]?\\d)[A-Z\\d](?:[\\s·-]?[A-Z\\d]){4,5}[挂学警港澳]?(?![A-Z\\d])`,
      'gi',
    ),
  },
  {
    kind: 'email',
    weight: 'must',
    pattern: /[\w.%+-]+\s?(?:@|艾特|[([【]at[)\]】])\s?[\w-]+(?:\s?(?:\.|点)\s?[a-z\d-]+)+/gi,
  },
  {
    kind: 'messenger',
    weight: 'must',
    pattern:
      /(?<![a-z\d])(?:微信|威信|薇信|微x|[v加]信|(?:[v加]x|加\s?v|wx)(?=[\s是为:]|\w*\d)|wechat|weixin|q\s?q|扣扣|企鹅|抖音|快手|微博|小红书|钉钉)\s?(?:号码|账号|帐号|号|群|id)?[是为:\s]{0,3}(?<it>[a-z\d][\w-]{4,24})/gi,
  },
  // An o for a zero, an l for a one: read as a mobile by whoever reads it.
  {
    kind: 'mobile',
    weight: 'must',
    pattern: /(?<![\da-z])1[3-9](?=(?:\d*[oil]){1,3}\d*(?![\da-z]))[\doil]{9}(?![\da-z])/gi,
  },
  {
    kind: 'landline',
    weight: 'must',
    pattern:
      /(?:电话|座机|固话|传真|致电|拨打|联系方式|号码|tel)[^\d\n]{0,6}(?<it>[2-8]\d{2}[\s-]?\d{4,5})(?!\d|[年月元])/gi,
  },
  {
    kind: 'reference',
    weight: 'likely',
    pattern:
      /(?:护照|证件|军官证|社保卡?|医保卡?|工号|学号|受理|办件|订单|工单|案件|户|编)号?码?[是为:\s]{0,2}(?<it>[a-z]{0,4}[\d-]{5,20})/gi,
  },
  { kind: 'reference', weight: 'likely', pattern: /(?<![a-z\d])[1-9A-Y]\d{7}[\dA-Y]{9}[\dA-Y](?![a-z\d])/g },
  { kind: 'reference', weight: 'likely', pattern: /(?:尾号|后四位|后4位)[是为:\s]{0,2}(?<it>\d{4})(?!\d)/g },
  {
    kind: 'name',
    weight: 'likely',
    pattern: new RegExp(`(?:${introductions.join('|')})[是为叫:\\s]{0,3}(?<it>${anySurname}${givenName}{1,2})`, 'g'),
  },
  // Names without a surname of the list, when a sentence ends after them; names with a dot.
  {
    kind: 'name',
    weight: 'likely',
    pattern: new RegExp(`(?:我|名|名字)叫(?<it>[\\u4e00-\\u9fff]{1,8}[·•・][\\u4e00-\\u9fff]{1,8})`, 'g'),
  },
  {
    kind: 'name',
    weight: 'likely',
    pattern: /我(?:名字)?叫(?<it>(?![他她它你我苦天不人车])[\u4e00-\u9fff]{2,4})(?=[，。,.；;！!（(]|$)/g,
  },
  {
    kind: 'name',
    weight: 'likely',
    pattern: new RegExp(
      `(?:${parts.join('|')})(?:[是为叫:\\s]{1,3}(?<it>${anySurname}${givenName}{1,2})|(?<all>${plainSurname}${givenName}{1,2}))`,
      'g',
    ),
  },
  {
    kind: 'name',
    weight: 'likely',
    pattern: new RegExp(
      `(?:我|本人)的?(?:${kin.join('|')})(?:叫|是|名叫)?(?<it>${plainSurname}${givenName}{1,2})`,
      'g',
    ),
  },
  {
    kind: 'name',
    weight: 'likely',
    pattern: new RegExp(
      `(?:我是|本人是?)[:\\s]?(?:[^，。！？,\\s]{1,16}的)?(?<it>${plainSurname}${givenName}{1,2}?)${afterName}`,
      'g',
    ),
  },
  { kind: 'name', weight: 'likely', pattern: new RegExp(`[我他她]姓(?<it>${anySurname})`, 'g') },
  {
    kind: 'name',
    weight: 'likely',
    pattern: new RegExp(`(?<it>${surname}${givenName}{0,2}?)(?:${salutations.join('|')})`, 'g'),
  },
  {
    kind: 'house-number',
    weight: 'likely',
    pattern: new RegExp(
      `(?<=[路街巷道弄里村屯区苑园城庭庄坊湾组队段])\\s*(?<it>${house})(?!窗|线|文|公路|令|码|台|机)|(?<all>${number}(?:栋|幢|号楼|座)\\s*[A-Z]?${house})`,
      'gi',
    ),
  },
  // A座1205室; the room without a word after 3单元.
  {
    kind: 'house-number',
    weight: 'likely',
    pattern: /(?<![a-z])[a-z]座\s*(?:\d{1,2}(?:楼|层)\s*)?\d{2,4}(?:号?房|室|号)?(?![\d年月日元人户次个])/gi,
  },
  {
    kind: 'official',
    weight: 'look',
    pattern: new RegExp(`${surname}${givenName}{0,2}?(?:${offices.join('|')})`, 'g'),
  },
  {
    kind: 'official',
    weight: 'look',
    pattern: new RegExp(`(?:${staff.join('|')})(?<it>${plainSurname}${givenName}{1,2}?)${afterName}`, 'g'),
  },
  { kind: 'official', weight: 'look', pattern: new RegExp(`${surname}[局处所科总工队]${afterName}`, 'g') },
  { kind: 'official', weight: 'look', pattern: new RegExp(`[小老阿]${plainSurname}${afterName}`, 'g') },
  {
    kind: 'place',
    weight: 'look',
    pattern: new RegExp(`${placeName}(?:大道|路|街|巷|村委|村|屯|社区|小区|花园|苑|镇|乡)(?![长级书干线口])`, 'g'),
  },
  {
    kind: 'moment',
    weight: 'look',
    pattern:
      /(?:(?:19|20)\d{2}年)?(?:1[0-2]|0?[1-9])月(?:[12]\d|3[01]|0?[1-9])[日号](?:上午|下午|早上|中午|晚上|凌晨)?(?:\d{1,2}[点时:](?:\d{1,2}分?|半)?)?/g,
  },
];

/** Words that look like places and are not. */
const notPlaces =
  /(?:道路|公路|马路|铁路|思路|线路|出路|修路|电路|通路|网路|农村|乡村|城乡|下乡|进村|驻村|全村|各村|本村|老家乡|家乡|街道|一条路|这条路|这个小区|城镇|各乡|各镇)$/;

const weightOfNumber: Readonly<Record<NumberKind, MarkWeight>> = {
  'identity-number': 'must',
  mobile: 'must',
  landline: 'must',
  'long-number': 'must',
};

const rank = { must: 0, likely: 1, look: 2 } as const satisfies Record<MarkWeight, number>;

function ofRule(folded: Folded, { kind, weight, pattern }: Rule): Mark[] {
  return [...folded.text.matchAll(pattern)].flatMap((match): Mark[] => {
    const whole = match[0];
    const part = match.groups?.['it'] ?? match.groups?.['all'] ?? whole;
    if (kind === 'place' && notPlaces.test(whole)) return [];
    const offset = part === whole ? 0 : whole.lastIndexOf(part);
    return [markAt(folded, { kind, weight, begins: match.index + offset, ends: match.index + offset + part.length })];
  });
}

function markAt({ from, to }: Folded, found: Pick<Mark, 'kind' | 'weight' | 'begins' | 'ends'>): Mark {
  const { kind, weight, begins, ends } = found;
  return { kind, weight, begins: from[begins] ?? 0, ends: to[ends - 1] ?? 0, instead: markKinds[kind].instead };
}

/**
 * What in a text may identify its giver, left to right, not overlapping: what must go before what is likely, the longer before the
 * shorter. Units: UTF-16 offsets. Cost: linear in the text but for chains of spaced digits (see `findNumbers`).
 */
export function proposeMarks(text: string): Mark[] {
  const folded = fold(text);
  const found = [
    ...findNumbers(folded).map(({ kind, begins, ends }) =>
      markAt(folded, { kind, weight: weightOfNumber[kind], begins, ends }),
    ),
    ...rules.flatMap((rule) => ofRule(folded, rule)),
  ].toSorted((a, b) => rank[a.weight] - rank[b.weight] || b.ends - b.begins - (a.ends - a.begins));
  const chosen: Mark[] = [];
  for (const mark of found)
    if (chosen.every(({ begins, ends }) => mark.ends <= begins || ends <= mark.begins)) chosen.push(mark);
  return chosen.toSorted((a, b) => a.begins - b.begins);
}

/** The text with these marks replaced; marks as `proposeMarks` gives them. */
export function applyMarks(text: string, marks: readonly Mark[]): string {
  let edited = '';
  let at = 0;
  for (const { begins, ends, instead } of marks) {
    edited += text.slice(at, begins) + instead;
    at = ends;
  }
  return edited + text.slice(at);
}

/** The proposal a person starts from: what must go and what is likely is replaced. What is left is looked at again until nothing is found. */
export function deidentify(text: string): string {
  let edited = text;
  for (;;) {
    const marks = proposeMarks(edited).filter(({ weight }) => weight !== 'look');
    if (marks.length === 0) return edited;
    edited = applyMarks(edited, marks);
  }
}

/** What stands in a confirmed text although it must never be handed over. */
export function mustGo(text: string): Mark[] {
  return proposeMarks(text).filter(({ weight }) => weight === 'must');
}
