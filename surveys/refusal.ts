/**
 * How the island says no: one code with all its places, and Chinese words that say what to do next.
 *
 * Promise: whatever an input can get wrong comes back as a value, never half a result beside it. Codes are stable.
 */
import type { z } from 'zod';

export interface Place {
  /** Where: keys joined by dots, ids in the place of array positions. */
  readonly at: string;
  readonly message?: string;
}

export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly details: readonly Place[];
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

const words = {
  'scheme-unknown': '没有这个评价方案，请用 --help 查看可用的方案',
  'input-malformed': '输入的格式不对，请按说明改正后重试',
  'setting-unknown': '这个方案没有这项设置，请删去',
  'setting-invalid': '设置的值不在可选范围内，请改正',
  'weights-sum': '权重之和必须正好为1，请改正',
  'appraisee-duplicate': '被评价单位重复，请合并为一个',
  'group-unknown': '没有这个类别，请按方案的类别填写',
  'settings-required': '文件没有规定，必须先设定才能计分',
  'manual-mismatch': '人工评定的类别只填 manualResult，其他类别不能填',
  'manual-undocumented': '人工评定的结果要写明依据文件和决定机关',
  'leaf-unknown': '该单位的方案没有这个指标，请删去',
  'leaf-conflict': '同一指标填了两种形式，或填了不适用的指标，请只留一种',
  'value-malformed': '数值要写成字符串，例如 "86.5" 或 "9520/113"；次数写成整数',
  'value-out-of-range': '数值超出范围，请核对',
  'task-full-required': '缺少任务分值 taskFull，无法折算为百分制',
  'entry-kind-unknown': '方案没有这种加分或扣分',
  'tariff-mismatch': '文件规定每项扣2分，与填写的分值不符',
  'override-not-allowed': '方案不允许这样调整等次',
  'override-undocumented': '调整等次要写明理由、依据文件和决定机关',
  'table-unknown': '没有这张计分表，请改用已有的计分表，或写明自定的计分表',
  'table-invalid': '计分表不成立：至少两个选项，分值在0到100之间，编号不与已有的计分表相同',
  'satisfied-invalid': '计入满意率的选项不在计分表中',
  'duplicate-id': '编号重复，请改成不同的编号',
  'trim-not-allowed': '只有领导评价（panel）可以去掉最高最低，加权的样本不可以',
  'reference-unknown': '单位、评价主体或题目不存在',
  'cell-duplicate': '同一单位、评价主体和题目的结果出现了两次',
  'option-unknown': '选项不在计分表中',
  'count-invalid': '人数必须是0以上的整数',
  'counts-inconsistent': '收回的份数多于应评人数',
  'eligible-required': '分母要用应评人数，请填 eligible',
  'weighted-invalid': '加权数与人数不符：有人的选项加权数要大于0，且分母只能用有效票',
  'calendar-unknown': '没有这个工作日历，可用 CN 或 CN-45',
  'date-invalid': '日期要写成 YYYY-MM-DD，且是真实的日子',
  'days-invalid': '工作日天数应为1到366的整数',
  'calendar-not-covered': '没有这一年的放假通知，不能推算；请先补上该年的放假安排',
} as const;

export type ProblemCode = keyof typeof words;

/** An outcome that holds a value. */
export function accept<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** An outcome that holds why there is no value; places are sorted, so that the order of the input does not show. */
export function refuse(code: ProblemCode, places: readonly Place[]): { readonly ok: false; readonly problem: Problem } {
  const sorted = places.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const details = sorted.filter(({ at }, i) => at !== sorted[i - 1]?.at);
  return { ok: false, problem: { code, message: words[code], details } };
}

/** A question to an input: which places does this code apply to? */
export type Check = readonly [code: ProblemCode, places: () => readonly (string | Place)[]];

/** The first check that finds places, with all of them; nothing when none does. Later checks may lean on earlier ones. */
export function firstProblem(checks: readonly Check[]): { readonly ok: false; readonly problem: Problem } | undefined {
  for (const [code, find] of checks) {
    const places = find();
    if (places.length > 0)
      return refuse(
        code,
        places.map((place) => (typeof place === 'string' ? { at: place } : place)),
      );
  }
  return undefined;
}

/** A value read by its schema, or `input-malformed` with the places the schema names. */
export function readShape<T>(schema: z.ZodType<T>, input: unknown): Outcome<T> {
  const read = schema.safeParse(input);
  if (read.success) return accept(read.data);
  return refuse(
    'input-malformed',
    read.error.issues.map((issue) => ({
      at: issue.path.map(String).join('.'),
      message:
        issue.code === 'unrecognized_keys'
          ? `有不认识的键 ${issue.keys.toSorted().join('、').slice(0, 80)}`
          : issue.code === 'invalid_type'
            ? '缺少，或类型不对'
            : '内容不对',
    })),
  );
}
