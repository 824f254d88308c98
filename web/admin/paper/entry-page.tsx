/**
 * Entering forms by keyboard: number, Enter, one key per item, Enter to file, next number.
 *
 * Promise: nobody sees what the other clerk typed; what was typed stays on the screen until the server has it.
 */
import { Alert, Button, Input, type InputRef } from 'antd';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import {
  enterPaperForm,
  getPaperBatch,
  listPaperBatches,
  openPaperForm,
  type PaperForm,
  type RouteReply,
} from '#contract';
import { fillTexts, itemsOf, type Item } from '#surveys';
import { useWrite } from '../query.ts';
import { Page, Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { choicesOf, rawOf, readTyped, type Typed } from './keys.ts';

type Filed = RouteReply<typeof enterPaperForm>;

const outcomes: Readonly<
  Record<Filed['outcome'], { readonly type: 'success' | 'info' | 'warning'; readonly words: string }>
> = {
  'waits-for-second': { type: 'info', words: '第一遍已录，等另一人录第二遍' },
  filed: { type: 'success', words: '两遍一致，已计入' },
  differs: { type: 'warning', words: '两遍不一致，已列入待裁定' },
  'case-answered': { type: 'warning', words: '本人已通过其他方式作答，这份作废' },
};

export function PaperEntryPage() {
  const [form, setForm] = useState<PaperForm | null>(null);
  const [last, setLast] = useState<Filed | null>(null);
  const [done, setDone] = useState(0);
  return (
    <Page
      title="录入纸质问卷"
      lead="输入或扫描问卷编号。每题填原件上勾的是第几项；没有勾的直接回车，看不清或多勾的填x。"
      trail={form === null ? undefined : `${form.batchTitle} › ${form.department}`}
    >
      {last === null ? null : (
        <Alert
          className="gap"
          showIcon
          role="status"
          type={outcomes[last.outcome].type}
          title={`${last.number}：${outcomes[last.outcome].words}`}
          description={
            last.notices.length === 0
              ? `本次已录${done}份。`
              : `${last.notices.map(({ item, message }) => `${item}：${message}`).join('；')}。本次已录${done}份。`
          }
        />
      )}
      {form === null ? (
        <OpenForm onOpened={setForm} />
      ) : (
        <EnterForm
          key={form.number}
          form={form}
          onLeft={() => setForm(null)}
          onEntered={(filed) => {
            setLast(filed);
            setDone((before) => before + 1);
            setForm(null);
          }}
        />
      )}
    </Page>
  );
}

function OpenForm({ onOpened }: { readonly onOpened: (form: PaperForm) => void }) {
  const [number, setNumber] = useState('');
  const field = useRef<InputRef>(null);
  const open = useWrite(openPaperForm, []);
  useEffect(() => field.current?.focus(), []);
  const submit = async () => {
    try {
      onOpened(await open.mutateAsync({ body: { number } }));
    } catch {
      field.current?.focus({ cursor: 'all' });
    }
  };
  return (
    <Section title="问卷编号">
      {open.isError ? <ProblemNotice problem={open.error} /> : null}
      <form
        className="narrow-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <label htmlFor="form-number">编号（问卷右上角，含最后一位校验字母）</label>
        <Input
          id="form-number"
          ref={field}
          value={number}
          autoComplete="off"
          maxLength={30}
          onChange={(event) => setNumber(event.target.value)}
        />
        <p>
          <Button type="primary" htmlType="submit" loading={open.isPending} disabled={number.trim().length < 6}>
            打开
          </Button>
        </p>
      </form>
    </Section>
  );
}

function EnterForm({
  form,
  onEntered,
  onLeft,
}: {
  readonly form: PaperForm;
  readonly onEntered: (filed: Filed) => void;
  readonly onLeft: () => void;
}) {
  const items = itemsOf(form.questionnaire);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [shownWrong, setShownWrong] = useState(false);
  const enter = useWrite(enterPaperForm, [getPaperBatch, listPaperBatches]);
  const area = useRef<HTMLFormElement>(null);
  useEffect(() => area.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);
  const read = new Map(items.map((item) => [item.id, readingOf(form, item, typed[item.id] ?? '')]));
  const submit = async () => {
    setShownWrong(true);
    const wrong = items.find(({ id }) => read.get(id)?.typed.kind === 'wrong');
    if (wrong) {
      document.getElementById(`item-${wrong.id}`)?.focus();
      return;
    }
    const entry = Object.fromEntries(
      items.flatMap(({ id }) => {
        const raw = read.get(id)?.raw;
        return raw === undefined ? [] : [[id, raw]];
      }),
    );
    try {
      onEntered(await enter.mutateAsync({ body: { number: form.number, round: form.round, entry } }));
    } catch {
      // Shown below from the write's error.
    }
  };
  /** Enter goes to the next field; from the last to the button, so that nothing is filed by one key too many. */
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    const fields = [...(area.current?.querySelectorAll<HTMLElement>('input, textarea, button[type=submit]') ?? [])];
    fields[fields.indexOf(event.target) + 1]?.focus();
  };
  return (
    <Section title={`${form.number}，第${form.round === 1 ? '一' : '二'}遍`}>
      {enter.isError ? <ProblemNotice problem={enter.error} /> : null}
      <form
        ref={area}
        className="entry-form"
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {items.map((item) => (
          <ItemField
            key={item.id}
            form={form}
            item={item}
            value={typed[item.id] ?? ''}
            shownWrong={shownWrong}
            onChange={(value) => setTyped((before) => ({ ...before, [item.id]: value }))}
          />
        ))}
        <div className="actions">
          <Button type="primary" htmlType="submit" loading={enter.isPending}>
            录完这一份
          </Button>
          <Button onClick={onLeft}>不录了，换一份</Button>
        </div>
      </form>
    </Section>
  );
}

function readingOf(form: PaperForm, item: Item, text: string): { typed: Typed; raw: string | string[] | undefined } {
  if (item.question.kind === 'text' || item.question.kind === 'number') {
    const plain = text.trim();
    return { typed: { kind: plain === '' ? 'blank' : 'chosen', choices: [] }, raw: plain === '' ? undefined : plain };
  }
  const several = item.question.kind === 'multiple';
  const typed = readTyped(text, choicesOf(form.questionnaire, item), several);
  return { typed, raw: rawOf(typed, several) };
}

function ItemField({
  form,
  item,
  value,
  shownWrong,
  onChange,
}: {
  readonly form: PaperForm;
  readonly item: Item;
  readonly value: string;
  readonly shownWrong: boolean;
  readonly onChange: (value: string) => void;
}) {
  const { question, row, id } = item;
  const title = fillTexts(row ? row.label : question.title, form.texts);
  const choices = choicesOf(form.questionnaire, item);
  const { typed } = readingOf(form, item, value);
  const field = `item-${id}`;
  const wrong = typed.kind === 'wrong' && (shownWrong || value.trim().length > 1);
  const echo =
    typed.kind === 'void'
      ? '废（看不清或多选）'
      : typed.kind === 'chosen' && choices.length > 0
        ? typed.choices.map(({ label }) => fillTexts(label, form.texts)).join('、')
        : '';
  return (
    <div className="entry-item">
      <label htmlFor={field}>{title}</label>
      {choices.length === 0 ? null : (
        <div id={`${field}-keys`} className="soft small">
          {choices.map(({ key, label }) => `${key} ${fillTexts(label, form.texts)}`).join('　')}
          {question.kind === 'multiple' ? '　（可填几项，如135）' : ''}
        </div>
      )}
      <div className="entry-answer">
        {question.kind === 'text' ? (
          <Input.TextArea
            id={field}
            rows={3}
            value={value}
            maxLength={question.maxLength}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <Input
            id={field}
            value={value}
            autoComplete="off"
            inputMode={question.kind === 'number' ? 'decimal' : 'numeric'}
            status={wrong ? 'error' : ''}
            aria-invalid={wrong}
            aria-describedby={choices.length === 0 ? `${field}-echo` : `${field}-keys ${field}-echo`}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
        <span id={`${field}-echo`} className={wrong ? 'bad' : ''}>
          {wrong ? typed.message : echo}
        </span>
      </div>
    </div>
  );
}
