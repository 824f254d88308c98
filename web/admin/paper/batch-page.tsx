/** One batch of paper: print it, account for it, settle what two clerks typed differently, void what is lost. */
import { Link, useParams } from '@tanstack/react-router';
import { App, Form, Input } from 'antd';
import {
  getPaperBatch,
  listPaperBatches,
  printPaperBatch,
  printPaperLabels,
  questionnaireKindLabels,
  voidPaperForm,
  writePaperBatch,
  type RouteReply,
} from '#contract';
import { formatCount, formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';

type Batch = RouteReply<typeof getPaperBatch>;

function VoidForm() {
  const { message } = App.useApp();
  const put = useWrite(voidPaperForm, [getPaperBatch, listPaperBatches]);
  return (
    <DialogButton<{ number: string; reason: string }>
      label="作废一份"
      title="作废一份问卷"
      okText="作废"
      danger
      onSubmit={async (body) => {
        await put.mutateAsync({ body });
        void message.success('已作废');
      }}
    >
      <p>印坏、退信、遗失的问卷在这里作废，收发账才能对平。作废后不能再录入。</p>
      <Form.Item name="number" label="问卷编号" rules={[{ required: true, message: '请填问卷编号' }]}>
        <Input autoComplete="off" placeholder="例如：K7QM-0042-H" />
      </Form.Item>
      <Form.Item name="reason" label="原因" rules={[{ required: true, min: 2, message: '请写明作废原因' }]}>
        <Input maxLength={100} autoComplete="off" placeholder="例如：退信，查无此人" />
      </Form.Item>
    </DialogButton>
  );
}

function Accounting({ accounting }: { readonly accounting: Batch['accounting'] }) {
  const facts: readonly (readonly [string, number])[] = [
    ['印制', accounting.printed],
    ['已计入', accounting.filed],
    ['作废', accounting.void],
    ['只录了一遍', accounting.enteredOnce],
    ['待裁定', accounting.differing],
    ['还没有收回或录入', accounting.out - accounting.enteredOnce - accounting.differing],
  ];
  return (
    <dl className="tiles">
      {facts.map(([name, count]) => (
        <div key={name} className={name === '待裁定' && count > 0 ? 'tile warn' : 'tile'}>
          <dt>{name}</dt>
          <dd>{formatCount(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

const differing: readonly Column<Batch['differing'][number]>[] = [
  {
    key: 'number',
    title: '编号',
    kind: 'tight',
    render: ({ number }) => (
      <Link to="/paper-settle/$number" params={{ number }}>
        {number}
      </Link>
    ),
  },
  { key: 'department', title: '评价单位', render: ({ department }) => department },
  { key: 'clerks', title: '录入人', render: ({ clerks }) => clerks.join('、') },
];
const voided: readonly Column<Batch['voided'][number]>[] = [
  { key: 'number', title: '编号', kind: 'tight', render: ({ number }) => number },
  { key: 'reason', title: '原因', render: ({ reason }) => reason },
];

export function PaperBatchPage() {
  const { batchId } = useParams({ from: '/inside/paper/$batchId' });
  const batch = useRead(getPaperBatch, { params: { batchId } });
  const asked = { params: { batchId } };
  return (
    <Page
      title={batch.data?.title ?? '纸质问卷'}
      lead={
        batch.data
          ? `${questionnaireKindLabels[batch.data.kind]}，批号${batch.data.code}，${formatInstant(batch.data.createdAt)}由${batch.data.createdBy}印制。`
          : undefined
      }
      trail={
        batch.data ? (
          <>
            <Link to="/cycles/$cycleId/paper" params={{ cycleId: batch.data.cycleId }}>
              纸质问卷
            </Link>{' '}
            › 一批
          </>
        ) : undefined
      }
      actions={
        <>
          <DownloadButton route={printPaperBatch} asked={asked} name="问卷.pdf">
            打印件（PDF）
          </DownloadButton>
          <DownloadButton route={writePaperBatch} asked={asked} name="问卷.docx">
            打印件（Word）
          </DownloadButton>
          {batch.data?.draw ? (
            <DownloadButton route={printPaperLabels} asked={asked} name="邮寄标签.pdf">
              邮寄标签
            </DownloadButton>
          ) : null}
          <LinkButton primary to="/paper-entry">
            录入
          </LinkButton>
        </>
      }
    >
      <Reading query={batch}>
        {(data) => (
          <>
            <Section title="收发账" actions={<VoidForm />}>
              <Accounting accounting={data.accounting} />
              <p className="soft">
                印制＝已计入＋作废＋未收回或未录完。邮寄标签含姓名和地址，下载会记入留痕；问卷上没有姓名。
              </p>
            </Section>
            <Section title={`待裁定的差异（${data.differing.length}份）`}>
              <DataTable
                columns={differing}
                rows={data.differing}
                rowKey={({ number }) => number}
                empty="没有差异。两人录得一样的已自动计入。"
              />
            </Section>
            {data.voided.length === 0 ? null : (
              <Section title={`作废（${data.voided.length}份）`}>
                <DataTable columns={voided} rows={data.voided} rowKey={({ number }) => number} empty="" />
              </Section>
            )}
          </>
        )}
      </Reading>
    </Page>
  );
}
