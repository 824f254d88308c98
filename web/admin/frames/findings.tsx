/** What was found, in the department's own row numbers, filtered by severity and kind, page by page; copied as a table for Excel. */
import { App, Button, Radio, Select } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import { listFindings, severityLabels, severitySchema, type FiledFinding, type Submission } from '#contract';
import { call } from '../api.ts';
import { formatCount } from '../format.ts';
import { useRead } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { copyText } from '../shared/copy.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { SeverityMark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { describeProblem } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';
import { TurnPages, usePages } from '../shared/turn-pages.tsx';
import { toTable, writtenIn } from './findings-table.ts';
import { MarkedWorkbookButton } from './marked-workbook.tsx';
import { useMending } from './mending.tsx';
import { RevealButton, RevealNote } from './reveal.tsx';

type Severity = FiledFinding['severity'];

const severityMeanings: Readonly<Record<Severity, string>> = {
  error: '错误的行不计入人数，或整份名单因此需要重报',
  review: '请核实；核实前暂按可用计',
  warning: '不影响人数，能改请改',
  info: '系统已自动处理，供核对',
};

/** Where a finding stands; the name of the only file filed goes without saying. */
function namePlace({ file, sheet }: FiledFinding, { files }: Submission): string {
  const shownFile = files.length === 1 && files[0]?.name === file ? null : file;
  return [shownFile, sheet].filter((part) => part !== null).join(' › ');
}

/** The sheet that all of these are about; null when they are about several, or a file has to be named as well. */
function onlySheet(items: readonly FiledFinding[], { files }: Submission): string | null {
  const places = new Set(items.flatMap(({ file, sheet }) => (sheet === null ? [] : [JSON.stringify([file, sheet])])));
  return files.length === 1 && places.size === 1 ? (items.find(({ sheet }) => sheet !== null)?.sheet ?? null) : null;
}

/** A dialog opened beside a finding stays with it when another filter brings other rows. */
const keyOf = ({ file, sheet, row, column, code, message }: FiledFinding): string =>
  JSON.stringify([file, sheet, row, column, code, message]);

const columnsOf = (submission: Submission, sheet: string | null): readonly Column<FiledFinding>[] => [
  { key: 'row', title: '行号', kind: 'right', inline: true, render: ({ row }) => row ?? '整份' },
  { key: 'column', title: '栏目', kind: 'tight', inline: true, render: ({ columnLabel }) => columnLabel },
  {
    key: 'severity',
    title: '程度',
    kind: 'tight',
    inline: true,
    render: ({ severity }) => <SeverityMark severity={severity} />,
  },
  { key: 'message', title: '问题', kind: 'wide', render: ({ message }) => message },
  { key: 'raw', title: '原值', kind: 'wrap', render: writtenIn },
  { key: 'repaired', title: '建议值', kind: 'wrap', render: ({ repaired }) => repaired },
  ...(sheet === null
    ? [
        {
          key: 'place',
          title: submission.files.length > 1 ? '文件与工作表' : '工作表',
          kind: 'wrap' as const,
          render: (finding: FiledFinding) => namePlace(finding, submission),
        },
      ]
    : []),
];

async function gatherFindings(
  { id }: Submission,
  filter: { readonly severity?: Severity; readonly code?: string },
): Promise<readonly FiledFinding[]> {
  const gathered: FiledFinding[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query: z.input<typeof listFindings.query> = { limit: 500, ...filter, cursor };
    const reply: z.infer<typeof listFindings.reply> = await call(listFindings, { params: { submissionId: id }, query });
    gathered.push(...reply.items);
    cursor = reply.next;
  }
  return gathered;
}

export function Findings({
  submission,
  mendable,
}: {
  readonly submission: Submission;
  /** The reader may correct cells here. */
  readonly mendable: boolean;
}) {
  const { may } = useSignedIn();
  const mending = useMending(submission, mendable);
  const { message } = App.useApp();
  const [severity, setSeverity] = useState<Severity | undefined>();
  const [code, setCode] = useState<string | undefined>();
  const [copying, setCopying] = useState(false);
  const pages = usePages();
  const filter = { ...(severity ? { severity } : {}), ...(code === undefined ? {} : { code }) };
  const findings = useRead(
    listFindings,
    {
      params: { submissionId: submission.id },
      query: { limit: 50, ...filter, ...(pages.cursor === undefined ? {} : { cursor: pages.cursor }) },
    },
    { keepPrevious: true },
  );
  const { findingCounts } = submission;
  const all = severitySchema.options.reduce((sum, each) => sum + findingCounts[each], 0);

  const copyAll = async () => {
    setCopying(true);
    try {
      const gathered = await gatherFindings(submission, filter);
      if (await copyText(toTable(gathered))) void message.success(`已复制${gathered.length}条，可以粘贴到 Excel`);
      else void message.warning('浏览器不允许复制，请用鼠标选中表格后按 Ctrl+C');
    } catch (error) {
      void message.error(describeProblem(error).detail);
    } finally {
      setCopying(false);
    }
  };

  if (all === 0) {
    return (
      <Section title="逐行审核结果">
        <div className="empty">没有发现问题。</div>
      </Section>
    );
  }
  return (
    <Section
      title="逐行审核结果"
      actions={
        <>
          {findings.data?.masked ? <RevealButton submission={submission} /> : null}
          {findings.data?.masked === false ? <MarkedWorkbookButton submission={submission} /> : null}
          <Button loading={copying} onClick={() => void copyAll()}>
            复制结果到 Excel
          </Button>
        </>
      }
    >
      <p className="soft">
        {may('fileFrames')
          ? `行号就是您自己表里的行号。改好以后，请把整份名单重新上传${mendable ? '；只有几处小错的，也可以点“修改”逐处改正，再一起提交' : ''}。`
          : '行号是部门自己表里的行号。'}
      </p>
      <div className="filters">
        <Radio.Group
          aria-label="按程度筛选"
          optionType="button"
          value={severity ?? 'all'}
          onChange={(event) => {
            setSeverity(severitySchema.options.find((value) => value === event.target.value));
            setCode(undefined);
            pages.restart();
          }}
          options={[
            { value: 'all', label: `全部 ${formatCount(all)}` },
            ...severitySchema.options.map((value) => ({
              value,
              label: `${severityLabels[value]} ${formatCount(findingCounts[value])}`,
              disabled: findingCounts[value] === 0,
            })),
          ]}
        />
        <Select
          className="wide-select"
          allowClear
          placeholder="全部问题种类"
          aria-label="按问题种类筛选"
          value={code ?? null}
          onChange={(value) => {
            setCode(value ?? undefined);
            pages.restart();
          }}
          options={(findings.data?.codes ?? [])
            .filter((kind) => severity === undefined || kind.severity === severity)
            .map((kind) => ({ value: kind.code, label: `${kind.label}（${formatCount(kind.count)}）` }))}
        />
      </div>
      {severity === undefined ? null : <p className="soft small">{severityMeanings[severity]}。</p>}
      {mending.panel}
      <Reading query={findings}>
        {({ items, next, total, masked, revealedUntil }) => {
          const sheet = onlySheet(items, submission);
          return (
            <>
              <RevealNote masked={masked} revealedUntil={revealedUntil} />
              <DataTable
                caption={`共${formatCount(total)}条，按行号排列${sheet === null ? '' : `；工作表：${sheet}`}`}
                columns={[...columnsOf(submission, sheet), ...(mending.column ? [mending.column] : [])]}
                rows={items}
                rowKey={keyOf}
                empty="没有这一类问题。"
              />
              <TurnPages pages={pages} next={next} busy={findings.isPlaceholderData} />
            </>
          );
        }}
      </Reading>
    </Section>
  );
}
