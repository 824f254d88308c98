/** Questionnaires for tests that need one: the shipped ones with their texts filled, reviewed and published as the office does it. */
import {
  draftQuestionnaire,
  getQuestionnaireVersion,
  listQuestionnaires,
  publishQuestionnaireVersion,
  reviewQuestionnaireVersion,
  saveQuestionnaireVersion,
} from '#contract';
import { shippedQuestionnaires, type Questionnaire, type QuestionnaireKind } from '#surveys';
import type { Visitor } from './app.ts';

/** A shipped questionnaire with every named text given. */
export function readyQuestionnaire(kind: QuestionnaireKind): Questionnaire {
  const shipped = shippedQuestionnaires[kind];
  return {
    ...shipped,
    texts: shipped.texts.map((text) => ({ ...text, preset: text.name === '事项' ? '城乡低保' : '0771-2811111' })),
  };
}

/** Publishes a questionnaire of a cycle and gives the id of the version; an open draft is used, else one is begun. */
export async function publishQuestionnaire(
  office: Visitor,
  asked: { cycleId: string; kind: QuestionnaireKind; departmentId?: string; content?: Questionnaire },
): Promise<string> {
  const { cycleId, kind, departmentId } = asked;
  const { items } = await office.must(listQuestionnaires, { params: { cycleId } });
  const open = items
    .find((item) => item.kind === kind && item.department?.id === departmentId)
    ?.versions.find(({ state }) => state !== 'published' && state !== 'retired');
  const draft = open
    ? await office.must(getQuestionnaireVersion, { params: { versionId: open.versionId } })
    : await office.must(draftQuestionnaire, {
        params: { cycleId },
        body: { kind, from: 'template', ...(departmentId === undefined ? {} : { departmentId }) },
      });
  const params = { versionId: draft.versionId };
  const saved = await office.must(saveQuestionnaireVersion, {
    params,
    body: { revision: draft.revision, content: asked.content ?? readyQuestionnaire(kind) },
  });
  const reviewed = await office.must(reviewQuestionnaireVersion, { params, body: { revision: saved.revision } });
  await office.must(publishQuestionnaireVersion, { params, body: { revision: reviewed.revision } });
  return draft.versionId;
}
