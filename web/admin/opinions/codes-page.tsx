/** The code frame of a cycle: kinds and topics to be renamed, added, retired. What opinions bear cannot be removed. */
import { useParams } from '@tanstack/react-router';
import { Alert, App, Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { getOpinionCodes, saveOpinionCodes, type OpinionCodes } from '#contract';
import { checkCodeFrame, type CodeEntry, type CodeFrame } from '#surveys';
import { useRead, useWrite } from '../query.ts';
import { Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';
import { opinionReads } from './coding-form.tsx';
import { OpinionFrame } from './frame.tsx';
import '../styles/opinions.css';

function freeCode(list: readonly CodeEntry[]): string {
  for (let n = list.length + 1; ; n += 1) if (list.every(({ code }) => code !== `c${n}`)) return `c${n}`;
}

function Entries<Entry extends CodeEntry & { readonly asksAnswer?: boolean }>({
  name,
  list,
  blank,
  used,
  onChange,
}: {
  readonly name: string;
  readonly list: readonly Entry[];
  /** Makes one more, of a code nobody has yet. */
  readonly blank: (code: string) => Entry;
  readonly used: readonly string[];
  readonly onChange: (list: Entry[]) => void;
}) {
  const change = (at: number, part: Partial<CodeEntry & { asksAnswer: boolean }>) =>
    onChange(list.map((entry, i) => (i === at ? { ...entry, ...part } : entry)));
  return (
    <Section title={name}>
      <ul className="code-list">
        {list.map((entry, at) => (
          // Codes are edited here and may be the same for a moment: the place is the identity.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at} className="actions">
            <Input
              className="code-label"
              aria-label={`${name}第${at + 1}个的名称`}
              value={entry.label}
              maxLength={20}
              onChange={(event) => change(at, { label: event.target.value })}
            />
            <Input
              className="code-code"
              aria-label={`${name}第${at + 1}个的代码`}
              value={entry.code}
              maxLength={24}
              disabled={used.includes(entry.code)}
              onChange={(event) => change(at, { code: event.target.value })}
            />
            <Checkbox checked={entry.retired} onChange={(event) => change(at, { retired: event.target.checked })}>
              停用
            </Checkbox>
            {entry.asksAnswer === undefined ? null : (
              <Checkbox
                checked={entry.asksAnswer}
                onChange={(event) => change(at, { asksAnswer: event.target.checked })}
              >
                要整改
              </Checkbox>
            )}
            {used.includes(entry.code) ? (
              <span className="soft small">已用</span>
            ) : (
              <Button size="small" onClick={() => onChange(list.filter((_, i) => i !== at))}>
                删去
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Button onClick={() => onChange([...list, blank(freeCode(list))])}>{`添一个${name}`}</Button>
    </Section>
  );
}

function Editor({ cycleId, codes }: { readonly cycleId: string; readonly codes: OpinionCodes }) {
  const { message } = App.useApp();
  const [content, setContent] = useState<CodeFrame>(codes.content);
  const save = useWrite(saveOpinionCodes, [getOpinionCodes, ...opinionReads]);
  const reasons = checkCodeFrame(content, codes.used);
  const changed = content !== codes.content;
  return (
    <>
      {save.isError ? <ProblemNotice problem={save.error} /> : null}
      {reasons.length === 0 ? null : (
        <Alert className="gap" type="error" showIcon title="还不能保存" description={reasons.join('；')} />
      )}
      <Entries
        name="性质"
        list={content.kinds}
        blank={(code) => ({ code, label: '', retired: false, asksAnswer: true })}
        used={codes.used.kinds}
        onChange={(kinds) => setContent({ ...content, kinds })}
      />
      <Entries
        name="类别"
        list={content.topics}
        blank={(code) => ({ code, label: '', retired: false })}
        used={codes.used.topics}
        onChange={(topics) => setContent({ ...content, topics })}
      />
      <div className="actions">
        <Button
          type="primary"
          disabled={!changed || reasons.length > 0}
          loading={save.isPending}
          onClick={() => {
            save.mutate(
              { params: { cycleId }, body: { revision: codes.revision, content } },
              { onSuccess: () => void message.success('编码表已保存') },
            );
          }}
        >
          保存编码表
        </Button>
      </div>
    </>
  );
}

export function CodesPage() {
  const { cycleId } = useParams({ from: '/inside/opinions/$cycleId/codes' });
  const codes = useRead(getOpinionCodes, { params: { cycleId } });
  return (
    <OpinionFrame
      cycleId={cycleId}
      title="意见编码表"
      lead="性质：提意见的人想要什么，每条一个；类别：说的是什么事，每条一到三个。用过的代码不能删、不能改代码，可以改名或停用。"
    >
      <Reading query={codes}>{(data) => <Editor key={data.revision} cycleId={cycleId} codes={data} />}</Reading>
    </OpinionFrame>
  );
}
