/** Answers for statisticians. */
import { z } from 'zod';
import { defineRoute, id } from './route.ts';

export const downloadAnswers = defineRoute({
  method: 'GET',
  path: '/api/questionnaire-versions/:versionId/answers.zip',
  tag: '答卷导出',
  summary: '一种问卷计入的答卷：Excel、CSV和SPSS语法；周期结束以后才有，不含可识别个人的内容（留痕）',
  params: z.object({ versionId: id }),
  reply: { file: 'application/zip' },
  problems: ['answers-before-close'],
});
