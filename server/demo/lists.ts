/**
 * Invented name lists as a careful department would fill them in: 系统市县干部, 热点难点工作, 行政审批服务对象.
 *
 * Promise: the same seed gives the same list; what leaves this file has nothing to complain about. Mistakes are made
 * elsewhere, on purpose.
 */
import { numberStream, type NumberStream } from '#sampling';
import { divisions } from '../../sampling/frame/tables/divisions.ts';
import { departments, type DemoDepartment } from './departments.ts';
import { inventGender, inventName, inventStreet, Telephones, type Gender } from './invent.ts';

/** One row, before it is laid out as a form. */
export interface Entry {
  readonly name: string;
  readonly gender: Gender;
  /** City or county the organisation is in, for mistakes that concern a place. */
  readonly place: string;
  /** Where a questionnaire is delivered; only cadres have one. */
  readonly address?: string;
  readonly organisation: string;
  readonly post: string;
  readonly area: string;
  readonly office: string;
  /** A number where Excel has made one of it. */
  readonly mobile: string | number;
  readonly postcode: string;
  readonly remark: string;
  /** Instead of the next number. */
  readonly serial?: string | number;
}

export interface ListRequest {
  readonly department: DemoDepartment;
  readonly list: 'system-cadres' | 'hot-topics' | 'service-users';
  readonly year: number;
  /** Of a cycle beside the year's own: other people. */
  readonly edition?: string;
  /** How many people; cadre lists follow the places instead. */
  readonly size?: number;
}

/** The demo is the same everywhere: this is its seed. */
const SEED = 'pingyi-demonstration';
const cities = divisions['guangxi-2018'];
const postcodes: Readonly<Record<string, string>> = {
  南宁市: '530000',
  柳州市: '545000',
  桂林市: '541000',
  梧州市: '543000',
  北海市: '536000',
  防城港市: '538000',
  钦州市: '535000',
  贵港市: '537100',
  玉林市: '537000',
  百色市: '533000',
  贺州市: '542800',
  河池市: '547000',
  来宾市: '546100',
  崇左市: '532200',
};
const CENTRE = '0771';

export function demoStream(purpose: string): NumberStream {
  return numberStream(SEED, purpose);
}

export function makeList({ department, list, year, edition = '', size = 0 }: ListRequest): Entry[] {
  const stream = demoStream(`${year}${edition} ${department.name} ${list}`);
  const index = departments.indexOf(department);
  const block = list === 'service-users' ? 198 : index * 2 + (list === 'system-cadres' ? 0 : 1);
  const telephones = new Telephones(stream, block);
  if (list === 'hot-topics') return citizens(stream, telephones, size);
  if (list === 'service-users') return applicants(stream, telephones, size);
  return department.organ === undefined
    ? headquarters(stream, telephones, department)
    : cadres(stream, telephones, department.organ);
}

/** The number as 填报要求3 wants it: 0 before a mobile from elsewhere. */
const declared = (area: string, mobile: string): string => (area === CENTRE ? mobile : `0${mobile}`);

/** Names that are new within each organisation, so that nobody looks like the same person twice. */
class Names {
  readonly #used = new Set<string>();
  next(stream: NumberStream, gender: Gender, organisation: string): string {
    for (;;) {
      const name = inventName(stream, gender);
      const key = `${name} ${organisation}`;
      if (this.#used.has(key)) continue;
      this.#used.add(key);
      return name;
    }
  }
}

/** Heads and deputies of the department's bodies in every city and county. */
function cadres(stream: NumberStream, telephones: Telephones, organ: string): Entry[] {
  const names = new Names();
  const posts = postsOf(organ);
  return cities.flatMap((city) =>
    [city.name, ...city.units].flatMap((unit) => {
      const label = unit.endsWith('区') ? `${city.name}${unit}` : unit;
      const organisation = organ.replace('{}', label);
      const address = `${label}${inventStreet(stream)}`;
      const office = telephones.landline();
      const people = unit === city.name ? 3 : 1 + stream.below(2);
      return posts.slice(0, people).map((post): Entry => {
        const gender = inventGender(stream, 0.72);
        return {
          name: names.next(stream, gender, organisation),
          gender,
          place: unit,
          address,
          organisation,
          post,
          area: city.area,
          office,
          mobile: declared(city.area, telephones.mobile()),
          postcode: postcodes[city.name] ?? '',
          remark: '',
        };
      });
    }),
  );
}

function postsOf(organ: string): readonly string[] {
  if (/(?:联合会|协会|总工会)$/.test(organ)) return ['主席', '副主席', '办公室主任'];
  if (organ.endsWith('红十字会')) return ['会长', '副会长', '办公室主任'];
  if (organ.startsWith('共青团')) return ['书记', '副书记', '办公室主任'];
  if (organ.endsWith('法院')) return ['院长', '副院长', '办公室主任'];
  if (organ.endsWith('检察院')) return ['检察长', '副检察长', '办公室主任'];
  if (organ.endsWith('部')) return ['部长', '副部长', '办公室主任'];
  if (organ.endsWith('党校')) return ['常务副校长', '副校长', '办公室主任'];
  if (/(?:局|委政法委)$/.test(organ))
    return organ.endsWith('局') ? ['局长', '副局长', '办公室主任'] : ['书记', '副书记', '办公室主任'];
  return ['主任', '副主任', '综合科科长'];
}

/** A department without bodies in cities and counties names its own staff (in the document: 没有市县机构的报本机关). */
function headquarters(stream: NumberStream, telephones: Telephones, { name }: DemoDepartment): Entry[] {
  const names = new Names();
  const address = `南宁市${inventStreet(stream)}`;
  const offices = ['办公室', '组织处', '宣传处', '调研处', '联络处', '人事处', '社会服务处', '机关党委'];
  return offices.flatMap((office) => {
    const landline = telephones.landline();
    return [office === '机关党委' ? '专职副书记' : `${office}主任`, `${office}副主任`, '一级调研员', '二级调研员'].map(
      (post): Entry => {
        const gender = inventGender(stream, 0.6);
        return {
          name: names.next(stream, gender, name),
          gender,
          place: '南宁市',
          address,
          organisation: name,
          post,
          area: CENTRE,
          office: landline,
          mobile: telephones.mobile(),
          postcode: '530000',
          remark: '',
        };
      },
    );
  });
}

const brands =
  '鑫源 金穗 德润 龙腾 盛邦 瑞丰 新禾 九洲 漓源 恒达 万通 桂源 绿野 华泰 天成 百益 顺安 佳和 广汇 泰和'.split(' ');
const trades =
  '商贸 食品 木业 物流 餐饮管理 旅游开发 机电设备 环保工程 药业 农业开发 建筑工程 信息科技 印务 纺织'.split(' ');
const villages = '新村 大塘 龙门 石桥 三合 永乐 那马 板栗 平山 六合 双桥 古城 长岭 福安 水源 塘红'.split(' ');
type Workplace = readonly [share: number, name: (s: NumberStream, place: string) => string, posts: readonly string[]];
const workplaces: readonly Workplace[] = [
  [
    0.4,
    (s, place) => `${place}${s.pick(brands)}${s.pick(trades)}有限公司`,
    ['法定代表人', '办公室主任', '财务部经理', '销售部经理', '生产部部长', '员工'],
  ],
  [
    0.6,
    (s, place) => `${place}${s.pick(villages)}村村民委员会`,
    ['村民', '村民', '村委会主任', '村委会副主任', '村务监督委员会主任'],
  ],
  [0.7, (s, place) => `${place}${s.pick(brands)}农民专业合作社`, ['理事长', '社员', '社员']],
  [0.78, (s, place) => `${place}第${s.pick('一二三四五六'.split(''))}中学`, ['校长', '教师', '教务处主任']],
  [0.85, (_, place) => `${place}人民医院`, ['副院长', '主治医师', '护士长', '护士']],
  [0.92, (s, place) => `${place}${s.pick(brands)}超市`, ['店主', '店长', '收银员']],
  [1, (s, place) => `${place}${s.pick(villages)}社区居民委员会`, ['社区主任', '居民', '网格员']],
];

function inventWorkplace(stream: NumberStream, place: string): { organisation: string; post: string } {
  const share = stream.uniform();
  const [, name, posts] = workplaces.find(([limit]) => share < limit)!;
  return { organisation: name(stream, place), post: stream.pick(posts) };
}

/** People the department's work reaches: firms, villages, schools, hospitals all over the region. */
function citizens(stream: NumberStream, telephones: Telephones, size: number): Entry[] {
  const names = new Names();
  return Array.from({ length: size }, (): Entry => {
    const city = stream.pick(cities);
    const unit = stream.uniform() < 0.3 ? city.name : stream.pick(city.units);
    const { organisation, post } = inventWorkplace(stream, unit.endsWith('区') ? `${city.name}${unit}` : unit);
    const gender = inventGender(stream, 0.58);
    const withOffice = stream.uniform() < 0.4;
    return {
      name: names.next(stream, gender, organisation),
      gender,
      place: unit,
      organisation,
      post,
      area: withOffice ? city.area : '',
      office: withOffice ? telephones.landline() : '',
      mobile: declared(city.area, telephones.mobile()),
      postcode: '',
      remark: '',
    };
  });
}

const matters = '食品经营许可 企业设立登记 变更登记 股权出质登记 个体工商户注册 广告发布登记 动产抵押登记'.split(' ');

/** People who had something done at a service window. */
function applicants(stream: NumberStream, telephones: Telephones, size: number): Entry[] {
  return citizens(stream, telephones, size).map((entry) => ({ ...entry, remark: `办理${stream.pick(matters)}` }));
}
