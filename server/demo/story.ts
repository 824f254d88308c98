/**
 * The year the demo tells: who files what, when, with which mistakes, and what the operators make of it. Data only.
 *
 * Days are counted back from today; the deadline of the cycle was four days ago, the draws followed. Every state a frame can be in occurs.
 */
import type { frameDutySchema } from '#contract';
import type { z } from 'zod';
import type { FileFormat } from './files.ts';
import type { Entry } from './lists.ts';
import {
  borrowedMobile,
  departed,
  digitsLost,
  ditto,
  leaveOut,
  mobilesAsNumbers,
  repeat,
  titlesInNames,
  withheldNames,
  withoutAddress,
  withoutTelephone,
  wrongSerials,
  type Mistake,
} from './mistakes.ts';

export type DemoList = 'cadres' | 'topics' | 'users';

export interface Attempt {
  /** Days ago, at least 3: the draws come after. */
  readonly on: number;
  readonly mistakes?: readonly Mistake[];
  readonly format?: FileFormat;
  readonly extraColumn?: { readonly header: string; readonly value: (row: number) => string };
  readonly footer?: readonly (readonly string[])[];
  /** The first so many people of the department's other list stand on this one too. */
  readonly overlap?: number;
  /** What the check says in the end: the demo's tests hold it to that. */
  readonly verdict: 'accepted' | 'returned';
  /** What an operator does two hours later; absent: nothing yet. */
  readonly decision?: 'accept' | { readonly return: string };
}

export interface Filing {
  readonly department: string;
  readonly list: DemoList;
  /** People on a hot-topics or service list before mistakes. */
  readonly size?: number;
  readonly attempts: readonly Attempt[];
}

/** An agreement by consultation (R25). */
export interface Agreement {
  readonly department: string;
  readonly list: DemoList;
  readonly minimum?: number;
  readonly coverage?: 'none';
  /** Days from today. */
  readonly deadlineIn?: number;
  readonly reason: string;
}

/** The house is set up, and the years before are scored. */
export const PEOPLE_DAYS_AGO = 80;
export const SCORED_DAYS_AGO = 79;
export const DEADLINE_DAYS_AGO = 4;
export const OPENED_DAYS_AGO = 26;

/** The day on which the questionnaires were drafted and published. */
export const QUESTIONNAIRES_DAYS_AGO = 23;

/** 附件8: when it was asked for, and its last day. */
export const contactDaysAgo = { asked: 20, deadline: 6 } as const;
/** Departments, by their place in the list, that have not filled 附件8. */
export const withoutContactForm: ReadonlySet<number> = new Set([5, 17, 30, 31, 46, 58, 72, 73, 90]);

const clean = (on: number, decision?: Attempt['decision']): Attempt => ({
  on,
  verdict: 'accepted',
  ...(decision ? { decision } : {}),
});
const good = (on: number, decision: Attempt['decision'] | undefined, ...mistakes: Mistake[]): Attempt => ({
  ...clean(on, decision),
  mistakes,
});
const bad = (on: number, ...mistakes: Mistake[]): Attempt => ({ on, verdict: 'returned', mistakes });

const of =
  (list: DemoList, size?: number) =>
  (department: string, ...attempts: Attempt[]): Filing => ({
    department,
    list,
    ...(size === undefined ? {} : { size }),
    attempts,
  });
const cadres = of('cadres');
/** A little more than the 500 or 300 that are asked for. */
const topics500 = of('topics', 512);
const topics300 = of('topics', 308);

/** Invented, and no such number can exist: nobody was born on the 0th. */
const identityColumn = {
  header: '身份证号',
  value: (row: number): string => `45010019000000${String(row % 10_000).padStart(4, '0')}`,
};
const footer: Attempt['footer'] = [
  ['合计', '512人'],
  ['填表人：办公室', '', '', '审核人：分管领导'],
];
const askForPosts = '名单中多人只写“干部”，请写明具体职务后重新报送';

export const filings: readonly Filing[] = [
  // In the sealed draw
  cadres('财政厅', clean(22, 'accept')),
  topics500('财政厅', clean(22, 'accept')),
  topics500('发展改革委', bad(21, leaveOut(20), repeat(6)), good(19, 'accept', repeat(2))),
  cadres('发展改革委', clean(18, 'accept')),
  topics500('交通运输厅', good(20, 'accept', departed(4), mobilesAsNumbers(30))),
  topics500('水利厅', { ...clean(19, 'accept'), footer }),
  topics500('商务厅', good(17, 'accept', titlesInNames(6))),
  topics500('科技厅', good(16, 'accept', wrongSerials)),
  // In the locked draw
  topics300('总工会', clean(20, 'accept')),
  cadres('总工会', clean(20, 'accept')),
  topics300('团区委', good(18, 'accept', repeat(3))),
  topics300('妇联', { ...clean(15, 'accept'), format: 'csv-gb18030' }),
  cadres('妇联', bad(17, withoutAddress('容县', '乐业县', '合山市')), clean(14, 'accept')),
  topics300('残联', good(14, 'accept', withoutTelephone(3))),
  topics300('红十字会', clean(13, 'accept')),
  // In the designed draw
  topics500('审计厅', clean(15, 'accept')),
  topics500('司法厅', good(14, 'accept', mobilesAsNumbers(60))),
  topics500('公安厅', clean(12, 'accept')),
  cadres('公安厅', clean(12, 'accept')),
  // Returned and mended
  cadres('教育厅', bad(21, withoutAddress('武鸣区', '资源县', '那坡县', '凭祥市')), clean(16, 'accept')),
  topics500('教育厅', bad(21, leaveOut(30), withoutTelephone(8)), bad(18, leaveOut(14)), good(15, 'accept', repeat(4))),
  topics500('住房城乡建设厅', bad(19, digitsLost(0.3)), clean(14, 'accept')),
  topics500('食品药品监管局', bad(16, withheldNames(40)), clean(8)),
  cadres('党委统战部', bad(15, withoutAddress('北海市', '海城区')), clean(11, 'accept')),
  topics300('党委统战部', clean(15, 'accept')),
  // Returned, not yet mended
  // Fine by itself; what it shares with the later list returns them both.
  topics500('农业厅', bad(11)),
  cadres('农业厅', { on: 10, verdict: 'returned', overlap: 4 }),
  topics500('环境保护厅', bad(9, digitsLost(0.45))),
  cadres('环境保护厅', clean(11, 'accept')),
  topics300('统计局', bad(7, leaveOut(20), repeat(5))),
  topics500('国土资源厅', good(10, { return: askForPosts }, departed(3))),
  topics500('旅游发展委', bad(8, withheldNames(30))),
  cadres('老干部局', bad(7, withoutAddress('苍梧县'))),
  topics300('民盟广西区委机关', bad(5, leaveOut(60))),
  cadres('卫生计生委', good(12, { return: '报送单位未盖章确认，请补报盖章件后重新报送' }, ditto(2))),
  // Waiting for an operator
  cadres('民政厅', clean(6)),
  topics500('民政厅', clean(6)),
  topics500('林业厅', good(7, undefined, borrowedMobile(4), repeat(3))),
  topics500('人力资源社会保障厅', good(8, undefined, mobilesAsNumbers(120))),
  topics500('体育局', good(6, undefined, wrongSerials)),
  topics500('质监局', { ...clean(5), extraColumn: identityColumn }),
  topics500('工业和信息化委', good(5, undefined, ditto(3), titlesInNames(8))),
  cadres('档案局', clean(5)),
  topics300('机关事务管理局', good(6, undefined, departed(5))),
  cadres('供销社', clean(7)),
  topics300('供销社', clean(7)),
  cadres('民革广西区委机关', clean(5)),
  cadres('九三学社广西区委机关', clean(9, 'accept')),
  topics300('九三学社广西区委机关', clean(9, 'accept')),
  { ...cadres('党委组织部', { ...clean(6), format: 'zip-aes' }) },
  topics300('党委组织部', { ...clean(6, 'accept'), format: 'zip-aes' }),
  topics300('法制办', clean(10, 'accept')),
  // Agreed otherwise
  { ...of('topics', 212)('接待办', clean(6, 'accept')) },
  of('topics', 163)('发展研究中心', clean(4)),
  // The many who had no trouble
  ...['民宗委', '文化厅', '国资委', '外侨办', '新闻出版广电局', '金融办', '地税局', '监狱管理局'].map((name, i) =>
    topics500(name, clean(5 + i * 2, 'accept')),
  ),
  ...['人大常委会机关', '政协机关', '党委政法委', '档案局', '文联', '侨联', '工商联', '测绘地信局', '地矿局'].map(
    (name, i) => topics300(name, clean(5 + i, i % 3 === 0 ? undefined : 'accept')),
  ),
  ...['水利厅', '交通运输厅', '科技厅', '审计厅', '司法厅', '团区委', '残联', '文化厅'].map((name, i) =>
    cadres(name, clean(6 + i * 2, 'accept')),
  ),
  // Late
  topics500('工商局', clean(3)),
  cadres('工商局', clean(8, 'accept')),
  of('users', 240)('工商局', { ...clean(3), format: 'csv-gb18030' }),
  topics500('扶贫办', good(3, undefined, repeat(2))),
  topics300('科协', bad(3, leaveOut(10))),
];

const parties = ['民革', '民盟', '民建', '民进', '农工党', '致公党', '九三学社'].map((name) => `${name}广西区委机关`);

export const agreements: readonly Agreement[] = [
  ...parties.map((department): Agreement => ({
    department,
    list: 'cadres',
    coverage: 'none',
    deadlineIn: 5,
    reason: '在县一级没有机构，系统干部名单报本机关人员，截止日期顺延',
  })),
  ...parties.map((department): Agreement => ({
    department,
    list: 'topics',
    deadlineIn: 5,
    reason: '换届工作与报送时间冲突，截止日期顺延',
  })),
  { department: '接待办', list: 'topics', minimum: 200, reason: '全年服务对象不足300人' },
  { department: '发展研究中心', list: 'topics', minimum: 150, deadlineIn: 1, reason: '课题委托方和用户不足300人' },
  {
    department: '中马钦州产业园区管委会',
    list: 'cadres',
    coverage: 'none',
    deadlineIn: 1,
    reason: '园区管理机构，不设市县机构',
  },
];

/** 参公 institutions file 附件6 and 7; a service window files its users as well. Others follow their class. */
export const ownDuties: Readonly<Record<string, readonly z.infer<typeof frameDutySchema>[]>> = {
  供销社: [
    { list: 'system-cadres', attachment: 6, minimum: 0, coverage: 'guangxi-2018' },
    { list: 'hot-topics', attachment: 7, minimum: 300, coverage: 'none' },
  ],
  工商局: [
    { list: 'system-cadres', attachment: 2, minimum: 0, coverage: 'guangxi-2018' },
    { list: 'hot-topics', attachment: 3, minimum: 500, coverage: 'none' },
    { list: 'service-users', attachment: null, minimum: 0, coverage: 'none' },
  ],
};

export interface StoryDraw {
  readonly title: string;
  /** Without: hot topics. */
  readonly list?: 'cadres';
  readonly departments: readonly string[];
  readonly design: {
    readonly method: 'stratified' | 'systematic' | 'two-stage';
    readonly stratifyBy: 'department' | 'city' | 'none';
    readonly main: number;
    readonly reserve: number;
    readonly replicateSize?: number;
    readonly clusters?: {
      readonly by: 'city';
      readonly method: 'pareto';
      readonly number: number;
      readonly within: number;
      readonly reserve: number;
    };
  };
  readonly reaches: 'designed' | 'locked' | 'sealed';
}

export const draws: readonly StoryDraw[] = [
  {
    title: '演示：热点难点工作电话访问（经济与科技部门）',
    departments: ['财政厅', '发展改革委', '交通运输厅', '水利厅', '商务厅', '科技厅'],
    design: { method: 'stratified', stratifyBy: 'department', main: 300, reserve: 300 },
    reaches: 'sealed',
  },
  {
    title: '演示：热点难点工作电话访问（群团组织）',
    departments: ['总工会', '团区委', '妇联', '残联', '红十字会'],
    design: { method: 'stratified', stratifyBy: 'department', main: 250, reserve: 250 },
    reaches: 'locked',
  },
  {
    title: '演示：热点难点工作电话访问（监督与执法部门）',
    departments: ['审计厅', '司法厅', '公安厅'],
    design: { method: 'systematic', stratifyBy: 'none', main: 200, reserve: 200 },
    reaches: 'designed',
  },
  {
    title: '演示：系统干部职工邮寄问卷',
    list: 'cadres',
    departments: ['财政厅', '总工会', '妇联', '公安厅', '教育厅'],
    design: { method: 'stratified', stratifyBy: 'department', main: 100, reserve: 0, replicateSize: 100 },
    reaches: 'sealed',
  },
  {
    title: '演示：先抽城市再抽人的电话访问（监督与执法部门）',
    departments: ['审计厅', '司法厅', '公安厅'],
    design: {
      method: 'two-stage',
      stratifyBy: 'none',
      main: 120,
      reserve: 60,
      replicateSize: 10,
      clusters: { by: 'city', method: 'pareto', number: 6, within: 20, reserve: 10 },
    },
    reaches: 'sealed',
  },
];

/** How many of each list's entries an overlap takes: those in the middle, who are on nobody's mind. */
export const overlapping = (entries: readonly Entry[], count: number): readonly Entry[] =>
  entries.slice(40, 40 + count);

/** Liaisons one can sign in as, of all classes, and what each shows. */
export const signIns: readonly { readonly department: string; readonly shows: string }[] = [
  { department: '财政厅', shows: '两份都已接收，热点难点名单已用于封存的抽样' },
  { department: '农业厅', shows: '两份名单有相同的人，被退回' },
  { department: '教育厅', shows: '退回后改好重报，有几次报送可以对照' },
  { department: '民政厅', shows: '两份都已报，等待审核' },
  { department: '环境保护厅', shows: '手机号码被Excel改坏，被退回' },
  { department: '工商局', shows: '逾期报送；另有服务对象名单' },
  { department: '统计局', shows: '人数差几个，被退回' },
  { department: '妇联', shows: '报的是CSV；补齐地址后接收' },
  { department: '党委组织部', shows: '报的是加密压缩包' },
  { department: '民革广西区委机关', shows: '经协商延期，还有一份没报' },
  { department: '供销社', shows: '参公单位，附件6和附件7' },
  { department: '信访局', shows: '两份都没报，已过截止日期' },
  { department: '国家安全厅', shows: '没有报送任务' },
];
