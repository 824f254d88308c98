/**
 * One question as people meet it: on a phone, on paper, on an interviewer's screen.
 *
 * Promise: plain HTML form controls named after their items, so that a form posted without JavaScript is what `readAnswers` reads;
 * every control has a label, every group a legend, every finding is tied to what it is about. No state, no scripts.
 */
import { Fragment, type ReactElement, type ReactNode } from 'react';
import {
  type AnswerableQuestion,
  type AnswerFinding,
  type AnswerOption,
  type Answers,
  fillTexts,
  type Item,
  itemsOfQuestion,
  type Question,
  type Questionnaire,
  scaleOf,
  specialCodes,
} from '#surveys';
import { PaperQuestion } from './paper.tsx';

/** phone: somebody fills it alone; paper: to be printed; interviewer: read out, answered by keys. */
export type Look = 'phone' | 'paper' | 'interviewer';

export interface QuestionFieldsProps {
  readonly questionnaire: Pick<Questionnaire, 'scales'>;
  readonly question: Question;
  /** Values for the places in the wordings. */
  readonly texts: Readonly<Record<string, string>>;
  readonly look: Look;
  /** Shown before the title; notes have none. */
  readonly number?: number | undefined;
  /** What was said before: chosen and written already. */
  readonly answers?: Answers;
  readonly findings?: readonly AnswerFinding[];
  /** Of a matrix, the one row to ask now. */
  readonly only?: string | undefined;
}

/** Ids of elements: a dot would have to be escaped wherever one is looked up. */
const elementId = (item: string, part: string): string => `qn-${item.replace('.', '-')}-${part}`;

export function QuestionFields(props: QuestionFieldsProps): ReactElement {
  const { question, texts, look } = props;
  if (look === 'paper') return <PaperQuestion {...props} />;
  if (question.kind === 'note')
    return (
      <div className="qn-note">
        <Lines text={fillTexts(question.title, texts)} />
        {question.hint ? <p className="qn-hint">{fillTexts(question.hint, texts)}</p> : null}
      </div>
    );
  if (question.kind === 'text' || question.kind === 'number') return <WrittenQuestion {...props} question={question} />;
  if (question.kind === 'matrix') return <MatrixQuestion {...props} question={question} />;
  const [item] = itemsOfQuestion(question);
  return item ? <ChoiceGroup {...props} item={item} title={<Title {...props} question={question} />} /> : <></>;
}

/** Line breaks of a wording as they were made. */
export function Lines({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {text.split('\n').map((line, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines have no other name
        <p key={i}>{line}</p>
      ))}
    </>
  );
}

function Title({
  question,
  texts,
  number,
}: QuestionFieldsProps & { readonly question: AnswerableQuestion }): ReactElement {
  return (
    <>
      {number === undefined ? null : <span className="qn-number">{number}. </span>}
      {fillTexts(question.title, texts)}
      {question.required ? null : <span className="qn-optional">（可不答）</span>}
    </>
  );
}

function Hint({ question, texts }: QuestionFieldsProps): ReactElement | null {
  if (question.hint) return <p className="qn-hint">{fillTexts(question.hint, texts)}</p>;
  if (question.kind === 'multiple')
    return <p className="qn-hint">{question.max === undefined ? '可选多项。' : `可选多项，最多${question.max}项。`}</p>;
  return null;
}

function FindingOf({ item, findings = [] }: { item: string; findings?: readonly AnswerFinding[] | undefined }) {
  const own = findings.filter((finding) => finding.item === item);
  if (own.length === 0) return null;
  return (
    <p className="qn-finding" id={elementId(item, 'finding')}>
      {own.map(({ message }) => message).join('；')}
    </p>
  );
}

const describedBy = (item: string, findings: readonly AnswerFinding[] | undefined) =>
  findings?.some((finding) => finding.item === item) ? elementId(item, 'finding') : undefined;

/** Options with 不了解 and 不愿回答 after them, where they may be said. An interviewer may always record 拒答. */
function choicesOf(props: QuestionFieldsProps, question: AnswerableQuestion): readonly (AnswerOption & Choice)[] {
  const { questionnaire, texts, look } = props;
  const scale = 'scale' in question ? scaleOf(questionnaire, question.scale) : undefined;
  const options: readonly (AnswerOption & { standard?: string | undefined })[] =
    scale?.points ?? ('options' in question ? question.options : []);
  const isInterview = look === 'interviewer';
  return [
    ...options.map(({ code, label, standard }, i) => ({
      code,
      label: fillTexts(label, texts),
      standard: standard && fillTexts(standard, texts),
      // The key an interviewer presses: the point's own number, else the place in the list.
      keyName: scale && /^\d$/.test(code) ? code : i < 9 ? String(i + 1) : undefined,
      special: false,
    })),
    ...(question.noOpinion ? [{ code: specialCodes.noOpinion, label: '不了解', keyName: '0', special: true }] : []),
    ...(question.refusal || isInterview
      ? [{ code: specialCodes.refused, label: isInterview ? '拒答' : '不愿回答', keyName: 'R', special: true }]
      : []),
  ];
}

interface Choice {
  readonly standard?: string | undefined;
  readonly keyName?: string | undefined;
  readonly special: boolean;
}

/** Whether an answer given before stands for this code. */
function isChosen(answers: Answers | undefined, item: string, code: string): boolean {
  const answer = answers && Object.hasOwn(answers, item) ? answers[item] : undefined;
  switch (answer?.said) {
    case 'option':
      return answer.code === code;
    case 'options':
      return answer.codes.includes(code);
    case 'no-opinion':
      return code === specialCodes.noOpinion;
    case 'refused':
      return code === specialCodes.refused;
    case 'number':
    case 'text':
    case 'blank':
    case 'void':
    case undefined:
      return false;
  }
}

/** A group of radio buttons or check boxes under its legend. */
function ChoiceGroup(props: QuestionFieldsProps & { readonly item: Item; readonly title: ReactNode }): ReactElement {
  const { item, title, look, answers, findings } = props;
  const { question } = item;
  const several = question.kind === 'multiple';
  return (
    <fieldset className="qn-group" aria-describedby={describedBy(item.id, findings)}>
      <legend>{title}</legend>
      {item.row ? null : <Hint {...props} />}
      <FindingOf item={item.id} findings={findings} />
      <div className="qn-choices">
        {choicesOf(props, question).map(({ code, label, standard, keyName, special }) => (
          <label key={code} className={special ? 'qn-choice qn-special' : 'qn-choice'}>
            <input
              // 不了解 beside boxes stands alone as well; the reader says so if somebody ticks both.
              type={several ? 'checkbox' : 'radio'}
              name={item.id}
              value={code}
              defaultChecked={isChosen(answers, item.id, code)}
              required={question.required && !several && look === 'phone'}
              id={elementId(item.id, code.replace('~', 'special-'))}
            />
            {look === 'interviewer' && keyName !== undefined ? <kbd>{keyName}</kbd> : null}
            <span>
              {label}
              {standard ? <small>{standard}</small> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Rows one below the other, each a group of its own: never a grid, which no thumb can hit. */
function MatrixQuestion(
  props: QuestionFieldsProps & { readonly question: Extract<Question, { kind: 'matrix' }> },
): ReactElement {
  const { question, texts, only } = props;
  const items = itemsOfQuestion(question).filter(({ id }) => only === undefined || id === only);
  const headingId = elementId(question.id, 'title');
  return (
    <div className="qn-matrix" role="group" aria-labelledby={headingId}>
      <p className="qn-title" id={headingId}>
        <Title {...props} question={question} />
      </p>
      <Hint {...props} />
      {items.map((item) => (
        <ChoiceGroup key={item.id} {...props} item={item} title={fillTexts(item.row?.label ?? '', texts)} />
      ))}
    </div>
  );
}

/** A number or a text, with what else may be said instead of it. */
function WrittenQuestion(
  props: QuestionFieldsProps & { readonly question: Extract<Question, { kind: 'text' | 'number' }> },
): ReactElement {
  const { question, answers, findings } = props;
  const answer = answers && Object.hasOwn(answers, question.id) ? answers[question.id] : undefined;
  const field = {
    id: elementId(question.id, 'field'),
    name: question.id,
    'aria-describedby': [describedBy(question.id, findings), elementId(question.id, 'about')]
      .filter((id) => id !== undefined)
      .join(' '),
    'aria-invalid': describedBy(question.id, findings) === undefined ? undefined : true,
  };
  const specials = choicesOf(props, question).filter(({ special }) => special);
  return (
    <div className="qn-written">
      <label className="qn-title" htmlFor={field.id}>
        <Title {...props} question={question} />
      </label>
      <Hint {...props} />
      <FindingOf item={question.id} findings={findings} />
      {question.kind === 'text' ? (
        <textarea
          {...field}
          rows={4}
          maxLength={question.maxLength}
          defaultValue={answer?.said === 'text' ? answer.text : ''}
        />
      ) : (
        <span className="qn-number-field">
          <input
            {...field}
            type="text"
            inputMode={question.decimals > 0 ? 'decimal' : 'numeric'}
            autoComplete="off"
            defaultValue={answer?.said === 'number' ? answer.number : ''}
          />
          {question.unit ? <span>{question.unit}</span> : null}
        </span>
      )}
      <p className="qn-about" id={elementId(question.id, 'about')}>
        {aboutOf(question)}
      </p>
      {specials.length === 0 ? null : (
        <div className="qn-choices" role="group" aria-label="不填也可以选">
          {specials.map(({ code, label }) => (
            <label key={code} className="qn-choice qn-special">
              <input
                type="checkbox"
                name={question.id}
                value={code}
                defaultChecked={isChosen(answers, question.id, code)}
                id={elementId(question.id, code.replace('~', 'special-'))}
              />
              <span>{label}</span>
            </label>
          ))}
        </div>
      )}
    </div>
  );
}

function aboutOf(question: Extract<Question, { kind: 'text' | 'number' }>): string {
  if (question.kind === 'text') return `最多${question.maxLength}个字。`;
  const { min, max, decimals } = question;
  const range =
    min !== undefined && max !== undefined
      ? `${min}到${max}之间`
      : min !== undefined
        ? `不小于${min}`
        : max !== undefined
          ? `不大于${max}`
          : '';
  return `请填${decimals > 0 ? `数字，最多${decimals}位小数` : '整数'}${range === '' ? '' : `，${range}`}。`;
}

/** A whole questionnaire: introduction, the questions given, closing words. */
export function QuestionnaireFields({
  questionnaire,
  questions,
  texts,
  look,
  answers,
  findings,
}: Omit<QuestionFieldsProps, 'question' | 'questionnaire' | 'number' | 'only'> & {
  readonly questionnaire: Questionnaire;
  /** Those that are asked, in order. */
  readonly questions: readonly Question[];
}): ReactElement {
  const numbers = numbersOf(questionnaire.questions);
  return (
    <div className={`qn qn-${look}`}>
      <h2 className="qn-heading">{fillTexts(questionnaire.title, texts)}</h2>
      {questionnaire.intro === '' ? null : (
        <div className="qn-intro">
          <Lines text={fillTexts(questionnaire.intro, texts)} />
        </div>
      )}
      {questions.map((question) => (
        <Fragment key={question.id}>
          <QuestionFields
            questionnaire={questionnaire}
            question={question}
            texts={texts}
            look={look}
            number={numbers.get(question.id)}
            {...(answers ? { answers } : {})}
            {...(findings ? { findings } : {})}
          />
        </Fragment>
      ))}
      {questionnaire.closing === '' ? null : (
        <div className="qn-closing">
          <Lines text={fillTexts(questionnaire.closing, texts)} />
        </div>
      )}
    </div>
  );
}

/** The number each question is called by, in all looks and whether or not others are shown; notes have none. */
export function numbersOf(questions: readonly Question[]): ReadonlyMap<string, number> {
  return new Map(questions.filter(({ kind }) => kind !== 'note').map(({ id }, i) => [id, i + 1]));
}
