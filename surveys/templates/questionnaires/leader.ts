/**
 * 领导评价表 (附件9–11): one mark from 5 to 1 by printed standards, without a name. The three forms differ in their title only.
 * Nothing marked is 弃权; the printed form offers no 不了解. Data only.
 */
import { answerScales } from '../../questionnaire/scales.ts';
import type { Questionnaire } from '../../questionnaire/schema.ts';
import { copyOf } from './parts.ts';

export const leaderForm: Questionnaire = {
  format: 1,
  kind: 'leader',
  title: '{年度}年度自治区直属机关领导评价表',
  intro: '注：本表为无记名方式，请您在评价分栏内填上相应分数。',
  closing: '',
  channels: ['ballot', 'paper'],
  scales: { leader: copyOf(answerScales.leader5) },
  texts: [],
  departmentTexts: {},
  questions: [
    {
      id: 'q1',
      kind: 'scale',
      title: '评价对象：{单位}',
      scale: 'leader',
      scored: true,
      required: false,
      noOpinion: false,
      refusal: false,
    },
  ],
};
