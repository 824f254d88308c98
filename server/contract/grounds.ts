/** Fields that several chapters of scoring share: reasons in words, who decided on what paper, exact numbers. */
import { z } from 'zod';

export const words = (field: string, most: number) =>
  z.string().trim().min(2, `请写明${field}`).max(most, `${field}不超过${most}个字`);
/** Who decided, on what paper, why: all three, or there is no decision. */
export const grounds = {
  reason: words('理由', 400),
  document: words('依据文件', 200),
  decidedBy: words('决定机关或决定人', 80),
};
export const numberText = z
  .string()
  .trim()
  .regex(
    /^(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|(?:0|[1-9][0-9]*)\/[1-9][0-9]*)$/,
    '写成数字，例如 86.5，或分数 9520/113',
  );
export const xlsxFile = { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;
