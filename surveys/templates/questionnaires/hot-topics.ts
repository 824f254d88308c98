/**
 * 热点、难点工作评价问卷: the people a piece of work is done for judge it, by telephone. The department starts from this and makes it
 * its own (R32: at least five questions, modelled on the cadres' questionnaire). Data only.
 */
import type { Questionnaire } from '../../questionnaire/schema.ts';
import { choice, consent, hotline, opinion, rated, satisfaction, steered } from './parts.ts';

const touched = { showIf: { match: 'all' as const, tests: [{ item: 'q1', is: ['yes'] }] } };

export const hotTopics: Questionnaire = {
  format: 1,
  kind: 'hot-topics',
  title: '{年度}年度{单位}{事项}工作评价问卷',
  intro:
    '您好！我是民意调查中心的访问员，来电号码是12340。现就{单位}的{事项}工作听取您的意见，大约需要3分钟。\n您的回答只用于汇总统计，我们对个人信息严格保密。如想核实这次访问，可拨打监督电话{监督电话}。',
  closing: '访问到此结束，感谢您的支持，祝您生活愉快！',
  channels: ['telephone', 'link'],
  scales: satisfaction,
  texts: [hotline, { name: '事项', label: '热点、难点工作的名称（例如：城乡低保）' }],
  departmentTexts: {},
  questions: [
    choice('q1', '今年以来，您本人、家人或所在单位办理过、接触过{事项}方面的事情吗？', [
      ['yes', '办理过或接触过'],
      ['heard', '没有办过，但了解一些'],
      ['no', '没有接触，也不了解'],
    ]),
    rated('q2', '您对{事项}的政策宣传和信息公开满意吗？', {
      showIf: { match: 'all', tests: [{ item: 'q1', is: ['yes', 'heard'] }] },
    }),
    rated('q3', '办理{事项}的手续和流程方便吗？您满意吗？', touched),
    rated('q4', '您对办理的效率满意吗？', touched),
    rated('q5', '您对工作人员的服务态度满意吗？', touched),
    rated('q6', '您对{单位}在{事项}上依法办事、公平公正满意吗？', {
      showIf: { match: 'all', tests: [{ item: 'q1', is: ['yes', 'heard'] }] },
    }),
    rated('q7', '和去年相比，您对{事项}工作的改进效果满意吗？', {
      showIf: { match: 'all', tests: [{ item: 'q1', is: ['yes', 'heard'] }] },
    }),
    opinion('您对{单位}做好{事项}工作有什么意见和建议？'),
    consent,
    steered,
  ],
};
