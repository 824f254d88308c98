/** Component scores from elsewhere: the table in sight, by workbook or typed; option counts of surveys held elsewhere. */
import { useParams } from '@tanstack/react-router';
import { Alert, App, Button, Form, Input, Select, Upload } from 'antd';
import { useState } from 'react';
import {
  downloadComponentTemplate,
  downloadCountTemplate,
  enterComponents,
  getComputation,
  getScoring,
  listAnswerCounts,
  listComponentInputs,
  uploadComponents,
  uploadCounts,
  type ComponentInput,
  type InputFinding,
  type ScoreUpload,
  type ScoringGroup,
} from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useUpload, useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';
import { CycleFrame } from './cycle-frame.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import type { Scoring } from './scoring.ts';

const touched = [listComponentInputs, listAnswerCounts, getComputation];

const findingColumns: readonly Column<InputFinding>[] = [
  {
    key: 'place',
    title: '位置',
    kind: 'tight',
    render: ({ sheet, row, column }) =>
      `${sheet}${row === null ? '' : ` 第${row}行`}${column === null ? '' : ` ${column}列`}`,
  },
  {
    key: 'severity',
    title: '程度',
    kind: 'tight',
    render: ({ severity }) => (severity === 'error' ? <Mark tone="bad">要改</Mark> : <Mark tone="info">提示</Mark>),
  },
  { key: 'raw', title: '原值', kind: 'wrap', render: ({ raw }) => raw },
  { key: 'message', title: '问题和办法', kind: 'wide', render: ({ message }) => message },
];

function UploadResult({ upload }: { readonly upload: ScoreUpload }) {
  const errors = upload.findings.filter(({ severity }) => severity === 'error').length;
  return (
    <div role="status" className="gap">
      <Alert
        className="gap"
        type={upload.applied ? 'success' : 'error'}
        showIcon
        title={upload.applied ? `已存入${upload.values}处` : `有${errors}处要改，这份表没有存入任何内容`}
        description={upload.applied ? '与原来相同的不重复存。' : '请按下面逐处改好，再上传整张表。'}
      />
      {upload.findings.length > 0 ? (
        <DataTable columns={findingColumns} rows={upload.findings} rowKey={(_, index) => index} empty="" />
      ) : null}
    </div>
  );
}

/** Chooses a workbook, says where it comes from, and shows what was found in it. */
function UploadForm({ cycleId, counts }: { readonly cycleId: string; readonly counts: boolean }) {
  const [file, setFile] = useState<File>();
  const [document, setDocument] = useState('');
  const components = useUpload(uploadComponents, touched, () => {});
  const answers = useUpload(uploadCounts, touched, () => {});
  const sending = counts ? answers : components;
  const send = () => {
    if (!file) return;
    sending.mutate({ params: { cycleId }, form: { document }, files: [file] }, { onSuccess: () => setFile(undefined) });
  };
  const label = counts ? '来源文件' : '依据';
  return (
    <>
      <div className="filters">
        <label>
          填好的表格
          <br />
          <Upload
            maxCount={1}
            accept=".xlsx,.xls,.csv"
            fileList={file ? [{ uid: '1', name: file.name }] : []}
            beforeUpload={(chosen) => {
              setFile(chosen);
              return false;
            }}
            onRemove={() => setFile(undefined)}
          >
            <Button>{counts ? '选择计数表' : '选择评分表'}</Button>
          </Upload>
        </label>
        <label>
          {label}
          <br />
          <Input
            value={document}
            maxLength={200}
            aria-label={`${counts ? '计数' : '评分表'}的${label}`}
            placeholder={counts ? '例如：省统计局民调中心报告' : '例如：各主考单位报送的评分表'}
            onChange={({ target }) => setDocument(target.value)}
          />
        </label>
        <Button
          type="primary"
          disabled={!file || document.trim().length < 2}
          loading={sending.isPending}
          onClick={send}
        >
          上传
        </Button>
      </div>
      {sending.error === null ? null : <ProblemNotice problem={sending.error} />}
      {sending.data === undefined ? null : <UploadResult upload={sending.data} />}
    </>
  );
}

function Uploads({ uploads }: { readonly uploads: readonly ScoreUpload[] }) {
  if (uploads.length === 0) return null;
  return (
    <details className="gap-above">
      <summary>{`历次上传（${uploads.length}）`}</summary>
      <DataTable
        columns={[
          { key: 'number', title: '第几次', kind: 'right', render: ({ number }) => number },
          { key: 'file', title: '文件', kind: 'wrap', render: ({ fileName }) => fileName },
          {
            key: 'applied',
            title: '结果',
            render: ({ applied, values, findings }) =>
              applied ? (
                <Mark tone="good">{`存入${values}处`}</Mark>
              ) : (
                <Mark tone="bad">{`未存入，${findings.length}处问题`}</Mark>
              ),
          },
          { key: 'document', title: '依据', kind: 'wrap', render: ({ document }) => document },
          {
            key: 'by',
            title: '上传',
            render: ({ uploadedBy, uploadedAt }) => `${formatInstant(uploadedAt)} ${uploadedBy}`,
          },
        ]}
        rows={uploads}
        rowKey={({ id }) => id}
        empty=""
      />
    </details>
  );
}

interface MatrixRow {
  readonly id: string;
  readonly name: string;
  readonly cells: readonly (ComponentInput | undefined)[];
}

function Type({
  cycleId,
  row,
  leaves,
}: {
  readonly cycleId: string;
  readonly row: MatrixRow;
  readonly leaves: readonly { id: string; name: string; mayNotApply: boolean }[];
}) {
  const { message } = App.useApp();
  const enter = useWrite(enterComponents, touched);
  return (
    <DialogButton<{ leaf: string; value: string; document: string }>
      label="录入"
      size="small"
      accessibleLabel={`录入：${row.name}`}
      title={`录入${row.name}的得分`}
      okText="存入"
      onSubmit={async ({ leaf, value, document }) => {
        const text = (value ?? '').trim();
        const item = {
          departmentId: row.id,
          leaf,
          value: text === '' || text === '不适用' ? null : text,
          applies: text !== '不适用',
        };
        await enter.mutateAsync({ params: { cycleId }, body: { items: [item], document } });
        void message.success('已存入');
      }}
    >
      <Form.Item name="leaf" label="指标" rules={[{ required: true, message: '请选指标' }]}>
        <Select options={leaves.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="value" label="得分" extra="写数或分数（如 86.5、9520/113）；留空则撤回；不适用的写“不适用”">
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="document" label="依据" rules={[{ required: true, min: 2, message: '请写明依据' }]}>
        <Input maxLength={200} />
      </Form.Item>
    </DialogButton>
  );
}

function GroupMatrix({
  cycleId,
  group,
  scoring,
  inputs,
}: {
  readonly cycleId: string;
  readonly group: ScoringGroup;
  readonly scoring: Scoring;
  readonly inputs: ReadonlyMap<string, ComponentInput>;
}) {
  const asked = new Set(scoring.plans.map(({ leaf }) => leaf));
  const used = (id: string) =>
    scoring.appraisees.some((one) => one.group === group.id && inputs.has(`${one.id} ${id}`));
  const shown = [
    ...group.leaves.filter(({ id, instead }) => !asked.has(id) && (!instead || used(id))),
    ...group.forms
      .filter(({ key }) => used(key))
      .map(({ key, name }) => ({ id: key, name, unit: 'percent' as const, full: null, mayNotApply: false })),
  ];
  const members = scoring.appraisees.filter((one) => one.group === group.id);
  if (members.length === 0) return null;
  const rows = members.map(({ id, name }): MatrixRow => ({
    id,
    name,
    cells: shown.map((leaf) => inputs.get(`${id} ${leaf.id}`)),
  }));
  const missing = rows.reduce((sum, { cells }) => sum + cells.filter((cell) => cell === undefined).length, 0);
  if (group.manual)
    return (
      <>
        <h3>{group.name}</h3>
        <p className="soft">这一类由人工评定，在“加扣分与等次调整”里录入结果。</p>
      </>
    );
  return (
    <>
      <h3>{group.name}</h3>
      <p className="small soft">{missing === 0 ? '已齐' : `缺${missing}处`}</p>
      <DataTable
        caption={`${group.name}的得分`}
        columns={[
          { key: 'name', title: '单位', kind: 'tight', render: ({ name }) => name },
          ...shown.map((leaf, i): Column<MatrixRow> => ({
            key: leaf.id,
            title: `${leaf.name}${leaf.full === null ? '' : `（${leaf.full}）`}`,
            kind: 'right',
            render: ({ cells }) => {
              const cell = cells[i];
              if (!cell) return <span className="bad">缺</span>;
              return (
                <span
                  title={`${cell.document}；${formatInstant(cell.enteredAt)} ${cell.enteredBy}${cell.versions > 1 ? `；第${cell.versions}次` : ''}`}
                >
                  {cell.applies ? cell.value : '不适用'}
                </span>
              );
            },
          })),
          {
            key: 'act',
            title: '操作',
            kind: 'tight',
            render: (row) => (
              <Type
                cycleId={cycleId}
                row={row}
                leaves={[
                  ...group.leaves.filter(({ id }) => !asked.has(id)),
                  ...group.forms
                    .filter(({ leaf }) => !asked.has(leaf))
                    .map(({ key, name }) => ({ id: key, name, mayNotApply: false })),
                ]}
              />
            ),
          },
        ]}
        rows={rows}
        rowKey={({ id }) => id}
        empty=""
      />
    </>
  );
}

function Content({ cycleId, scoring }: { readonly cycleId: string; readonly scoring: Scoring }) {
  const inputs = useRead(listComponentInputs, { params: { cycleId } });
  const counts = useRead(listAnswerCounts, { params: { cycleId } });
  const outside = scoring.plans.some(({ plan }) => JSON.stringify(plan).includes('"source":"counts"'));
  const asked = { params: { cycleId } };
  return (
    <>
      <Section
        title="上传评分表"
        actions={
          <DownloadButton route={downloadComponentTemplate} asked={asked} name="指标得分填报表.xlsx">
            下载填报表
          </DownloadButton>
        }
      >
        <p>填报表按类别分表，已有的得分已填入。有一处错误，整张表都不存入，逐处说明怎样改。</p>
        <UploadForm cycleId={cycleId} counts={false} />
        <Uploads uploads={inputs.data?.uploads ?? []} />
      </Section>
      {outside ? (
        <Section
          title={`外部调查的选项计数（已有${counts.data?.cells ?? 0}处）`}
          actions={
            <DownloadButton route={downloadCountTemplate} asked={asked} name="选项计数填报表.xlsx">
              下载计数表
            </DownloadButton>
          }
        >
          <p>调查由别的机构做的，按评价主体填各选项人数；不了解、弃权、废票分开填。周期结束前不显示计数。</p>
          <UploadForm cycleId={cycleId} counts />
          <Uploads uploads={counts.data?.uploads ?? []} />
        </Section>
      ) : null}
      <Section title="现有得分">
        <Reading query={inputs}>
          {({ items }) => {
            const byPlace = new Map(items.map((item) => [`${item.departmentId} ${item.leaf}`, item]));
            return scoring.appraisees.length === 0 ? (
              <div className="empty">还没有被评价单位。请先在评价周期里列入。</div>
            ) : (
              <>
                {scoring.groups.map((group) => (
                  <GroupMatrix key={group.id} cycleId={cycleId} group={group} scoring={scoring} inputs={byPlace} />
                ))}
              </>
            );
          }}
        </Reading>
      </Section>
    </>
  );
}

export function InputsPage() {
  const { cycleId } = useParams({ from: '/inside/results/$cycleId/inputs' });
  const scoring = useRead(getScoring, { params: { cycleId } });
  return (
    <CycleFrame
      cycleId={cycleId}
      title="得分录入"
      lead="职能、共性、创新等由别处评出的得分。每次改动都留下旧值、依据和录入人。"
    >
      <Reading query={scoring}>
        {(data) =>
          data.scheme === null ? (
            <div className="section empty">还没有选定评价方案。请先在“方案与设定”里选定。</div>
          ) : (
            <Content cycleId={cycleId} scoring={data} />
          )
        }
      </Reading>
    </CycleFrame>
  );
}
