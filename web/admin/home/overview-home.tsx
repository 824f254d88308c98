/** The state of the current cycle at a glance, for the office, the polling centre and observers. */
import { Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import {
  drawStateLabels,
  drawStateSchema,
  frameStateLabels,
  frameStateSchema,
  listDraws,
  listFrames,
  type Cycle,
  type Frame,
} from '#contract';
import { describeDaysLeft, formatDay } from '../format.ts';
import { useRead } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { chooseCycle, useCycles } from '../shared/cycle-choice.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { CycleStateMark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { cycleStateMeanings, nameList } from '../shared/words.ts';

const isOverdue = (frame: Frame, today: string) =>
  frame.deadlineOn < today && (frame.state === 'awaited' || frame.state === 'returned');

function FrameCounts({ cycle }: { readonly cycle: Cycle }) {
  const { today, may } = useSignedIn();
  const frames = useRead(listFrames, { query: { cycleId: cycle.id } });
  return (
    <Section
      title="抽样框"
      actions={
        <LinkButton to="/frames" search={{ cycle: cycle.id }}>
          查看抽样框总览
        </LinkButton>
      }
    >
      <Reading query={frames} rows={3}>
        {({ items }) => {
          if (items.length === 0) {
            return (
              <div className="empty">
                {may('manageCycles')
                  ? '还没有应报的抽样框。请到评价周期里列入被评价单位。'
                  : '还没有应报的抽样框。绩效办列入被评价单位后，这里会显示进度。'}
              </div>
            );
          }
          const overdue = items.filter((frame) => isOverdue(frame, today));
          const waiting = items.filter(({ state, latest }) => state === 'filed' && latest?.verdict === 'accepted');
          return (
            <>
              <dl className="tiles">
                {frameStateSchema.options.map((state) => (
                  <div className="tile" key={state}>
                    <dt>{frameStateLabels[state]}</dt>
                    <dd className="big">
                      <Link to="/frames" search={{ cycle: cycle.id, state }}>
                        {items.filter((frame) => frame.state === state).length}
                      </Link>
                    </dd>
                  </div>
                ))}
                <div className={overdue.length > 0 ? 'tile warn' : 'tile'}>
                  <dt>过期未报</dt>
                  <dd className="big">{overdue.length}</dd>
                </div>
              </dl>
              {waiting.length > 0 && may('reviewFrames') ? (
                <p>
                  有{waiting.length}份已通过自动审核，等待接收。
                  <Link to="/frames" search={{ cycle: cycle.id, state: 'filed' }}>
                    前往接收
                  </Link>
                </p>
              ) : null}
              {overdue.length > 0 ? (
                <>
                  <p>过了截止日期还没报成的：</p>
                  <ul className="plain-list">
                    {overdue.slice(0, 12).map((frame) => (
                      <li key={frame.id}>
                        <Link to="/frames/$frameId" params={{ frameId: frame.id }}>
                          {frame.department.name} {nameList(frame)}
                        </Link>
                        <span className="soft">（{describeDaysLeft(today, frame.deadlineOn)}）</span>
                      </li>
                    ))}
                  </ul>
                  {overdue.length > 12 ? <p className="soft">等共{overdue.length}份，其余请在总览里看。</p> : null}
                </>
              ) : null}
            </>
          );
        }}
      </Reading>
    </Section>
  );
}

function DrawCounts({ cycle }: { readonly cycle: Cycle }) {
  const { may } = useSignedIn();
  const draws = useRead(listDraws, { query: { cycleId: cycle.id } });
  return (
    <Section
      title="抽样"
      actions={
        <LinkButton to="/draws" search={{ cycle: cycle.id }}>
          查看抽样
        </LinkButton>
      }
    >
      <Reading query={draws} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="empty">
              {may('makeDraws') ? '还没有抽样方案。抽样框接收后，到“抽样”里新建方案。' : '还没有抽样方案。'}
            </div>
          ) : (
            <dl className="tiles">
              {drawStateSchema.options.map((state) => (
                <div className="tile" key={state}>
                  <dt>{drawStateLabels[state]}</dt>
                  <dd className="big">{items.filter((draw) => draw.state === state).length}</dd>
                </div>
              ))}
            </dl>
          )
        }
      </Reading>
    </Section>
  );
}

function CycleGlance({ cycle }: { readonly cycle: Cycle }) {
  const { today, may } = useSignedIn();
  return (
    <>
      <Section
        title={cycle.name}
        actions={
          may('manageCycles') ? (
            <LinkButton to="/cycles/$cycleId" params={{ cycleId: cycle.id }}>
              管理本周期
            </LinkButton>
          ) : undefined
        }
      >
        <dl className="facts">
          <div>
            <dt>阶段</dt>
            <dd>
              <CycleStateMark state={cycle.state} />
            </dd>
          </div>
          <div>
            <dt>报送截止</dt>
            <dd>
              {formatDay(cycle.frameDeadlineOn)}，{describeDaysLeft(today, cycle.frameDeadlineOn)}
            </dd>
          </div>
          <div>
            <dt>被评价单位</dt>
            <dd>{cycle.appraiseeCount}个</dd>
          </div>
          <div>
            <dt>应报抽样框</dt>
            <dd>{cycle.frameCount}份</dd>
          </div>
        </dl>
        <p className="soft">{cycleStateMeanings[cycle.state]}。</p>
      </Section>
      <FrameCounts cycle={cycle} />
      <DrawCounts cycle={cycle} />
    </>
  );
}

export function OverviewHome() {
  const { person, may } = useSignedIn();
  const cycles = useCycles();
  return (
    <Page
      title="首页"
      lead={person.role === 'observer' ? '您可以查看进度、抽样过程和留痕，不能改动。' : '当前评价周期的进度。'}
    >
      <Reading query={cycles}>
        {({ items }) => {
          const cycle = chooseCycle(items, undefined);
          if (cycle) return <CycleGlance cycle={cycle} />;
          return (
            <Alert
              type="info"
              showIcon
              title="还没有评价周期"
              description={
                may('manageCycles')
                  ? '第一步：新建评价周期，填好年度和报送截止日期。第二步：列入被评价单位。第三步：给各部门联络员建账号。'
                  : '绩效办新建评价周期后，这里会显示进度。'
              }
              action={
                may('manageCycles') ? (
                  <LinkButton primary to="/cycles">
                    前往新建
                  </LinkButton>
                ) : undefined
              }
            />
          );
        }}
      </Reading>
    </Page>
  );
}
