/** One draw as a ceremony: lock, select, check and seal, evidence, releases. Each step says who did it and when. */
import { Link, useParams } from '@tanstack/react-router';
import { Steps } from 'antd';
import { allocationLabels, drawMethodLabels, getDraw, readCoverage, stratifyByLabels, type Draw } from '#contract';
import { formatCount, formatInstant } from '../format.ts';
import { useRead } from '../query.ts';
import { DrawStateMark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { CheckAndSeal } from './check-and-seal.tsx';
import { CoveragePictures } from './coverage.tsx';
import { Evidence } from './evidence.tsx';
import { HandOver } from './hand-over.tsx';
import { LockStep } from './lock-step.tsx';
import { SelectStep } from './select-step.tsx';
import { StrataTable } from './strata-table.tsx';
import { describeDesign } from './words.ts';

const stepTitles = ['锁定抽样框', '输入公开随机数', '核对并封存', '放出批次'] as const;
const stepOf: Readonly<Record<Draw['state'], number>> = { designed: 0, locked: 1, drawn: 2, sealed: 3 };

/** Last on the page: it comes when it is read, and moves nothing that somebody is about to press. */
function Coverage({ draw }: { readonly draw: Draw }) {
  const coverage = useRead(readCoverage, { params: { drawId: draw.id } });
  if (coverage.data === undefined) return null;
  return <CoveragePictures coverage={coverage.data.coverage} strata={draw.strata} design={draw.design} drawn />;
}

function Design({ draw }: { readonly draw: Draw }) {
  const { design, frames, strata } = draw;
  const people = strata.reduce((sum, { population }) => sum + population, 0);
  return (
    <Section title="方案">
      <p className="statement">{describeDesign(design, { frames: frames.length, people, strata: strata.length })}</p>
      <dl className="facts">
        <div>
          <dt>方法</dt>
          <dd>{drawMethodLabels[design.method]}</dd>
        </div>
        {design.clusters ? (
          <div>
            <dt>分群</dt>
            <dd>
              {design.stratifyBy === 'none' ? '' : `${stratifyByLabels[design.stratifyBy]}分层，每层`}
              {stratifyByLabels[design.clusters.by]}，抽{design.clusters.number}个群
            </dd>
          </div>
        ) : (
          <div>
            <dt>分层</dt>
            <dd>{stratifyByLabels[design.stratifyBy]}</dd>
          </div>
        )}
        {draw.excludedCount === null ? null : (
          <div>
            <dt>排除的号码</dt>
            <dd>{formatCount(draw.excludedCount)}个</dd>
          </div>
        )}
        {draw.beside.length === 0 ? null : (
          <div>
            <dt>一并核对的名单</dt>
            <dd>{draw.beside.join('、')}</dd>
          </div>
        )}
        {design.stratifyBy === 'none' || design.clusters ? null : (
          <div>
            <dt>各层样本量</dt>
            <dd>
              {allocationLabels[design.allocation]}
              {design.floor > 0 ? `，每层至少${design.floor}人` : ''}
              {design.ceiling === undefined ? '' : `，每层至多${design.ceiling}人`}
            </dd>
          </div>
        )}
        {design.restMonths > 0 ? (
          <div>
            <dt>间隔期</dt>
            <dd>最近{design.restMonths}个月内放出过的人不抽</dd>
          </div>
        ) : null}
        <div>
          <dt>建立</dt>
          <dd>
            {draw.designedBy}，{formatInstant(draw.createdAt)}
          </dd>
        </div>
      </dl>
      <StrataTable strata={strata} design={design} />
      <details>
        <summary>
          {design.method === 'random-digits'
            ? `查看排除号码所用的${frames.length}份抽样框`
            : `查看所用的${frames.length}份抽样框`}
        </summary>
        <ul className="plain-list gap-above">
          {frames.map(({ id, label, usable }) => (
            <li key={id}>
              <Link to="/frames/$frameId" params={{ frameId: id }}>
                {label}
              </Link>
              ：{formatCount(usable)}人
            </li>
          ))}
        </ul>
      </details>
    </Section>
  );
}

export function DrawPage() {
  const { drawId } = useParams({ from: '/inside/draws/$drawId' });
  const draw = useRead(getDraw, { params: { drawId } });
  return (
    <Page
      title={draw.data?.title ?? '抽样'}
      lead={draw.data ? <DrawStateMark state={draw.data.state} /> : undefined}
      trail={
        <Link to="/draws" search={draw.data ? { cycle: draw.data.cycleId } : {}}>
          抽样
        </Link>
      }
    >
      <Reading query={draw}>
        {(data) => (
          <>
            <div className="section no-print">
              <Steps size="small" current={stepOf[data.state]} items={stepTitles.map((title) => ({ title }))} />
            </div>
            <Design draw={data} />
            <LockStep draw={data} />
            <SelectStep draw={data} />
            <CheckAndSeal draw={data} />
            <Evidence draw={data} />
            <HandOver draw={data} />
            {data.state === 'drawn' || data.state === 'sealed' ? <Coverage draw={data} /> : null}
          </>
        )}
      </Reading>
    </Page>
  );
}
