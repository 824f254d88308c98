/**
 * Blind issuance as the office sees it: open the phase, print invitations, see how many have collected, close it.
 *
 * Promise: shows who has collected, which the platform cannot help knowing while the phase runs, and never who has voted, which it does not know.
 */
import { Alert, App, Button, Checkbox, Form, Input, Select } from 'antd';
import { useState } from 'react';
import {
  closeIssuing,
  extendIssuing,
  getPoll,
  invitationStateLabels,
  listInvitations,
  listRaters,
  makeInvitations,
  markPaper,
  openIssuing,
  SMALLEST_STYLE,
  type IssuingStanding,
  type InvitationState,
  type PollStanding,
  type Rater,
} from '#contract';
import { saveBlob } from '../api.ts';
import { formatCount, formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { Digest } from '../shared/copy.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Section } from '../shared/page.tsx';
import { type Invitation, invitationsAsCsv, InvitationSheets } from './invitation-sheets.tsx';
import { fromField, toField } from './settings.tsx';

interface Place {
  readonly place: number;
  readonly state: InvitationState;
  readonly invited: boolean;
  readonly rater: Rater;
}

const at = ({ cycleId }: PollStanding) => ({ params: { cycleId } });

function Open({ poll }: { readonly poll: PollStanding }) {
  const { message } = App.useApp();
  const open = useWrite(openIssuing, [getPoll, listInvitations]);
  return (
    <DialogButton<{ closesAt?: string }>
      label="开始领取"
      type="primary"
      title="开始领取投票码？"
      okText="开始领取"
      onSubmit={async ({ closesAt = '' }) => {
        await open.mutateAsync({ ...at(poll), body: { closesAt: fromField(closesAt) } });
        void message.success('领取已开始，签发公钥摘要已公布');
      }}
    >
      <p>
        平台为每个票种生成一把签发密钥，公布全部公钥的摘要，此后不换；请监督人员当场抄下摘要。领取要在投票开始以前结束，结束时销毁签发私钥。生成密钥要几秒钟。
      </p>
      <Form.Item
        name="closesAt"
        label="领取结束时间（北京时间）"
        extra="到时自动结束；要早于投票的截止时间，建议与开始投票隔一天以上"
        rules={[{ required: true, message: '请填领取结束时间' }]}
      >
        <Input type="datetime-local" />
      </Form.Item>
    </DialogButton>
  );
}

function Extend({ poll, issuing }: { readonly poll: PollStanding; readonly issuing: IssuingStanding }) {
  const extend = useWrite(extendIssuing, [getPoll, listInvitations]);
  return (
    <DialogButton<{ closesAt: string }>
      label="改结束时间"
      title="更改领取结束时间"
      okText="保存"
      initialValues={{ closesAt: toField(issuing.closesAt) }}
      onSubmit={({ closesAt }) => extend.mutateAsync({ ...at(poll), body: { closesAt: fromField(closesAt) } })}
    >
      <Form.Item
        name="closesAt"
        label="领取结束时间（北京时间）"
        extra="邀请上印着原来的时间：改了请另行通知"
        rules={[{ required: true, message: '请填领取结束时间' }]}
      >
        <Input type="datetime-local" />
      </Form.Item>
    </DialogButton>
  );
}

function Close({ poll, issuing }: { readonly poll: PollStanding; readonly issuing: IssuingStanding }) {
  const { message } = App.useApp();
  const close = useWrite(closeIssuing, [getPoll, listInvitations]);
  const left = issuing.styles.reduce((sum, { raters, collected, paper }) => sum + raters - collected - paper, 0);
  const small = issuing.styles.filter(({ collected }) => collected > 0 && collected < SMALLEST_STYLE);
  return (
    <DialogButton<{ paper?: string[] }>
      label="结束领取"
      danger
      title="现在就结束领取？"
      okText="结束领取"
      onSubmit={async ({ paper = [] }) => {
        await close.mutateAsync({ ...at(poll), body: { paper } });
        void message.success('领取已结束，签发私钥已销毁');
      }}
    >
      <p>
        结束以后谁也不能再领取，签发私钥销毁，盲签的结果与名册断开。不能撤销。还有{formatCount(left)}
        人没有领取，只能改用纸质表。
      </p>
      <p>请监督人员当场抄下各票种的领取数。</p>
      {small.length === 0 ? null : (
        <Form.Item
          name="paper"
          label={`领取的不足${SMALLEST_STYLE}人，票会被猜出是谁投的。再等等，或改用纸质表：`}
          rules={[
            {
              validator: (_, chosen: string[] = []) =>
                small.every(({ code }) => chosen.includes(code))
                  ? Promise.resolve()
                  : Promise.reject(new Error('请逐个勾选，或取消、延长领取时间')),
            },
          ]}
        >
          <Checkbox.Group
            options={small.map(({ code, collected }) => ({
              value: code,
              label: `票种${code}全部改用纸质表，已领的${collected}个投票码作废，由办公室通知本人`,
            }))}
          />
        </Form.Item>
      )}
    </DialogButton>
  );
}

const optionsOf = (places: readonly Place[]) =>
  places.map(({ place, rater: { name, unit, style } }) => ({ value: place, label: `${name}（${unit}，${style}）` }));

function Invite({
  poll,
  places,
  onMade,
}: {
  readonly poll: PollStanding;
  readonly places: readonly Place[];
  readonly onMade: (made: readonly Invitation[]) => void;
}) {
  const make = useWrite(makeInvitations, [getPoll, listInvitations]);
  const open = places.filter(({ state }) => state === 'open');
  const fresh = open.filter(({ invited }) => !invited);
  const wanted = fresh.length > 0 ? fresh : [];
  return (
    <DialogButton<{ places: number[] }>
      label={fresh.length > 0 ? '生成邀请' : '换发邀请'}
      type={fresh.length > 0 ? 'primary' : 'default'}
      disabled={open.length === 0}
      title={fresh.length > 0 ? '生成领取邀请' : '换发领取邀请'}
      okText="生成并准备打印"
      width={760}
      initialValues={{ places: wanted.map(({ place }) => place) }}
      onSubmit={async ({ places: chosen }) => {
        const { items } = await make.mutateAsync({ ...at(poll), body: { places: chosen } });
        const raters = new Map(places.map(({ place, rater }) => [place, rater]));
        onMade(
          items.flatMap(({ place, code }) => {
            const rater = raters.get(place);
            return rater ? [{ place, code, rater }] : [];
          }),
        );
      }}
    >
      <p>
        每人一个邀请码，只在这一次给出，平台只留摘要；请马上打印或存下，密封送达本人。换发的，原来的码作废。已领取的人不能换发。
      </p>
      <PlacesField label="给谁" among={open} />
    </DialogButton>
  );
}

function PlacesField({ label, among }: { readonly label: string; readonly among: readonly Place[] }) {
  return (
    <Form.Item name="places" label={label} rules={[{ required: true, message: '请选至少一人' }]}>
      <Select
        mode="multiple"
        options={optionsOf(among)}
        showSearch={{ optionFilterProp: 'label' }}
        maxTagCount={12}
        placeholder="输入姓名或单位查找"
      />
    </Form.Item>
  );
}

function Paper({ poll, places }: { readonly poll: PollStanding; readonly places: readonly Place[] }) {
  const { message } = App.useApp();
  const mark = useWrite(markPaper, [getPoll, listInvitations]);
  const open = places.filter(({ state }) => state === 'open');
  return (
    <DialogButton<{ places: number[] }>
      label="改用纸质表"
      disabled={open.length === 0}
      title="登记改用纸质表"
      okText="登记"
      width={760}
      initialValues={{ places: [] }}
      onSubmit={async ({ places: chosen }) => {
        await mark.mutateAsync({ ...at(poll), body: { places: chosen, paper: true } });
        void message.success(`登记了${chosen.length}人`);
      }}
    >
      <p>登记以后邀请码作废，不能再在网上领取；已经领取的人不在名单里，不能再用纸质表。</p>
      <p>同一票种收回的纸质表不足10份的，按规则不拆看、不计入：人少时请劝他在公用设备上领取投票码。</p>
      <PlacesField label="谁改用纸质表" among={open} />
    </DialogButton>
  );
}

function Undo({ poll, places }: { readonly poll: PollStanding; readonly places: readonly Place[] }) {
  const mark = useWrite(markPaper, [getPoll, listInvitations]);
  const paper = places.filter(({ state }) => state === 'paper');
  if (paper.length === 0) return null;
  return (
    <DialogButton<{ places: number[] }>
      label="撤回纸质登记"
      title="撤回纸质登记"
      okText="撤回"
      width={760}
      initialValues={{ places: [] }}
      onSubmit={({ places: chosen }) => mark.mutateAsync({ ...at(poll), body: { places: chosen, paper: false } })}
    >
      <p>登记错了的，领取结束以前可以撤回，再给他生成邀请。请先确认没有发过纸质表。</p>
      <PlacesField label="撤回谁的登记" among={paper} />
    </DialogButton>
  );
}

function Places({ places }: { readonly places: readonly Place[] }) {
  return (
    <details className="gap-above">
      <summary>
        没有领取的{formatCount(places.filter(({ state }) => state === 'open').length)}人，改用纸质表的
        {formatCount(places.filter(({ state }) => state === 'paper').length)}人
      </summary>
      <p className="soft">只用来提醒领取、补送邀请和发纸质表；领没领不等于投没投。截止投票时删除。</p>
      {(['open', 'paper'] as const).map((state) => (
        <p key={state}>
          {invitationStateLabels[state]}：
          {places
            .filter((one) => one.state === state)
            .map(({ rater: { name, unit } }) => `${name}（${unit}）`)
            .join('、') || '无'}
        </p>
      ))}
    </details>
  );
}

type StyleCounts = IssuingStanding['styles'][number];
const columns: readonly Column<StyleCounts>[] = [
  { key: 'code', title: '票种', kind: 'tight', render: ({ code }) => code },
  { key: 'raters', title: '名册', kind: 'right', render: ({ raters }) => formatCount(raters) },
  { key: 'collected', title: '已领取', kind: 'right', render: ({ collected }) => formatCount(collected) },
  { key: 'paper', title: '改用纸质表', kind: 'right', render: ({ paper }) => formatCount(paper) },
  {
    key: 'left',
    title: '未领取',
    kind: 'right',
    render: ({ raters, collected, paper }) => formatCount(raters - collected - paper),
  },
];

function Running({
  poll,
  issuing,
  onMade,
}: {
  readonly poll: PollStanding;
  readonly issuing: IssuingStanding;
  readonly onMade: (made: readonly Invitation[]) => void;
}) {
  const found = useRead(listInvitations, at(poll));
  const raters = useRead(listRaters, at(poll));
  // The roll is listed in the order of its places.
  const places: readonly Place[] = (found.data?.items ?? []).flatMap(({ place, state, invited }) => {
    const rater = raters.data?.items[place - 1];
    return rater ? [{ place, state, invited, rater }] : [];
  });
  return (
    <>
      <div className="actions">
        {issuing.state === 'open' ? <Invite poll={poll} places={places} onMade={onMade} /> : null}
        <Paper poll={poll} places={places} />
        {issuing.state === 'open' ? <Undo poll={poll} places={places} /> : null}
      </div>
      <Places places={places} />
    </>
  );
}

export function IssuingSection({ poll, office }: { readonly poll: PollStanding; readonly office: boolean }) {
  const [made, setMade] = useState<readonly Invitation[] | null>(null);
  const { state, settings, issuing, keyFingerprint } = poll;
  const running = office && issuing !== null && (state === 'rolled' || state === 'voting');
  return (
    <Section
      title="网上领取投票码"
      actions={
        !office || state !== 'rolled' ? undefined : issuing === null ? (
          keyFingerprint === null ? undefined : (
            <Open poll={poll} />
          )
        ) : issuing.state === 'open' ? (
          <>
            <Extend poll={poll} issuing={issuing} />
            <Close poll={poll} issuing={issuing} />
          </>
        ) : undefined
      }
    >
      {made === null || settings === null || issuing === null ? null : (
        <Alert
          className="gap"
          type="warning"
          title={`生成了${made.length}份邀请，还没有送出`}
          description={
            <>
              <p>邀请码只在这个页面里，关掉或刷新就没有了；没印好的，可以换发。</p>
              <div className="actions">
                <Button type="primary" onClick={() => window.print()}>
                  打印
                </Button>
                <Button
                  onClick={() =>
                    saveBlob(new Blob([invitationsAsCsv(made, issuing.digest)], { type: 'text/csv' }), '领取邀请.csv')
                  }
                >
                  存为CSV
                </Button>
                <Button onClick={() => setMade(null)}>已印好，清除</Button>
              </div>
              <InvitationSheets invitations={made} settings={settings} issuing={issuing} />
            </>
          }
        />
      )}
      {issuing === null ? (
        <p>
          {keyFingerprint === null
            ? '投票码要带上计票公钥的指纹，请先登记计票公钥。'
            : '领导凭邀请在自己的设备上生成投票码，平台盲签：签的时候看不见码，投票时也认不出是谁。领取在投票开始以前结束。'}
        </p>
      ) : (
        <>
          <p>
            {issuing.state === 'open'
              ? `领取进行中，${formatInstant(issuing.closesAt)}自动结束。`
              : '领取已结束，签发私钥已销毁。'}
            领取页面：
            <a className="underlined" href="/b/collect">
              /b/collect
            </a>
          </p>
          <DataTable
            caption="各票种领取情况"
            columns={columns}
            rows={issuing.styles}
            rowKey={({ code }) => code}
            empty="没有票种。"
          />
          {running ? <Running poll={poll} issuing={issuing} onMade={setMade} /> : null}
          <h3>签发公钥摘要（SHA-256）</h3>
          <Digest digest={issuing.digest} name="签发公钥摘要" />
        </>
      )}
    </Section>
  );
}
