/** The voting page: its address, and the departments' own accounts that raters may read beside the form. */
import { z } from 'zod';
import { analysisTextsSchema } from './analyses.ts';
import { defineRoute, id } from './route.ts';

const tag = '投票（不登录）';
export const votingPage = defineRoute({
  method: 'GET',
  path: '/b',
  tag,
  summary: '投票页面：人人相同，卡上的码只在网址#后面，不发给服务器',
  reply: { file: 'text/html' },
});

const ballotAnalysesSchema = z.object({
  items: z.array(analysisTextsSchema.extend({ unit: id })),
});
export type BallotAnalyses = z.output<typeof ballotAnalysesSchema>;
export const listBallotAnalyses = defineRoute({
  method: 'GET',
  path: '/api/ballot-forms/:cycleId/analyses',
  tag,
  summary: '各单位已接收的绩效分析，全部在一份里：看了哪一个，服务器不知道',
  params: z.object({ cycleId: id }),
  reply: ballotAnalysesSchema,
});
