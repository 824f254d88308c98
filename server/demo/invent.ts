/**
 * Invented people: names, telephones and streets out of a seeded stream.
 *
 * Promise: every number is well-formed and nobody's. A mobile is three digits of an operator, `0000`, and four digits (the
 * district code 0000 serves no subscriber); a landline is one digit, `100`, and three digits. No mobile occurs twice in the
 * whole demo unless a mistake copies it on purpose. Names are ordinary surnames of Guangxi with ordinary given names.
 */
import type { NumberStream } from '#sampling';

export type Gender = '男' | '女';

/** Repeated by how common they are. */
const surnames = (
  '黄黄黄黄黄黄黄李李李李李陈陈陈陈韦韦韦韦韦韦覃覃覃覃覃梁梁梁梁陆陆陆农农农莫莫莫蓝蓝蓝罗罗罗刘刘刘张张张王王' +
  '卢卢蒙蒙廖廖周周何何邓邓谢谢吴吴唐唐杨杨蒋蒋岑闭凌甘潘宁苏林曾谭朱钟秦石容温施龙牙班赵许冯彭'
).split('');
const givenNames: Readonly<Record<Gender, { readonly first: string; readonly last: string; readonly single: string }>> =
  {
    男: {
      first: '建志国文海永德家少俊振宗绍光世天子宏立正春庆启兆耀',
      last: '军华明强辉林峰勇平宁荣兴超杰涛斌豪毅松贵锋刚才生成东',
      single: '军强勇涛斌峰超杰毅松波凯鹏旭浩亮刚',
    },
    女: {
      first: '秀丽春小桂雪金美玉晓海凤彩冬惠素爱月艳少佳诗嘉',
      last: '英兰芳梅玲珍娟莲燕萍琼花霞红云婷妹菊华香洁敏宁',
      single: '丽芳艳娟静敏婷洁莹倩璇琼霞燕萍颖',
    },
  };

export function inventName(stream: NumberStream, gender: Gender): string {
  const { first, last, single } = givenNames[gender];
  const given =
    stream.uniform() < 0.14
      ? stream.pick(single.split(''))
      : stream.pick(first.split('')) + stream.pick(last.split(''));
  return stream.pick(surnames) + given;
}

export const inventGender = (stream: NumberStream, men: number): Gender => (stream.uniform() < men ? '男' : '女');

const roads =
  '友谊路 公园路 解放路 人民路 教育路 民主路 建设路 新华街 文化路 滨江路 朝阳路 体育路 迎宾大道 光明街 站前路 团结路 振兴街 中华路 和平路 富民路 凤翔路'.split(
    ' ',
  );
export const inventStreet = (stream: NumberStream): string => `${stream.pick(roads)}${1 + stream.below(288)}号`;

/** Operators' first three digits. */
const prefixes =
  '130 131 132 133 134 135 136 137 138 139 150 151 152 153 155 156 157 158 159 176 177 178 180 181 182 183 185 186 187 188'.split(
    ' ',
  );
const BLOCK = prefixes.length * 50;

/** Numbers of one list. Lists with different `block` (0 to 199) share no mobile. */
export class Telephones {
  readonly #mobiles: readonly number[];
  readonly #landlineStart: number;
  #mobilesUsed = 0;
  #landlinesUsed = 0;

  constructor(stream: NumberStream, block: number) {
    if (!Number.isInteger(block) || block < 0 || block > 199) throw new Error(`no number block ${block}`);
    this.#mobiles = stream.shuffle(Array.from({ length: BLOCK }, (_, i) => block * BLOCK + i));
    this.#landlineStart = stream.below(7000);
  }

  /** Eleven digits. */
  mobile(): string {
    const index = this.#mobiles[this.#mobilesUsed];
    if (index === undefined) throw new Error('number block used up');
    this.#mobilesUsed += 1;
    // 7,919 shares no factor with 10,000: still each number once, but a list's numbers do not all end alike.
    const last = (Math.floor(index / prefixes.length) * 7919) % 10_000;
    return `${prefixes[index % prefixes.length]}0000${String(last).padStart(4, '0')}`;
  }

  /** Seven digits, without area code. */
  landline(): string {
    // 7,000 numbers, walked in steps that share no factor with 7,000: neighbours in a list look unrelated.
    const index = (this.#landlineStart + this.#landlinesUsed * 1237) % 7000;
    this.#landlinesUsed += 1;
    return `${2 + (index % 7)}100${String(Math.floor(index / 7)).padStart(3, '0')}`;
  }
}
