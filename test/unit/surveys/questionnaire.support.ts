/** Random sound questionnaires, and raw answers to them, for properties. */
import { fc } from '../../support/properties.ts';
import { itemsOf, optionsOf, type Condition, type ConditionTest, type Question, type Questionnaire } from '#surveys';

const label = fc.string({ unit: fc.constantFrom(...'满意不好很一般单位工作甲乙丙'), minLength: 1, maxLength: 6 });

/** Options with different codes and labels. */
const options = (least: number) =>
  fc
    .uniqueArray(label, { minLength: least, maxLength: 5 })
    .map((labels) => labels.map((text, i) => ({ code: `o${i + 1}`, label: text })));

const flags = fc.record({ required: fc.boolean(), noOpinion: fc.boolean(), refusal: fc.boolean() });

function questionOf(id: string): fc.Arbitrary<Question> {
  const asked = flags.map((rules) => ({ id, title: `题目${id}`, ...rules }));
  return fc.oneof(
    fc.tuple(asked, fc.boolean()).map(([base, scored]) => ({ ...base, kind: 'scale' as const, scale: 's', scored })),
    fc.tuple(asked, fc.boolean(), options(1)).map(([base, scored, rows]) => ({
      ...base,
      kind: 'matrix' as const,
      scale: 's',
      scored,
      rows: rows.map(({ code, label: text }) => ({ id: code, label: text })),
    })),
    fc.tuple(asked, options(2)).map(([base, own]) => ({ ...base, kind: 'single' as const, options: own })),
    fc
      .tuple(asked, options(2), fc.nat({ max: 2 }), fc.nat({ max: 3 }), fc.boolean())
      .map(([base, own, min, more, alone]) => ({
        ...base,
        kind: 'multiple' as const,
        options: own,
        ...(min > 0 ? { min } : {}),
        ...(more > 0 ? { max: Math.min(own.length, min + more) } : {}),
        ...(alone ? { exclusive: [own.at(-1)!.code] } : {}),
      })),
    fc
      .tuple(asked, fc.nat({ max: 3 }), fc.integer({ min: -50, max: 50 }), fc.nat({ max: 100 }))
      .map(([base, decimals, least, width]) => ({
        ...base,
        kind: 'number' as const,
        decimals,
        min: String(least),
        max: String(least + width),
      })),
    asked.map((base) => ({ ...base, kind: 'text' as const, maxLength: 50 })),
    fc.constant({ id, kind: 'note' as const, title: '说明' }),
  );
}

/** A condition on earlier items, or none. */
function conditionOn(questionnaire: Questionnaire): fc.Arbitrary<Condition | undefined> {
  const items = itemsOf(questionnaire);
  if (items.length === 0) return fc.constant(undefined);
  const test = fc.constantFrom(...items).chain((item): fc.Arbitrary<ConditionTest> => {
    const codes = [...optionsOf(questionnaire, item.question).map(({ code }) => code), '~rf'];
    const some = fc.subarray(codes, { minLength: 1 });
    if (item.question.kind === 'text') return fc.boolean().map((answered) => ({ item: item.id, answered }));
    if (item.question.kind === 'number')
      return fc.integer({ min: -60, max: 160 }).map((n) => ({ item: item.id, atLeast: String(n) }));
    return fc.oneof<fc.Arbitrary<ConditionTest>[]>(
      some.map((is) => ({ item: item.id, is })),
      some.map((isNot) => ({ item: item.id, isNot })),
      fc.boolean().map((answered) => ({ item: item.id, answered })),
    );
  });
  return fc.option(
    fc.record({
      match: fc.constantFrom('all' as const, 'any' as const),
      tests: fc.array(test, { minLength: 1, maxLength: 3 }),
    }),
    { nil: undefined },
  );
}

export const emptyQuestionnaire: Questionnaire = {
  format: 1,
  kind: 'public',
  title: '公众评议',
  intro: '请您评议{单位}。',
  closing: '谢谢！',
  channels: ['telephone', 'paper', 'link', 'web'],
  scales: {
    s: {
      label: '满意度五级',
      points: ['很满意', '满意', '一般', '不满意', '很不满意'].map((text, i) => ({ code: String(5 - i), label: text })),
    },
  },
  texts: [],
  departmentTexts: {},
  questions: [],
};

/** Questionnaires whose conditions look back only. */
export const questionnaires: fc.Arbitrary<Questionnaire> = fc.nat({ max: 7 }).chain((count) =>
  Array.from({ length: count + 1 }).reduce<fc.Arbitrary<Questionnaire>>(
    (before, _, i) =>
      before.chain((questionnaire) =>
        fc.tuple(questionOf(`q${i + 1}`), conditionOn(questionnaire)).map(([question, showIf]) => ({
          ...questionnaire,
          questions: [...questionnaire.questions, showIf ? { ...question, showIf } : question],
        })),
      ),
    fc.constant(emptyQuestionnaire),
  ),
);

/** What somebody might send for each item: mostly fitting, sometimes anything. */
export function rawFor(questionnaire: Questionnaire): fc.Arbitrary<Record<string, unknown>> {
  const entries = itemsOf(questionnaire).map(({ id, question }) => {
    const codes = optionsOf(questionnaire, question).map(({ code }) => code);
    const fitting: fc.Arbitrary<unknown> =
      question.kind === 'number'
        ? fc.integer({ min: Number(question.min), max: Number(question.max) }).map(String)
        : question.kind === 'text'
          ? fc.constantFrom('好', '路灯不亮', '一')
          : question.kind === 'multiple'
            ? fc.subarray(codes, { minLength: 1 })
            : fc.constantFrom(...codes);
    const anything = fc.oneof(
      fc.constantFrom('', '~dk', '~rf', '不了解', '拒答', null, 7, 'x', ['5', '5'], { a: 1 }, true),
      fc.string(),
    );
    return [id, fc.oneof({ weight: 6, arbitrary: fitting }, { weight: 1, arbitrary: anything })] as const;
  });
  return fc.record(Object.fromEntries(entries), { requiredKeys: [] });
}
