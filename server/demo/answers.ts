/**
 * What invented people answer to a questionnaire, along its routing.
 *
 * Promise: pure; the same stream says the same. Every answer is one the questionnaire offers.
 */
import type { NumberStream } from '#sampling';
import { type Answer, isShown, itemsOfQuestion, type Question, type Questionnaire, scaleOf } from '#surveys';

/** As a form sends it or a cell of a workbook holds it. */
export type Said = Readonly<Record<string, string | readonly string[]>>;

const opinions = [
  '窗口可以再增加几个，月底排队时间太长',
  '办事指南写得再明白一些，材料清单最好一次讲清',
  '希望多到基层来看看，少开一些会',
  '网上办理的流程还可以再简化',
  '电话经常打不进去，建议增加接听人员',
  '政策变动以后请及时通知到村和社区',
  '工作人员很耐心，希望保持',
  '同样的材料不要反复要求提交',
  '边远乡镇办事路途远，希望能就近办理',
  '建议公开办理进度，让群众心里有数',
] as const;

/** Shares of grades from best to worst, by how well a department does (0 to 1). */
const sharesOf = (skill: number): readonly number[] => [
  0.26 + 0.36 * skill,
  0.34,
  0.22 - 0.16 * skill,
  0.11 - 0.1 * skill,
  Math.max(0.01, 0.07 - 0.08 * skill),
];

function pickBy<T>(stream: NumberStream, items: readonly T[], shares: readonly number[]): T {
  let left = stream.uniform() * items.reduce((sum, _, i) => sum + (shares[i] ?? 0), 0);
  return items.find((_, i) => (left -= shares[i] ?? 0) < 0) ?? items.at(-1)!;
}

const DONT_KNOW = '不了解';

/** One person's answers about a department that does so well. */
export function sayAnswers(content: Questionnaire, stream: NumberStream, skill: number): Said {
  const said: Record<string, string | readonly string[]> = {};
  const answers: Record<string, Answer> = {};
  for (const question of content.questions) {
    if (!isShown(question, answers)) continue;
    for (const [item, value, answer] of sayOne(content, question, stream, skill)) {
      said[item] = value;
      answers[item] = answer;
    }
  }
  return said;
}

type Spoken = readonly [item: string, value: string | readonly string[], answer: Answer];

function sayOne(content: Questionnaire, question: Question, stream: NumberStream, skill: number): Spoken[] {
  switch (question.kind) {
    case 'scale':
    case 'matrix': {
      const codes = scaleOf(content, question.scale)?.points.map(({ code }) => code) ?? [];
      return itemsOfQuestion(question).map(({ id }): Spoken => {
        if (question.noOpinion && stream.uniform() < 0.05) return [id, DONT_KNOW, { said: 'no-opinion' }];
        const code = pickBy(stream, codes, sharesOf(skill));
        return [id, code, { said: 'option', code }];
      });
    }
    case 'single': {
      const codes = question.options.map(({ code }) => code);
      // Most have had to do with the matter, would be called again, and were told nothing.
      const code = pickBy(
        stream,
        codes,
        codes.map((_, i) => (i === 0 ? 4 * codes.length : 1)),
      );
      return [[question.id, code, { said: 'option', code }]];
    }
    case 'multiple': {
      const among = question.options
        .map(({ code }) => code)
        .filter((code) => !(question.exclusive ?? []).includes(code));
      const codes = stream.shuffle([...among]).slice(0, Math.max(question.min ?? 1, 1 + stream.below(2)));
      return [[question.id, codes, { said: 'options', codes }]];
    }
    case 'text': {
      if (!question.required && stream.uniform() > 0.16) return [];
      const text = stream.pick(opinions);
      return [[question.id, text, { said: 'text', text }]];
    }
    case 'number':
    case 'note':
      return [];
  }
}
