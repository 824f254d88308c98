/** The review desk: applications of a cycle, one person proposes, another confirms, the recomputation shows what changed. */
import { Link, useParams } from '@tanstack/react-router';
import { App, Form, Input, Radio } from 'antd';
import {
  confirmReview,
  listReviews,
  proposeReview,
  reviewOutcomeLabels,
  reviewStateLabels,
  type Review,
} from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { Changes } from './compute-page.tsx';
import { CycleFrame } from './cycle-frame.tsx';
import { ReviewFiles } from './review-files.tsx';

const touched = [listReviews];

function Propose({ review }: { readonly review: Review }) {
  const { message } = App.useApp();
  const propose = useWrite(proposeReview, touched);
  return (
    <DialogButton<{ outcome: NonNullable<Review['outcome']>; findings: string }>
      label="提出处理意见"
      type="primary"
      accessibleLabel={`提出处理意见：${review.department.name}`}
      title={`处理${review.department.name}的复核申请`}
      okText="提出，待另一人确认"
      initialValues={{ outcome: 'upheld' }}
      onSubmit={async (body) => {
        await propose.mutateAsync({ params: { reviewId: review.id }, body });
        void message.success('已提出，请由另一人确认');
      }}
    >
      <Form.Item name="outcome" label="意见">
        <Radio.Group
          options={(['changed', 'upheld', 'dismissed'] as const).map((value) => ({
            value,
            label: reviewOutcomeLabels[value],
          }))}
        />
      </Form.Item>
      <Form.Item name="findings" label="核查情况" rules={[{ required: true, min: 2, message: '请写明核查情况' }]}>
        <Input.TextArea rows={4} maxLength={2000} />
      </Form.Item>
    </DialogButton>
  );
}

function Confirm({ review }: { readonly review: Review }) {
  const { message } = App.useApp();
  const confirm = useWrite(confirmReview, touched);
  const answer = (agree: boolean) => async () => {
    await confirm.mutateAsync({ params: { reviewId: review.id }, body: { agree } });
    void message.success(agree ? '已确认' : '已退回重新处理');
  };
  const words = `${review.outcome === null ? '' : reviewOutcomeLabels[review.outcome]}：${review.findings ?? ''}`;
  return (
    <>
      <DialogButton
        label="确认"
        type="primary"
        accessibleLabel={`确认：${review.department.name}`}
        title="确认这个处理意见？"
        okText="确认"
        onSubmit={answer(true)}
      >
        <p>{words}</p>
        <p>确认后告知单位。予以更正的，请在得分录入或台账里改好，再试算、冻结、公布新的一版。</p>
      </DialogButton>
      <DialogButton
        label="退回"
        accessibleLabel={`退回：${review.department.name}`}
        title="退回重新处理？"
        okText="退回"
        onSubmit={answer(false)}
      >
        <p>{words}</p>
      </DialogButton>
    </>
  );
}

function ReviewCard({ review, cycleId }: { readonly review: Review; readonly cycleId: string }) {
  const { person } = useSignedIn();
  const mine = review.proposedBy === person.displayName;
  return (
    <article className="card" aria-label={`${review.department.name}的复核申请`}>
      <div className="actions">
        <Mark tone={review.state === 'decided' ? 'good' : review.state === 'withdrawn' ? 'plain' : 'wait'}>
          {reviewStateLabels[review.state]}
        </Mark>
        {review.late ? <Mark tone="bad">逾期提出</Mark> : null}
        {review.state === 'decided' && review.outcome === 'changed' ? (
          review.recomputed ? (
            <Mark tone="good">已重新公布</Mark>
          ) : (
            <Mark tone="bad">待更正并重新公布</Mark>
          )
        ) : null}
      </div>
      <h3>
        <Link to="/results/$cycleId/departments/$departmentId" params={{ cycleId, departmentId: review.department.id }}>
          {review.department.name}
        </Link>
        {`：${review.item}`}
      </h3>
      <p>{review.reason}</p>
      <p>{`请求：${review.request}`}</p>
      <p className="small soft">{`${formatInstant(review.filedAt)}提出`}</p>
      <ReviewFiles review={review} />
      {review.outcome === null ? null : (
        <p>
          <strong>{reviewOutcomeLabels[review.outcome]}</strong>
          {`：${review.findings ?? ''}（${review.proposedBy ?? ''}提出${review.confirmedBy === null ? '' : `，${review.confirmedBy}确认`}）`}
        </p>
      )}
      <Changes changes={review.changes} title="重新公布后的变化" />
      <div className="actions">
        {review.state === 'filed' ? <Propose review={review} /> : null}
        {review.state === 'proposed' ? (
          mine ? (
            <span className="soft">由您提出，须由另一个绩效办账号确认。</span>
          ) : (
            <Confirm review={review} />
          )
        ) : null}
      </div>
    </article>
  );
}

export function ReviewDeskPage() {
  const { cycleId } = useParams({ from: '/inside/results/$cycleId/reviews' });
  const reviews = useRead(listReviews, { params: { cycleId } });
  return (
    <CycleFrame
      cycleId={cycleId}
      title="复核"
      lead="一人提出处理意见，另一人确认。更正之后重新计算，新的一版写明改了什么。"
    >
      <Reading query={reviews}>
        {({ items }) => {
          const open = items.filter(({ state }) => state === 'filed' || state === 'proposed');
          const done = items.filter((one) => !open.includes(one));
          return (
            <>
              <Section title={`待处理（${open.length}）`}>
                {open.length === 0 ? (
                  <div className="empty">没有待处理的复核申请。</div>
                ) : (
                  <div className="cards">
                    {open.map((review) => (
                      <ReviewCard key={review.id} review={review} cycleId={cycleId} />
                    ))}
                  </div>
                )}
              </Section>
              {done.length === 0 ? null : (
                <Section title={`已处理（${done.length}）`}>
                  <div className="cards">
                    {done.map((review) => (
                      <ReviewCard key={review.id} review={review} cycleId={cycleId} />
                    ))}
                  </div>
                </Section>
              )}
            </>
          );
        }}
      </Reading>
    </CycleFrame>
  );
}
