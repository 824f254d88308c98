/** Compute, see what is missing, freeze, and let another person publish. */
import { Link, useParams } from '@tanstack/react-router';
import { Alert, App, Form, Input } from 'antd';
import {
  downloadPackage,
  downloadPackageInput,
  downloadPackageOutput,
  freezeResults,
  getClassTable,
  getComputation,
  listPackages,
  publishResults,
  type Blocking,
  type ResultChange,
  type ResultPackage,
} from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { ClassTables } from './class-tables.tsx';
import { CycleFrame } from './cycle-frame.tsx';
import { DownloadButton } from '../shared/download-button.tsx';

const touched = [getComputation, listPackages, getClassTable];

const pages: Readonly<Record<Blocking['page'], { to: string; label: string }>> = {
  scheme: { to: '/results/$cycleId/scoring', label: '去选方案' },
  settings: { to: '/results/$cycleId/scoring', label: '去设定' },
  groups: { to: '/results/$cycleId/scoring', label: '去归类' },
  plans: { to: '/results/$cycleId/scoring', label: '去看满意度算法' },
  inputs: { to: '/results/$cycleId/inputs', label: '去录入' },
  ledger: { to: '/results/$cycleId/ledger', label: '去看台账' },
  overrides: { to: '/results/$cycleId/ledger', label: '去录入' },
  cycle: { to: '/cycles/$cycleId', label: '去看评价周期' },
};

function BlockingList({ cycleId, blocking }: { readonly cycleId: string; readonly blocking: readonly Blocking[] }) {
  const columns: readonly Column<Blocking>[] = [
    { key: 'message', title: '还缺什么', kind: 'wrap', render: ({ message }) => message },
    {
      key: 'departments',
      title: '涉及单位',
      kind: 'wrap',
      render: ({ departments }) =>
        departments.length > 6
          ? `${departments.slice(0, 6).join('、')}等${departments.length}个`
          : departments.join('、'),
    },
    {
      key: 'page',
      title: '到哪里办',
      kind: 'tight',
      render: ({ page }) => (
        <Link to={pages[page].to} params={{ cycleId }}>
          {pages[page].label}
        </Link>
      ),
    },
  ];
  return (
    <Section title={`还有${blocking.length}项没有齐，暂不能冻结`}>
      <DataTable columns={columns} rows={blocking} rowKey={({ code }) => code} empty="" />
    </Section>
  );
}

const changeColumns: readonly Column<ResultChange>[] = [
  { key: 'name', title: '单位', render: ({ name }) => name },
  { key: 'what', title: '项目', render: ({ what }) => what },
  { key: 'before', title: '原来', kind: 'right', render: ({ before }) => before ?? '—' },
  { key: 'after', title: '现在', kind: 'right', render: ({ after }) => after ?? '—' },
];

export function Changes({ changes, title }: { readonly changes: readonly ResultChange[]; readonly title: string }) {
  if (changes.length === 0) return null;
  return (
    <details className="gap">
      <summary>{`${title}：${new Set(changes.map(({ departmentId }) => departmentId)).size}个单位，${changes.length}处`}</summary>
      <DataTable columns={changeColumns} rows={changes} rowKey={(_, index) => index} empty="没有变化。" />
    </details>
  );
}

function Freeze({ cycleId, inputDigest }: { readonly cycleId: string; readonly inputDigest: string }) {
  const { message } = App.useApp();
  const freeze = useWrite(freezeResults, touched);
  return (
    <DialogButton<{ reason: string }>
      label="冻结结果"
      type="primary"
      title="冻结现在的结果？"
      okText="冻结"
      onSubmit={async ({ reason }) => {
        const frozen = await freeze.mutateAsync({ params: { cycleId }, body: { reason, inputDigest } });
        void message.success(`已冻结第${frozen.number}版，请由另一人公布`);
      }}
    >
      <p>
        输入、设定、算法版本和结果封成一个文件，记下摘要。冻结后仍可更正并再冻结新的一版，旧版保留。公布须由您以外的另一个绩效办账号。
      </p>
      <Form.Item
        name="reason"
        label="冻结的缘由"
        rules={[{ required: true, min: 2, whitespace: true, message: '请写明缘由' }]}
      >
        <Input maxLength={400} placeholder="例如：年度考评结果汇总，提请领导小组审议" />
      </Form.Item>
    </DialogButton>
  );
}

function PackageCard({ one, cycleId }: { readonly one: ResultPackage; readonly cycleId: string }) {
  const { message } = App.useApp();
  const publish = useWrite(publishResults, touched);
  const asked = { params: { packageId: one.id } };
  return (
    <article className="card" aria-label={`第${one.number}版`}>
      <div className="actions">
        <h3>{`第${one.number}版`}</h3>
        {one.publishedAt === null ? <Mark tone="wait">已冻结，未公布</Mark> : <Mark tone="good">已公布</Mark>}
      </div>
      <p>{one.reason}</p>
      <p className="small soft">
        {`${one.frozenBy}于${formatInstant(one.frozenAt)}冻结`}
        {one.publishedAt === null ? '' : `；${one.publishedBy ?? ''}于${formatInstant(one.publishedAt)}公布`}
      </p>
      <p className="digest small" aria-label="摘要（SHA-256）">
        {one.digest}
      </p>
      <Changes changes={one.changes} title="与上一版相比" />
      <div className="actions">
        {one.mayPublish ? (
          <DialogButton
            label="公布这一版"
            type="primary"
            title={`公布第${one.number}版？`}
            okText="公布"
            onSubmit={async () => {
              await publish.mutateAsync({ ...asked, body: { digest: one.digest } });
              void message.success('已公布，各单位可以看到自己的结果');
            }}
          >
            <p>公布后，各单位能看到本单位的结果和反馈单，观察员能看到分类排名。请先核对摘要与会议审定的一致：</p>
            <p className="digest">{one.digest}</p>
          </DialogButton>
        ) : null}
        <DownloadButton route={downloadPackage} asked={asked} name="冻结包.json" size="small">
          冻结包
        </DownloadButton>
        <DownloadButton route={downloadPackageInput} asked={asked} name="计分输入.json" size="small">
          计分输入
        </DownloadButton>
        <DownloadButton route={downloadPackageOutput} asked={asked} name="计分结果.json" size="small">
          计分结果
        </DownloadButton>
        {one.publishedAt === null ? null : (
          <Link to="/results/$cycleId/table" params={{ cycleId }}>
            看分类排名
          </Link>
        )}
      </div>
    </article>
  );
}

export function ComputePage() {
  const { cycleId } = useParams({ from: '/inside/results/$cycleId/compute' });
  const computed = useRead(getComputation, { params: { cycleId } });
  const packages = useRead(listPackages, { params: { cycleId } });
  const latest = packages.data?.items[0];
  return (
    <CycleFrame
      cycleId={cycleId}
      title="试算、冻结、公布"
      lead="齐了才能冻结；冻结的结果由另一人公布。另一台机器用 pingyi score --package 重算冻结包，应逐字节相同。"
    >
      <Reading query={computed}>
        {({ blocking, notices, table, changes, inputDigest }) => (
          <>
            {blocking.length > 0 ? <BlockingList cycleId={cycleId} blocking={blocking} /> : null}
            {notices.length > 0 ? (
              <Alert className="gap" type="warning" showIcon title="请留意" description={notices.join('；')} />
            ) : null}
            {table !== null && inputDigest !== null ? (
              <Section
                title="试算结果（未冻结）"
                actions={
                  latest && changes.length === 0 ? undefined : <Freeze cycleId={cycleId} inputDigest={inputDigest} />
                }
              >
                {latest && changes.length === 0 ? (
                  <p>{`与最近冻结的第${latest.number}版结果相同。`}</p>
                ) : (
                  <Changes changes={changes} title="与最近冻结的一版相比" />
                )}
                <ClassTables table={table} cycleId={cycleId} linked={false} />
              </Section>
            ) : null}
          </>
        )}
      </Reading>
      <Section title="冻结的结果">
        <Reading query={packages} rows={3}>
          {({ items }) =>
            items.length === 0 ? (
              <div className="empty">还没有冻结过。试算没有缺项之后，按“冻结结果”。</div>
            ) : (
              <div className="cards">
                {items.map((one) => (
                  <PackageCard key={one.id} one={one} cycleId={cycleId} />
                ))}
              </div>
            )
          }
        </Reading>
      </Section>
    </CycleFrame>
  );
}
