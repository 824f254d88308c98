/** Writing a rectification: which opinions it answers, the five parts, who answers for it and until when. */
import { App, Button, Checkbox, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import {
  createRectification,
  fileRectification,
  rectificationParts,
  rectificationStatusLabels,
  saveRectification,
  type HandedOpinion,
  type Rectification,
  type RectificationContent,
} from '#contract';
import { useWrite } from '../query.ts';
import { Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { rectificationReads } from './rectification-card.tsx';

type Written = Omit<RectificationContent, 'dueOn'> & { readonly dueOn: string };

const empty: Written = {
  title: '',
  problem: '',
  goal: '',
  measures: '',
  progress: '',
  results: '',
  responsible: '',
  dueOn: '',
  status: 'planned',
};

export function RectificationForm({
  place,
  item,
  preset,
  opinions,
  onDone,
}: {
  readonly place: { readonly cycleId: string; readonly departmentId: string };
  /** null: a new one. */
  readonly item: Rectification | null;
  /** Opinions chosen before the form was opened. */
  readonly preset: readonly number[];
  readonly opinions: readonly HandedOpinion[];
  readonly onDone: () => void;
}) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Written>();
  const [numbers, setNumbers] = useState<ReadonlySet<number>>(new Set(item?.opinions ?? preset));
  const create = useWrite(createRectification, rectificationReads);
  const save = useWrite(saveRectification, rectificationReads);
  const file = useWrite(fileRectification, rectificationReads);
  const busy = create.isPending || save.isPending || file.isPending;
  const problem = create.error ?? save.error ?? file.error;
  // What was saved although filing it was refused.
  const [saved, setSaved] = useState<Rectification | null>(item);
  const keep = async (filing: boolean) => {
    const values = await form.validateFields();
    const body = {
      ...values,
      dueOn: values.dueOn === '' ? null : values.dueOn,
      opinions: [...numbers].toSorted((a, b) => a - b),
    };
    try {
      const kept =
        saved === null
          ? await create.mutateAsync({ params: place, body })
          : await save.mutateAsync({
              params: { rectificationId: saved.id },
              body: { ...body, revision: saved.revision },
            });
      setSaved(kept);
      if (filing) await file.mutateAsync({ params: { rectificationId: kept.id }, body: { revision: kept.revision } });
      void message.success(filing ? '已报送' : '已保存');
      onDone();
    } catch {
      // Said above the form.
    }
  };
  return (
    <Section title={item === null ? '新的整改事项' : `修改：${item.content.title}`} className="reading">
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <Form<Written>
        form={form}
        layout="vertical"
        initialValues={item === null ? empty : { ...item.content, dueOn: item.content.dueOn ?? '' }}
      >
        <Form.Item
          name="title"
          label="整改事项"
          rules={[{ required: true, min: 2, message: '请给整改事项起个名字，2到60个字' }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <fieldset className="codes">
          <legend>回应哪些意见</legend>
          {opinions.length === 0 ? <p className="soft">还没有移交的意见。</p> : null}
          <ul className="code-list">
            {opinions.map(({ number, text, rectificationId }) => (
              <li key={number}>
                <Checkbox
                  checked={numbers.has(number)}
                  onChange={(event) => {
                    const next = new Set(numbers);
                    if (event.target.checked) next.add(number);
                    else next.delete(number);
                    setNumbers(next);
                  }}
                >
                  {`第${number}条：${text.length > 60 ? `${text.slice(0, 60)}……` : text}`}
                  {rectificationId !== null && rectificationId !== saved?.id
                    ? '（已由别的事项回应，选上会转过来）'
                    : ''}
                </Checkbox>
              </li>
            ))}
          </ul>
        </fieldset>
        {rectificationParts.map(({ key, label, asked }) => (
          <Form.Item key={key} name={key} label={label} extra={asked}>
            <Input.TextArea rows={key === 'measures' ? 5 : 3} maxLength={2000} />
          </Form.Item>
        ))}
        <Form.Item name="responsible" label="责任单位和责任人（写职务，不写私人电话）">
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="dueOn" label="完成时限（长期坚持的可不填）">
          <Input type="date" min="2000-01-01" max="2100-12-31" />
        </Form.Item>
        <Form.Item name="status" label="进度">
          <Radio.Group
            options={Object.entries(rectificationStatusLabels).map(([value, text]) => ({ value, label: text }))}
          />
        </Form.Item>
      </Form>
      <div className="actions">
        <Button type="primary" loading={busy} onClick={() => void keep(true)}>
          报送
        </Button>
        <Button disabled={busy} onClick={() => void keep(false)}>
          保存草稿
        </Button>
        <Button disabled={busy} onClick={onDone}>
          返回
        </Button>
      </div>
    </Section>
  );
}
