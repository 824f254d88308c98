/** Results, cycle by cycle: the office's steps, the observer's table, a department's own. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { getComputation, listOwnResults, listPackages, type Cycle } from '#contract';
import { useRead } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { chooseCycle, CycleSelect, useCycles } from '../shared/cycle-choice.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { CycleStateMark, Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { ResultCard } from './result-cards.tsx';

function OfficeSteps({ cycle }: { readonly cycle: Cycle }) {
  const params = { cycleId: cycle.id };
  const computed = useRead(getComputation, { params });
  const packages = useRead(listPackages, { params });
  const latest = packages.data?.items[0];
  return (
    <Section title={cycle.name}>
      <p>
        <CycleStateMark state={cycle.state} />{' '}
        {latest === undefined ? (
          <Mark tone="plain">未冻结</Mark>
        ) : latest.publishedAt === null ? (
          <Mark tone="wait">{`第${latest.number}版待公布`}</Mark>
        ) : (
          <Mark tone="good">{`第${latest.number}版已公布`}</Mark>
        )}
      </p>
      {computed.data === undefined ? null : (
        <p>
          {computed.data.blocking.length === 0
            ? '没有缺项，可以冻结。'
            : `还有${computed.data.blocking.length}项没有齐：${computed.data.blocking
                .slice(0, 3)
                .map(({ message }) => message)
                .join('；')}${computed.data.blocking.length > 3 ? '……' : '。'}`}
        </p>
      )}
      <div className="actions">
        <LinkButton to="/results/$cycleId/scoring" params={params}>
          方案与设定
        </LinkButton>
        <LinkButton to="/results/$cycleId/inputs" params={params}>
          得分录入
        </LinkButton>
        <LinkButton to="/results/$cycleId/ledger" params={params}>
          加扣分与等次调整
        </LinkButton>
        <LinkButton primary to="/results/$cycleId/compute" params={params}>
          试算、冻结、公布
        </LinkButton>
        <LinkButton to="/results/$cycleId/table" params={params}>
          分类排名
        </LinkButton>
        <LinkButton to="/results/$cycleId/reviews" params={params}>
          复核
        </LinkButton>
      </div>
    </Section>
  );
}

function OwnResults() {
  const own = useRead(listOwnResults, {});
  return (
    <Page title="考评结果" lead="本单位各年度已公布的结果。点开可以看到总分怎样算出来，签收反馈单，申请复核。">
      <Reading query={own}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="section empty">还没有公布本单位的结果。</div>
          ) : (
            <div className="cards">
              {items.map((own) => (
                <ResultCard key={own.cycle.id} own={own} />
              ))}
            </div>
          )
        }
      </Reading>
    </Page>
  );
}

function EverybodysResults() {
  const search = useSearch({ from: '/inside/results' });
  const navigate = useNavigate({ from: '/results' });
  const { may } = useSignedIn();
  const cycles = useCycles();
  return (
    <Page
      title="考评结果"
      lead="从指标得分和评议结果到千分制总分、名次和等次。周期结束前不显示任何得分。"
      actions={may('manageScores') ? <LinkButton to="/schemes">评价方案</LinkButton> : undefined}
    >
      <Reading query={cycles}>
        {({ items }) => {
          const cycle = chooseCycle(items, search.cycle);
          if (!cycle) return <div className="section empty">还没有评价周期。</div>;
          return (
            <>
              <div className="filters">
                <CycleSelect
                  cycles={items}
                  chosen={cycle.id}
                  onChoose={(cycleId) => void navigate({ search: { cycle: cycleId } })}
                />
              </div>
              {may('manageScores') ? (
                <OfficeSteps cycle={cycle} />
              ) : (
                <Section title={cycle.name}>
                  <p>公布之后，可以在这里看分类排名。</p>
                  <LinkButton primary to="/results/$cycleId/table" params={{ cycleId: cycle.id }}>
                    分类排名
                  </LinkButton>
                </Section>
              )}
            </>
          );
        }}
      </Reading>
    </Page>
  );
}

export function ResultsHomePage() {
  const { may } = useSignedIn();
  return may('fileFrames') ? <OwnResults /> : <EverybodysResults />;
}
