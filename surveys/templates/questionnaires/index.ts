/** The shipped questionnaires: what a cycle starts from. A copy belongs to whoever changes it; these never change under anybody. */
import type { Questionnaire, QuestionnaireKind } from '../../questionnaire/schema.ts';
import { hotTopics } from './hot-topics.ts';
import { leaderForm } from './leader.ts';
import { publicOpinion } from './public.ts';
import { rectification } from './rectification.ts';
import { serviceUsers } from './service-users.ts';
import { systemCadres } from './system-cadres.ts';

export const shippedQuestionnaires: Readonly<Record<QuestionnaireKind, Questionnaire>> = {
  'system-cadres': systemCadres,
  'hot-topics': hotTopics,
  'service-users': serviceUsers,
  rectification,
  public: publicOpinion,
  leader: leaderForm,
};
