/** Handing over: the batch of a department exactly as it will see it, what to look at once more, and what was handed over before. */
import { useParams } from '@tanstack/react-router';
import { Alert, App, Form, Input, Select } from 'antd';
import { useState } from 'react';
import {
  getOpinionCodes,
  getOpinionOverview,
  handOverOpinions,
  leastOpinions,
  listHandOvers,
  previewHandOver,
  revokeHandOver,
  type HandOver,
  type OpinionOverviewRow,
  type RouteReply,
} from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DataTable } from '../shared/data-table.tsx';
import { nameDeadline } from '../shared/deadline.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { opinionReads } from './coding-form.tsx';
import { OpinionFrame } from './frame.tsx';
import { HandedTable } from './handed-table.tsx';
import type { Labels } from './words.tsx';
import '../styles/opinions.css';

type Preview = RouteReply<typeof previewHandOver>;

const touched = [...opinionReads, previewHandOver, listHandOvers];

function HandOverButton({ cycleId, preview }: { readonly cycleId: string; readonly preview: Preview }) {
  const { message } = App.useApp();
  const hand = useWrite(handOverOpinions, touched);
  const { department, items, small, digest } = preview;
  return (
    <DialogButton<{ replyBy?: string; smallReason?: string }>
      label={`移交给${department.name}`}
      type="primary"
      title={`把这${items.length}条意见移交给${department.name}？`}
      okText="移交"
      onSubmit={async ({ replyBy, smallReason }) => {
        await hand.mutateAsync({
          params: { cycleId, departmentId: department.id },
          body: { digest, replyBy: replyBy ?? null, smallReason: smallReason ?? null },
        });
        void message.success('已移交');
      }}
    >
      <p>移交后单位马上能看到，内容与下面的预览完全一样。发现能认出人的，可以整批撤回。</p>
      <Form.Item name="replyBy" label="请单位在哪天前报送整改（可不填）">
        <Input type="date" min="2000-01-01" max="2100-12-31" />
      </Form.Item>
      {small ? (
        <Form.Item
          name="smallReason"
          label={`不足${leastOpinions}条，容易猜出是谁提的；为什么现在就移交`}
          rules={[{ required: true, min: 4, message: '请写明原因，至少4个字' }]}
        >
          <Input.TextArea maxLength={300} rows={2} />
        </Form.Item>
      ) : null}
    </DialogButton>
  );
}

function Batch({
  cycleId,
  departmentId,
  labels,
}: {
  readonly cycleId: string;
  readonly departmentId: string;
  readonly labels: Labels;
}) {
  const { may } = useSignedIn();
  const preview = useRead(previewHandOver, { params: { cycleId, departmentId } });
  return (
    <Reading query={preview}>
      {(data) => (
        <Section
          title={`${data.department.name}将看到的（${data.items.length}条）`}
          actions={
            data.items.length > 0 && may('manageCycles') ? (
              <HandOverButton cycleId={cycleId} preview={data} />
            ) : undefined
          }
        >
          {data.doubts.length === 0 ? null : (
            <Alert
              className="gap"
              type="warning"
              showIcon
              title="请再看一眼：这些话有时能让人猜到是谁"
              description={
                <ul className="plain-list">
                  {data.doubts.map(({ number, what, words }) => (
                    <li key={`${number} ${words}`}>{`第${number}条：${what}“${words}”`}</li>
                  ))}
                </ul>
              }
            />
          )}
          {data.small ? (
            <Alert
              className="gap"
              type="warning"
              showIcon
              title={`这一批不足${leastOpinions}条，容易猜出是谁提的，建议等多几条再移交`}
            />
          ) : null}
          <HandedTable labels={labels} opinions={data.items} />
          {data.digest === '' ? null : <p className="digest">{`摘要 ${data.digest}`}</p>}
        </Section>
      )}
    </Reading>
  );
}

function Choose({
  cycleId,
  rows,
  labels,
}: {
  readonly cycleId: string;
  readonly rows: readonly OpinionOverviewRow[];
  readonly labels: Labels;
}) {
  const waiting = rows.filter(({ coded }) => coded > 0);
  const [chosen, setChosen] = useState<string | null>(null);
  const departmentId = (waiting.find(({ department }) => department.id === chosen) ?? waiting[0])?.department.id;
  return (
    <>
      <Section title={`等待移交的单位（${waiting.length}个）`}>
        {departmentId === undefined ? (
          <div className="empty">没有编好码等待移交的意见。先到编码台逐条编码。</div>
        ) : (
          <label htmlFor="hand-over-department">
            单位
            <br />
            <Select
              id="hand-over-department"
              className="opinion-select"
              aria-label="单位"
              value={departmentId}
              options={waiting.map(({ department, coded, received }) => ({
                value: department.id,
                label: `${department.name}（${coded}条${received > 0 ? `，还有${received}条没编码` : ''}）`,
              }))}
              onChange={(value: string) => setChosen(value)}
            />
          </label>
        )}
      </Section>
      {departmentId === undefined ? null : (
        <Batch key={departmentId} cycleId={cycleId} departmentId={departmentId} labels={labels} />
      )}
    </>
  );
}

function Past({ cycleId }: { readonly cycleId: string }) {
  const { may } = useSignedIn();
  const { message } = App.useApp();
  const list = useRead(listHandOvers, { params: { cycleId } });
  const revoke = useWrite(revokeHandOver, touched);
  return (
    <Reading query={list}>
      {({ items }) => (
        <Section title={`移交记录（${items.length}批）`}>
          <DataTable
            caption="移交记录"
            columns={[
              { key: 'at', title: '时间', kind: 'tight', render: (one: HandOver) => formatInstant(one.handedOverAt) },
              {
                key: 'department',
                title: '单位',
                render: ({ department, number }) => `${department.name} 第${number}批`,
              },
              { key: 'opinions', title: '条数', kind: 'right', render: ({ opinions }) => opinions },
              { key: 'by', title: '移交人', render: ({ handedOverBy }) => handedOverBy },
              { key: 'replyBy', title: '报送整改期限', render: ({ replyBy }) => nameDeadline(replyBy) },
              {
                key: 'state',
                title: '状态',
                kind: 'wrap',
                render: ({ revokedAt, revokedBy, revokeReason, smallReason }) =>
                  revokedAt === null ? (
                    <>
                      <Mark tone="good">有效</Mark>
                      {smallReason === null ? null : <div className="soft small">{`条数少：${smallReason}`}</div>}
                    </>
                  ) : (
                    <>
                      <Mark tone="bad">已撤回</Mark>
                      <div className="soft small">{`${formatInstant(revokedAt)}，${revokedBy ?? ''}：${revokeReason ?? ''}`}</div>
                    </>
                  ),
              },
              {
                key: 'revoke',
                title: '操作',
                kind: 'tight',
                render: (one) =>
                  one.revokedAt === null && may('manageCycles') ? (
                    <DialogButton<{ reason: string }>
                      label="撤回"
                      size="small"
                      danger
                      accessibleLabel={`撤回${one.department.name}第${one.number}批`}
                      title={`撤回${one.department.name}第${one.number}批？`}
                      okText="撤回"
                      onSubmit={async ({ reason }) => {
                        await revoke.mutateAsync({ params: { handOverId: one.id }, body: { reason } });
                        void message.success('已撤回');
                      }}
                    >
                      <p>撤回后单位立即看不到这一批，意见回到“待移交”，再移交时用新的编号。</p>
                      <Form.Item
                        name="reason"
                        label="原因"
                        rules={[{ required: true, min: 4, message: '请写明原因，至少4个字' }]}
                      >
                        <Input.TextArea maxLength={300} rows={2} />
                      </Form.Item>
                    </DialogButton>
                  ) : null,
              },
            ]}
            rows={items}
            rowKey={({ id }) => id}
            empty="还没有移交过。"
          />
        </Section>
      )}
    </Reading>
  );
}

export function HandOverPage() {
  const { cycleId } = useParams({ from: '/inside/opinions/$cycleId/hand-over' });
  const codes = useRead(getOpinionCodes, { params: { cycleId } });
  const overview = useRead(getOpinionOverview, { params: { cycleId } });
  return (
    <OpinionFrame
      cycleId={cycleId}
      title="移交意见"
      lead="按单位一批一批移交。单位看不到是谁、什么时候、用什么方式提的，次序也与收到的先后无关。"
    >
      <Reading query={codes}>
        {({ content }) => (
          <Reading query={overview}>
            {({ items }) => <Choose cycleId={cycleId} rows={items} labels={content} />}
          </Reading>
        )}
      </Reading>
      <Past cycleId={cycleId} />
    </OpinionFrame>
  );
}
