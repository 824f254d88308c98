/** The questionnaires of a cycle: the common ones, and each department's on its hot topics. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import {
  downloadAnswers,
  draftQuestionnaire,
  listQuestionnaires,
  questionnaireKindLabels,
  type QuestionnaireItem,
} from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { chooseCycle, CycleSelect, useCycles } from '../shared/cycle-choice.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';
import { questionnaireReads } from './steps.tsx';
import { VersionStateMark } from './words.tsx';
import '../styles/questionnaire.css';

/** Begins a draft and opens it. */
export function BeginDraft({
  item,
  primary = false,
}: {
  readonly item: QuestionnaireItem;
  readonly primary?: boolean;
}) {
  const navigate = useNavigate();
  const draft = useWrite(draftQuestionnaire, questionnaireReads);
  const name = `${item.department?.name ?? ''}${questionnaireKindLabels[item.kind]}`;
  const begin = async () => {
    const version = await draft.mutateAsync({
      params: { cycleId: item.cycle.id },
      body: { kind: item.kind, from: 'template', ...(item.department ? { departmentId: item.department.id } : {}) },
    });
    await navigate({ to: '/questionnaires/$versionId', params: { versionId: version.versionId } });
  };
  return (
    <>
      <Button
        type={primary ? 'primary' : 'default'}
        aria-label={`从模板起草${name}`}
        loading={draft.isPending}
        onClick={() => void begin().catch(() => {})}
      >
        从模板起草
      </Button>
      {draft.isError ? <ProblemNotice problem={draft.error} /> : null}
    </>
  );
}

function Versions({ item }: { readonly item: QuestionnaireItem }) {
  const { may } = useSignedIn();
  const [newest, ...older] = item.versions;
  if (!newest)
    return !item.cycle.closed && may('manageCycles') ? <BeginDraft item={item} /> : <Mark tone="plain">未起草</Mark>;
  const shown = [newest, ...older.filter(({ state }) => state === 'published')];
  return (
    <ul className="qn-versions">
      {shown.map((version) => (
        <li key={version.versionId}>
          <Link to="/questionnaires/$versionId" params={{ versionId: version.versionId }}>
            第{version.number}版
          </Link>{' '}
          <VersionStateMark state={version.state} /> <span className="soft">{version.questionCount}题</span>
        </li>
      ))}
    </ul>
  );
}

/** Answers for statisticians, once the cycle has closed. */
function Answers({ item }: { readonly item: QuestionnaireItem }) {
  const { may } = useSignedIn();
  const version = item.versions.find(({ state }) => state === 'published' || state === 'retired');
  if (!version || !item.cycle.closed || item.kind === 'leader' || !may('makeDraws')) return null;
  return (
    <DownloadButton route={downloadAnswers} asked={{ params: { versionId: version.versionId } }} name="答卷.zip">
      导出
    </DownloadButton>
  );
}

const columns: readonly Column<QuestionnaireItem>[] = [
  {
    key: 'name',
    title: '问卷',
    render: ({ kind, department }) => department?.name ?? questionnaireKindLabels[kind],
  },
  { key: 'versions', title: '版本', render: (item) => <Versions item={item} /> },
  { key: 'answers', title: '答卷', render: (item) => <Answers item={item} /> },
  {
    key: 'comments',
    title: '待处理意见',
    kind: 'right',
    render: ({ openComments }) => (openComments === 0 ? null : <Mark tone="wait">{`${openComments}条`}</Mark>),
  },
  {
    key: 'changed',
    title: '最近改动',
    render: ({ versions: [newest] }) => (newest ? `${newest.changed.by}，${formatInstant(newest.changed.at)}` : null),
  },
];

type Filter = 'all' | 'submitted' | 'open' | 'published';
const filters: readonly {
  readonly key: Filter;
  readonly label: string;
  readonly fits: (item: QuestionnaireItem) => boolean;
}[] = [
  { key: 'all', label: '全部', fits: () => true },
  { key: 'submitted', label: '待审核', fits: ({ versions: [newest] }) => newest?.state === 'submitted' },
  { key: 'open', label: '未发布', fits: ({ versions }) => versions.every(({ state }) => state !== 'published') },
  { key: 'published', label: '已发布', fits: ({ versions }) => versions.some(({ state }) => state === 'published') },
];

function Questionnaires({ cycleId }: { readonly cycleId: string }) {
  const [filter, setFilter] = useState<Filter>('all');
  const questionnaires = useRead(listQuestionnaires, { params: { cycleId } });
  return (
    <Reading query={questionnaires}>
      {({ items }) => {
        const common = items.filter(({ department }) => department === null);
        const topics = items.filter(({ department }) => department !== null);
        const fits = filters.find(({ key }) => key === filter)?.fits ?? (() => true);
        return (
          <>
            <Section title="各单位通用的问卷">
              <DataTable columns={columns} rows={common} rowKey={({ kind }) => kind} empty="没有问卷。" />
            </Section>
            <Section
              title={`热点、难点工作问卷：已发布${topics.filter(({ versions }) => versions.some(({ state }) => state === 'published')).length}个，共${topics.length}个单位`}
            >
              <p className="soft">由各部门起草（不少于5个问题），绩效办审核后发布。</p>
              <div className="actions qn-bar" role="group" aria-label="按状态筛选">
                {filters.map(({ key, label, fits: counts }) => (
                  <Button
                    key={key}
                    type={filter === key ? 'primary' : 'default'}
                    aria-pressed={filter === key}
                    onClick={() => setFilter(key)}
                  >
                    {label}（{topics.filter(counts).length}）
                  </Button>
                ))}
              </div>
              <DataTable
                columns={columns}
                rows={topics.filter(fits)}
                rowKey={({ department }) => department?.id ?? ''}
                empty={topics.length === 0 ? '还没有被评价单位。请先在评价周期里列入。' : '没有符合条件的单位。'}
              />
            </Section>
          </>
        );
      }}
    </Reading>
  );
}

export function QuestionnaireListPage() {
  const { cycle: wanted } = useSearch({ from: '/inside/questionnaires' });
  const navigate = useNavigate();
  const cycles = useCycles();
  return (
    <Page title="问卷" lead="各类问卷的起草、审核和发布。发布后不能再改，所有答卷方式用同一个版本。">
      <Reading query={cycles}>
        {({ items }) => {
          const chosen = chooseCycle(items, wanted);
          if (!chosen) return <div className="empty">还没有评价周期，请先新建。</div>;
          return (
            <>
              <div className="actions qn-bar">
                <CycleSelect
                  cycles={items}
                  chosen={chosen.id}
                  onChoose={(cycle) => void navigate({ to: '/questionnaires', search: { cycle } })}
                />
              </div>
              <Questionnaires key={chosen.id} cycleId={chosen.id} />
            </>
          );
        }}
      </Reading>
    </Page>
  );
}
