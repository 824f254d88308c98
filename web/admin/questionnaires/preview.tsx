/** A questionnaire as people will meet it, to try out: on a phone with its routing, on paper, on the interviewer's screen. */
import { Button, Radio, Select } from 'antd';
import { useState, type SyntheticEvent } from 'react';
import { QuestionFields, QuestionnaireFields, Lines, numbersOf, type Look } from '#questionnaire';
import '#questionnaire/questionnaire.css';
import {
  fillTexts,
  itemsOfQuestion,
  readAnswers,
  shownQuestions,
  textsFor,
  type AnswerFinding,
  type Answers,
  type Question,
  type Questionnaire,
} from '#surveys';

const looks: readonly { readonly value: Look; readonly label: string }[] = [
  { value: 'phone', label: '手机' },
  { value: 'paper', label: '纸质' },
  { value: 'interviewer', label: '访问员屏幕' },
];

interface ScreenProps {
  readonly questionnaire: Questionnaire;
  readonly texts: Readonly<Record<string, string>>;
  readonly look: 'phone' | 'interviewer';
}

/** A step: a question, of a matrix one row at a time. */
interface Step {
  readonly question: Question;
  readonly item: string | undefined;
}

function stepsOf(questions: readonly Question[]): readonly Step[] {
  return questions.flatMap((question): Step[] =>
    question.kind === 'matrix'
      ? itemsOfQuestion(question).map(({ id }) => ({ question, item: id }))
      : [{ question, item: undefined }],
  );
}

/** One question a screen, forwards and back; what is answered decides what comes next. */
function Screens({ questionnaire, texts, look }: ScreenProps) {
  const [answers, setAnswers] = useState<Answers>({});
  const [at, setAt] = useState(-1);
  const [findings, setFindings] = useState<readonly AnswerFinding[]>([]);
  const steps = stepsOf(shownQuestions(questionnaire, answers));
  const step = steps[at];
  const channel = look === 'phone' ? 'web' : 'telephone';

  const forward = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!step) return;
    const form = new FormData(event.currentTarget);
    const items = step.item === undefined ? itemsOfQuestion(step.question).map(({ id }) => id) : [step.item];
    const raw = Object.fromEntries(items.map((id) => [id, form.getAll(id)]));
    // Only this step is judged: a questionnaire of one question that is always asked.
    const { showIf: _, ...alone } = step.question;
    const read = readAnswers({ ...questionnaire, questions: [alone] }, raw, { channel });
    const own = read.ok ? [] : read.findings.filter(({ item }) => items.includes(item));
    setFindings(own);
    if (own.length > 0) return;
    const reread = readAnswers({ ...questionnaire, questions: [alone] }, raw, { channel, incomplete: 'accept' });
    const said = reread.ok
      ? Object.fromEntries(items.flatMap((id) => (reread.answers[id] ? [[id, reread.answers[id]]] : [])))
      : {};
    setAnswers({ ...answers, ...said });
    setAt(at + 1);
  };
  const restart = () => {
    setAnswers({});
    setFindings([]);
    setAt(-1);
  };

  if (at < 0)
    return (
      <>
        <h3 className="qn-heading">{fillTexts(questionnaire.title, texts)}</h3>
        <div className="qn-intro">
          <Lines text={fillTexts(questionnaire.intro, texts)} />
        </div>
        <Button type="primary" size="large" block onClick={() => setAt(0)}>
          开始
        </Button>
      </>
    );
  if (!step)
    return (
      <>
        <div className="qn-closing">
          <Lines text={fillTexts(questionnaire.closing === '' ? '到此结束。' : questionnaire.closing, texts)} />
        </div>
        <Button size="large" block onClick={restart}>
          从头再试
        </Button>
      </>
    );
  return (
    <form key={`${at} ${step.question.id} ${step.item ?? ''}`} noValidate onSubmit={forward}>
      <p className="qn-about" role="status">
        第{at + 1}步，共{steps.length}步
      </p>
      <QuestionFields
        questionnaire={questionnaire}
        question={step.question}
        texts={texts}
        look={look}
        number={numbersOf(questionnaire.questions).get(step.question.id)}
        answers={answers}
        findings={findings}
        only={step.item}
      />
      <div className="qn-steps">
        <Button
          size="large"
          onClick={() => {
            setFindings([]);
            setAt(at - 1);
          }}
        >
          上一题
        </Button>
        <Button type="primary" size="large" htmlType="submit">
          下一题
        </Button>
      </div>
    </form>
  );
}

export function Preview({
  questionnaire,
  departments,
  year,
}: {
  readonly questionnaire: Questionnaire;
  readonly departments: readonly { readonly id: string; readonly name: string }[];
  readonly year: number;
}) {
  const [look, setLook] = useState<Look>('phone');
  const [departmentId, setDepartmentId] = useState(departments[0]?.id ?? '');
  const department = departments.find(({ id }) => id === departmentId) ?? { id: '', name: '××部门' };
  const texts = textsFor(questionnaire, department, year);
  return (
    <>
      <div className="actions">
        <Radio.Group
          aria-label="预览成什么样"
          optionType="button"
          value={look}
          options={[...looks]}
          onChange={(event) => {
            const chosen = looks.find(({ value }) => value === event.target.value);
            if (chosen) setLook(chosen.value);
          }}
        />
        {departments.length > 1 ? (
          <Select
            className="wide-select"
            aria-label="以哪个单位为例"
            showSearch={{ optionFilterProp: 'label' }}
            value={department.id}
            options={departments.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setDepartmentId}
          />
        ) : null}
      </div>
      <div
        className={`qn-stage qn-stage-${look}`}
        role="region"
        aria-label={`${looks.find(({ value }) => value === look)?.label ?? ''}预览`}
        tabIndex={0}
      >
        {look === 'paper' ? (
          <QuestionnaireFields
            questionnaire={questionnaire}
            questions={questionnaire.questions}
            texts={texts}
            look="paper"
          />
        ) : (
          <div className={`qn qn-${look}`}>
            <Screens key={look} questionnaire={questionnaire} texts={texts} look={look} />
          </div>
        )}
      </div>
    </>
  );
}
