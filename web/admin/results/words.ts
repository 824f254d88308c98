/** Values of settings, flags and kinds in Chinese, as the pages say them. */
import { channelLabels, questionnaireKindLabels, type PointsTableView } from '#contract';
import {
  compare,
  describeFlag,
  exactText,
  type Fraction,
  mustNumber,
  roundedText,
  type SatisfactionPlan,
} from '#surveys';

const valueWords: Readonly<Record<string, string>> = {
  rounded: '用公布的分（四舍五入后）',
  exact: '用精确分',
  block: '缺项不出总分',
  redistribute_within_parent: '由同级指标分担权重',
  zero: '按0分计',
  group_mean: '按本类平均分计',
  false: '否',
  true: '是',
  cumulative_half_up: '累计四舍五入',
  cumulative_floor: '累计舍去',
  independent_half_up: '各档分别四舍五入',
  largest_remainder: '最大余数法',
  favour: '都取较高等次',
  strict: '都取较低等次',
  tiebreak_by_components: '按职能、满意、创新依次比较',
  all_units_in_group: '全部单位',
  units_not_failing: '只算合格单位',
  none: '不递补',
  next_in_rank: '由下一名递补',
  'promote,demote': '先直接定等，后降等',
  'demote,promote': '先降等，后直接定等',
  inside: '在满分之内（按上限计）',
  extra: '另加（不设上限）',
  over5: '平均分÷5×100',
  linear5: '（平均分−1）÷4×100',
  list_only: '只公布名单，不计分',
  points: '按分值加扣',
  manual: '人工评定',
  weights: '按权重计分',
  pooled: '不分开，合并计',
  equal: '各项相等',
  five_equal: '五项各占20%',
  on_top: '加在总分之上',
  inside_function: '计入职能指标（不超过满分）',
  by_task_points: '按任务分值折算',
};

/** A value of a setting in words; what has none is shown as it is. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return '未设定';
  if (Array.isArray(value)) return valueWords[value.join(',')] ?? value.join('、');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, one]) => `${key}：${describeValue(one)}`)
      .join('；');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return valueWords[text] ?? text;
}

export const describeFlags = (flags: readonly string[]): string => flags.map(describeFlag).join('；');

export const tableWords: Readonly<Record<string, string>> = {
  over5: '五级 100/80/60/40/20（÷5）',
  linear5: '五级 100/75/50/25/0',
  tableA: '五级 100/80/60/30/0',
  tableF: '三级 100/60/0',
};

/** A points table as a plan names it: a shipped id, or one's own with version and points. */
type TableName = SatisfactionPlan['table'];

export const keyOfTable = (table: TableName): string =>
  typeof table === 'string' ? table : `${table.id}@${table.version}`;
export const keyOfView = ({ id, version, shipped }: PointsTableView): string => (shipped ? id : `${id}@${version}`);
export const describeTable = (table: PointsTableView): string =>
  `${table.name}${table.shipped ? '' : `（第${table.version}版）`}：${table.points.map(({ code, points }) => `${code}→${points}`).join('，')}`;

export function tableNamed(key: string, tables: readonly PointsTableView[]): TableName {
  const found = tables.find((one) => keyOfView(one) === key);
  if (!found || found.shipped) return key;
  return {
    id: found.id,
    version: found.version,
    points: Object.fromEntries(found.points.map(({ code, points }) => [code, points])),
  };
}

export function nameOfTable(table: TableName, tables: readonly PointsTableView[]): string {
  const key = keyOfTable(table);
  const found = tables.find((one) => keyOfView(one) === key);
  return found ? describeTable(found) : (tableWords[key] ?? key);
}

/** Who is asked, by which way, with which weight. */
export const describePlan = ({ raterGroups }: SatisfactionPlan): string =>
  raterGroups
    .map(
      ({ name, source, questionnaire, channels, weight, questions }) =>
        `${name}${weight === undefined ? '' : ` ×${weight}`}（${[
          sourceWords[source],
          ...(questionnaire === undefined ? [] : [describeQuestionnaire(questionnaire)]),
          ...(channels ?? []).map(describeWay),
        ].join('，')}，${questions.length}题）`,
    )
    .join('；');

export const sourceWords = { sheets: '本平台答卷', ballots: '领导评价票', counts: '外部计数（上传）' } as const;

const isKind = (kind: string): kind is keyof typeof questionnaireKindLabels =>
  Object.hasOwn(questionnaireKindLabels, kind);
export const describeQuestionnaire = (kind: string): string => (isKind(kind) ? questionnaireKindLabels[kind] : kind);

const isChannel = (way: string): way is keyof typeof channelLabels => Object.hasOwn(channelLabels, way);
export const describeWay = (way: string): string => (isChannel(way) ? channelLabels[way] : way);

/** By which rule answers of a rater group are counted, as people read it. */
export function describeRule(
  source: keyof typeof sourceWords,
  ways: readonly { readonly channel: string }[],
  weighted: boolean,
): string {
  if (source === 'ballots') return '无记名，评价卡和纸质票一并计';
  if (source === 'counts' || ways.length === 0) return '';
  if (ways.every(({ channel }) => channel === 'web')) return '网上评议不是抽样，按份数计，作用不超过权重';
  return `同一个抽中的人不论用哪种方式只计一份${weighted ? '，按抽样权数加权' : ''}`;
}

export const gradeTone = (grade: string | null): 'good' | 'info' | 'wait' | 'bad' | 'plain' => {
  if (grade === null) return 'plain';
  if (grade === '一等' || grade === '优秀') return 'good';
  if (grade === '二等' || grade === '良好') return 'info';
  if (grade === '不合格' || grade === '诫勉') return 'bad';
  return 'wait';
};

const stepWords: Readonly<Record<string, string>> = {
  leaf: '指标',
  part: '部分',
  deductions: '扣分',
  bonuses: '加分',
  total: '总分（精确）',
  rounded: '公布的总分',
};

/** A step of the trace: `leaf:zn` is 指标 zn. */
export function describeStep(step: string): string {
  const [kind = '', id] = step.split(':');
  return `${stepWords[kind] ?? kind}${id === undefined ? '' : ` ${id}`}`;
}

/** An exact number as people write it: 0.9, where it ends within six places; else 1/3. */
export function plainNumber(value: Fraction): string {
  const text = roundedText(value, 6).replace(/\.?0+$/, '');
  return compare(mustNumber(text), value) === 0 ? text : exactText(value);
}
