/** 行政审批工作评价问卷: those who did business at the department's window this year judge how it went. Data only. */
import type { Questionnaire } from '../../questionnaire/schema.ts';
import { choice, consent, hotline, opinion, rated, satisfaction, steered } from './parts.ts';

export const serviceUsers: Questionnaire = {
  format: 1,
  kind: 'service-users',
  title: '{年度}年度{单位}行政审批工作评价问卷',
  intro:
    '您好！我是民意调查中心的访问员，来电号码是12340。您今年在政务服务中心的{单位}窗口办过事，想听听您的评价，大约需要3分钟。\n您的回答只用于汇总统计，我们对个人信息严格保密。如想核实这次访问，可拨打监督电话{监督电话}。',
  closing: '访问到此结束，感谢您的支持，祝您工作顺利！',
  channels: ['telephone', 'link'],
  scales: satisfaction,
  texts: [hotline],
  departmentTexts: {},
  questions: [
    choice(
      'q1',
      '您今年到{单位}窗口，或者在网上办理过{单位}的事项吗？',
      [
        ['yes', '办理过'],
        ['no', '没有办理过'],
      ],
      { hint: '没有办理过的，结束访问，话务结果记“非本人”。' },
    ),
    ...(
      [
        ['q2', '办事需要的材料和条件，窗口是否一次说清楚？您满意吗？'],
        ['q3', '您对手续和申请材料的简便程度满意吗？'],
        ['q4', '您对办理时间，也就是是否按承诺的时限办完，满意吗？'],
        ['q5', '您对窗口工作人员的服务态度满意吗？'],
        ['q6', '您对办事公开、公正和廉洁的情况满意吗？'],
      ] as const
    ).map(([id, title]) => rated(id, title, { showIf: { match: 'all', tests: [{ item: 'q1', is: ['yes'] }] } })),
    rated('q7', '总的来说，您对{单位}的行政审批工作满意吗？', {
      scored: false,
      showIf: { match: 'all', tests: [{ item: 'q1', is: ['yes'] }] },
    }),
    choice(
      'q8',
      '办理中有没有被要求跑规定以外的路、交规定以外的材料或费用？',
      [
        ['no', '没有'],
        ['yes', '有'],
      ],
      { noOpinion: true, showIf: { match: 'all', tests: [{ item: 'q1', is: ['yes'] }] } },
    ),
    opinion('您对{单位}改进审批服务有什么意见和建议？'),
    consent,
    steered,
  ],
};
