/** The end of a cycle's personal data: one office account asks, another confirms, and a certificate stays. */
import { App, Form, Input } from 'antd';
import {
  confirmErasure,
  getErasure,
  getErasureCertificate,
  requestErasure,
  withdrawErasure,
  type Cycle,
  type Erasure,
} from '#contract';
import { addressOf } from '../api.ts';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';

function Ask({ cycle }: { readonly cycle: Cycle }) {
  const { message } = App.useApp();
  const request = useWrite(requestErasure, [getErasure]);
  return (
    <DialogButton<{ reason: string }>
      label="申请销毁"
      danger
      title={`申请销毁“${cycle.name}”的个人信息`}
      okText="提交申请"
      initialValues={{ reason: '' }}
      onSubmit={async (body) => {
        await request.mutateAsync({ params: { cycleId: cycle.id }, body });
        void message.success('已申请，请另一个绩效办账号登录确认');
      }}
    >
      <p>申请后不会立即销毁，须由另一个绩效办账号确认；确认之前可以撤回。</p>
      <Form.Item name="reason" label="理由" required rules={[fieldRule(requestErasure.body.shape.reason)]}>
        <Input.TextArea rows={2} maxLength={200} placeholder="例如：本年度评价已结束，保存期满" />
      </Form.Item>
    </DialogButton>
  );
}

function Confirm({ cycle, requestId }: { readonly cycle: Cycle; readonly requestId: string }) {
  const { message } = App.useApp();
  const confirm = useWrite(confirmErasure, [getErasure]);
  return (
    <DialogButton<{ cycleName: string }>
      label="确认销毁"
      danger
      title={`销毁“${cycle.name}”的个人信息？`}
      okText="销毁，不能恢复"
      initialValues={{ cycleName: '' }}
      onSubmit={async ({ cycleName }) => {
        await confirm.mutateAsync({ params: { cycleId: cycle.id }, body: { requestId, cycleName } });
        void message.success('已销毁，请打印销毁证明存档');
      }}
    >
      <p className="bad">
        本周期的密钥、名单、原文件、逐行结果和情况表（附件8）立即销毁，任何人都不能恢复，备份也解不开。
      </p>
      <p>人数、摘要、抽样清单、证书和留痕保留。还要用的呼叫清单，请先确认已经用完。</p>
      <Form.Item
        name="cycleName"
        label={`请填写周期名称“${cycle.name}”`}
        required
        rules={[fieldRule(confirmErasure.body.shape.cycleName)]}
      >
        <Input maxLength={80} autoComplete="off" />
      </Form.Item>
    </DialogButton>
  );
}

function Withdraw({ cycle }: { readonly cycle: Cycle }) {
  const withdraw = useWrite(withdrawErasure, [getErasure]);
  return (
    <DialogButton
      label="撤回申请"
      title="撤回销毁申请？"
      okText="撤回申请"
      onSubmit={() => withdraw.mutateAsync({ params: { cycleId: cycle.id } })}
    >
      <p>撤回后个人信息照常保存；需要时可以再申请。</p>
    </DialogButton>
  );
}

function Standing({ cycle, erasure }: { readonly cycle: Cycle; readonly erasure: Erasure }) {
  const { may } = useSignedIn();
  const manage = may('manageCycles');
  const { state, request, confirmedBy, confirmedAt } = erasure;
  if (state === 'kept' || request === null) {
    return (
      <>
        <p>
          {cycle.state === 'closed'
            ? '本周期已结束。名单和情况表中的姓名、号码等个人信息不再需要时，应当销毁：一个绩效办账号申请，另一个确认。'
            : '周期结束以后，可以在这里销毁名单和情况表中的姓名、号码等个人信息。'}
        </p>
        {manage && cycle.state === 'closed' ? (
          <div className="actions">
            <Ask cycle={cycle} />
          </div>
        ) : null}
      </>
    );
  }
  const asked = `${request.requestedBy}于${formatInstant(request.requestedAt)}申请销毁，理由：${request.reason}。`;
  if (state === 'requested') {
    return (
      <>
        <p>{asked}</p>
        <p>{request.own ? '请另一个绩效办账号登录，在这里确认。' : '核对理由无误后，由您确认销毁。'}</p>
        {manage ? (
          <div className="actions">
            {request.own ? null : <Confirm cycle={cycle} requestId={request.id} />}
            <Withdraw cycle={cycle} />
          </div>
        ) : null}
      </>
    );
  }
  const params = { cycleId: cycle.id };
  return (
    <>
      <p>{asked}</p>
      <p>
        {`${confirmedBy ?? ''}于${confirmedAt === null ? '' : formatInstant(confirmedAt)}确认，个人信息已销毁，不能再读取。`}
      </p>
      <p>
        <a href={addressOf(getErasureCertificate, { params })} target="_blank" rel="noreferrer">
          打开销毁证明
        </a>
        {'　'}
        <a href={addressOf(getErasureCertificate, { params, query: { download: '1' } })}>下载销毁证明</a>
      </p>
    </>
  );
}

export function ErasureSection({ cycle }: { readonly cycle: Cycle }) {
  const erasure = useRead(getErasure, { params: { cycleId: cycle.id } });
  return (
    <Section title="个人信息的销毁">
      <Reading query={erasure}>{(data) => <Standing cycle={cycle} erasure={data} />}</Reading>
    </Section>
  );
}
