/** What belongs to the questionnaire as a whole: title, opening and closing words, channels, scales, texts of departments. */
import { Button, Checkbox, Input } from 'antd';
import { channelLabels, type QuestionnaireVersion } from '#contract';
import { answerScales, type Channel, type Questionnaire, type QuestionnaireKind } from '#surveys';

interface WholeProps {
  readonly content: Questionnaire;
  readonly onChange: (content: Questionnaire) => void;
}

function channelsOf(kind: QuestionnaireKind): readonly Channel[] {
  return kind === 'leader' ? ['ballot', 'paper'] : ['telephone', 'paper', 'link', 'web'];
}

export function WordFields({ content, onChange }: WholeProps) {
  return (
    <div className="qn-edit">
      <div className="qn-edit-field">
        <label htmlFor="qn-title">问卷名称</label>
        <Input
          id="qn-title"
          maxLength={120}
          value={content.title}
          onChange={(event) => onChange({ ...content, title: event.target.value })}
        />
      </div>
      <div className="qn-edit-field">
        <label htmlFor="qn-intro">开头语（谁在问、为什么问、答案怎样保密、要多久）</label>
        <Input.TextArea
          id="qn-intro"
          rows={4}
          maxLength={2000}
          value={content.intro}
          onChange={(event) => onChange({ ...content, intro: event.target.value })}
        />
      </div>
      <div className="qn-edit-field">
        <label htmlFor="qn-closing">结束语</label>
        <Input.TextArea
          id="qn-closing"
          rows={2}
          maxLength={1000}
          value={content.closing}
          onChange={(event) => onChange({ ...content, closing: event.target.value })}
        />
      </div>
      <fieldset className="qn-edit-options">
        <legend>答卷方式</legend>
        <Checkbox.Group
          aria-label="答卷方式"
          value={content.channels}
          options={channelsOf(content.kind).map((channel) => ({ value: channel, label: channelLabels[channel] }))}
          onChange={(chosen) => onChange({ ...content, channels: chosen })}
        />
      </fieldset>
    </div>
  );
}

/** The points of each scale can be worded anew; their values stay. */
export function ScaleFields({ content, onChange }: WholeProps) {
  const missing = Object.entries(answerScales).filter(
    ([, { label }]) => !Object.values(content.scales).some((scale) => scale.label === label),
  );
  return (
    <div className="qn-edit">
      {Object.entries(content.scales).map(([id, scale]) => (
        <fieldset key={id} className="qn-edit-options">
          <legend>{scale.label || id}</legend>
          <ol>
            {scale.points.map((point) => (
              <li key={point.code}>
                <span className="qn-edit-code">{point.code}分</span>
                <Input
                  id={`scale-${id}-${point.code}`}
                  aria-label={`${scale.label}${point.code}分的名称`}
                  maxLength={40}
                  value={point.label}
                  onChange={(event) =>
                    onChange({
                      ...content,
                      scales: {
                        ...content.scales,
                        [id]: {
                          ...scale,
                          points: scale.points.map((one) =>
                            one.code === point.code ? { ...one, label: event.target.value } : one,
                          ),
                        },
                      },
                    })
                  }
                />
              </li>
            ))}
          </ol>
          {content.questions.some((question) => 'scale' in question && question.scale === id) ? null : (
            <Button
              onClick={() =>
                onChange({
                  ...content,
                  scales: Object.fromEntries(Object.entries(content.scales).filter(([other]) => other !== id)),
                })
              }
            >
              删去“{scale.label || id}”
            </Button>
          )}
        </fieldset>
      ))}
      <div className="actions">
        {missing.map(([id, { label, points }]) => (
          <Button
            key={id}
            onClick={() =>
              onChange({
                ...content,
                scales: { ...content.scales, [id]: { label, points: points.map((point) => ({ ...point })) } },
              })
            }
          >
            添加“{label}”
          </Button>
        ))}
      </div>
    </div>
  );
}

/** Named texts with one value for all, or one for each department. */
export function TextFields({
  content,
  departments,
  onChange,
}: WholeProps & { readonly departments: QuestionnaireVersion['departments'] }) {
  const set = (departmentId: string, name: string, value: string) => {
    const { [name]: _, ...others } = content.departmentTexts[departmentId] ?? {};
    const own = value === '' ? others : { ...others, [name]: value };
    onChange({ ...content, departmentTexts: { ...content.departmentTexts, [departmentId]: own } });
  };
  return (
    <div className="qn-edit">
      <p className="soft">
        题目和开头语里写{'{单位}'}、{'{年度}'}，显示时自动换成被评价单位和年度。下面的文字也可以这样用。
      </p>
      {content.texts.map((text) => (
        <div key={text.name} className="qn-edit-field">
          <label htmlFor={`text-${text.name}`}>
            {`{${text.name}}`} {text.label}
          </label>
          <Input
            id={`text-${text.name}`}
            maxLength={200}
            value={text.preset ?? ''}
            placeholder="通用的文字"
            onChange={({ target: { value } }) =>
              onChange({
                ...content,
                texts: content.texts.map((one) =>
                  one.name === text.name
                    ? { name: one.name, label: one.label, ...(value === '' ? {} : { preset: value }) }
                    : one,
                ),
              })
            }
          />
          {departments.length > 1 ? (
            <details>
              <summary>
                个别单位不同（已填{departments.filter(({ id }) => content.departmentTexts[id]?.[text.name]).length}个）
              </summary>
              {departments.map(({ id, name }) => (
                <div key={id} className="qn-edit-field">
                  <label htmlFor={`text-${text.name}-${id}`}>{name}</label>
                  <Input
                    id={`text-${text.name}-${id}`}
                    maxLength={200}
                    value={content.departmentTexts[id]?.[text.name] ?? ''}
                    onChange={(event) => set(id, text.name, event.target.value)}
                  />
                </div>
              ))}
            </details>
          ) : null}
        </div>
      ))}
      <AddText content={content} onChange={onChange} />
    </div>
  );
}

function AddText({ content, onChange }: WholeProps) {
  return (
    <form
      className="qn-edit-row"
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const given = new FormData(form).get('name');
        const name = typeof given === 'string' ? given.trim() : '';
        if (!/^[\p{L}\p{N}_]{1,20}$/u.test(name) || content.texts.some((text) => text.name === name)) return;
        onChange({ ...content, texts: [...content.texts, { name, label: '' }] });
        form.reset();
      }}
    >
      <div className="qn-edit-field">
        <label htmlFor="new-text">新的替换文字（例如：事项）</label>
        <Input id="new-text" name="name" maxLength={20} autoComplete="off" />
      </div>
      <Button htmlType="submit">添加</Button>
    </form>
  );
}
