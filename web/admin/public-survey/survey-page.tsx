/** The public survey of a cycle: its settings, opening and closing, how many came in, and the desk of what was set apart. */
import { Link, useParams } from '@tanstack/react-router';
import { Alert, App, Form, Input } from 'antd';
import {
  checkPublicSurvey,
  closePublicSurvey,
  concludePublicSurvey,
  getCycle,
  getPublicDesk,
  getPublicSurvey,
  openPublicSurvey,
  savePublicSurvey,
  type PublicDesk,
  type PublicSurvey,
} from '#contract';
import { formatCount, formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fromField, toField } from '../shared/instant-field.ts';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { useSignedIn } from '../session.tsx';
import { QuarantineDesk } from './quarantine-desk.tsx';
import { readLinks, writeLinks } from './links.ts';

const stateWords: Readonly<Record<PublicSurvey['state'], string>> = {
  draft: '未开放',
  open: '开放中',
  closed: '已结束，核查中',
  concluded: '核查已结束',
};

interface Values extends Pick<PublicSurvey, 'slug' | 'title' | 'organiser' | 'hotline' | 'notice' | 'verifyText'> {
  readonly opens: string;
  readonly closes: string;
  readonly links: string;
}

const must = (words: string) => [{ required: true, message: words }];

function Settings({ survey }: { readonly survey: PublicSurvey | null }) {
  const { cycleId } = useParams({ from: '/inside/cycles/$cycleId/public-survey' });
  const { message } = App.useApp();
  const cycle = useRead(getCycle, { params: { cycleId } });
  const save = useWrite(savePublicSurvey, [getPublicSurvey]);
  const departments = cycle.data?.appraisees ?? [];
  const opened = survey !== null && survey.state !== 'draft';
  return (
    <DialogButton<Values>
      label={survey ? '修改设置' : '设置网上评议'}
      type={survey ? 'default' : 'primary'}
      title="网上评议的设置"
      okText="保存"
      width={680}
      disabled={!cycle.data}
      initialValues={
        survey
          ? {
              ...survey,
              opens: toField(survey.opensAt),
              closes: toField(survey.closesAt),
              links: writeLinks(survey.links, departments),
            }
          : { notice: '网上评议与抽样调查分开统计、一并公布。', links: '' }
      }
      onSubmit={async ({ opens, closes, links, ...words }) => {
        await save.mutateAsync({
          params: { cycleId },
          body: {
            ...words,
            notice: words.notice ?? '',
            opensAt: fromField(opens),
            closesAt: fromField(closes),
            links: readLinks(links ?? '', departments).links,
          },
        });
        void message.success('已保存');
      }}
    >
      <Form.Item
        name="slug"
        label="网址后缀"
        rules={must('请填网址后缀')}
        extra="公众打开的网址是 本站地址/s/后缀；开放后不能再改。"
      >
        <Input disabled={opened} maxLength={40} autoComplete="off" placeholder="例如：pingyi-2026" />
      </Form.Item>
      <Form.Item name="title" label="标题" rules={must('请填标题')}>
        <Input disabled={opened} maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item name="organiser" label="主办单位" rules={must('请填主办单位')}>
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item name="hotline" label="监督电话" rules={must('请填监督电话')}>
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Form.Item name="opens" label="开始时间（北京时间）" rules={must('请填开始时间')}>
        <Input type="datetime-local" disabled={opened} />
      </Form.Item>
      <Form.Item name="closes" label="结束时间（北京时间）" rules={must('请填结束时间')}>
        <Input type="datetime-local" />
      </Form.Item>
      <Form.Item name="notice" label="首页上的说明">
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
      <Form.Item
        name="verifyText"
        label="核实页上的说明"
        rules={must('请填核实页上的说明')}
        extra="写明谁、什么时候、用什么号码联系公众。公众在 本站地址/verify 看到。"
      >
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
      <Form.Item
        name="links"
        label="绩效分析和整改公开的网址"
        extra="每行一个单位：单位名称、绩效分析网址、整改公开网址，用空格隔开；没有的写“无”。"
        rules={[
          {
            validator: async (_rule, text: string | undefined) => {
              const { problem } = readLinks(text ?? '', departments);
              if (problem !== undefined) throw new Error(problem);
            },
          },
        ]}
      >
        <Input.TextArea rows={3} />
      </Form.Item>
    </DialogButton>
  );
}

function Acts({ survey, ready }: { readonly survey: PublicSurvey; readonly ready: boolean }) {
  const { cycleId } = useParams({ from: '/inside/cycles/$cycleId/public-survey' });
  const { message } = App.useApp();
  const touched = [getPublicSurvey, getPublicDesk];
  const asked = { params: { cycleId }, body: {} };
  const open = useWrite(openPublicSurvey, touched);
  const close = useWrite(closePublicSurvey, touched);
  const check = useWrite(checkPublicSurvey, touched);
  const conclude = useWrite(concludePublicSurvey, touched);
  return (
    <>
      {survey.state === 'draft' ? (
        <DialogButton
          label="开放"
          type="primary"
          disabled={!ready}
          title="开放网上评议"
          okText="开放"
          onSubmit={() => open.mutateAsync(asked)}
        >
          <p>
            开放后，公众在{formatInstant(survey.opensAt)}到{formatInstant(survey.closesAt)}
            之间可以作答。网址、标题、开始时间和异常规则从此不能再改。
          </p>
        </DialogButton>
      ) : null}
      {survey.state === 'open' || survey.state === 'closed' ? (
        <DialogButton
          label="现在检查"
          title="按规则检查收到的答卷"
          okText="检查"
          onSubmit={async () => {
            const { examined, quarantined } = await check.mutateAsync(asked);
            void message.success(`检查了${examined}份，新隔离${quarantined}份`);
          }}
        >
          <p>规则在开放时已经定好，平台每小时自动检查一次，结束后再检查一次。可疑的先隔离，不删除。</p>
        </DialogButton>
      ) : null}
      {survey.state === 'open' ? (
        <DialogButton
          label="立即结束"
          danger
          title="立即结束网上评议"
          okText="结束"
          onSubmit={() => close.mutateAsync(asked)}
        >
          <p>结束后立即不再收答卷，不能再开放。到了设定的时间会自动结束，一般不用手动。</p>
        </DialogButton>
      ) : null}
      {survey.state === 'closed' ? (
        <DialogButton
          label="结束核查"
          danger
          title="结束核查"
          okText="结束核查"
          onSubmit={() => conclude.mutateAsync(asked)}
        >
          <p>隔离的答卷都决定以后才能结束核查。结束后，用来识别异常的网段痕迹和密钥立即销毁，不能再检查。</p>
        </DialogButton>
      ) : null}
    </>
  );
}

type Received = PublicDesk['received'][number];
const number = (key: string, title: string, of: (row: Received) => number): Column<Received> => ({
  key,
  title,
  kind: 'right',
  render: (row) => formatCount(of(row)),
});
const columns: readonly Column<Received>[] = [
  { key: 'department', title: '单位', render: ({ department }) => department },
  number('web', '网上', ({ web }) => web),
  number('quarantined', '其中隔离', ({ quarantined }) => quarantined),
  number('excluded', '其中剔除', ({ excluded }) => excluded),
  number('replaced', '被代替', ({ replaced }) => replaced),
  number('link', '短信链接', ({ link }) => link),
  number('telephone', '电话', ({ telephone }) => telephone),
  number('paper', '纸质', ({ paper }) => paper),
];

function Desk() {
  const { cycleId } = useParams({ from: '/inside/cycles/$cycleId/public-survey' });
  const desk = useRead(getPublicDesk, { params: { cycleId } });
  return (
    <Reading query={desk}>
      {(data) => (
        <>
          <Section title="收到的份数">
            <p className="soft">只有份数，没有答案和得分。“被代替”是同一台设备后来重新评价的，不算在“网上”里。</p>
            <DataTable
              columns={columns}
              rows={data.received}
              rowKey={({ departmentId }) => departmentId}
              empty="这个周期还没有被评价单位。"
            />
          </Section>
          <QuarantineDesk cycleId={cycleId} desk={data} />
        </>
      )}
    </Reading>
  );
}

export function PublicSurveyPage() {
  const { cycleId } = useParams({ from: '/inside/cycles/$cycleId/public-survey' });
  const { person } = useSignedIn();
  const survey = useRead(getPublicSurvey, { params: { cycleId } });
  const set = survey.data?.survey ?? null;
  const mayChange = person.role === 'office';
  return (
    <Page
      title="网上评议"
      lead="公众不用登录，在手机上逐题评价各单位。网上答卷单独统计，与抽样调查并列公布；是否计入得分以评价方案为准。"
      trail={
        <>
          <Link to="/cycles/$cycleId" params={{ cycleId }}>
            评价周期
          </Link>{' '}
          › 网上评议
        </>
      }
      actions={
        mayChange && survey.data ? (
          <>
            {set === null || set.state === 'draft' || set.state === 'open' ? <Settings survey={set} /> : null}
            {set ? <Acts survey={set} ready={survey.data.questionnaireReady} /> : null}
          </>
        ) : undefined
      }
    >
      <Reading query={survey}>
        {({ survey: found, questionnaireReady }) => (
          <>
            {questionnaireReady ? null : (
              <Alert
                className="gap"
                type="warning"
                showIcon
                title="还没有已发布的公众评议问卷"
                description="请先在“问卷”里审定并发布“公众网上评议”问卷，再开放。"
              />
            )}
            {found === null ? (
              <p className="soft">还没有设置。请绩效办点“设置网上评议”，定好网址和时间，再开放。</p>
            ) : (
              <Section title={stateWords[found.state]}>
                <p>
                  {found.title}，{formatInstant(found.opensAt)}至{formatInstant(found.closesAt)}。
                  {found.rulesVersion === null ? '' : `异常规则：${found.rulesVersion}。`}
                  {found.checkedAt === null ? '' : `最近检查：${formatInstant(found.checkedAt)}。`}
                </p>
                {found.state === 'draft' ? null : (
                  <p>
                    公众打开：<a href={`/s/${found.slug}`}>{`${location.origin}/s/${found.slug}`}</a>
                    ；核实页：<a href="/verify">{`${location.origin}/verify`}</a>
                  </p>
                )}
              </Section>
            )}
            {found === null || found.state === 'draft' ? null : <Desk />}
          </>
        )}
      </Reading>
    </Page>
  );
}
