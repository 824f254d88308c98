/**
 * The story of the pilot: ten departments, judged by telephone, on paper, on the open web and by leaders, scored and published. Data only.
 *
 * Days are counted back from today; all of it was over before this year's cycle opened.
 */
import { departments } from './departments.ts';

export const pilotDepartments = departments.filter(({ category }) => category === 'supervision');

/** Days ago, in the order of what happens. */
export const pilotDays = {
  opened: 74,
  questionnaires: 73,
  filed: 71,
  accepted: 70,
  deadline: 69,
  locked: 67,
  drawn: 66,
  survey: 64,
  printed: 63,
  firstCalls: 62,
  poll: 61,
  lastCalls: 60,
  links: 60,
  voting: 58,
  linksClosed: 53,
  firstEntry: 52,
  secondEntry: 51,
  pollClosed: 50,
  pollOpened: 49,
  surveyClosed: 48,
  decided: 47,
  scored: 46,
  closed: 45,
  frozen: 44,
  published: 43,
  received: 42,
  reviewed: 40,
} as const;

export const pilotSizes = {
  /** People on the list of each department's hot topic. */
  topics: 160,
  /** Drawn in each department: by telephone, on paper. */
  callsEach: 72,
  /** Of a hundred who get a message, how many answer. */
  linksAnswered: 45,
  formsEach: 22,
  /** Forms that come back, of all. */
  returned: 190,
  webEach: 38,
  stuffed: 26,
} as const;

/** Where somebody asked a whole office to vote. */
export const stuffedDepartment = '地税局';
export const reviewingDepartment = '环境保护厅';

/** 满意度: how answers of each way become the two leaves of the scheme, decided before anybody answers. */
export const pilotPlans = {
  my1: {
    table: 'over5',
    satisfied: ['5', '4'],
    raterGroups: [
      {
        id: 'served',
        name: '服务对象（抽样：电话、个人链接）',
        source: 'sheets',
        kind: 'sample',
        questionnaire: 'hot-topics',
        channels: ['telephone', 'link'],
        weight: '0.6',
        questions: [
          { id: 'q4', name: '办理效率', weight: '0.3' },
          { id: 'q5', name: '服务态度', weight: '0.3' },
          { id: 'q7', name: '改进效果', weight: '0.4' },
        ],
      },
      {
        id: 'cadres',
        name: '系统干部职工（抽样：纸质）',
        source: 'sheets',
        kind: 'sample',
        questionnaire: 'system-cadres',
        channels: ['paper'],
        weight: '0.35',
        minBase: 10,
        questions: [
          { id: 'q1.duty', name: '履行职责、完成重点工作任务' },
          { id: 'q1.service', name: '服务基层、帮助解决实际困难' },
          { id: 'q1.style', name: '工作作风' },
        ],
      },
      {
        id: 'public',
        name: '社会公众（网上评议，最多占5%）',
        source: 'sheets',
        kind: 'sample',
        questionnaire: 'public',
        channels: ['web'],
        weight: '0.05',
        questions: [{ id: 'q2', name: '总体满意度' }],
      },
    ],
  },
  my2: {
    table: 'over5',
    satisfied: ['5', '4'],
    raterGroups: [
      {
        id: 'region',
        name: '自治区领导',
        source: 'ballots',
        kind: 'panel',
        ballotGroup: 'a',
        weight: '0.6',
        questions: [{ id: 'grade', name: '履职表现' }],
      },
      {
        id: 'cities',
        name: '各市党政主要领导',
        source: 'ballots',
        kind: 'panel',
        ballotGroup: 'b',
        weight: '0.4',
        questions: [{ id: 'grade', name: '履职表现' }],
      },
    ],
  },
} as const;
