/** Properties of questionnaires: routing, reading, keeping and XLSForm, over random questionnaires and answers. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  checkQuestionnaire,
  decodeAnswers,
  differenceOf,
  encodeAnswers,
  itemsOf,
  itemsOfQuestion,
  questionnaireSchema,
  readAnswers,
  readForm,
  shownQuestions,
  writeForm,
  type Channel,
  type Questionnaire,
} from '#surveys';
import { questionnaires, rawFor } from './questionnaire.support.ts';

const asked = questionnaires.chain((questionnaire) =>
  rawFor(questionnaire).map((raw) => [questionnaire, raw] as const),
);
const channels = fc.constantFrom<Channel>('telephone', 'paper', 'link', 'web');

describe('a random questionnaire', () => {
  it('has the shape and no findings about its routing except conditions that exclude each other', () => {
    fc.assert(
      fc.property(questionnaires, (questionnaire) => {
        expect(questionnaireSchema.parse(questionnaire)).toEqual(questionnaire);
        const codes = checkQuestionnaire(questionnaire).map(({ code }) => code);
        expect(codes.filter((code) => code.startsWith('condition-') && code !== 'condition-never')).toEqual([]);
      }),
    );
  });

  it('never lets a condition look forward, at itself, or at what is not there', () => {
    fc.assert(
      fc.property(questionnaires, fc.nat(), fc.nat(), (questionnaire, from, to) => {
        const items = itemsOf(questionnaire);
        const target = items[to % Math.max(items.length, 1)];
        const at = from % questionnaire.questions.length;
        if (!target) return;
        const questions = questionnaire.questions.map((question, i) =>
          i === at
            ? { ...question, showIf: { match: 'all' as const, tests: [{ item: target.id, answered: true }] } }
            : question,
        );
        const place = questions.findIndex(({ id }) => id === target.question.id);
        const found = checkQuestionnaire({ ...questionnaire, questions }).some(
          ({ code }) => code === 'condition-forward',
        );
        expect(found).toBe(place >= at);
      }),
    );
  });
});

describe('reading answers', () => {
  it('answers exactly the items that are asked, and says so of every key', () => {
    fc.assert(
      fc.property(asked, channels, ([questionnaire, raw], channel) => {
        const read = readAnswers(questionnaire, raw, { channel });
        if (!read.ok) {
          expect(read.findings.length).toBeGreaterThan(0);
          return;
        }
        const shown = shownQuestions(questionnaire, read.answers).flatMap((one) =>
          itemsOfQuestion(one).map(({ id }) => id),
        );
        expect(Object.keys(read.answers).toSorted()).toEqual(shown.toSorted());
      }),
      { numRuns: 400 },
    );
  });

  it('does not depend on answers to questions that are not asked', () => {
    fc.assert(
      fc.property(asked, channels, ([questionnaire, raw], channel) => {
        const read = readAnswers(questionnaire, raw, { channel });
        if (!read.ok) return;
        const kept = Object.fromEntries(Object.entries(raw).filter(([key]) => Object.hasOwn(read.answers, key)));
        const again = readAnswers(questionnaire, kept, { channel });
        expect(again.ok && again.answers).toEqual(read.answers);
        expect(again.ok && again.notices.filter(({ code }) => code === 'answer-not-asked')).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('reads what it gave, as codes, as labels, and as one cell per option', () => {
    fc.assert(
      fc.property(asked, ([questionnaire, raw]) => {
        const read = readAnswers(questionnaire, raw, { channel: 'telephone', incomplete: 'accept' });
        if (!read.ok) return;
        const options = new Map(
          itemsOf(questionnaire).map((item) => [
            item.id,
            'options' in item.question ? item.question.options : questionnaire.scales['s']!.points,
          ]),
        );
        const labelOf = (id: string, code: string) =>
          options.get(id)?.find((option) => option.code === code)?.label ?? code;
        const flat: Record<string, unknown> = {};
        const named: Record<string, unknown> = {};
        for (const [id, answer] of Object.entries(read.answers)) {
          const special = { 'no-opinion': '不了解', refused: '拒答', blank: '' } as const;
          if (answer.said === 'options') {
            for (const { code } of options.get(id)!) flat[`${id}/${code}`] = answer.codes.includes(code) ? '1' : 0;
            named[id] = answer.codes.map((code) => labelOf(id, code)).join('、');
          } else {
            const value =
              answer.said === 'option'
                ? answer.code
                : answer.said === 'number'
                  ? answer.number
                  : answer.said === 'text'
                    ? answer.text
                    : special[answer.said as keyof typeof special];
            const isText = itemsOf(questionnaire).find((item) => item.id === id)?.question.kind === 'text';
            const code =
              isText && answer.said === 'no-opinion' ? '~dk' : isText && answer.said === 'refused' ? '~rf' : value;
            flat[id] = code;
            named[id] = answer.said === 'option' ? labelOf(id, answer.code) : code;
          }
        }
        for (const row of [flat, named]) {
          const again = readAnswers(questionnaire, row, { channel: 'telephone', incomplete: 'accept' });
          expect(again).toMatchObject({ ok: true, answers: read.answers });
        }
      }),
      { numRuns: 400 },
    );
  });

  it('takes everything on paper but texts that are too long and questions nobody asked', () => {
    fc.assert(
      fc.property(asked, ([questionnaire, raw]) => {
        const read = readAnswers(questionnaire, raw, { channel: 'paper' });
        if (read.ok) return;
        const texts = new Set(
          itemsOf(questionnaire).flatMap(({ id, question }) => (question.kind === 'text' ? [id] : [])),
        );
        for (const { item } of read.findings) expect(texts.has(item)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('is kept as codes and read back', () => {
    fc.assert(
      fc.property(asked, channels, ([questionnaire, raw], channel) => {
        const read = readAnswers(questionnaire, raw, { channel, incomplete: 'accept' });
        if (!read.ok) return;
        const coded = encodeAnswers(questionnaire, read.answers);
        expect(coded.codes).toHaveLength(itemsOf(questionnaire).length);
        expect(decodeAnswers(questionnaire, coded)).toEqual(read.answers);
        for (const text of Object.values(coded.texts))
          expect(coded.codes.some((code) => code !== null && text.length > 6 && code.includes(text))).toBe(false);
      }),
      { numRuns: 400 },
    );
  });
});

const withoutRouting = (questionnaire: Questionnaire) =>
  questionnaire.questions.map((question) => ({ ...question, showIf: undefined }));

describe('XLSForm', () => {
  it('gives back the questions it was written from, asked of the same people', () => {
    fc.assert(
      fc.property(asked, ([questionnaire, raw]) => {
        const form = writeForm(questionnaire, 'pingyi', '1');
        const { content, findings } = readForm(form, { ...questionnaire, questions: [], intro: '', closing: '' });
        expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(withoutRouting(content)).toEqual(withoutRouting(questionnaire));
        expect([content.title, content.intro, content.closing]).toEqual(['公众评议', '请您评议{单位}。', '谢谢！']);
        if (questionnaire.questions.some((question) => 'scale' in question))
          expect(content.scales).toEqual(questionnaire.scales);
        // Conditions may be put otherwise; they must say the same.
        const how = { channel: 'telephone', incomplete: 'accept' } as const;
        expect(readAnswers(content, raw, how)).toEqual(readAnswers(questionnaire, raw, how));
        for (const question of questionnaire.questions)
          if (question.showIf) expect(content.questions.find(({ id }) => id === question.id)?.showIf).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe('differences', () => {
  it('are none between equal versions, and name every question that differs', () => {
    fc.assert(
      fc.property(questionnaires, questionnaires, (a, b) => {
        expect(differenceOf(a, structuredClone(a))).toEqual([]);
        const named = new Set(differenceOf(a, b).flatMap(({ question }) => question ?? []));
        const before = new Map(a.questions.map((question) => [question.id, question]));
        for (const question of b.questions)
          expect(named.has(question.id)).toBe(
            JSON.stringify(sorted(before.get(question.id))) !== JSON.stringify(sorted(question)),
          );
        for (const { id } of a.questions.filter((one) => b.questions.every((other) => other.id !== one.id)))
          expect(named.has(id)).toBe(true);
      }),
    );
  });

  it('finds a question that only moved', () => {
    fc.assert(
      fc.property(questionnaires, fc.nat(), fc.nat(), (questionnaire, from, to) => {
        const { questions } = questionnaire;
        const moved = questions[from % questions.length]!;
        const others = questions.filter((one) => one !== moved);
        const place = to % questions.length;
        const after = { ...questionnaire, questions: [...others.slice(0, place), moved, ...others.slice(place)] };
        const differences = differenceOf(questionnaire, after);
        expect(differences.every(({ change }) => change === 'moved')).toBe(true);
        expect(differences).toHaveLength(place === from % questions.length ? 0 : 1);
      }),
    );
  });
});

/** A value with its keys in order, to compare without regard to it. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
