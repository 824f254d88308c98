/** One round of personal links: its account, the lists for a gateway, changing, voiding, closing. Nobody sees who answered what. */
import { Link, useParams } from '@tanstack/react-router';
import { App, Checkbox, Form, Input, Radio } from 'antd';
import { Fragment } from 'react';
import {
  changeLinkRound,
  closeLinkRound,
  exportLinkList,
  getLinkRound,
  listLinkRounds,
  questionnaireKindLabels,
  voidLinks,
  type LinkRound,
  type RouteReply,
} from '#contract';
import { download } from '../api.ts';
import { formatCount, formatInstant } from '../format.ts';
import { refresh, useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fromField, toField } from '../shared/instant-field.ts';
import { LinkButton } from '../shared/link-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { AboutFields, MessageFields, must } from './settings-fields.tsx';
import { countWords, stateTones, stateWords, whichWords } from './words.ts';

type Round = RouteReply<typeof getLinkRound>;
const touched = [getLinkRound, listLinkRounds];

function Export({ round, which }: { readonly round: LinkRound; readonly which: 'all' | 'reminder' }) {
  const { message } = App.useApp();
  const words = whichWords[which];
  const text = which === 'all' ? round.message : round.reminder;
  return (
    <DialogButton<{ readonly format: 'xlsx' | 'csv'; readonly reason: string }>
      label={`导出${words}名单`}
      type={which === 'all' && round.exports.length === 0 ? 'primary' : 'default'}
      disabled={round.counts.waiting === 0}
      title={`导出${words}短信名单`}
      okText="导出"
      initialValues={{ format: 'xlsx' }}
      onSubmit={async ({ format, reason }) => {
        await download(
          exportLinkList,
          { params: { roundId: round.id }, body: { which, format, reason } },
          `短信名单-${round.title}-${words}.${format}`,
        );
        await refresh(touched);
        void message.success('名单已导出，发完请删除');
      }}
    >
      <p>
        只有还没作答的{formatCount(round.counts.waiting)}
        人里有手机号的。每行一个手机号和一条短信，没有姓名。谁拿到链接谁就能作答，请只交给短信平台，发完删除。导出会记入留痕。
      </p>
      <p>
        短信：<q className="message">{text}</q>
      </p>
      <Form.Item name="format" label="格式">
        <Radio.Group
          options={[
            { value: 'xlsx', label: 'Excel（xlsx）' },
            { value: 'csv', label: 'CSV' },
          ]}
        />
      </Form.Item>
      <Form.Item name="reason" label="用途" rules={must('请写明用途')}>
        <Input maxLength={200} autoComplete="off" placeholder="例如：交某某短信平台发送" />
      </Form.Item>
    </DialogButton>
  );
}

function Change({ round }: { readonly round: LinkRound }) {
  const { message } = App.useApp();
  const change = useWrite(changeLinkRound, touched);
  return (
    <DialogButton<Pick<LinkRound, 'organiser' | 'hotline' | 'verifyText' | 'message' | 'reminder'> & { closes: string }>
      label="修改"
      title="修改短信链接的设置"
      okText="保存"
      width={680}
      initialValues={{ ...round, closes: toField(round.closesAt) }}
      onSubmit={async ({ closes, ...words }) => {
        await change.mutateAsync({ params: { roundId: round.id }, body: { ...words, closesAt: fromField(closes) } });
        void message.success('已保存');
      }}
    >
      <Form.Item name="closes" label="截止时间（北京时间）" rules={must('请填截止时间')}>
        <Input type="datetime-local" />
      </Form.Item>
      <MessageFields />
      <AboutFields />
    </DialogButton>
  );
}

function Void({ round }: { readonly round: LinkRound }) {
  const { message } = App.useApp();
  const put = useWrite(voidLinks, touched);
  return (
    <DialogButton<{ readonly lines: string; readonly declined?: boolean; readonly reason: string }>
      label="停用个别链接"
      title="停用个别链接"
      okText="停用"
      onSubmit={async ({ lines, declined = false, reason }) => {
        const { voided } = await put.mutateAsync({
          params: { roundId: round.id },
          body: {
            lines: lines
              .split('\n')
              .map((line) => line.trim())
              .filter((line) => line !== ''),
            declined,
            reason,
          },
        });
        void message.success(`已停用${voided}个链接`);
      }}
    >
      <p>停用后不能作答，也不再发提醒。以后另建一轮时，会重新给链接；表示不参加的不会。</p>
      <Form.Item name="lines" label="样本编号，或本人报来的代码，每行一个" rules={must('请填样本编号或代码')}>
        <Input.TextArea rows={4} />
      </Form.Item>
      <Form.Item name="declined" valuePropName="checked">
        <Checkbox>本人表示不参加（应答率里算拒访）</Checkbox>
      </Form.Item>
      <Form.Item name="reason" label="原因" rules={must('请填原因')}>
        <Input maxLength={100} autoComplete="off" placeholder="例如：来电说收错了" />
      </Form.Item>
    </DialogButton>
  );
}

function Close({ round }: { readonly round: LinkRound }) {
  const close = useWrite(closeLinkRound, touched);
  return (
    <DialogButton
      label="立即结束"
      danger
      title="立即结束这一轮短信链接？"
      okText="结束"
      onSubmit={() => close.mutateAsync({ params: { roundId: round.id }, body: {} })}
    >
      <p>结束后所有链接停用，没有提交的内容删除，不能再开放。到了截止时间会自动结束，一般不用手动。</p>
    </DialogButton>
  );
}

const departmentColumns: readonly Column<Round['departments'][number]>[] = [
  { key: 'department', title: '评价的单位', render: ({ department }) => department },
  ...countWords.map(([name, title]): Column<Round['departments'][number]> => ({
    key: name,
    title,
    kind: 'right',
    render: (row) => formatCount(row[name]),
  })),
];

const exportColumns: readonly Column<LinkRound['exports'][number]>[] = [
  { key: 'number', title: '第几次', kind: 'right', render: ({ number }) => number },
  { key: 'which', title: '名单', kind: 'tight', render: ({ which, format }) => `${whichWords[which]}（${format}）` },
  { key: 'messages', title: '短信', kind: 'right', render: ({ messages }) => `${formatCount(messages)}人` },
  { key: 'parts', title: '条数', kind: 'right', render: ({ parts }) => formatCount(parts) },
  { key: 'unreachable', title: '没有手机号', kind: 'right', render: ({ unreachable }) => formatCount(unreachable) },
  { key: 'reason', title: '用途', kind: 'wrap', render: ({ reason }) => reason },
  { key: 'by', title: '导出', render: ({ exportedAt, exportedBy }) => `${formatInstant(exportedAt)} ${exportedBy}` },
];

function Account({ round }: { readonly round: Round }) {
  return (
    <Section
      title="份数"
      actions={
        <LinkButton to="/draws/$drawId/fieldwork" params={{ drawId: round.draw.id }}>
          应答率
        </LinkButton>
      }
    >
      <dl className="facts">
        {countWords.map(([name, words]) => (
          <Fragment key={name}>
            <div>
              <dt>{words}</dt>
              <dd>{formatCount(round.counts[name])}</dd>
            </div>
          </Fragment>
        ))}
      </dl>
      <p className="soft">
        有链接的人＝用链接作答＋用别的渠道作答＋表示不参加＋已停用＋还没作答。谁在什么时候打开过链接，平台不记录。这里的作答和不参加，都已并入“电话访问”页的应答率。
      </p>
      {round.departments.length > 1 ? (
        <DataTable
          caption="各单位的份数"
          columns={departmentColumns}
          rows={round.departments}
          rowKey={({ departmentId }) => departmentId}
          empty=""
        />
      ) : null}
    </Section>
  );
}

export function LinkRoundPage() {
  const { roundId } = useParams({ from: '/inside/links/$roundId' });
  const { may } = useSignedIn();
  const round = useRead(getLinkRound, { params: { roundId } });
  const { data } = round;
  const mayChange = may('makeDraws') && data !== undefined && data.state !== 'closed';
  return (
    <Page
      title={data?.title ?? '短信链接'}
      trail={
        data ? (
          <>
            <Link to="/cycles/$cycleId/links" params={{ cycleId: data.cycleId }}>
              短信链接
            </Link>{' '}
            › 详情
          </>
        ) : undefined
      }
      actions={
        mayChange ? (
          <>
            <Export round={data} which="all" />
            {data.exports.length > 0 ? <Export round={data} which="reminder" /> : null}
            <Void round={data} />
            <Change round={data} />
            <Close round={data} />
          </>
        ) : undefined
      }
    >
      <Reading query={round}>
        {(shown) => (
          <>
            <p>
              <Mark tone={stateTones[shown.state]}>{stateWords[shown.state]}</Mark>{' '}
              {`${formatInstant(shown.opensAt)}至${formatInstant(shown.closesAt)}。${questionnaireKindLabels[shown.kind]}问卷，发给“${shown.draw.title}”抽中的人。`}
            </p>
            <Account round={shown} />
            <Section title={`导出的名单（${shown.exports.length}次）`}>
              <DataTable
                columns={exportColumns}
                rows={shown.exports}
                rowKey={({ number }) => number}
                empty="还没有导出。导出后交给短信平台发送；平台自己不发短信。"
              />
            </Section>
            <Section title="收信人看到的">
              <p>
                短信：<q className="message">{shown.message}</q>
              </p>
              <p>
                链接：{shown.linkBase}/l/代码；手工输入代码：<a href="/l">{`${location.origin}/l`}</a>；核实页：
                <a href="/verify">{`${location.origin}/verify`}</a>
              </p>
            </Section>
          </>
        )}
      </Reading>
    </Page>
  );
}
