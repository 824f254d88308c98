/** When a question is asked, in plain language: earlier question, how it compares, with what. */
import { Button, Checkbox, Input, Radio, Select } from 'antd';
import {
  itemsOf,
  itemsOfQuestion,
  optionsOf,
  specialCodes,
  type Condition,
  type ConditionTest,
  type Item,
  type Question,
  type Questionnaire,
} from '#surveys';
import { numbersOf } from '#questionnaire';
import { withCondition } from './draft.ts';

type Comparison = 'is' | 'isNot' | 'atLeast' | 'atMost' | 'answered' | 'unanswered';

const comparisonLabels: Readonly<Record<Comparison, string>> = {
  is: '选了',
  isNot: '回答了，但不是',
  atLeast: '不小于',
  atMost: '不大于',
  answered: '回答了',
  unanswered: '没有回答',
};

function comparisonOf(test: ConditionTest): Comparison {
  if ('answered' in test) return test.answered ? 'answered' : 'unanswered';
  if ('is' in test) return 'is';
  if ('isNot' in test) return 'isNot';
  return 'atLeast' in test ? 'atLeast' : 'atMost';
}

function comparisonsFor({ question }: Item): readonly Comparison[] {
  if (question.kind === 'text') return ['answered', 'unanswered'];
  if (question.kind === 'number') return ['atLeast', 'atMost', 'answered', 'unanswered'];
  if (question.kind === 'multiple' || question.kind === 'single') return ['is', 'isNot', 'answered', 'unanswered'];
  return ['is', 'isNot', 'atLeast', 'atMost', 'answered', 'unanswered'];
}

/** A test of a kind on an item, keeping the value where it fits. */
function testOf(item: string, comparison: Comparison, codes: readonly string[], number: string): ConditionTest {
  switch (comparison) {
    case 'is':
      return { item, is: [...codes] };
    case 'isNot':
      return { item, isNot: [...codes] };
    case 'atLeast':
      return { item, atLeast: number };
    case 'atMost':
      return { item, atMost: number };
    case 'answered':
      return { item, answered: true };
    case 'unanswered':
      return { item, answered: false };
  }
}

const codesOf = (test: ConditionTest): readonly string[] =>
  'is' in test ? test.is : 'isNot' in test ? test.isNot : [];
const numberOf = (test: ConditionTest): string =>
  'atLeast' in test ? test.atLeast : 'atMost' in test ? test.atMost : '0';

function nameOf(item: Item, numbers: ReadonlyMap<string, number>): string {
  const title = item.row ? `${item.question.title} — ${item.row.label}` : item.question.title;
  return `第${numbers.get(item.question.id) ?? '?'}题 ${title}`.slice(0, 60);
}

/** Options of an item with what else may be said there. */
function choicesOf(questionnaire: Questionnaire, { question }: Item): { value: string; label: string }[] {
  return [
    ...optionsOf(questionnaire, question).map(({ code, label }) => ({ value: code, label })),
    ...(question.noOpinion ? [{ value: specialCodes.noOpinion, label: '不了解' }] : []),
    { value: specialCodes.refused, label: '拒答' },
  ];
}

function TestFields({
  questionnaire,
  earlier,
  test,
  place,
  onChange,
  onRemove,
}: {
  readonly questionnaire: Questionnaire;
  readonly earlier: readonly Item[];
  readonly test: ConditionTest;
  readonly place: string;
  readonly onChange: (test: ConditionTest) => void;
  readonly onRemove: () => void;
}) {
  const numbers = numbersOf(questionnaire.questions);
  const item = itemsOf(questionnaire).find(({ id }) => id === test.item);
  const comparison = comparisonOf(test);
  const choices = item ? choicesOf(questionnaire, item) : [];
  return (
    <div className="qn-edit-test">
      <Select
        className="qn-edit-grow"
        aria-label={`${place}：看哪一题`}
        showSearch={{ optionFilterProp: 'label' }}
        value={test.item}
        options={earlier.map((one) => ({ value: one.id, label: nameOf(one, numbers) }))}
        onChange={(id) => {
          const next = earlier.find((one) => one.id === id);
          if (!next) return;
          const [first] = choicesOf(questionnaire, next);
          onChange(testOf(id, comparisonsFor(next)[0] ?? 'answered', first ? [first.value] : [], '0'));
        }}
      />
      <Select
        aria-label={`${place}：怎样比较`}
        value={comparison}
        options={(item ? comparisonsFor(item) : [comparison]).map((one) => ({
          value: one,
          label: comparisonLabels[one],
        }))}
        onChange={(next) => {
          const codes = codesOf(test);
          onChange(
            testOf(
              test.item,
              next,
              codes.length > 0 ? codes : choices.slice(0, 1).map(({ value }) => value),
              numberOf(test),
            ),
          );
        }}
      />
      {comparison === 'is' || comparison === 'isNot' ? (
        <Checkbox.Group
          className="qn-edit-grow"
          aria-label={`${place}：选项`}
          value={[...codesOf(test)]}
          options={choices}
          onChange={(codes) => {
            // The last one cannot be taken away: a condition without a value says nothing.
            if (codes.length > 0) onChange(testOf(test.item, comparison, codes, '0'));
          }}
        />
      ) : null}
      {comparison === 'atLeast' || comparison === 'atMost' ? (
        <Input
          className="qn-edit-number"
          inputMode="decimal"
          aria-label={`${place}：数字`}
          defaultValue={numberOf(test)}
          onChange={(event) => {
            if (/^-?\d{1,12}(?:\.\d{1,6})?$/.test(event.target.value))
              onChange(testOf(test.item, comparison, [], event.target.value));
          }}
        />
      ) : null}
      <Button aria-label={`删去${place}`} onClick={onRemove}>
        删去
      </Button>
    </div>
  );
}

export function ConditionFields({
  questionnaire,
  question,
  onChange,
}: {
  readonly questionnaire: Questionnaire;
  readonly question: Question;
  readonly onChange: (question: Question) => void;
}) {
  const at = questionnaire.questions.findIndex(({ id }) => id === question.id);
  const earlier = questionnaire.questions.slice(0, Math.max(at, 0)).flatMap(itemsOfQuestion);
  const condition: Condition = question.showIf ?? { match: 'all', tests: [] };
  const last = earlier.at(-1);
  if (!last) return <p className="soft">第一道题总是显示，不能设条件。</p>;
  const put = (tests: readonly ConditionTest[]) =>
    onChange(withCondition(question, { ...condition, tests: [...tests] }));
  return (
    <fieldset className="qn-edit-condition">
      <legend>什么时候问这道题</legend>
      {condition.tests.length === 0 ? <p className="soft">总是问。</p> : null}
      {condition.tests.length > 1 ? (
        <Radio.Group
          aria-label="几个条件的关系"
          value={condition.match}
          options={[
            { value: 'all', label: '下列条件全部满足时' },
            { value: 'any', label: '满足任意一个时' },
          ]}
          onChange={(event) =>
            onChange(withCondition(question, { ...condition, match: event.target.value === 'any' ? 'any' : 'all' }))
          }
        />
      ) : null}
      {condition.tests.map((test, i) => (
        <TestFields
          // oxlint-disable-next-line react/no-array-index-key -- tests have no other name
          key={`${i}-${test.item}`}
          questionnaire={questionnaire}
          earlier={earlier}
          test={test}
          place={`条件${i + 1}`}
          onChange={(changed) => put(condition.tests.map((one, j) => (j === i ? changed : one)))}
          onRemove={() => put(condition.tests.filter((_, j) => j !== i))}
        />
      ))}
      <Button
        onClick={() => {
          const choices = choicesOf(questionnaire, last).slice(0, 1);
          const [comparison = 'answered'] = comparisonsFor(last);
          put([
            ...condition.tests,
            testOf(
              last.id,
              comparison,
              choices.map(({ value }) => value),
              '0',
            ),
          ]);
        }}
      >
        添加条件
      </Button>
    </fieldset>
  );
}
