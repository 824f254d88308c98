/** A new draw: which frames, which design, what comes out; nothing is drawn here. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import {
  designDraw,
  getDraw,
  listDraws,
  listFrames,
  previewDraw,
  type Assumptions,
  type Cycle,
  type Frame,
} from '#contract';
import { useRead, useWrite } from '../query.ts';
import { chooseCycle, CycleSelect, useCycles } from '../shared/cycle-choice.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { Page, Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';
import { DesignFields } from './design-fields.tsx';
import {
  firstAssumptions,
  firstDraft,
  isBySize,
  isAllocated,
  tableBy,
  toDesign,
  toGroupProbe,
  type Draft,
} from './draft.ts';
import { FramePicker, isUsable, suggestFrames } from './frame-picker.tsx';
import { Preview } from './preview.tsx';
import { readBlocks } from './tables.ts';

/** The value as it was when it last stood still for a moment. */
function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

interface Plan {
  readonly frameIds: readonly string[];
  readonly draft: Draft;
  readonly assumptions: Assumptions;
}

function Designer({ cycle, frames }: { readonly cycle: Cycle; readonly frames: readonly Frame[] }) {
  const navigate = useNavigate();
  const [plan, setPlan] = useState<Plan>({
    frameIds: suggestFrames(frames),
    draft: { ...firstDraft, restMonths: cycle.restMonths },
    assumptions: firstAssumptions,
  });
  const [title, setTitle] = useState(`${cycle.name}电话访问样本`);
  const settled = useSettled(plan, 400);
  const { draft, assumptions } = settled;
  const frameIds = [...settled.frameIds];
  const numbers = draft.method === 'random-digits';
  const anyFrame = frameIds.length > 0 || numbers;

  const by = tableBy(draft);
  const probe = useRead(
    previewDraw,
    { body: { cycleId: cycle.id, frameIds, design: toGroupProbe(by ?? 'none', draft.restMonths) } },
    { enabled: anyFrame && by !== null, keepPrevious: true },
  );
  // Groups of another question are none: a table pasted meanwhile would match nothing.
  const asked = tableBy(plan.draft) === by && !probe.isPlaceholderData;
  const groups = by === null || !asked ? [] : (probe.data?.strata ?? []);
  const design = toDesign(
    draft,
    groups.map(({ code }) => code),
  );
  const body = { cycleId: cycle.id, frameIds, design: design ?? toGroupProbe('none', 0) };
  const preview = useRead(
    previewDraw,
    { body: { ...body, assumptions } },
    { enabled: anyFrame && design !== null, keepPrevious: true },
  );
  const create = useWrite(designDraw, [listDraws, getDraw]);
  const current = settled === plan && !preview.isPlaceholderData && !preview.isFetching;
  const ready = anyFrame && design !== null && preview.isSuccess && current && title.trim().length >= 2;

  const save = async () => {
    if (design === null) return;
    try {
      const { id } = await create.mutateAsync({ body: { ...body, design, title: title.trim() } });
      await navigate({ to: '/draws/$drawId', params: { drawId: id } });
    } catch {
      // Shown below from create.error.
    }
  };

  return (
    <>
      <Section title="一、选择抽样框">
        {plan.draft.method === 'random-digits' ? (
          <p className="soft">随机拨号不从名单里抽人；在这里勾选的名单，上面已有的号码不会再抽。可以一份也不选。</p>
        ) : null}
        <FramePicker
          frames={frames}
          chosen={plan.frameIds}
          onChoose={(chosen) => setPlan({ ...plan, frameIds: chosen })}
        />
      </Section>
      <Section title="二、确定方案">
        <DesignFields
          draft={plan.draft}
          onChange={(changed) => setPlan({ ...plan, draft: changed })}
          groups={by === null && asked ? (preview.data?.strata ?? []) : groups}
          groupsProblem={by === null ? null : probe.error}
          cycleId={cycle.id}
        />
      </Section>
      <Section title="三、核对并建立">
        {anyFrame ? null : <Alert className="gap" type="info" showIcon title="先在上面选择至少一份抽样框" />}
        {anyFrame && design === null ? (
          <Alert className="gap" type="info" showIcon title={`先在上面${missingWords(draft)}`} />
        ) : null}
        {anyFrame && design !== null ? (
          <>
            {preview.isError ? <ProblemNotice problem={preview.error} /> : null}
            {preview.data !== undefined && !preview.isError ? (
              <Preview
                preview={preview.data}
                design={design}
                frames={frameIds.length}
                assumptions={plan.assumptions}
                onAssume={(changed) => setPlan({ ...plan, assumptions: changed })}
              />
            ) : null}
            {preview.isPending || preview.isFetching ? <p role="status">正在试算…</p> : null}
          </>
        ) : null}
        <div className="wide-form gap">
          <label htmlFor="draw-title">名称</label>
          <Input
            id="draw-title"
            value={title}
            maxLength={80}
            status={title.trim().length < 2 ? 'error' : ''}
            onChange={(event) => setTitle(event.target.value)}
          />
          {title.trim().length < 2 ? <div className="bad small">名称写2到80个字</div> : null}
        </div>
        {create.error === null ? null : <ProblemNotice problem={create.error} />}
        <Button type="primary" disabled={!ready} loading={create.isPending} onClick={() => void save()}>
          建立方案
        </Button>
        <p className="soft small gap-above">建立方案不会抽人，也不锁定名单；方案不合适可以另建一个。</p>
      </Section>
    </>
  );
}

/** What keeps a draft from being a design. */
function missingWords(draft: Draft): string {
  if (draft.method === 'random-digits' && readBlocks(draft.blocks).blocks.length === 0) return '填写号段';
  if (isAllocated(draft) && draft.allocation === 'fixed') return '逐层填写样本量';
  if (isBySize(draft)) return '填写规模表，并把主样本、备用样本、每批人数和间隔期填好';
  if (draft.method === 'two-stage') return '把群数、每群人数、每批人数和间隔期填好';
  if (draft.permanentSeedId !== null && draft.coordination !== 'first') return '选定要衔接的上一次抽样';
  return '把主样本、备用样本、每批人数和间隔期填好';
}

function CycleDesigner({ cycle }: { readonly cycle: Cycle }) {
  const frames = useRead(listFrames, { query: { cycleId: cycle.id } });
  return (
    <Reading query={frames}>
      {({ items }) =>
        items.some(isUsable) ? (
          <Designer cycle={cycle} frames={items} />
        ) : (
          <div className="section empty">
            <p>本周期还没有已接收的抽样框，不能抽样。先到抽样框总览里接收。</p>
            <LinkButton to="/frames" search={{ cycle: cycle.id }}>
              查看抽样框总览
            </LinkButton>
          </div>
        )
      }
    </Reading>
  );
}

export function NewDrawPage() {
  const search = useSearch({ from: '/inside/draws/new' });
  const navigate = useNavigate({ from: '/draws/new' });
  const cycles = useCycles();
  return (
    <Page title="新建抽样" lead="选好名单和方法，当场看到每层抽多少人。" trail={<Link to="/draws">抽样</Link>}>
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
              <CycleDesigner key={cycle.id} cycle={cycle} />
            </>
          );
        }}
      </Reading>
    </Page>
  );
}
