/** 系统干部职工评价问卷: cadres of cities and counties judge the department that leads their line of work, on paper. Data only. */
import type { Questionnaire } from '../../questionnaire/schema.ts';
import { consent, hotline, opinion, rated, satisfaction } from './parts.ts';

const aspects = [
  ['duty', '履行职责、完成重点工作任务'],
  ['guidance', '对本系统市、县工作的部署和业务指导'],
  ['service', '服务基层、帮助解决实际困难'],
  ['efficiency', '办事效率，答复请示、报告是否及时'],
  ['style', '工作作风，调查研究、为基层减负'],
  ['integrity', '依法办事、公道正派、廉洁自律'],
  ['innovation', '改革创新、推动本系统工作'],
] as const;

export const systemCadres: Questionnaire = {
  format: 1,
  kind: 'system-cadres',
  title: '{年度}年度{单位}系统干部职工评价问卷',
  intro:
    '您好！现就{单位}{年度}年的工作，听取本系统市、县干部职工的意见。\n问卷上不用写姓名，答案只用于汇总统计，不会把您的回答告诉{单位}，请放心如实填写。大约需要3分钟。\n社会评价监督电话：{监督电话}。',
  closing: '问卷到此结束，感谢您的支持！请把问卷装入所附信封封好寄回，或交给投送人员当面封存。',
  channels: ['paper', 'telephone', 'link'],
  scales: satisfaction,
  texts: [hotline],
  departmentTexts: {},
  questions: [
    {
      id: 'q1',
      kind: 'matrix',
      title: '请对{单位}今年以来下列各方面的工作作出评价。',
      hint: '每行选一项；没有接触过、说不清的，选“不了解”。',
      scale: 'satisfaction',
      scored: true,
      required: true,
      noOpinion: true,
      refusal: false,
      rows: aspects.map(([id, label]) => ({ id, label })),
    },
    rated('q2', '总的来说，您对{单位}今年的工作满意吗？', { scored: false }),
    {
      id: 'q3',
      kind: 'multiple',
      title: '您觉得{单位}最需要改进的是哪几方面？',
      hint: '最多选3项。',
      options: [...aspects.map(([code, label]) => ({ code, label })), { code: 'none', label: '没有需要改进的' }],
      max: 3,
      exclusive: ['none'],
      required: false,
      noOpinion: false,
      refusal: false,
    },
    opinion('您对{单位}改进工作有什么意见和建议？'),
    consent,
  ],
};
