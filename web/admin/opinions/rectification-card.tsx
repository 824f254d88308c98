/** One rectification to be read: its five parts, who answers for it, and what can be done with it. */
import { App, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import {
  acceptRectification,
  getDepartmentOpinions,
  listOpinionTasks,
  listRectifications,
  publicDays,
  publishRectification,
  rectificationParts,
  returnRectification,
  withdrawPublication,
  type Rectification,
} from '#contract';
import { formatInstant } from '../format.ts';
import { useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { nameDeadline } from '../shared/deadline.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { RectificationMarks } from './words.tsx';
import '../styles/opinions.css';

export const rectificationReads = [getDepartmentOpinions, listRectifications, listOpinionTasks];

/** What the office does: accept, send back, publish, take back. */
function OfficeActions({ item }: { readonly item: Rectification }) {
  const { message } = App.useApp();
  const accept = useWrite(acceptRectification, rectificationReads);
  const giveBack = useWrite(returnRectification, rectificationReads);
  const publish = useWrite(publishRectification, rectificationReads);
  const withdraw = useWrite(withdrawPublication, rectificationReads);
  const params = { rectificationId: item.id };
  const body = { revision: item.revision };
  const name = `${item.department.name}“${item.content.title}”`;
  return (
    <div className="actions no-print">
      {item.state === 'filed' ? (
        <DialogButton
          label="接收"
          type="primary"
          accessibleLabel={`接收${item.content.title}`}
          title={`接收${name}？`}
          okText="接收"
          onSubmit={async () => {
            await accept.mutateAsync({ params, body });
            void message.success('已接收');
          }}
        >
          <p>接收后可以公开。单位以后再改，要重新报送、接收。</p>
        </DialogButton>
      ) : null}
      {item.state === 'filed' || item.state === 'accepted' ? (
        <DialogButton<{ reason: string }>
          label="退回"
          danger
          accessibleLabel={`退回${item.content.title}`}
          title={`退回${name}？`}
          okText="退回"
          onSubmit={async ({ reason }) => {
            await giveBack.mutateAsync({ params, body: { reason } });
            void message.success('已退回');
          }}
        >
          <Form.Item
            name="reason"
            label="退回原因（单位会看到）"
            rules={[{ required: true, min: 4, message: '请写明要改什么，至少4个字' }]}
          >
            <Input.TextArea maxLength={500} rows={3} />
          </Form.Item>
        </DialogButton>
      ) : null}
      {item.state === 'accepted' && (item.publishedAt === null || item.publishedOutdated) ? (
        <DialogButton
          label={item.publishedAt === null ? '公开' : '公开最新内容'}
          accessibleLabel={`公开${item.content.title}`}
          title={`公开${name}？`}
          okText="公开"
          onSubmit={async () => {
            await publish.mutateAsync({ params, body });
            void message.success('已公开');
          }}
        >
          <p>{`公众在网上评议页面的“整改公开”里能看到五个部分、责任单位、完成时限和进度，看不到意见原话。公开不少于${publicDays}天。`}</p>
        </DialogButton>
      ) : null}
      {item.publishedAt === null ? null : (
        <DialogButton<{ reason: string }>
          label="停止公开"
          accessibleLabel={`停止公开${item.content.title}`}
          title={`停止公开${name}？`}
          okText="停止公开"
          danger
          onSubmit={async ({ reason }) => {
            await withdraw.mutateAsync({ params, body: { reason } });
            void message.success('已停止公开');
          }}
        >
          <p>{`按规定公开不少于${publicDays}天；提前停止会连同原因留痕。`}</p>
          <Form.Item name="reason" label="原因" rules={[{ required: true, min: 4, message: '请写明原因，至少4个字' }]}>
            <Input.TextArea maxLength={300} rows={2} />
          </Form.Item>
        </DialogButton>
      )}
    </div>
  );
}

export function RectificationCard({
  item,
  named,
  children,
}: {
  readonly item: Rectification;
  /** Says the department, where several stand below each other. */
  readonly named: boolean;
  readonly children?: ReactNode;
}) {
  const { may, today } = useSignedIn();
  const { content } = item;
  return (
    <article className="card" aria-label={`${named ? item.department.name : ''}${item.number}．${content.title}`}>
      <div className="actions">
        <RectificationMarks item={item} today={today} />
      </div>
      <h3>{`${named ? `${item.department.name} ` : ''}${item.number}．${content.title}`}</h3>
      <p className="soft">
        {item.opinions.length === 0 ? '还没有选回应的意见' : `回应第${item.opinions.join('、')}条意见`}
        {content.responsible === '' ? '' : `；责任：${content.responsible}`}
        {`；完成时限：${nameDeadline(content.dueOn)}`}
      </p>
      {item.state === 'returned' ? <p className="bad">{`退回原因：${item.returnReason ?? ''}`}</p> : null}
      <dl className="answers">
        {rectificationParts.map(({ key, label }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd className="said">{content[key] === '' ? '没有写' : content[key]}</dd>
          </div>
        ))}
      </dl>
      <p className="soft small">
        {item.filedAt === null
          ? `保存于${formatInstant(item.savedAt)}`
          : `${formatInstant(item.filedAt)}由${item.filedBy ?? ''}报送`}
        {item.decidedAt === null ? '' : `；${formatInstant(item.decidedAt)}由${item.decidedBy ?? ''}处理`}
      </p>
      {may('manageCycles') ? <OfficeActions item={item} /> : null}
      {children}
    </article>
  );
}
