/** The draws of a cycle. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { drawMethodLabels, listDraws, type Cycle, type Draw } from '#contract';
import { formatCount, formatInstant } from '../format.ts';
import { useRead } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { chooseCycle, CycleSelect, useCycles } from '../shared/cycle-choice.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { DrawStateMark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';

const columns: readonly Column<Draw>[] = [
  {
    key: 'title',
    title: '名称',
    render: ({ id, title }) => (
      <Link to="/draws/$drawId" params={{ drawId: id }}>
        {title}
      </Link>
    ),
  },
  { key: 'state', title: '状态', kind: 'tight', render: ({ state }) => <DrawStateMark state={state} /> },
  { key: 'method', title: '方法', kind: 'tight', render: ({ design }) => drawMethodLabels[design.method] },
  { key: 'frames', title: '抽样框', kind: 'right', render: ({ frames }) => `${frames.length}份` },
  { key: 'main', title: '主样本', kind: 'right', render: ({ design }) => formatCount(design.main) },
  { key: 'reserve', title: '备用', kind: 'right', render: ({ design }) => formatCount(design.reserve) },
  { key: 'released', title: '已放出', kind: 'right', render: ({ releases }) => `${releases.length}批` },
  {
    key: 'createdAt',
    title: '建立',
    kind: 'tight',
    render: ({ createdAt, designedBy }) => `${formatInstant(createdAt)} ${designedBy}`,
  },
];

function CycleDraws({ cycle }: { readonly cycle: Cycle }) {
  const { may } = useSignedIn();
  const draws = useRead(listDraws, { query: { cycleId: cycle.id } });
  return (
    <Section
      title={cycle.name}
      actions={
        may('makeDraws') && cycle.state !== 'closed' ? (
          <LinkButton primary to="/draws/new" search={{ cycle: cycle.id }}>
            新建抽样
          </LinkButton>
        ) : undefined
      }
    >
      <Reading query={draws}>
        {({ items }) => (
          <DataTable
            columns={columns}
            rows={items}
            rowKey={({ id }) => id}
            empty={
              may('makeDraws')
                ? '本周期还没有抽样。先在“抽样框总览”里接收抽样框，再按“新建抽样”。'
                : '本周期还没有抽样。'
            }
          />
        )}
      </Reading>
    </Section>
  );
}

export function DrawListPage() {
  const search = useSearch({ from: '/inside/draws' });
  const navigate = useNavigate({ from: '/draws' });
  const cycles = useCycles();
  return (
    <Page
      title="抽样"
      lead="每次抽样都先锁定名单、再用公开的随机数抽取，任何人都能复核。"
      actions={<LinkButton to="/draws/seeds">长期种子</LinkButton>}
    >
      <Reading query={cycles}>
        {({ items }) => {
          const cycle = chooseCycle(items, search.cycle);
          if (!cycle) return <div className="section empty">还没有评价周期。绩效办新建周期后，才能抽样。</div>;
          return (
            <>
              <div className="filters">
                <CycleSelect
                  cycles={items}
                  chosen={cycle.id}
                  onChoose={(cycleId) => void navigate({ search: { cycle: cycleId } })}
                />
              </div>
              <CycleDraws cycle={cycle} />
            </>
          );
        }}
      </Reading>
    </Page>
  );
}
