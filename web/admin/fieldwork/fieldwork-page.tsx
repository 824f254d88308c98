/** Telephone fieldwork of one draw: lists out, results in, response rates with their definition, list quality. No score. */
import { Link, useParams } from '@tanstack/react-router';
import { Alert, Select } from 'antd';
import { Fragment, useState } from 'react';
import {
  downloadParticipants,
  downloadResultTemplate,
  getFieldwork,
  type FieldworkGroup,
  type RouteReply,
} from '#contract';
import { formatCount, formatInstant } from '../format.ts';
import { useRead } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { choicesLine, SetChoices } from './choices.tsx';
import { QualityTable } from './quality-table.tsx';
import { ResultsIn } from './results-in.tsx';
import { kindOptions, percent, type AskedKind } from './words.ts';

type Fieldwork = RouteReply<typeof getFieldwork>;

const groupWords = { all: '', department: '按部门', stratum: '按层' } as const;

const groupColumns: readonly Column<FieldworkGroup>[] = [
  {
    key: 'name',
    title: '范围',
    kind: 'tight',
    render: ({ by, name }) => (by === 'all' ? <strong>全部</strong> : name),
  },
  { key: 'by', title: '分组', kind: 'tight', render: ({ by }) => groupWords[by] },
  { key: 'released', title: '已放出', kind: 'right', render: ({ released }) => formatCount(released) },
  { key: 'dialled', title: '已拨打', kind: 'right', render: ({ dialled }) => formatCount(dialled) },
  { key: 'elsewhere', title: '链接、纸质作答', kind: 'right', render: ({ elsewhere }) => formatCount(elsewhere) },
  { key: 'final', title: '已结案', kind: 'right', render: ({ final }) => formatCount(final) },
  { key: 'I', title: '成功', kind: 'right', render: ({ classes }) => (classes ? formatCount(classes['I'] ?? 0) : '—') },
  ...(['RR1', 'RR3', 'COOP1', 'REF1', 'CON1'] as const).map((name): Column<FieldworkGroup> => ({
    key: name,
    title: name,
    kind: 'right',
    render: ({ rates }) => percent(rates?.[name]),
  })),
];

const allRates = ['RR1', 'RR2', 'RR3', 'RR4', 'RR5', 'RR6', 'COOP1', 'COOP2', 'COOP3', 'COOP4'] as const;
const otherRates = ['REF1', 'REF2', 'REF3', 'CON1', 'CON2', 'CON3'] as const;

const importColumns: readonly Column<Fieldwork['imports'][number]>[] = [
  { key: 'number', title: '第几次', kind: 'right', render: ({ number }) => number },
  { key: 'file', title: '文件', kind: 'wrap', render: ({ fileName }) => fileName },
  { key: 'rows', title: '行数', kind: 'right', render: ({ rows }) => formatCount(rows) },
  { key: 'changed', title: '有变化', kind: 'right', render: ({ changed }) => formatCount(changed) },
  { key: 'digest', title: '摘要', kind: 'tight', render: ({ digest }) => <code>{digest.slice(0, 12)}</code> },
  { key: 'by', title: '存入', render: ({ storedAt, storedBy }) => `${formatInstant(storedAt)} ${storedBy}` },
];

function ReleaseHint({ release }: { readonly release: Fieldwork['release'] }) {
  if (release.released === 0) return null;
  const share = percent(release.final / release.released);
  return (
    <Alert
      className="gap"
      type={release.ready ? 'success' : 'info'}
      showIcon
      title={`已放出的${formatCount(release.released)}人中，${formatCount(release.final)}人已结案（${share}）`}
      description={
        release.ready
          ? '已到八成。完成量还不够时，可以放出下一批。'
          : '不到八成，先把这一批打完再放下一批，免得只访到容易找的人。'
      }
    />
  );
}

function Rates({ data }: { readonly data: Fieldwork }) {
  const [all] = data.groups;
  return (
    <Section title="进度和应答率" actions={<SetChoices cycleId={data.cycleId} choices={data.choices} />}>
      <ReleaseHint release={data.release} />
      <DataTable
        caption="各部门、各层的进度和应答率"
        columns={groupColumns}
        rows={data.groups}
        rowKey={({ by, key }) => `${by} ${key}`}
        empty="还没有放出样本。"
      />
      {all?.rates ? (
        <details className="gap-above">
          <summary>全部比率（AAPOR）</summary>
          <dl className="facts">
            {[...allRates, ...otherRates].map((name) => (
              <Fragment key={name}>
                <div>
                  <dt>{name}</dt>
                  <dd>{percent(all.rates?.[name])}</dd>
                </div>
              </Fragment>
            ))}
          </dl>
        </details>
      ) : null}
      <h3>口径</h3>
      <ul>
        {data.definition.map((line) => (
          <li key={line} className={line.startsWith('未设定') ? 'bad' : undefined}>
            {line}
          </li>
        ))}
      </ul>
      <p className="soft small">{choicesLine(data.choices)}</p>
    </Section>
  );
}

export function FieldworkPage() {
  const { drawId } = useParams({ from: '/inside/draws/$drawId/fieldwork' });
  const { may } = useSignedIn();
  const [asked, setAsked] = useState<AskedKind | ''>('');
  const kind = asked === '' ? undefined : asked;
  const fieldwork = useRead(getFieldwork, { params: { drawId } });
  const params = { drawId };
  return (
    <Page
      title={fieldwork.data ? `电话访问：${fieldwork.data.title}` : '电话访问'}
      lead="名单交给呼叫中心，结果用回收表传回。这里只有进度和应答率，没有得分。"
      trail={
        <>
          <Link to="/draws/$drawId" params={params}>
            抽样
          </Link>{' '}
          › 电话访问
        </>
      }
    >
      <Reading query={fieldwork}>
        {(data) => (
          <>
            {may('makeDraws') ? (
              <>
                <Section title="交给呼叫中心">
                  <p>
                    呼叫清单在“抽样”页下载。用queXS或LimeSurvey的，下载参与者文件：token就是样本编号。
                    参与者文件含姓名和号码，下载会记入留痕；回收表没有。
                  </p>
                  <p>
                    导入queXS时，phone选“Primary phone number”，phone2、phone3选“Phone number”，分机在extension列。
                    导入LimeSurvey时，不要勾选过滤空邮箱（Filter blank email
                    addresses），重复只按token查，否则没有邮箱的、同名的人进不去。
                  </p>
                  <p>已用短信链接或纸质问卷作答的、表示不参加的，不在参与者文件里，在回收表的备注里写着“不用再拨”。</p>
                  <div className="filters">
                    <label>
                      问的是哪种问卷
                      <br />
                      <Select
                        className="wide-select"
                        aria-label="问的是哪种问卷"
                        value={asked}
                        onChange={setAsked}
                        options={[...kindOptions]}
                      />
                    </label>
                  </div>
                  <div className="actions">
                    <DownloadButton
                      route={downloadResultTemplate}
                      asked={{ params, query: kind === undefined ? {} : { kind } }}
                      name="回收表.xlsx"
                    >
                      下载回收表
                    </DownloadButton>
                    <DownloadButton
                      route={downloadParticipants}
                      asked={{ params, query: { format: 'quexs' } }}
                      name="queXS.csv"
                    >
                      queXS参与者文件
                    </DownloadButton>
                    <DownloadButton
                      route={downloadParticipants}
                      asked={{ params, query: { format: 'limesurvey' } }}
                      name="LimeSurvey.csv"
                    >
                      LimeSurvey参与者文件
                    </DownloadButton>
                  </div>
                </Section>
                <Section title="传回结果">
                  <p>
                    先“试读”，看问题和变化，再“存入”。有一处要改，整张表都不存。更正过的表再传一次，只改变化的。
                    别的系统导出的结果，有token、outcome、call attempts三列就能读；queXS的“complete sample file with
                    current outcomes”不用改，直接传。
                  </p>
                  <ResultsIn drawId={drawId} cycleId={data.cycleId} kind={kind} key={asked} />
                </Section>
              </>
            ) : null}
            <Rates data={data} />
            <Section
              title="名单质量"
              actions={
                <Link to="/cycles/$cycleId/list-quality" params={{ cycleId: data.cycleId }}>
                  整个周期的名单质量
                </Link>
              }
            >
              <QualityTable rows={data.quality} all={null} own={false} />
            </Section>
            {data.imports.length === 0 ? null : (
              <Section title={`历次存入（${data.imports.length}次）`}>
                <DataTable columns={importColumns} rows={data.imports} rowKey={({ number }) => number} empty="" />
              </Section>
            )}
          </>
        )}
      </Reading>
    </Page>
  );
}
