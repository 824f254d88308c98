/** Everything about one question that can be changed: wording, options, rules, when it is asked. */
import { Button, Checkbox, Input, InputNumber, Select } from 'antd';
import type { AnswerOption, Question, Questionnaire } from '#surveys';
import { ConditionFields } from './condition-fields.tsx';
import { addOption, asKind, questionKindLabels, questionKinds, withPart } from './draft.ts';

export interface QuestionFieldsProps {
  readonly questionnaire: Questionnaire;
  readonly question: Question;
  readonly onChange: (question: Question) => void;
}

function Field({
  label,
  id,
  children,
}: {
  readonly label: string;
  readonly id: string;
  readonly children: React.ReactNode;
}) {
  return (
    <div className="qn-edit-field">
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  );
}

/** Options, or rows of a matrix: change the words, move, remove, add. */
function OptionList({
  options,
  word,
  id,
  onChange,
}: {
  readonly options: readonly AnswerOption[];
  readonly word: string;
  readonly id: string;
  readonly onChange: (options: AnswerOption[]) => void;
}) {
  const swapped = (i: number, j: number) =>
    options.map((option, k) => (k === i ? options[j]! : k === j ? options[i]! : option));
  return (
    <fieldset className="qn-edit-options">
      <legend>{word}</legend>
      <ol>
        {options.map((option, i) => (
          <li key={option.code}>
            <Input
              id={`${id}-${option.code}`}
              aria-label={`${word}${i + 1}`}
              maxLength={200}
              value={option.label}
              onChange={(event) =>
                onChange(options.map((one) => (one.code === option.code ? { ...one, label: event.target.value } : one)))
              }
            />
            <Button aria-label={`${word}${i + 1}上移`} disabled={i === 0} onClick={() => onChange(swapped(i, i - 1))}>
              ↑
            </Button>
            <Button
              aria-label={`${word}${i + 1}下移`}
              disabled={i === options.length - 1}
              onClick={() => onChange(swapped(i, i + 1))}
            >
              ↓
            </Button>
            <Button
              aria-label={`删去${word}${i + 1}`}
              onClick={() => onChange(options.filter(({ code }) => code !== option.code))}
            >
              删去
            </Button>
          </li>
        ))}
      </ol>
      <Button onClick={() => onChange(addOption(options, word === '行' ? 'r' : 'o'))}>添加{word}</Button>
    </fieldset>
  );
}

function KindFields({ questionnaire, question, onChange }: QuestionFieldsProps) {
  const id = `edit-${question.id}`;
  switch (question.kind) {
    case 'scale':
    case 'matrix':
      return (
        <>
          <Field label="量表" id={`${id}-scale`}>
            <Select
              id={`${id}-scale`}
              className="wide-select"
              value={question.scale}
              options={Object.entries(questionnaire.scales).map(([value, { label, points }]) => ({
                value,
                label: `${label || value}：${points.map((point) => point.label).join('、')}`,
              }))}
              onChange={(scale) => onChange({ ...question, scale })}
            />
          </Field>
          {question.kind === 'matrix' ? (
            <OptionList
              word="行"
              id={id}
              options={question.rows.map((row) => ({ code: row.id, label: row.label }))}
              onChange={(rows) => onChange({ ...question, rows: rows.map(({ code, label }) => ({ id: code, label })) })}
            />
          ) : null}
        </>
      );
    case 'single':
      return (
        <OptionList
          word="选项"
          id={id}
          options={question.options}
          onChange={(options) => onChange({ ...question, options })}
        />
      );
    case 'multiple':
      return (
        <>
          <OptionList
            word="选项"
            id={id}
            options={question.options}
            onChange={(options) => onChange({ ...question, options })}
          />
          <div className="qn-edit-row">
            <Field label="最少选几项" id={`${id}-min`}>
              <InputNumber
                id={`${id}-min`}
                min={0}
                max={60}
                value={question.min ?? null}
                onChange={(value) => onChange(withPart(question, 'min', value ?? undefined))}
              />
            </Field>
            <Field label="最多选几项" id={`${id}-max`}>
              <InputNumber
                id={`${id}-max`}
                min={1}
                max={60}
                value={question.max ?? null}
                onChange={(value) => onChange(withPart(question, 'max', value ?? undefined))}
              />
            </Field>
          </div>
          <fieldset className="qn-edit-options">
            <legend>只能单独选的选项（例如“以上都没有”）</legend>
            <Checkbox.Group
              aria-label="只能单独选的选项"
              value={question.exclusive ?? []}
              options={question.options.map(({ code, label }) => ({ value: code, label: label || code }))}
              onChange={(codes) => onChange(withPart(question, 'exclusive', codes.length > 0 ? codes : undefined))}
            />
          </fieldset>
        </>
      );
    case 'number':
      return (
        <div className="qn-edit-row">
          {(['min', 'max'] as const).map((bound) => (
            <Field key={bound} label={bound === 'min' ? '最小值' : '最大值'} id={`${id}-${bound}`}>
              <Input
                id={`${id}-${bound}`}
                inputMode="decimal"
                className="qn-edit-number"
                defaultValue={question[bound] ?? ''}
                onChange={({ target: { value } }) => {
                  const text = value.trim();
                  if (text === '' || /^-?\d{1,12}(?:\.\d{1,6})?$/.test(text))
                    onChange(withPart(question, bound, text === '' ? undefined : text));
                }}
              />
            </Field>
          ))}
          <Field label="小数位数" id={`${id}-decimals`}>
            <InputNumber
              id={`${id}-decimals`}
              min={0}
              max={6}
              value={question.decimals}
              onChange={(value) => onChange({ ...question, decimals: value ?? 0 })}
            />
          </Field>
          <Field label="单位（例如：次）" id={`${id}-unit`}>
            <Input
              id={`${id}-unit`}
              className="qn-edit-number"
              maxLength={20}
              value={question.unit ?? ''}
              onChange={(event) => onChange(withPart(question, 'unit', event.target.value || undefined))}
            />
          </Field>
        </div>
      );
    case 'text':
      return (
        <Field label="最多多少字" id={`${id}-length`}>
          <InputNumber
            id={`${id}-length`}
            min={1}
            max={2000}
            value={question.maxLength}
            onChange={(value) => onChange({ ...question, maxLength: value ?? 500 })}
          />
        </Field>
      );
    case 'note':
      return null;
  }
}

function Rules({ question, onChange }: Omit<QuestionFieldsProps, 'questionnaire'>) {
  if (question.kind === 'note') return null;
  const put = (change: Partial<Pick<typeof question, 'required' | 'noOpinion' | 'refusal'>>) =>
    onChange({ ...question, ...change });
  return (
    <div className="check-list">
      {'scored' in question ? (
        <Checkbox
          checked={question.scored}
          onChange={(event) => onChange({ ...question, scored: event.target.checked })}
        >
          计入满意度得分
        </Checkbox>
      ) : null}
      <Checkbox checked={question.required} onChange={(event) => put({ required: event.target.checked })}>
        必答
      </Checkbox>
      <Checkbox checked={question.noOpinion} onChange={(event) => put({ noOpinion: event.target.checked })}>
        可以答“不了解”（不计入得分）
      </Checkbox>
      <Checkbox checked={question.refusal} onChange={(event) => put({ refusal: event.target.checked })}>
        自己填写时可以选“不愿回答”（电话访问总可以记“拒答”）
      </Checkbox>
    </div>
  );
}

export function QuestionEditFields({ questionnaire, question, onChange }: QuestionFieldsProps) {
  const id = `edit-${question.id}`;
  const [scale = ''] = Object.keys(questionnaire.scales);
  return (
    <div className="qn-edit">
      <Field label="题型" id={`${id}-kind`}>
        <Select
          id={`${id}-kind`}
          className="wide-select"
          value={question.kind}
          options={questionKinds.map((kind) => ({ value: kind, label: questionKindLabels[kind] }))}
          onChange={(kind) => onChange(asKind(question, kind, scale))}
        />
      </Field>
      <Field label={question.kind === 'note' ? '说明文字' : '题目'} id={`${id}-title`}>
        <Input.TextArea
          id={`${id}-title`}
          rows={2}
          maxLength={500}
          value={question.title}
          onChange={(event) => onChange({ ...question, title: event.target.value })}
        />
      </Field>
      <Field label="填写提示（可不填）" id={`${id}-hint`}>
        <Input
          id={`${id}-hint`}
          maxLength={500}
          value={question.hint ?? ''}
          onChange={(event) => onChange(withPart(question, 'hint', event.target.value || undefined))}
        />
      </Field>
      <KindFields questionnaire={questionnaire} question={question} onChange={onChange} />
      <Rules question={question} onChange={onChange} />
      <ConditionFields questionnaire={questionnaire} question={question} onChange={onChange} />
    </div>
  );
}
