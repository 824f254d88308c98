/**
 * Entering a shuffled pile by keyboard alone: stamped number, one key a unit, Enter to file, the next number is offered.
 *
 * Promise: nobody sees what another typed; what was typed stays on the screen until the server has it.
 */
import { Link, useParams } from '@tanstack/react-router';
import { Alert, Button, Input } from 'antd';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import {
  categoryLabels,
  enterBallotForm,
  getBallotPaper,
  getBallotPile,
  type BallotPaperForm,
  type RouteReply,
} from '#contract';
import { paperFields } from '#surveys';
import { useRead, useWrite } from '../query.ts';
import { Page, Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';
import '../styles/ballots.css';
import { echoOf, faultKeys, runsOfForm, sentOf } from './paper-words.ts';

type Entered = RouteReply<typeof enterBallotForm>;
const outcomes: Readonly<
  Record<Entered['outcome'], { readonly type: 'success' | 'info' | 'warning'; readonly words: string }>
> = {
  'waits-for-second': { type: 'info', words: '第一遍已录，等另一人录第二遍' },
  agrees: { type: 'success', words: '两遍一致，已录定' },
  differs: { type: 'warning', words: '两遍不一致，已列入待裁定' },
};

export function BallotEntryPage() {
  const { cycleId, style } = useParams({ from: '/inside/cycles/$cycleId/ballot/paper/$style' });
  const pile = useRead(getBallotPile, { params: { cycleId, style } });
  return (
    <Page
      title={`录入纸质评价表：票种${style}`}
      lead="每个单位只敲一键：5优秀、4良好、3一般、2差、1很差；空白的直接回车，看不清或多于一个的敲x。"
      trail={
        <>
          <Link to="/cycles/$cycleId/ballot/paper" params={{ cycleId }}>
            纸质评价表
          </Link>{' '}
          › 录入
        </>
      }
    >
      <Reading query={pile}>{(form) => <EnterPile key={form.code} cycleId={cycleId} form={form} />}</Reading>
    </Page>
  );
}

function EnterPile({ cycleId, form }: { readonly cycleId: string; readonly form: BallotPaperForm }) {
  const [open, setOpen] = useState<readonly number[]>(form.open);
  const [last, setLast] = useState<Entered | null>(null);
  const [done, setDone] = useState(0);
  return (
    <>
      {last === null ? null : (
        <Alert
          className="gap"
          showIcon
          role="status"
          type={outcomes[last.outcome].type}
          title={`第${last.sequence}号：${outcomes[last.outcome].words}`}
          description={`本次已录${done}张，这一叠您还可以录${open.length}张。`}
        />
      )}
      {open.length === 0 ? (
        <Section title="没有要您录的了">
          <p>这一叠您都录过，或已由两人录完。不一致的由没有录过那一张的第三人裁定。</p>
        </Section>
      ) : (
        <EnterForm
          key={`${done}`}
          cycleId={cycleId}
          form={form}
          open={open}
          onEntered={(entered) => {
            setLast(entered);
            setOpen(entered.open);
            setDone((before) => before + 1);
          }}
        />
      )}
    </>
  );
}

function EnterForm({
  cycleId,
  form,
  open,
  onEntered,
}: {
  readonly cycleId: string;
  readonly form: BallotPaperForm;
  readonly open: readonly number[];
  readonly onEntered: (entered: Entered) => void;
}) {
  const [sequence, setSequence] = useState(String(open[0] ?? ''));
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const enter = useWrite(enterBallotForm, [getBallotPaper]);
  const area = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // After the page has put the focus on its heading.
    const frame = requestAnimationFrame(() => {
      const field = area.current?.querySelector<HTMLInputElement>('input');
      field?.focus();
      field?.select();
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  const isVoid = sentOf('form', typed['form'] ?? '') !== '';
  const fields = paperFields(form.poll, form.style).filter((field) => field === 'form' || !isVoid);
  const number = Number(sequence.normalize('NFKC').trim());
  const mayEnter = open.includes(number);
  const wrongNumber =
    mayEnter || sequence.trim() === ''
      ? ''
      : number >= 1 && number <= form.returned
        ? '这一号您录过，或已由两人录完'
        : `流水号是1到${form.returned}`;
  const goTo = (from: Element, step: 1 | -1) => {
    const all = [...(area.current?.querySelectorAll<HTMLElement>('input, button[type=submit]') ?? [])];
    const next = all[all.indexOf(from as HTMLElement) + step];
    next?.focus();
    if (next instanceof HTMLInputElement) next.select();
  };
  const submit = async () => {
    const wrong = [
      ...(mayEnter ? [] : ['sequence']),
      ...fields.filter((field) => echoOf(form, field, typed[field] ?? '').wrong),
    ];
    if (wrong.length > 0) {
      document.getElementById(`field-${wrong[0]}`)?.focus();
      return;
    }
    const entry = Object.fromEntries(fields.map((field) => [field, sentOf(field, typed[field] ?? '')]));
    try {
      onEntered(await enter.mutateAsync({ params: { cycleId, style: form.style }, body: { sequence: number, entry } }));
    } catch {
      // Shown above the form from the write's error.
    }
  };
  /** Enter and the arrows go on and back; the last Enter stops at the button, so that nothing is filed by one key too many. */
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.target instanceof HTMLInputElement) || event.nativeEvent.isComposing) return;
    const forward = event.key === 'Enter' || event.key === 'ArrowDown';
    if (!forward && event.key !== 'ArrowUp') return;
    event.preventDefault();
    goTo(event.target, forward ? 1 : -1);
  };
  const change = (field: string, value: string) => {
    setTyped((before) => ({ ...before, [field]: value }));
    const isUnit = field.startsWith('u');
    // One key is a whole answer: the next unit is waiting.
    const input = document.getElementById(`field-${field}`);
    if (input && isUnit && value.trim() !== '' && !echoOf(form, field, value).wrong) goTo(input, 1);
  };
  const field = (name: string, label: string, hint?: string) => (
    <EntryField
      key={name}
      name={name}
      label={label}
      hint={hint}
      value={typed[name] ?? ''}
      echo={echoOf(form, name, typed[name] ?? '')}
      wide={name === 'best' || name === 'worst'}
      onChange={change}
    />
  );
  const group = form.poll.groups.find(
    ({ code }) => code === form.poll.styles.find((style) => style.code === form.style)?.group,
  );
  const per = group?.perCategory ? '每类' : '';
  return (
    <Section title={`批号${form.code}`}>
      {enter.isError ? <ProblemNotice problem={enter.error} /> : null}
      <form
        ref={area}
        className="ballot-entry"
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="ballot-row">
          <label htmlFor="field-sequence">流水号（表上盖的）</label>
          <Input
            id="field-sequence"
            value={sequence}
            autoComplete="off"
            inputMode="numeric"
            maxLength={6}
            status={wrongNumber === '' ? '' : 'error'}
            aria-describedby="echo-sequence"
            onChange={(event) => setSequence(event.target.value)}
          />
          <span id="echo-sequence" className={wrongNumber === '' ? 'soft' : 'bad'}>
            {wrongNumber === '' ? '一样的按回车' : wrongNumber}
          </span>
        </div>
        {field(
          'form',
          '整张',
          `有效的直接回车；无效的敲${faultKeys.map(({ key, label }) => `${key} ${label}`).join('，')}`,
        )}
        {isVoid
          ? null
          : runsOfForm(form).map(({ category, items }) => (
              <fieldset key={items[0]?.number} className="ballot-class">
                <legend>{categoryLabels[category]}</legend>
                {items.map(({ number: place, name }) => field(`u${place}`, `${place}．${name}`))}
              </fieldset>
            ))}
        {!isVoid && group && group.best > 0
          ? field(
              'best',
              '最满意的单位',
              `${per}最多${group.best}个，填序号，用空格或逗号分开；照表上写的录，超过的也录`,
            )
          : null}
        {!isVoid && group && group.worst > 0
          ? field('worst', '不满意的单位', `${per}最多${group.worst}个，填法同上`)
          : null}
        <div className="actions">
          <Button type="primary" htmlType="submit" loading={enter.isPending}>
            录完这一张
          </Button>
        </div>
      </form>
    </Section>
  );
}

function EntryField({
  name,
  label,
  hint,
  value,
  echo,
  wide,
  onChange,
}: {
  readonly name: string;
  readonly label: string;
  readonly hint: string | undefined;
  readonly value: string;
  readonly echo: ReturnType<typeof echoOf>;
  readonly wide: boolean;
  readonly onChange: (field: string, value: string) => void;
}) {
  const id = `field-${name}`;
  return (
    <div
      className={wide ? 'ballot-row ballot-row-wide' : hint === undefined ? 'ballot-row' : 'ballot-row ballot-row-told'}
    >
      <label htmlFor={id}>
        {label}
        {hint === undefined ? null : <span className="soft small"> {hint}</span>}
      </label>
      <Input
        id={id}
        value={value}
        autoComplete="off"
        inputMode={wide ? 'text' : 'numeric'}
        maxLength={wide ? 200 : 4}
        status={echo.wrong ? 'error' : ''}
        aria-invalid={echo.wrong}
        aria-describedby={`echo-${name}`}
        onChange={(event) => onChange(name, event.target.value)}
      />
      <span id={`echo-${name}`} className={echo.wrong ? 'bad' : ''}>
        {echo.words}
      </span>
    </div>
  );
}
