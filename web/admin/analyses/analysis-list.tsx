/** All 绩效分析表 of a cycle: who filed, who did not, and the volume for the leaders. */
import { Link, useParams } from '@tanstack/react-router';
import {
  categoryLabels,
  listAnalyses,
  listOwnAnalyses,
  printAnalysisVolume,
  setAnalysisDeadline,
  writeAnalysisVolume,
  type AnalysisStanding,
} from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { useCycles } from '../shared/cycle-choice.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { nameDeadline, SetDeadline } from '../shared/deadline.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { groupByCategory } from '../shared/words.ts';
import { AnalysisMarks } from './words.tsx';

const columns: readonly Column<AnalysisStanding>[] = [
  {
    key: 'department',
    title: '单位',
    kind: 'tight',
    render: ({ cycle, department }) => (
      <Link to="/cycles/$cycleId/analyses/$departmentId" params={{ cycleId: cycle.id, departmentId: department.id }}>
        {department.name}
      </Link>
    ),
  },
  { key: 'state', title: '状态', render: (standing) => <AnalysisMarks standing={standing} /> },
  { key: 'words', title: '字数', kind: 'right', render: ({ words }) => (words === 0 ? null : words) },
  { key: 'filedBy', title: '报送人', render: ({ filedBy }) => filedBy },
  { key: 'filedAt', title: '报送时间', render: ({ filedAt }) => (filedAt === null ? null : formatInstant(filedAt)) },
];

function Volume({ cycleId }: { readonly cycleId: string }) {
  const asked = { params: { cycleId } };
  return (
    <>
      <DownloadButton route={writeAnalysisVolume} asked={asked} name="绩效分析汇编.docx">
        汇编成册（Word）
      </DownloadButton>
      <DownloadButton route={printAnalysisVolume} asked={asked} name="绩效分析汇编.pdf">
        汇编成册（PDF）
      </DownloadButton>
    </>
  );
}

export function AnalysisListPage() {
  const { cycleId } = useParams({ from: '/inside/cycles/$cycleId/analyses' });
  const { may } = useSignedIn();
  const cycles = useCycles();
  const cycle = cycles.data?.items.find(({ id }) => id === cycleId);
  const analyses = useRead(listAnalyses, { params: { cycleId } });
  const due = useWrite(setAnalysisDeadline, [listAnalyses, listOwnAnalyses]);
  return (
    <Page
      title="绩效分析表"
      lead={cycle ? `${cycle.name}：各单位全年工作的分析，接收后汇编成册，供领导评价时参考。` : undefined}
      trail={
        may('manageCycles') ? (
          <>
            <Link to="/cycles/$cycleId" params={{ cycleId }}>
              评价周期
            </Link>{' '}
            › 绩效分析表
          </>
        ) : (
          <>
            <Link to="/frames" search={{ cycle: cycleId }}>
              抽样框总览
            </Link>{' '}
            › 绩效分析表
          </>
        )
      }
      actions={may('reviewFrames') ? <Volume cycleId={cycleId} /> : undefined}
    >
      <Reading query={analyses}>
        {({ items, deadlineOn }) => {
          const count = (state: AnalysisStanding['state']) => items.filter((item) => item.state === state).length;
          const grouped = groupByCategory(items.map((item) => ({ ...item, category: item.department.category })));
          return (
            <Section
              title={`已接收${count('accepted')}个，待接收${count('filed')}个，共${items.length}个单位`}
              actions={
                cycle !== undefined && cycle.state !== 'closed' && may('manageCycles') ? (
                  <SetDeadline
                    what="绩效分析表"
                    deadlineOn={deadlineOn}
                    suggested={cycle.frameDeadlineOn}
                    onSet={(day) => due.mutateAsync({ params: { cycleId }, body: { deadlineOn: day } })}
                  />
                ) : undefined
              }
            >
              <p>截止：{nameDeadline(deadlineOn)}</p>
              <DataTable
                columns={columns}
                rows={grouped.flatMap((group) => group.items)}
                rowKey={({ department }) => department.id}
                groupOf={({ department }) => categoryLabels[department.category]}
                empty="还没有被评价单位。请先在评价周期里列入。"
              />
            </Section>
          );
        }}
      </Reading>
    </Page>
  );
}
