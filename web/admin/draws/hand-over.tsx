/** Step four: release replicates one by one, in order, and download the call list. Everything here is noted in the trail. */
import { App, Button } from 'antd';
import {
  downloadCallList,
  downloadParticipants,
  downloadSample,
  downloadUnitKey,
  getDraw,
  listDraws,
  releaseReplicate,
  type Draw,
} from '#contract';
import { download } from '../api.ts';
import { formatCount, formatInstant } from '../format.ts';
import { useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { listReplicates, type Replicate } from './replicates.ts';
import { LinkButton } from '../shared/link-button.tsx';
import { Step } from './step.tsx';
import { Supplement } from './supplement.tsx';

function ReleaseButton({ draw, replicate }: { readonly draw: Draw; readonly replicate: Replicate }) {
  const { message } = App.useApp();
  const release = useWrite(releaseReplicate, [getDraw, listDraws]);
  return (
    <DialogButton
      label={`放出第${replicate.number}批`}
      type="primary"
      size="small"
      title={`放出第${replicate.number}批？`}
      okText={`放出第${replicate.number}批`}
      onSubmit={async () => {
        await release.mutateAsync({ params: { drawId: draw.id }, body: { replicate: replicate.number } });
        void message.success(`第${replicate.number}批已放出`);
      }}
    >
      <p>
        这一批共{formatCount(replicate.main + replicate.reserve)}人（主样本{formatCount(replicate.main)}人，备用
        {formatCount(replicate.reserve)}人）。
      </p>
      <p>放出的样本不论是否联系上，都计入应答率，不能收回。请在前一批按规定次数联系完以后再放下一批。</p>
    </DialogButton>
  );
}

function Releases({ draw }: { readonly draw: Draw }) {
  const { may } = useSignedIn();
  const released = new Map(draw.releases.map((release) => [release.replicate, release]));
  const next = (draw.releases.at(-1)?.replicate ?? draw.firstReplicate - 1) + 1;
  const columns: readonly Column<Replicate>[] = [
    { key: 'number', title: '批次', kind: 'tight', inline: true, render: ({ number }) => `第${number}批` },
    { key: 'main', title: '主样本', kind: 'right', inline: true, render: ({ main }) => formatCount(main) },
    { key: 'reserve', title: '备用', kind: 'right', inline: true, render: ({ reserve }) => formatCount(reserve) },
    {
      key: 'state',
      title: '状态',
      render: ({ number }) => {
        const release = released.get(number);
        if (!release) return <Mark tone="plain">未放出</Mark>;
        return (
          <>
            <Mark tone="good">已放出</Mark>{' '}
            <span className="soft small">
              {formatInstant(release.releasedAt, true)} {release.releasedBy}
            </span>
          </>
        );
      },
    },
    {
      key: 'action',
      title: '操作',
      render: (replicate) =>
        may('makeDraws') && replicate.number === next ? <ReleaseButton draw={draw} replicate={replicate} /> : null,
    },
  ];
  return (
    <DataTable
      columns={columns}
      rows={listReplicates(draw).filter(({ number }) => number >= draw.firstReplicate)}
      rowKey={({ number }) => number}
      empty="没有批次。"
    />
  );
}

function Downloads({ draw }: { readonly draw: Draw }) {
  const { may } = useSignedIn();
  const { message } = App.useApp();
  const fetchList = async (replicates: 'released' | 'all') => {
    await download(
      downloadCallList,
      { params: { drawId: draw.id }, query: { replicates } },
      `呼叫清单-${draw.title}.xlsx`,
    );
    void message.success('呼叫清单已下载');
  };
  if (!may('makeDraws')) return null;
  return (
    <>
      <h3>呼叫清单</h3>
      <div className="actions gap">
        <DialogButton
          label="下载呼叫清单"
          type="primary"
          disabled={draw.releases.length === 0}
          title="下载已放出批次的呼叫清单？"
          okText="下载呼叫清单"
          onSubmit={() => fetchList('released')}
        >
          <p>文件里有姓名和号码，只能用于本次评价；请存放在受控的电脑上，用完删除。下载会记入留痕。</p>
        </DialogButton>
        <DialogButton
          label="下载全部样本的清单"
          title="下载全部样本的清单？"
          okText="下载全部样本"
          onSubmit={() => fetchList('all')}
        >
          <p>包括还没有放出的批次。一般只在导入呼叫系统、由系统控制批次时使用。文件里有姓名和号码，下载会记入留痕。</p>
        </DialogButton>
      </div>
      {draw.releases.length === 0 ? (
        <p className="soft small">{`放出第${draw.firstReplicate}批以后，才能下载呼叫清单。`}</p>
      ) : null}
      {draw.releases.length > 0 && draw.design.method === 'random-digits' ? (
        <>
          <h3>参与者文件</h3>
          <p className="soft">
            给queXS或LimeSurvey：已放出的号码，token就是样本编号，没有姓名。下载会记入留痕。导入LimeSurvey时不要勾选过滤空邮箱，
            重复只按token查，否则只进得去一个。
          </p>
          <div className="actions gap">
            {(['quexs', 'limesurvey'] as const).map((format) => (
              <DownloadButton
                key={format}
                route={downloadParticipants}
                asked={{ params: { drawId: draw.id }, query: { format } }}
                name={`${format}.csv`}
              >
                {`${format === 'quexs' ? 'queXS' : 'LimeSurvey'}参与者文件`}
              </DownloadButton>
            ))}
          </div>
        </>
      ) : null}
      {draw.releases.length > 0 && draw.design.method !== 'random-digits' ? (
        <>
          <h3>电话访问</h3>
          <p className="soft">回收表、参与者文件、传回结果、应答率和名单质量。</p>
          <LinkButton to="/draws/$drawId/fieldwork" params={{ drawId: draw.id }}>
            电话访问
          </LinkButton>
        </>
      ) : null}
      <h3>样本表</h3>
      <p className="soft">每个样本编号的层、批次、入样概率和设计权重，汇总加权时用；没有姓名和号码。</p>
      <Button
        onClick={() =>
          void download(downloadSample, { params: { drawId: draw.id } }, `样本表-${draw.title}.csv`).catch(
            (problem: unknown) => {
              void message.error(problem instanceof Error ? problem.message : '下载没有成功，请重试');
            },
          )
        }
      >
        下载样本表
      </Button>
      {may('takeUnitKey') ? (
        <>
          <h3>独立复核</h3>
          <DialogButton
            label="下载编号密钥"
            danger
            title="下载编号密钥？"
            okText="下载编号密钥"
            onSubmit={async () => {
              await download(downloadUnitKey, { params: { drawId: draw.id } }, '编号密钥.txt');
              void message.success('编号密钥已下载');
            }}
          >
            <p>审计人员有了它和各部门的原始名单，可以独立算出每个人的编号、从头复核。</p>
            <p>但有它的人也能查出某个人是否被抽中。请只交给审计人员，当面移交、用后收回。下载会记入留痕。</p>
          </DialogButton>
        </>
      ) : null}
    </>
  );
}

export function HandOver({ draw }: { readonly draw: Draw }) {
  return (
    <Step
      title="第四步 放出批次"
      state={draw.state === 'sealed' ? 'now' : 'later'}
      later="封存样本以后才能放出批次、下载呼叫清单。"
    >
      <p className="soft">批次按顺序放出。前一批联系完、完成量不够时，再放下一批。</p>
      <Releases draw={draw} />
      <Supplement draw={draw} />
      <Downloads draw={draw} />
    </Step>
  );
}
