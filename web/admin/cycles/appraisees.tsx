/** The appraisees of a cycle by the seven classes, each with the frames it must file. */
import { Link } from '@tanstack/react-router';
import { App } from 'antd';
import type { z } from 'zod';
import { categoryLabels, getCycle, listCycles, listFrames, removeAppraisee, type Cycle, type Frame } from '#contract';
import { formatDay } from '../format.ts';
import { useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { FrameStateMark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { coverageLabels, groupByCategory, nameList, nameMinimum } from '../shared/words.ts';
import { AddAppraisees, NewDepartment } from './add-appraisees.tsx';
import { ChangeDuty } from './change-duty.tsx';

export type Appraisee = z.infer<typeof getCycle.reply>['appraisees'][number];

function Duties({
  appraisee,
  frames,
  cycle,
}: {
  readonly appraisee: Appraisee;
  readonly frames: ReadonlyMap<string, Frame>;
  readonly cycle: Cycle;
}) {
  if (appraisee.frames.length === 0) {
    return <span className="soft">不用报送（或另行协商）。要报送的，请移出后重新列入并自己指定。</span>;
  }
  return (
    <ul className="duties">
      {appraisee.frames.map((duty) => {
        const frame = frames.get(duty.frameId);
        return (
          <li key={duty.frameId}>
            <div>
              <Link to="/frames/$frameId" params={{ frameId: duty.frameId }}>
                {nameList(duty)}
              </Link>{' '}
              {frame ? <FrameStateMark state={frame.state} /> : null}
              <div className="soft">
                {nameMinimum(duty.minimum)}
                {duty.coverage === 'none' ? '' : `，${coverageLabels[duty.coverage]}`}
                {frame && frame.deadlineOn !== cycle.frameDeadlineOn
                  ? `，单独截止：${formatDay(frame.deadlineOn)}`
                  : ''}
              </div>
            </div>
            {cycle.state === 'closed' || frame?.state === 'locked' ? null : (
              <ChangeDuty
                duty={duty}
                deadlineOn={frame?.deadlineOn ?? cycle.frameDeadlineOn}
                department={appraisee.name}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}

function RemoveAppraisee({ appraisee, cycle }: { readonly appraisee: Appraisee; readonly cycle: Cycle }) {
  const { message } = App.useApp();
  const remove = useWrite(removeAppraisee, [getCycle, listCycles, listFrames]);
  return (
    <DialogButton
      label="移出"
      size="small"
      danger
      accessibleLabel={`移出${appraisee.name}`}
      title={`把${appraisee.name}移出本周期？`}
      okText="移出"
      onSubmit={async () => {
        await remove.mutateAsync({ params: { cycleId: cycle.id, departmentId: appraisee.id } });
        void message.success(`${appraisee.name}已移出`);
      }}
    >
      <p>它应报的抽样框一并取消。已经报送过的不能移出。部门本身保留，可以重新列入。</p>
    </DialogButton>
  );
}

export function Appraisees({
  cycle,
  appraisees,
  frames,
  framesProblem,
}: {
  readonly cycle: Cycle;
  readonly appraisees: readonly Appraisee[];
  readonly frames: readonly Frame[];
  readonly framesProblem: unknown;
}) {
  const frameById = new Map(frames.map((frame) => [frame.id, frame]));
  const columns: readonly Column<Appraisee>[] = [
    { key: 'name', title: '单位', kind: 'tight', render: ({ name }) => name },
    {
      key: 'duties',
      title: '应报抽样框',
      render: (appraisee) => <Duties appraisee={appraisee} frames={frameById} cycle={cycle} />,
    },
    {
      key: 'actions',
      title: '操作',
      render: (appraisee) =>
        cycle.state === 'closed' || appraisee.frames.some(({ frameId }) => frameById.get(frameId)?.latest) ? null : (
          <RemoveAppraisee appraisee={appraisee} cycle={cycle} />
        ),
    },
  ];
  const groups = groupByCategory(appraisees);
  return (
    <Section
      title={`被评价单位（${appraisees.length}个）`}
      actions={
        cycle.state === 'closed' ? undefined : (
          <>
            <AddAppraisees cycle={cycle} present={new Set(appraisees.map(({ id }) => id))} />
            <NewDepartment />
          </>
        )
      }
    >
      {framesProblem === null ? null : <ProblemNotice problem={framesProblem} />}
      {groups.length === 0 ? (
        <div className="empty">
          还没有被评价单位。请按“列入被评价单位”，从部门名录里选；名录里没有的，先按“新增部门”。
        </div>
      ) : (
        <DataTable
          columns={columns}
          rows={groups.flatMap(({ items }) => items)}
          rowKey={({ id }) => id}
          groupOf={({ category }) => categoryLabels[category]}
          empty=""
        />
      )}
    </Section>
  );
}
