/** A place in a scheme in words: `parts.special.my.leaves.20/5.my1.weight` is 指标体系special › 工作满意度 › 读作20/5 › 民意调查 › 权重. Pure. */
import { textAt, valueAt } from './edit.ts';

const words: Readonly<Record<string, string>> = {
  parts: '指标体系',
  groups: '类别',
  settings: '文件没有规定的事项',
  entries: '加扣分',
  forms: '其他填报方式',
  plans: '满意度的算法',
  gradeRule: '等次',
  review: '复核',
  bonusRule: '加分的折算',
  entryScale: '加扣分按任务分值折算',
  title: '名称',
  document: '依据文件',
  year: '年度',
  fullMarks: '满分',
  name: '名称',
  id: '编号',
  key: '编号',
  weight: '分值或权重',
  leaves: '指标',
  of: '读法',
  own: '可赋权的指标',
  instead: '细分指标',
  unit: '怎样填报',
  full: '满分',
  mayNotApply: '可以不适用',
  uncapped: '不封顶的条件',
  manual: '人工评定',
  manualGrade: '人工定等次',
  ranked: '参加排名',
  values: '可选',
  preset: '建议值',
  from: '下限',
  to: '上限',
  members: '赋权的指标',
  required: '必须设定',
  ambiguity: '问题编号',
  certainty: '依据是否不足',
  quote: '文件原文',
  why: '建议的理由',
  decided: '在方案里定下',
  value: '值',
  reason: '理由',
  decidedBy: '决定机关',
  enteredBy: '录入人',
  enteredAt: '录入时间',
  points: '每次的分值',
  fixed: '写明的分值',
  only: '什么时候用',
  side: '扣分还是加分',
  shares: '比例',
  grades: '等次名称',
  line: '不合格线',
  tiebreak: '同分时依次比较',
  promotions: '直接定为一等',
  bands: '分数段',
  advanced: '先进单位',
  places: '名额',
  workingDays: '期限（工作日）',
  calendar: '工作日历',
  late: '逾期申请',
  table: '计分表',
  satisfied: '计入满意率的选项',
  raterGroups: '评价主体',
  questions: '题目',
  source: '答案从哪里来',
  kind: '种类',
  deduction: '扣分',
  bonus: '加分',
};

/** The element of a list or object a segment names. */
function stepInto(value: unknown, segment: string): unknown {
  if (!Array.isArray(value)) return valueAt(value, [segment]);
  const items = value as unknown[];
  // Findings name entries by side and kind.
  const ofSide = items.filter((item) => textAt(item, ['side']) === segment);
  if (ofSide.length > 0) return ofSide;
  return (
    items.find((item) => ['id', 'key', 'kind', 'grade'].some((name) => textAt(item, [name]) === segment)) ??
    (/^\d+$/.test(segment) ? (items[Number(segment)] ?? items[Number(segment) - 1]) : undefined)
  );
}

export function describePlace(at: string, data: unknown): string {
  let value = data;
  const said: string[] = [];
  // Readings may hold a dot of their own, as 7.5/7.5 does.
  const segments = at.split('.');
  while (segments.length > 0) {
    let taken = 1;
    let next = stepInto(value, segments[0]!);
    for (let length = 2; next === undefined && length <= segments.length; length += 1) {
      next = stepInto(value, segments.slice(0, length).join('.'));
      if (next !== undefined) taken = length;
    }
    // Findings name a reading without `leaves` and `of` before it.
    if (next === undefined)
      next = valueAt(value, ['leaves', 'of', segments[0]!]) ?? stepInto(valueAt(value, ['leaves']), segments[0]!);
    const segment = segments.splice(0, taken).join('.');
    if (segment !== 'of') said.push(textAt(next, ['name']) || (words[segment] ?? segment));
    value = next;
  }
  return said.join(' › ');
}
