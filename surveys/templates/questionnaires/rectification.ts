/** 整改情况评价问卷: those who gave an opinion last year judge what became of it. Data only. */
import type { Questionnaire } from '../../questionnaire/schema.ts';
import { choice, consent, hotline, opinion, rated, satisfaction, steered } from './parts.ts';

export const rectification: Questionnaire = {
  format: 1,
  kind: 'rectification',
  title: '{年度}年度{单位}上年度意见建议整改情况评价问卷',
  intro:
    '您好！我是民意调查中心的访问员，来电号码是12340。去年的社会评价中您对{单位}提过意见建议，现在想请您评价整改得怎么样，大约需要2分钟。\n您的回答只用于汇总统计，我们对个人信息严格保密。如想核实这次访问，可拨打监督电话{监督电话}。',
  closing: '访问到此结束，感谢您的支持，祝您生活愉快！',
  channels: ['telephone', 'link'],
  scales: satisfaction,
  texts: [hotline],
  departmentTexts: {},
  questions: [
    choice('q1', '您今年知道{单位}公布的整改情况吗？比如在门户网站、公告栏看到过，或者有人告诉过您。', [
      ['seen', '看到过公布的内容'],
      ['told', '没看到，但听人说过'],
      ['no', '不知道'],
    ]),
    rated('q2', '您对{单位}公开整改情况的做法满意吗？', {
      showIf: { match: 'all', tests: [{ item: 'q1', is: ['seen', 'told'] }] },
    }),
    rated('q3', '您对{单位}对待群众意见的态度满意吗？'),
    rated('q4', '您对{单位}的整改措施和落实情况满意吗？'),
    rated('q5', '您对整改的实际效果满意吗？'),
    choice(
      'q6',
      '您去年反映的问题，现在怎么样了？',
      [
        ['solved', '已经解决'],
        ['better', '有好转'],
        ['same', '没有变化'],
        ['worse', '更严重了'],
      ],
      { noOpinion: true },
    ),
    opinion('还有哪些问题需要{单位}继续整改？'),
    consent,
    steered,
  ],
};
