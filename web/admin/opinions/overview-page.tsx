/** What people said this cycle, in numbers: how far the work is, of what kind the opinions are, what they are about, by department. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import {
  getOpinionCodes,
  getOpinionOverview,
  opinionStateLabels,
  type OpinionCodes,
  type OpinionOverviewRow,
} from '#contract';
import { useRead } from '../query.ts';
import { Chart } from '../shared/chart.tsx';
import { chooseCycle, CycleSelect, useCycles } from '../shared/cycle-choice.tsx';
import { DataTable } from '../shared/data-table.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { OpinionSteps } from './frame.tsx';

/** Colours that stay apart in grey and for the colour-blind. */
const colours = ['#1b4f8f', '#d9a441', '#3f8f5b', '#b5533c', '#8a6bb1', '#5b9bd5'];

interface Series {
  readonly name: string;
  readonly of: (row: OpinionOverviewRow) => number;
}

function Bars({
  rows,
  series,
  label,
}: {
  readonly rows: readonly OpinionOverviewRow[];
  readonly series: readonly Series[];
  readonly label: string;
}) {
  const option = useMemo(() => {
    const upwards = rows.toReversed();
    return {
      grid: { left: 8, right: 24, top: 36, bottom: 8, containLabel: true },
      textStyle: { fontFamily: 'sans-serif' },
      // On a phone the names stand in one line that scrolls, never over the bars.
      legend: { type: 'scroll', top: 0, data: series.map(({ name }) => name) },
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
      xAxis: { type: 'value', minInterval: 1 },
      yAxis: { type: 'category', data: upwards.map(({ department }) => department.name) },
      series: series.map(({ name, of }, i) => ({
        type: 'bar',
        name,
        stack: 'all',
        barMaxWidth: 28,
        color: colours[i % colours.length],
        data: upwards.map(of),
      })),
    };
  }, [rows, series]);
  return <Chart option={option} rows={rows.length} label={label} />;
}

function TopicTable({ rows, codes }: { readonly rows: readonly OpinionOverviewRow[]; readonly codes: OpinionCodes }) {
  const topics = codes.content.topics
    .map(({ code, label }) => ({
      code,
      label,
      count: rows.reduce((sum, row) => sum + (row.topics[code] ?? 0), 0),
      most: rows
        .filter((row) => (row.topics[code] ?? 0) > 0)
        .toSorted((a, b) => (b.topics[code] ?? 0) - (a.topics[code] ?? 0))
        .slice(0, 3)
        .map((row) => `${row.department.name}${row.topics[code]}条`)
        .join('、'),
    }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count);
  return (
    <DataTable
      caption="说的是什么"
      columns={[
        { key: 'label', title: '类别', render: ({ label }) => label },
        { key: 'count', title: '条数', kind: 'right', render: ({ count }) => count },
        { key: 'most', title: '最多的单位', kind: 'wrap', render: ({ most }) => most },
      ]}
      rows={topics}
      rowKey={({ code }) => code}
      empty="还没有编好码的意见。"
    />
  );
}

function Overview({ cycleId, codes }: { readonly cycleId: string; readonly codes: OpinionCodes }) {
  const overview = useRead(getOpinionOverview, { params: { cycleId } });
  const progress: readonly Series[] = useMemo(
    () => [
      { name: opinionStateLabels['handed-over'], of: ({ handedOver }) => handedOver },
      { name: opinionStateLabels.coded, of: ({ coded }) => coded },
      { name: opinionStateLabels.received, of: ({ received }) => received },
      { name: opinionStateLabels.withheld, of: ({ withheld }) => withheld },
    ],
    [],
  );
  const kinds: readonly Series[] = useMemo(
    () => codes.content.kinds.map(({ code, label }) => ({ name: label, of: (row) => row.kinds[code] ?? 0 })),
    [codes],
  );
  return (
    <Reading query={overview}>
      {({ items }) => {
        const all = ({ received, coded, handedOver, withheld }: OpinionOverviewRow) =>
          received + coded + handedOver + withheld;
        const spoken = items.filter((row) => all(row) > 0).toSorted((a, b) => all(b) - all(a));
        const told = spoken.filter(({ coded, handedOver }) => coded + handedOver > 0);
        const sum = (of: (row: OpinionOverviewRow) => number) => items.reduce((total, row) => total + of(row), 0);
        return (
          <>
            <Section title="进度">
              <dl className="tiles">
                {progress.map(({ name, of }) => (
                  <div key={name} className="tile">
                    <dt>{name}</dt>
                    <dd className="big">{sum(of)}</dd>
                  </div>
                ))}
                <div className="tile">
                  <dt>同意明年回访的人</dt>
                  <dd className="big">{sum(({ consented }) => consented)}</dd>
                </div>
              </dl>
            </Section>
            {spoken.length === 0 ? (
              <Section title="各单位">
                <div className="empty">还没有收到意见。电话、纸质、短信链接和网上评议里的文字意见会自动汇到这里。</div>
              </Section>
            ) : (
              <>
                <Section title="各单位的意见和进度">
                  <Bars rows={spoken} series={progress} label="各单位的意见，按进度分段" />
                  <DataTable
                    caption="各单位的意见"
                    columns={[
                      {
                        key: 'department',
                        title: '单位',
                        kind: 'tight',
                        render: ({ department }: OpinionOverviewRow) => (
                          <Link
                            to="/opinions/$cycleId/departments/$departmentId"
                            params={{ cycleId, departmentId: department.id }}
                          >
                            {department.name}
                          </Link>
                        ),
                      },
                      ...progress.map(({ name, of }) => ({
                        key: name,
                        title: name,
                        kind: 'right' as const,
                        render: of,
                      })),
                      { key: 'consented', title: '同意回访', kind: 'right', render: ({ consented }) => consented },
                    ]}
                    rows={spoken}
                    rowKey={({ department }) => department.id}
                    empty=""
                  />
                </Section>
                <Section title="各单位意见的性质">
                  {told.length === 0 ? (
                    <p className="soft">还没有编好码的意见。</p>
                  ) : (
                    <Bars rows={told} series={kinds} label="各单位的意见，按性质分段" />
                  )}
                </Section>
                <Section title="说的是什么">
                  <TopicTable rows={spoken} codes={codes} />
                </Section>
              </>
            )}
          </>
        );
      }}
    </Reading>
  );
}

export function OpinionOverviewPage() {
  const { cycle: wanted } = useSearch({ from: '/inside/opinions' });
  const navigate = useNavigate();
  const cycles = useCycles();
  const cycle = cycles.data ? chooseCycle(cycles.data.items, wanted) : undefined;
  const codes = useRead(getOpinionCodes, { params: { cycleId: cycle?.id ?? '' } }, { enabled: cycle !== undefined });
  return (
    <Page
      title="意见与整改"
      lead="各种方式收到的文字意见：编码、去标识、移交单位整改，整改后公开，明年请提意见的人来评。"
    >
      <Reading query={cycles}>
        {({ items }) =>
          cycle === undefined ? (
            <div className="empty">还没有评价周期。</div>
          ) : (
            <>
              <div className="filters">
                <CycleSelect
                  cycles={items}
                  chosen={cycle.id}
                  onChoose={(id) => void navigate({ to: '/opinions', search: { cycle: id } })}
                />
              </div>
              <OpinionSteps cycleId={cycle.id} />
              <Reading query={codes}>
                {(codeFrame) => <Overview key={cycle.id} cycleId={cycle.id} codes={codeFrame} />}
              </Reading>
            </>
          )
        }
      </Reading>
    </Page>
  );
}
