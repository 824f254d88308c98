/** The de-identifier: no number of a person survives however it is written; a text without personal data stays as it was. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { applyMarks, deidentify, mustGo, proposeMarks } from '#surveys';

const wide = (text: string) =>
  text.replace(/[0-9A-Za-z]/g, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0));
const chinese = (text: string) => text.replace(/\d/g, (d) => '零一二三四五六七八九'.charAt(Number(d)));
const spoken = (text: string) => text.replace(/\d/g, (d) => '〇幺二三四五六七八九'.charAt(Number(d)));
const bold = (text: string) => text.replace(/\d/g, (d) => String.fromCodePoint(0x1d7ce + Number(d)));
const keycaps = (text: string) => text.replace(/\d/g, (d) => `${d}\u{fe0f}\u{20e3}`);
const arabic = (text: string) => text.replace(/\d/g, (d) => String.fromCodePoint(0x660 + Number(d)));

/** Digits as anybody would read them off: every script, without what stands between. */
const readOff = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/[٠-٩]/g, (d) => String((d.codePointAt(0) ?? 0) - 0x660))
    .replace(/[零〇]/g, '0')
    .replace(/幺/g, '1')
    .replace(/[一二三四五六七八九]/g, (d) => String('一二三四五六七八九'.indexOf(d) + 1))
    .replace(/[^\dXx\u4e00-\u9fff，。［］]/g, '')
    .toUpperCase();

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const mobiles = fc.tuple(fc.constantFrom('3', '4', '5', '6', '7', '8', '9'), digits(9)).map(([a, b]) => `1${a}${b}`);
const identities = fc
  .record({
    place: fc.integer({ min: 110000, max: 659999 }),
    year: fc.integer({ min: 1930, max: 2015 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
    rest: digits(3),
    check: fc.constantFrom(...'0123456789Xx'),
  })
  .map(
    ({ place, year, month, day, rest, check }) =>
      `${place}${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}${rest}${check}`,
  );
const separators = ['', ' ', '-', '—', '·', '  ', '　', '.', '_', '\u200b', '－', ' - ', '\t', '/', '‑'];
const styles = [(text: string) => text, wide, chinese, spoken, bold, keycaps, arabic];
const around = fc.constantFrom(
  '窗口态度不好，请回电',
  '。',
  '我的号码是',
  '，谢谢！',
  '联系我 ',
  '（',
  '）',
  '投诉多次没人管：',
  '于2024年反映过',
  'A',
  '办了3次、',
);

describe('numbers of persons', () => {
  it('no mobile survives: plain, spaced, dashed, full-width, Chinese, by any grouping', () => {
    fc.assert(
      fc.property(
        mobiles,
        fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 10 }),
        fc.constantFrom(...separators),
        fc.constantFrom(...styles),
        fc.constantFrom('', '+86', '86', '0', '+86 '),
        fc.tuple(around, around),
        (mobile, cuts, separator, style, prefix, [before, after]) => {
          const places = new Set(cuts);
          const grouped = [...mobile].map((d, i) => (i > 0 && places.has(i) ? separator + d : d)).join('');
          const edited = deidentify(`${before}${style(prefix + grouped)}${after}`);
          expect(readOff(edited)).not.toContain(mobile);
          expect(mustGo(edited)).toEqual([]);
        },
      ),
      { numRuns: 3000, seed: 20261122 },
    );
  });

  it('no identity number survives, with or without X, however it is grouped', () => {
    fc.assert(
      fc.property(
        identities,
        fc.array(fc.integer({ min: 1, max: 17 }), { maxLength: 17 }),
        fc.constantFrom(...separators),
        fc.constantFrom(...styles),
        fc.tuple(around, around),
        (identity, cuts, separator, style, [before, after]) => {
          const places = new Set(cuts);
          const grouped = [...identity].map((d, i) => (i > 0 && places.has(i) ? separator + d : d)).join('');
          // A letter right after would be another word.
          const edited = deidentify(`${before}${style(grouped)}${after === 'A' ? '' : after}`);
          expect(readOff(edited)).not.toContain(identity.toUpperCase());
          expect(mustGo(edited)).toEqual([]);
        },
      ),
      { numRuns: 3000, seed: 20261122 },
    );
  });

  it.each([
    ['请打0771-2811111或（0771）281 1111', '请打［电话］或［电话］'],
    ['请打0771-2811111', '请打［电话］'],
    ['电话是2811111，白天在', '电话是［电话］，白天在'],
    ['银行卡6222021234567890123被扣款', '银行卡［号码］被扣款'],
    ['车牌桂A·12345、桂AD12345和粤Ｂ１２３４５被贴条', '车牌［车牌号］、［车牌号］和［车牌号］被贴条'],
    ['发到zhang.san＠example．com', '发到［邮箱］'],
    ['加我微信：zhangsan_88，QQ 123456789', '加我微信：［账号］，QQ ［账号］'],
    ['我叫王小明，住在民族大道12号3栋2单元501室', '我叫［姓名］，住在民族大道［门牌号］'],
    ['联系人：欧阳娜娜', '联系人：［姓名］'],
    ['张先生和李晓红女士都投诉过', '［姓名］先生和［姓名］女士都投诉过'],
    ['5栋602室漏水三年', '［门牌号］漏水三年'],
    ['受理号20240001234', '受理号［号码］'],
    ['加V lxf1988abc，vx:lxf_88，扣扣12345678', '加V ［账号］，vx:［账号］，扣扣［账号］'],
    ['发 lixiufang艾特qq点com', '发 ［邮箱］'],
    ['手机13877l12345或1387711234O', '手机［手机号］或［手机号］'],
    ['手机尾号2345', '手机尾号［编号］'],
    ['桂 A·12B45占道', '［车牌号］占道'],
    ['代码91450100MA5K12345X', '代码［编号］'],
    ['我是鱼峰区箭盘路的黎秀芳，请回复', '我是鱼峰区箭盘路的［姓名］，请回复'],
    ['我妈妈覃桂英82岁', '我妈妈［姓名］82岁'],
    ['签名：黄志明', '签名：［姓名］'],
    ['办事人黄大伟的材料丢了', '办事人［姓名］的材料丢了'],
    ['我叫阿里木·买买提', '我叫［姓名］'],
    ['我姓潘', '我姓［姓名］'],
    ['银沙大道28号5栋2单元301', '银沙大道［门牌号］'],
    ['民族大道136号华润大厦A座1205室', '民族大道［门牌号］华润大厦［门牌号］'],
  ])('%s', (text, edited) => {
    expect(deidentify(text).replace('（［电话］', '［电话］').replace('［电话］）', '［电话］')).toBe(edited);
  });
});

const clean = [
  '窗口工作人员态度很好，一次就办完了。',
  '希望在2024年前修好村里的水渠，已经反映了3次。',
  '建议多设2到3个窗口，12345热线和12340电话很好打，110也很快。',
  '根据桂绩办发〔2015〕35号文件，2018-2019年的补贴每亩150元没有发。',
  '政府投资1,200,000,000元修路，2016、2017、2018三年都没有完工。',
  '排队2个小时，10：30到12：00没有人叫号，3号窗口一直空着。',
  '有关同志、各位女士先生请多到基层走走。',
  '网上办事要上传5次材料，3.5万元的补助少了20%。',
  '对于先办后补的做法，感谢领导同志支持！',
  '2023-2024学年第1学期的收费标准不公开。',
  '请不要再推诿了\n一、公开；二、透明；三、快办。',
  '要求申请人应当到场，申请人许多材料都是重复的。',
  '签字时工作人员不在，签名要跑两趟，任何同志都很热情，农村老师更难。',
  '本人常年在外打工，我是农民，我孩子马上要上学了，老公周末才回来。',
  '我叫了三次号没人理，我叫他们来修。',
  'B座2000年建成，1号楼2019年才装电梯，3栋2018年漏水。',
  '关注微信公众号guangxifabu没有更新，用wxPython写的系统不好用。',
];

describe('a text without personal data', () => {
  it.each(clean.map((text) => [text]))('stays as it was: %s', (text) => {
    expect(deidentify(text)).toBe(text);
    expect(mustGo(text)).toEqual([]);
  });

  it('stays as it was whatever clean sentences are put together', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...clean), { minLength: 1, maxLength: 6 }), (sentences) => {
        const text = sentences.join('');
        expect(deidentify(text)).toBe(text);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe('marks', () => {
  it('offer what often identifies and often does not, without replacing it', () => {
    const text = '9月3日下午三塘镇的黄所长不在，青山村的人白跑一趟';
    expect(
      proposeMarks(text).map(({ kind, weight, begins, ends }) => [kind, weight, text.slice(begins, ends)]),
    ).toEqual([
      ['moment', 'look', '9月3日下午'],
      ['place', 'look', '三塘镇'],
      ['official', 'look', '黄所长'],
      ['place', 'look', '青山村'],
    ]);
    expect(deidentify(text)).toBe(text);
    expect(applyMarks(text, proposeMarks(text))).toBe('［日期］［地点］的［工作人员］不在，［地点］的人白跑一趟');
  });

  it('offer people by what they are called at a counter, and villages that begin with 那', () => {
    const text = '民警黄勇不给办，李局说等，老张很好，那马村的人也来';
    expect(proposeMarks(text).map(({ weight, begins, ends }) => `${weight} ${text.slice(begins, ends)}`)).toEqual([
      'look 黄勇',
      'look 李局',
      'look 老张',
      'look 那马村',
    ]);
  });

  it('never overlap, stand in order, and leave the rest to the character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), mobiles, (text, mobile) => {
        const whole = `${text}${mobile}${text}`;
        const marks = proposeMarks(whole);
        let at = 0;
        for (const { begins, ends } of marks) {
          expect(begins).toBeGreaterThanOrEqual(at);
          expect(ends).toBeGreaterThan(begins);
          at = ends;
        }
        const kept = marks.reduce((rest, { instead }) => rest - instead.length, applyMarks(whole, marks).length);
        expect(kept).toBe(whole.length - marks.reduce((sum, { begins, ends }) => sum + ends - begins, 0));
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('are found in one pass: what was replaced is not replaced again', () => {
    const once = deidentify('我叫韦大宝，手机１３８　００１３　８０００，身份证45010219900307123x，住东葛路8号');
    expect(once).toBe('我叫［姓名］，手机［手机号］，身份证［身份证号］，住东葛路［门牌号］');
    expect(deidentify(once)).toBe(once);
  });

  it('see a mobile at the end of ten thousand spaced digits', () => {
    const long = '2 '.repeat(10_000);
    expect(proposeMarks(`${long}，13800138000`).map(({ kind }) => kind)).toEqual(['mobile']);
  });
});
