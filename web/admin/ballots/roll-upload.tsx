/**
 * The roll as a workbook: a template, the roll as it stands, and a filled one read back: what is wrong row by row, what would change.
 *
 * Promise: reading changes nothing; the roll is replaced only when the office confirms what it was shown.
 */
import { Alert, App, Modal } from 'antd';
import { useState } from 'react';
import {
  checkRoll,
  downloadRoll,
  downloadRollTemplate,
  getPoll,
  listRaters,
  setRaters,
  SMALLEST_STYLE,
  type InputFinding,
  type PollStanding,
  type RollCheck,
} from '#contract';
import { useUpload, useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { FileButton } from '../shared/file-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';

const placeOf = ({ sheet, row, column }: InputFinding): string =>
  row === null ? `“${sheet}”` : `第${row}行${column === null ? '' : ` ${column}列`}`;

const findingColumns: readonly Column<InputFinding>[] = [
  { key: 'place', title: '位置', kind: 'tight', render: placeOf },
  { key: 'message', title: '问题', render: ({ message }) => message },
  { key: 'raw', title: '原来填的', render: ({ raw }) => raw ?? '' },
];

type StyleCount = RollCheck['styles'][number];
const styleColumns: readonly Column<StyleCount>[] = [
  { key: 'code', title: '票种', kind: 'tight', render: ({ code, name }) => `${code} ${name}` },
  { key: 'before', title: '现在', kind: 'right', render: ({ before }) => before },
  { key: 'after', title: '更换后', kind: 'right', render: ({ after }) => after },
  {
    key: 'state',
    title: '备注',
    render: ({ tooSmall }) => (tooSmall ? <Mark tone="bad">{`不足${SMALLEST_STYLE}人，封存时要合并`}</Mark> : null),
  },
];

interface Change {
  readonly kind: '新增' | '移出' | '换票种';
  readonly who: string;
  readonly style: string;
}
const changeColumns: readonly Column<Change>[] = [
  { key: 'kind', title: '变化', kind: 'tight', render: ({ kind }) => kind },
  { key: 'who', title: '评价人', render: ({ who }) => who },
  { key: 'style', title: '票种', render: ({ style }) => style },
];
const whoOf = ({ name, unit, post }: { readonly name: string; readonly unit: string; readonly post: string }) =>
  [name, unit, post].filter((part) => part !== '').join('，');

function changesOf({ difference }: RollCheck): Change[] {
  return [
    ...difference.removed.map((one): Change => ({ kind: '移出', who: whoOf(one), style: one.style })),
    ...difference.moved.map((one): Change => ({ kind: '换票种', who: whoOf(one), style: `${one.from} → ${one.to}` })),
    ...difference.added.map((one): Change => ({ kind: '新增', who: whoOf(one), style: one.style })),
  ];
}

const SHOWN_CHANGES = 200;

function Checked({ read }: { readonly read: RollCheck }) {
  const changes = changesOf(read);
  const { same, added, removed, moved } = read.difference;
  if (read.findings.length > 0)
    return (
      <>
        <Alert
          className="gap"
          type="error"
          showIcon
          title={`有${read.findings.length}处要改`}
          description="请在自己的表里照行号改好，再上传。现有名册没有变动，文件也没有保存。"
        />
        <DataTable
          caption="要改的地方"
          columns={findingColumns}
          rows={read.findings}
          rowKey={(_, index) => index}
          empty=""
        />
      </>
    );
  return (
    <>
      <p>
        读到{read.raters.length}人：不变{same}人，新增{added.length}人，移出{removed.length}人，换票种{moved.length}人。
      </p>
      <DataTable
        caption="各票种的人数"
        columns={styleColumns}
        rows={read.styles}
        rowKey={({ code }) => code}
        empty=""
      />
      <h3>变化</h3>
      <DataTable
        caption="与现有名册的差异"
        columns={changeColumns}
        rows={changes.slice(0, SHOWN_CHANGES)}
        rowKey={(_, index) => index}
        empty="与现有名册完全一样。"
      />
      {changes.length > SHOWN_CHANGES ? <p className="soft">只列出前{SHOWN_CHANGES}处。</p> : null}
    </>
  );
}

export function RollWorkbook({ poll, known }: { readonly poll: PollStanding; readonly known: boolean }) {
  const { message } = App.useApp();
  const params = { cycleId: poll.cycleId };
  const check = useUpload(checkRoll, [], () => {});
  const save = useWrite(setRaters, [getPoll, listRaters]);
  const [read, setRead] = useState<RollCheck | null>(null);
  const take = async (file: File) => {
    save.reset();
    try {
      setRead(await check.mutateAsync({ params, form: {}, files: [file] }));
    } catch {
      // Shown below.
    }
  };
  const replace = async (raters: RollCheck['raters']) => {
    try {
      await save.mutateAsync({ params, body: { raters } });
      setRead(null);
      void message.success(`名册已更换，共${raters.length}人`);
    } catch {
      // Shown in the dialog.
    }
  };
  const mayReplace = read !== null && read.findings.length === 0 && changesOf(read).length > 0;
  return (
    <div className="gap-above">
      <div className="actions">
        <DownloadButton route={downloadRollTemplate} asked={{ params }} name="名册填报表.xlsx">
          下载填报表
        </DownloadButton>
        <FileButton
          loading={check.isPending}
          accept=".xlsx,.xls,.csv"
          label="填好的名册文件"
          onFile={(chosen) => void take(chosen)}
        >
          上传填好的名册
        </FileButton>
        {known ? (
          <DownloadButton route={downloadRoll} asked={{ params }} name="名册.xlsx">
            下载现有名册
          </DownloadButton>
        ) : null}
      </div>
      <p className="soft gap-above">
        名册只有姓名、单位、职务、票种；不便写姓名的写人数。上传以后先看逐行的问题和与现有名册的差异，确认了才更换；文件不保存。
      </p>
      {check.isError ? <ProblemNotice problem={check.error} /> : null}
      <Modal
        title="名册核对"
        open={read !== null}
        width={820}
        okText="更换名册"
        okButtonProps={{ disabled: !mayReplace }}
        cancelText={mayReplace ? '取消' : '关闭'}
        confirmLoading={save.isPending}
        destroyOnHidden
        scrollLock={false}
        mask={{ closable: false }}
        onOk={() => {
          if (read) void replace(read.raters);
        }}
        onCancel={() => setRead(null)}
      >
        {save.isError ? <ProblemNotice problem={save.error} /> : null}
        {read === null ? null : <Checked read={read} />}
      </Modal>
    </div>
  );
}
