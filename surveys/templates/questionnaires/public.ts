/** 公众网上评议问卷: anybody judges a department on the open web. Reported beside the sample. Data only. */
import type { Questionnaire } from '../../questionnaire/schema.ts';
import { choice, consent, contact, hotline, opinion, rated, satisfaction } from './parts.ts';

export const publicOpinion: Questionnaire = {
  format: 1,
  kind: 'public',
  title: '{年度}年度{单位}公众评议',
  intro:
    '请您评议{单位}{年度}年的工作，大约需要2分钟。\n不用登录，不要求留姓名和电话；回答只用于汇总统计和改进工作。监督电话：{监督电话}。',
  closing: '感谢您的评议！各单位的整改情况会在网上公开。',
  channels: ['web'],
  scales: satisfaction,
  texts: [hotline],
  departmentTexts: {},
  questions: [
    choice('q1', '今年以来，您和{单位}打过交道吗？', [
      ['business', '办过事'],
      ['policy', '没有办过事，但受它的政策或管理影响'],
      ['none', '没有打过交道'],
    ]),
    rated('q2', '总的来说，您对{单位}今年的工作满意吗？'),
    {
      id: 'q3',
      kind: 'matrix',
      title: '您对{单位}下列各方面满意吗？',
      scale: 'satisfaction',
      scored: false,
      required: false,
      noOpinion: true,
      refusal: false,
      rows: [
        { id: 'service', label: '服务态度' },
        { id: 'efficiency', label: '办事效率' },
        { id: 'fairness', label: '公开、公正、廉洁' },
        { id: 'result', label: '为群众解决实际问题' },
      ],
      showIf: { match: 'all', tests: [{ item: 'q1', is: ['business'] }] },
    },
    rated('q4', '您对{单位}公布的上年度意见建议整改情况满意吗？', {
      required: false,
      scored: false,
      hint: '没有看过的，选“不了解”。',
    }),
    choice(
      'q5',
      '您是',
      [
        ['resident', '城乡居民'],
        ['business', '企业人员或个体工商户'],
        ['organisation', '社会组织人员'],
        ['official', '机关、事业单位人员'],
        ['other', '其他'],
      ],
      { required: false },
    ),
    opinion('您对{单位}有什么意见和建议？'),
    consent,
    ...contact,
  ],
};
