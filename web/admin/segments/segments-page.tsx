/** The number-segment table (号段表): the one in force, how to bring another, earlier versions; the office imports and removes. */
import { App } from 'antd';
import {
  downloadSegmentTable,
  getSegmentTable,
  listSegmentTables,
  removeSegmentTable,
  type SegmentTable,
} from '#contract';
import { addressOf } from '../api.ts';
import { formatCount, formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { ImportSegments } from './import-segments.tsx';
import { LeftOutRows } from './left-out-rows.tsx';

const stateMarks = {
  'in-force': { tone: 'good', words: '正在用' },
  replaced: { tone: 'plain', words: '已被代替' },
  removed: { tone: 'plain', words: '已停用' },
} as const;

function State({ table }: { readonly table: SegmentTable }) {
  const { tone, words } = stateMarks[table.state];
  return (
    <>
      <Mark tone={tone}>{words}</Mark>
      {table.removed === null ? null : (
        <div className="small soft">
          {table.removed.by}，{formatInstant(table.removed.at)}
        </div>
      )}
    </>
  );
}

function Download({ table }: { readonly table: SegmentTable }) {
  return <a href={addressOf(downloadSegmentTable, { params: { tableId: table.id } })}>下载</a>;
}

function Remove({ table }: { readonly table: SegmentTable }) {
  const { message } = App.useApp();
  const remove = useWrite(removeSegmentTable, [listSegmentTables]);
  return (
    <DialogButton
      label="停用"
      danger
      title={`停用号段表第${table.version}版？`}
      okText="停用"
      onSubmit={async () => {
        await remove.mutateAsync({ params: { tableId: table.id } });
        void message.success('已停用');
      }}
    >
      <p>停用后没有号段表可用：以后报送的名单，手机前加不加0只看部门怎么写。已经审核的名单不变。</p>
    </DialogButton>
  );
}

function InForce({ table }: { readonly table: SegmentTable }) {
  const { may } = useSignedIn();
  const details = useRead(getSegmentTable, { params: { tableId: table.id } });
  return (
    <Section
      title={`正在用：第${table.version}版`}
      actions={may('manageCycles') ? <Remove table={table} /> : undefined}
    >
      <dl className="facts">
        <div>
          <dt>号段</dt>
          <dd className="number">{formatCount(table.segments)}个</dd>
        </div>
        <div>
          <dt>来源</dt>
          <dd>{table.sourceNote}</dd>
        </div>
        <div>
          <dt>导入</dt>
          <dd>
            {table.importedBy}
            <div className="small soft">{formatInstant(table.importedAt)}</div>
          </dd>
        </div>
        <div>
          <dt>文件</dt>
          <dd>{table.fileName}</dd>
        </div>
      </dl>
      <p className="small soft">内容摘要（SHA-256）</p>
      <div className="digest">{table.digest}</div>
      <p>
        <Download table={table} />
        <span className="soft small">　命令行用 --segments 指定下载的文件，得到与平台相同的拨号串。</span>
      </p>
      <Reading query={details} rows={2}>
        {(data) => <LeftOutRows table={data} />}
      </Reading>
    </Section>
  );
}

const columns: readonly Column<SegmentTable>[] = [
  { key: 'version', title: '版本', kind: 'tight', inline: true, render: ({ version }) => `第${version}版` },
  { key: 'state', title: '状态', inline: true, render: (table) => <State table={table} /> },
  { key: 'segments', title: '号段', kind: 'right', render: ({ segments }) => formatCount(segments) },
  { key: 'sourceNote', title: '来源', render: ({ sourceNote }) => sourceNote },
  {
    key: 'imported',
    title: '导入',
    render: ({ importedBy, importedAt }) => (
      <>
        {importedBy}
        <div className="small soft">{formatInstant(importedAt)}</div>
      </>
    ),
  },
  { key: 'download', title: '文件', render: (table) => <Download table={table} /> },
];

export function SegmentsPage() {
  const { may } = useSignedIn();
  const tables = useRead(listSegmentTables, {});
  return (
    <Page title="号段表" lead="按手机号码前七位查归属地，决定拨号时加不加0。只影响怎么拨号，不影响谁可用、谁被抽中。">
      <Reading query={tables}>
        {({ items }) => {
          const current = items.find(({ state }) => state === 'in-force');
          return (
            <>
              {current ? (
                <InForce table={current} />
              ) : (
                <Section title="现在没有号段表">
                  <p>手机前加不加0，只看部门在名单里怎么写。导入一份号段表，就能核对并在拨号时更正。</p>
                </Section>
              )}
              {may('manageCycles') ? <ImportSegments replacing={current?.version} /> : null}
              <Section title="历次导入">
                <DataTable columns={columns} rows={items} rowKey={({ id }) => id} empty="还没有导入过号段表。" />
              </Section>
            </>
          );
        }}
      </Reading>
    </Page>
  );
}
