/** Results in: choose the file, see what is wrong and what would change, then store. */
import { Alert, App, Button, Select, Upload } from 'antd';
import { useState } from 'react';
import {
  checkCallResults,
  getFieldwork,
  listColumnMappings,
  storeCallResults,
  type CallResultChange,
  type CallResults,
  type InputFinding,
} from '#contract';
import { formatCount } from '../format.ts';
import { useRead, useUpload } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Mark } from '../shared/marks.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { MapColumns } from './map-columns.tsx';
import { changeWords, type AskedKind } from './words.ts';

/** So many rows are shown; the rest is counted. */
const most = 200;

const findingColumns: readonly Column<InputFinding>[] = [
  {
    key: 'place',
    title: '位置',
    kind: 'tight',
    render: ({ sheet, row, column }) =>
      [sheet, row === null ? '' : `第${row}行`, column === null ? '' : `${column}列`].filter(Boolean).join(' '),
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

const changeColumns: readonly Column<CallResultChange>[] = [
  { key: 'unit', title: '样本编号', kind: 'tight', render: ({ unitId }) => <code>{unitId}</code> },
  { key: 'what', title: '变化', kind: 'tight', render: ({ what }) => changeWords[what] },
  { key: 'before', title: '原来', kind: 'wrap', render: ({ before }) => before },
  { key: 'after', title: '改为', kind: 'wrap', render: ({ after }) => after },
];

function Outcome({ result }: { readonly result: CallResults }) {
  const errors = result.findings.filter(({ severity }) => severity === 'error').length;
  const changed = result.rows - result.unchanged;
  const title =
    errors > 0
      ? `有${errors}处要改，这份表没有存入任何内容`
      : result.stored
        ? changed === 0
          ? '和已存的一样，没有变化'
          : `已存入：${formatCount(changed)}个案例有变化，${formatCount(result.filed)}份问卷计入`
        : changed === 0
          ? '和已存的一样，存入也不会有变化'
          : `可以存入：${formatCount(changed)}个案例有变化，${formatCount(result.filed)}份问卷会计入`;
  return (
    <div role="status" className="gap">
      <Alert
        className="gap"
        type={errors > 0 ? 'error' : result.stored ? 'success' : 'info'}
        showIcon
        title={title}
        description={
          errors > 0
            ? '请按下面逐处改好，再上传整张表。'
            : `共读到${formatCount(result.rows)}行，其中${formatCount(result.unchanged)}行没有变化。文件摘要${result.digest.slice(0, 12)}…`
        }
      />
      {result.findings.length === 0 ? null : (
        <>
          <DataTable
            caption="问题"
            columns={findingColumns}
            rows={result.findings.slice(0, most)}
            rowKey={(_, index) => index}
            empty=""
          />
          {result.findings.length > most ? (
            <p className="soft">{`另有${result.findings.length - most}处没有列出。`}</p>
          ) : null}
        </>
      )}
      {result.changes.length === 0 || errors > 0 ? null : (
        <details className="gap-above" open={!result.stored}>
          <summary>{`逐项变化（${formatCount(result.changes.length)}）`}</summary>
          <DataTable
            caption="变化"
            columns={changeColumns}
            rows={result.changes.slice(0, most)}
            rowKey={(_, index) => index}
            empty=""
          />
          {result.changes.length > most ? (
            <p className="soft">{`另有${result.changes.length - most}项没有列出。`}</p>
          ) : null}
        </details>
      )}
    </div>
  );
}

export function ResultsIn({
  drawId,
  cycleId,
  kind,
}: {
  readonly drawId: string;
  readonly cycleId: string;
  readonly kind: AskedKind | undefined;
}) {
  const { message } = App.useApp();
  const [file, setFile] = useState<File>();
  const [room, setRoom] = useState('');
  const mappings = useRead(listColumnMappings, { params: { cycleId } });
  const rooms = mappings.data?.items ?? [];
  const checking = useUpload(checkCallResults, [], () => {});
  const storing = useUpload(storeCallResults, [getFieldwork], () => {});
  const choose = (chosen: File | undefined) => {
    setFile(chosen);
    checking.reset();
    storing.reset();
  };
  const askedBy = (by: string) => ({
    params: { drawId },
    form: { ...(kind === undefined ? {} : { kind }), ...(by === '' ? {} : { room: by }) },
    files: file ? [file] : [],
  });
  const asked = askedBy(room);
  const tried = checking.data;
  const canStore =
    tried !== undefined && storing.data === undefined && tried.findings.every(({ severity }) => severity !== 'error');
  const shown = storing.data ?? tried;
  const problem = storing.error ?? checking.error;
  return (
    <>
      <div className="filters">
        <label>
          填好的回收表
          <br />
          <Upload
            maxCount={1}
            accept=".xlsx,.xls,.csv"
            fileList={file ? [{ uid: '1', name: file.name }] : []}
            beforeUpload={(chosen) => {
              choose(chosen);
              return false;
            }}
            onRemove={() => choose(undefined)}
          >
            <Button>选择回收表</Button>
          </Upload>
        </label>
        <label>
          列名
          <br />
          <Select
            className="wide-select"
            aria-label="列名按谁的读"
            value={room}
            onChange={(by: string) => {
              setRoom(by);
              checking.reset();
              storing.reset();
            }}
            options={[
              { value: '', label: '回收表的列名' },
              ...rooms.map((one) => ({ value: one.room, label: `${one.room}的列名` })),
            ]}
          />
        </label>
        <Button disabled={!file} loading={checking.isPending} onClick={() => checking.mutate(asked)}>
          试读
        </Button>
        <Button
          type="primary"
          disabled={!canStore}
          loading={storing.isPending}
          onClick={() =>
            storing.mutate(asked, {
              onSuccess: ({ stored }) => {
                if (stored) void message.success('已存入');
              },
            })
          }
        >
          存入
        </Button>
      </div>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      {tried === undefined || storing.data ? null : (
        <MapColumns
          cycleId={cycleId}
          columns={tried.columns}
          offered={tried.offered}
          room={room}
          known={rooms.find((one) => one.room === room)?.columns ?? {}}
          onSaved={(by) => {
            setRoom(by);
            checking.mutate(askedBy(by));
          }}
        />
      )}
      {shown === undefined ? null : <Outcome result={shown} />}
    </>
  );
}
