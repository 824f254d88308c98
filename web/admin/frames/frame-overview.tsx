/** Departments by lists: who has filed what, how it was judged; accepting all that passed at once. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Select } from 'antd';
import {
  categoryLabels,
  categorySchema,
  frameStateLabels,
  frameStateSchema,
  getCycle,
  listFrames,
  listKindLabels,
  listKindSchema,
  type Category,
  type Cycle,
  type Frame,
} from '#contract';
import { formatCount, formatDay } from '../format.ts';
import { useRead } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { chooseCycle, CycleSelect, useCycles } from '../shared/cycle-choice.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { FrameStateMark, Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { nameMinimum } from '../shared/words.ts';
import { AcceptPassed } from './accept-passed.tsx';
import { DownloadMatrix } from './download-matrix.tsx';
import { ReturnMany } from './return-many.tsx';

interface DepartmentRow {
  readonly id: string;
  readonly name: string;
  readonly category: Category | undefined;
  readonly frames: readonly Frame[];
}

function groupByDepartment(frames: readonly Frame[], categories: ReadonlyMap<string, Category>): DepartmentRow[] {
  const rows = new Map<string, Frame[]>();
  for (const frame of frames) {
    const row = rows.get(frame.department.id);
    if (row) row.push(frame);
    else rows.set(frame.department.id, [frame]);
  }
  return [...rows].map(([id, of]) => ({
    id,
    name: of[0]?.department.name ?? '',
    category: categories.get(id),
    frames: of,
  }));
}

function FrameCell({ frame, cycle }: { readonly frame: Frame; readonly cycle: Cycle }) {
  const { today } = useSignedIn();
  const { latest, state } = frame;
  const minimum = frame.agreedMinimum ?? frame.minimum;
  const overdue = frame.deadlineOn < today && (state === 'awaited' || state === 'returned');
  return (
    <div className="frame-cell">
      <Link
        to="/frames/$frameId"
        params={{ frameId: frame.id }}
        aria-label={`查看${frame.department.name}的${listKindLabels[frame.list]}`}
      >
        {frame.attachment === null ? '查看' : `附件${frame.attachment}`}
      </Link>{' '}
      <FrameStateMark state={state} />
      {frame.processing === null ? null : <Mark tone="info">正在处理</Mark>}
      {state === 'filed' && latest?.verdict === 'returned' ? <Mark tone="bad">未通过审核</Mark> : null}
      {latest?.late ? <Mark tone="bad">逾期报送</Mark> : null}
      {overdue ? <Mark tone="bad">过期未报</Mark> : null}
      <div className="soft small">
        {latest === null
          ? nameMinimum(minimum)
          : `${latest.number > 1 ? `第${latest.number}次，` : ''}可用${formatCount(latest.counts.usable)}${minimum === 0 ? '人' : ` / 至少${formatCount(minimum)}`}`}
        {frame.agreedMinimum === null ? '' : '（经协商）'}
        {frame.deadlineOn === cycle.frameDeadlineOn ? '' : `，截止${formatDay(frame.deadlineOn)}`}
      </div>
    </div>
  );
}

function Matrix({ cycle, rows }: { readonly cycle: Cycle; readonly rows: readonly DepartmentRow[] }) {
  const kinds = listKindSchema.options.filter((kind) =>
    rows.some(({ frames }) => frames.some(({ list }) => list === kind)),
  );
  const columns: readonly Column<DepartmentRow>[] = [
    { key: 'name', title: '部门', render: ({ name }) => name },
    {
      key: 'category',
      title: '类别',
      render: ({ category }) =>
        category === undefined ? null : <span className="small">{categoryLabels[category]}</span>,
    },
    ...kinds.map((kind): Column<DepartmentRow> => ({
      key: kind,
      title: listKindLabels[kind],
      render: ({ frames }) => {
        const cells = frames.filter(({ list }) => list === kind);
        if (cells.length === 0) return null;
        return cells.map((frame) => <FrameCell key={frame.id} frame={frame} cycle={cycle} />);
      },
    })),
  ];
  return (
    <DataTable
      caption={`共${rows.length}个部门，报送截止：${formatDay(cycle.frameDeadlineOn)}`}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      empty="没有符合条件的抽样框。请放宽筛选条件。"
    />
  );
}

function CycleFrames({ cycle }: { readonly cycle: Cycle }) {
  const search = useSearch({ from: '/inside/frames' });
  const navigate = useNavigate({ from: '/frames' });
  const { may } = useSignedIn();
  const frames = useRead(listFrames, { query: { cycleId: cycle.id } });
  const details = useRead(getCycle, { params: { cycleId: cycle.id } });
  const categories = new Map((details.data?.appraisees ?? []).map(({ id, category }) => [id, category]));
  return (
    <Reading query={frames}>
      {({ items }) => {
        if (items.length === 0) {
          return (
            <div className="section empty">
              {may('manageCycles')
                ? '本周期还没有应报的抽样框。请到“评价周期”里列入被评价单位。'
                : '本周期还没有应报的抽样框。绩效办列入被评价单位后，这里会显示各部门的报送情况。'}
            </div>
          );
        }
        const inCategory = items.filter(
          ({ department }) => search.category === undefined || categories.get(department.id) === search.category,
        );
        const shown = inCategory.filter(({ state }) => search.state === undefined || state === search.state);
        return (
          <Section
            title={cycle.name}
            actions={
              <>
                <DownloadMatrix cycle={cycle} />
                {may('reviewFrames') ? (
                  <>
                    <LinkButton to="/cycles/$cycleId/contact-forms" params={{ cycleId: cycle.id }}>
                      情况表（附件8）
                    </LinkButton>
                    <LinkButton to="/cycles/$cycleId/paper" params={{ cycleId: cycle.id }}>
                      纸质问卷
                    </LinkButton>
                    <LinkButton to="/cycles/$cycleId/analyses" params={{ cycleId: cycle.id }}>
                      绩效分析表
                    </LinkButton>
                    <LinkButton to="/shared-persons" search={{ cycle: cycle.id }}>
                      跨部门重复
                    </LinkButton>
                    <ReturnMany frames={shown} />
                    <AcceptPassed frames={shown} />
                  </>
                ) : null}
              </>
            }
          >
            <div className="filters">
              <label>
                类别
                <br />
                <Select
                  className="wide-select"
                  allowClear
                  placeholder="全部类别"
                  aria-label="类别"
                  value={search.category ?? null}
                  options={categorySchema.options.map((value) => ({ value, label: categoryLabels[value] }))}
                  onChange={(category) => void navigate({ search: { ...search, category: category ?? undefined } })}
                />
              </label>
              <label>
                状态
                <br />
                <Select
                  className="wide-select"
                  allowClear
                  placeholder="全部状态"
                  aria-label="状态"
                  value={search.state ?? null}
                  options={frameStateSchema.options.map((value) => ({
                    value,
                    label: `${frameStateLabels[value]}（${inCategory.filter(({ state }) => state === value).length}）`,
                  }))}
                  onChange={(state) => void navigate({ search: { ...search, state: state ?? undefined } })}
                />
              </label>
            </div>
            <Matrix cycle={cycle} rows={groupByDepartment(shown, categories)} />
          </Section>
        );
      }}
    </Reading>
  );
}

export function FrameOverviewPage() {
  const search = useSearch({ from: '/inside/frames' });
  const navigate = useNavigate({ from: '/frames' });
  const cycles = useCycles();
  return (
    <Page title="抽样框总览" lead="各部门应报的抽样框、报送和审核情况。点“附件”查看报送内容。">
      <Reading query={cycles}>
        {({ items }) => {
          const cycle = chooseCycle(items, search.cycle);
          if (!cycle)
            return <div className="section empty">还没有评价周期。绩效办新建周期后，这里会显示报送情况。</div>;
          return (
            <>
              <div className="filters">
                <CycleSelect
                  cycles={items}
                  chosen={cycle.id}
                  onChoose={(cycleId) => void navigate({ search: { ...search, cycle: cycleId } })}
                />
              </div>
              <CycleFrames cycle={cycle} />
            </>
          );
        }}
      </Reading>
    </Page>
  );
}
