/**
 * One opinion on the coding desk: the original with what may identify somebody marked, the text as a department will read it, codes.
 *
 * Promise: what the department reads is the field below, nothing else; a mark is switched by a click or Enter, a word of one's own is
 * typed; keys do everything a hand on a mouse does.
 */
import { Alert, Button, Checkbox, Form, Input, Radio, Select } from 'antd';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import {
  codeOpinion,
  getOpinionOverview,
  listOpinions,
  withholdOpinion,
  type OpenedOpinion,
  type OpinionCodes,
} from '#contract';
import { applyMarks, markKinds, mostTopics, mustGo, proposeMarks, type CodeEntry, type Mark } from '#surveys';
import { useWrite } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';

export const opinionReads = [listOpinions, getOpinionOverview];

/** Offered codes, and retired ones the opinion bears. */
const offered = (list: readonly CodeEntry[], borne: readonly string[]) =>
  list.filter(({ code, retired }) => !retired || borne.includes(code));

/** Keys of the topics: letters in alphabetical order. */
const letterOf = (at: number): string => String.fromCharCode(97 + at);

function Original({
  text,
  marks,
  on,
  onToggle,
}: {
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly on: ReadonlySet<number>;
  readonly onToggle: ((begins: number) => void) | null;
}) {
  return (
    <p className="said original">
      {marks.map((mark, at) => {
        const before = text.slice(marks[at - 1]?.ends ?? 0, mark.begins);
        const words = text.slice(mark.begins, mark.ends);
        const hidden = on.has(mark.begins);
        return (
          <span key={mark.begins}>
            {before}
            <button
              type="button"
              className={hidden ? 'found found-on' : 'found'}
              aria-pressed={hidden}
              title={`${markKinds[mark.kind].label}：${hidden ? '将换掉，点击保留' : '保留，点击换掉'}`}
              disabled={onToggle === null || mark.weight === 'must'}
              onClick={() => onToggle?.(mark.begins)}
            >
              {words}
              <span className="found-kind">{markKinds[mark.kind].label}</span>
            </button>
          </span>
        );
      })}
      {text.slice(marks.at(-1)?.ends ?? 0)}
    </p>
  );
}

export function CodingForm({
  opinion,
  codes,
  departments,
  onDone,
  onSkip,
}: {
  readonly opinion: OpenedOpinion;
  readonly codes: OpinionCodes;
  readonly departments: readonly { readonly id: string; readonly name: string }[];
  readonly onDone: (words: string) => void;
  readonly onSkip: () => void;
}) {
  const marks = useMemo(() => proposeMarks(opinion.original), [opinion.original]);
  const [on, setOn] = useState<ReadonlySet<number>>(
    () => new Set(marks.filter(({ weight }) => weight !== 'look').map(({ begins }) => begins)),
  );
  const proposal = applyMarks(
    opinion.original,
    marks.filter(({ begins }) => on.has(begins)),
  );
  // What somebody typed or confirmed before is not overwritten by switching marks.
  const [typed, setTyped] = useState<string | null>(opinion.confirmed ? opinion.text : null);
  const text = typed ?? proposal;
  const [kind, setKind] = useState(opinion.kind);
  const [topics, setTopics] = useState<readonly string[]>(opinion.topics);
  const [departmentId, setDepartmentId] = useState(opinion.department.id);
  const code = useWrite(codeOpinion, opinionReads);
  const withhold = useWrite(withholdOpinion, opinionReads);
  const place = useRef<HTMLDivElement>(null);
  // The next opinion is worked on without a hand on the mouse.
  useEffect(() => place.current?.focus({ preventScroll: true }), []);
  const kinds = offered(codes.content.kinds, opinion.kind === null ? [] : [opinion.kind]);
  const topicList = offered(codes.content.topics, opinion.topics);
  const params = { opinionId: opinion.id };
  const left = mustGo(text);
  const ready = kind !== null && topics.length > 0 && text.trim() !== '' && left.length === 0;

  const toggleTopic = (wanted: string) =>
    setTopics(
      topics.includes(wanted)
        ? topics.filter((one) => one !== wanted)
        : topics.length < mostTopics
          ? [...topics, wanted]
          : topics,
    );
  const save = async () => {
    if (!ready || kind === null || code.isPending) return;
    try {
      await code.mutateAsync({
        params,
        body: { revision: opinion.revision, departmentId, kind, topics: [...topics], text },
      });
      onDone('已编码');
    } catch {
      // Said above the form.
      place.current?.focus();
    }
  };
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save();
      return;
    }
    const typing =
      event.target instanceof HTMLTextAreaElement ||
      (event.target instanceof HTMLInputElement && event.target.type !== 'radio' && event.target.type !== 'checkbox');
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const nth = /^[1-9]$/.test(event.key) ? kinds[Number(event.key) - 1] : undefined;
    const topic = /^[a-z]$/.test(event.key) ? topicList[event.key.charCodeAt(0) - 97] : undefined;
    if (nth) setKind(nth.code);
    else if (topic) toggleTopic(topic.code);
    else return;
    event.preventDefault();
  };
  return (
    // The keys work wherever in the form the focus is.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div ref={place} className="coding" role="group" aria-label="编码" tabIndex={-1} onKeyDown={press}>
      {code.isError ? <ProblemNotice problem={code.error} /> : null}
      <h3>原文（只在这里看，不移交）</h3>
      <Original
        text={opinion.original}
        marks={marks}
        on={on}
        onToggle={
          typed === null
            ? (begins) => {
                const next = new Set(on);
                if (!next.delete(begins)) next.add(begins);
                setOn(next);
              }
            : null
        }
      />
      <Form.Item
        label="单位将看到的文字"
        htmlFor="edited"
        layout="vertical"
        extra={
          left.length > 0 ? undefined : '像地点、日期、职务这类能让人猜到是谁的话，也请改得笼统些；只改身份，不改意见。'
        }
        {...(left.length > 0
          ? {
              validateStatus: 'error',
              help: `还有${[...new Set(left.map((one) => markKinds[one.kind].label))].join('、')}，去掉才能保存`,
            }
          : {})}
      >
        <Input.TextArea
          id="edited"
          rows={4}
          maxLength={4000}
          value={text}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Form.Item>
      {typed === null ? null : (
        <p>
          <Button size="small" onClick={() => setTyped(null)}>
            放弃自己的修改，按标记重来
          </Button>
        </p>
      )}
      <Form.Item label="关于哪个单位" htmlFor="about" layout="vertical">
        <Select
          id="about"
          aria-label="关于哪个单位"
          showSearch={{ optionFilterProp: 'label' }}
          value={departmentId}
          options={departments.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setDepartmentId}
        />
      </Form.Item>
      {departmentId === opinion.given.id ? null : (
        <Alert className="gap" type="info" showIcon title={`答卷评的是${opinion.given.name}，这条意见将转给所选单位`} />
      )}
      <fieldset className="codes">
        <legend>性质</legend>
        <Radio.Group value={kind} onChange={(event) => setKind(event.target.value as string)}>
          {kinds.map((entry, at) => (
            <Radio key={entry.code} value={entry.code}>
              {entry.label}
              {at < 9 ? <kbd>{at + 1}</kbd> : null}
            </Radio>
          ))}
        </Radio.Group>
      </fieldset>
      <fieldset className="codes">
        <legend>{`类别（1到${mostTopics}个）`}</legend>
        {topicList.map((entry, at) => (
          <Checkbox
            key={entry.code}
            checked={topics.includes(entry.code)}
            disabled={!topics.includes(entry.code) && topics.length >= mostTopics}
            onChange={() => toggleTopic(entry.code)}
          >
            {entry.label}
            {at < 26 ? <kbd>{letterOf(at)}</kbd> : null}
          </Checkbox>
        ))}
      </fieldset>
      <div className="actions">
        <Button type="primary" loading={code.isPending} disabled={!ready} onClick={() => void save()}>
          确认，下一条
        </Button>
        <DialogButton<{ reason: string }>
          label="不移交"
          title="这条意见不移交？"
          okText="不移交"
          onSubmit={async ({ reason }) => {
            await withhold.mutateAsync({ params, body: { revision: opinion.revision, reason } });
            onDone('已记为不移交');
          }}
        >
          <p>只有辱骂、没有内容，或者去掉身份就没有意义的意见，可以不移交。以后还能改回来。</p>
          <Form.Item name="reason" label="原因" rules={[{ required: true, min: 4, message: '请写明原因，至少4个字' }]}>
            <Input.TextArea maxLength={300} rows={2} />
          </Form.Item>
        </DialogButton>
        <Button onClick={onSkip}>先跳过</Button>
      </div>
      <p className="soft small gap-above keys">
        键盘：数字选性质，字母选类别，Ctrl+Enter确认；标记用Tab移到，回车切换。
      </p>
    </div>
  );
}
