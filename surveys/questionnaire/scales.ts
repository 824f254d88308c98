/**
 * Answer scales: named points from the best to the worst, as data to start a questionnaire from.
 *
 * Promise: codes are those of the points tables of scale.ts, so that what is answered can be scored; the five standards of the
 * leader form are printed as 附件9–11 print them. A questionnaire copies its scales: a change here never changes one that exists.
 */
export interface ScalePoint {
  /** 5 is the best of five, 3 the best of three. */
  readonly code: string;
  readonly label: string;
  /** What must be the case for this point, printed beside it. */
  readonly standard?: string | undefined;
}

export interface AnswerScale {
  readonly label: string;
  readonly points: readonly ScalePoint[];
}

/** Labels, best first, with codes from their number down to 1. */
function scaleOf(label: string, labels: readonly string[], standards: readonly string[] = []): AnswerScale {
  return {
    label,
    points: labels.map((point, i) => ({
      code: String(labels.length - i),
      label: point,
      ...(standards[i] === undefined ? {} : { standard: standards[i] }),
    })),
  };
}

/** Scales to choose from. Source of leader5: 桂绩办发〔2015〕35号 附件9–11, whose five standards are the same in all three. */
export const answerScales = {
  satisfaction5: scaleOf('满意度五级', ['很满意', '满意', '一般', '不满意', '很不满意']),
  quality5: scaleOf('好坏五级', ['很好', '较好', '一般', '较差', '很差']),
  agreement5: scaleOf('赞同五级', ['非常同意', '比较同意', '一般', '不太同意', '很不同意']),
  satisfaction3: scaleOf('满意度三级', ['满意', '基本满意', '不满意']),
  leader5: scaleOf(
    '领导评价五级',
    ['优秀', '良好', '一般', '差', '很差'],
    [
      '能出色完成自治区党委、政府部署的重点工作任务，工作创新亮点多，工作在全国系统行业内处于领先水平，对全区经济社会发展贡献很大，社会效果很好',
      '能较好完成自治区党委、政府部署的重点工作任务，工作创新亮点比较多，工作在全国系统行业内处于较高水平，对全区经济社会发展贡献比较大，社会效果比较好',
      '基本完成自治区党委、政府部署的重点工作任务，工作在全国系统行业内处于一般水平，对全区经济社会发展贡献程度一般',
      '没有如期完成自治区党委、政府部署的重点工作任务，工作在全国系统行业内处于较低水平，对全区经济社会发展贡献程度较小',
      '没有完成自治区党委、政府部署的重点工作任务，工作在全国系统行业内处于落后水平，对全区经济社会发展贡献程度很小',
    ],
  ),
} as const satisfies Record<string, AnswerScale>;
