/** The same person on lists of several departments, masked; the operator decides whether each list keeps the person. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { App, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { decideSharedPersons, listSharedPersons, previewDraw, type Cycle, type SharedPerson } from '#contract';
import { call } from '../api.ts';
import { formatCount, formatInstant } from '../format.ts';
import { refresh, useRead, useWrite } from '../query.ts';
import { chooseCycle, CycleSelect, useCycles } from '../shared/cycle-choice.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { FrameStateMark, Mark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { TurnPages, usePages } from '../shared/turn-pages.tsx';
import { nameList } from '../shared/words.ts';

const touched = [listSharedPersons, previewDraw];
const EACH = 'each';

type Member = SharedPerson['members'][number];

function departmentsOf({ members }: SharedPerson): readonly Member['department'][] {
  return [...new Map(members.map(({ department }) => [department.id, department])).values()];
}

function MemberLine({ member }: { readonly member: Member }) {
  return (
    <div>
      <Link to="/frames/$frameId" params={{ frameId: member.frameId }}>
        {`${member.department.name} ${nameList(member)}`}
      </Link>{' '}
      <FrameStateMark state={member.state} /> {member.heldOut ? <Mark tone="wait">不参加抽样</Mark> : null}
      <div className="soft small">
        {member.places.map(({ file, sheet, row }) => `${file} › ${sheet} 第${row}行`).join('；')}
      </div>
    </div>
  );
}

function DecisionCell({ person }: { readonly person: SharedPerson }) {
  const { decision } = person;
  if (decision === null) return <span className="soft">未决定，各份都算</span>;
  const kept = departmentsOf(person).find(({ id }) => id === decision.keptDepartmentId);
  return (
    <>
      <div>{kept === undefined ? '保留各份' : `只保留在${kept.name}`}</div>
      <div className="soft small">
        {decision.reason}（{decision.decidedBy}，{formatInstant(decision.decidedAt)}）
      </div>
    </>
  );
}

function ReasonField() {
  return (
    <Form.Item
      name="reason"
      label="理由"
      required
      extra="记入留痕，写明依据和与谁商定；不要写个人姓名和号码"
      rules={[fieldRule(decideSharedPersons.body.shape.reason, '写明理由，4到200个字')]}
    >
      <Input.TextArea rows={3} maxLength={200} showCount />
    </Form.Item>
  );
}

function DecideButton({ cycle, person }: { readonly cycle: Cycle; readonly person: SharedPerson }) {
  const { message } = App.useApp();
  const decide = useWrite(decideSharedPersons, touched);
  const { decision } = person;
  return (
    <DialogButton<{ kept: string; reason: string }>
      label={decision === null ? '决定' : '更改'}
      size="small"
      accessibleLabel={`${decision === null ? '决定' : '更改'}${person.name} ${person.mobiles.join('、')}`}
      title={`${person.name}（${person.mobiles.join('、')}）在哪些名单里保留`}
      okText="保存决定"
      initialValues={{ kept: decision?.keptDepartmentId ?? EACH, reason: decision?.reason ?? '' }}
      onSubmit={async ({ kept, reason }) => {
        await decide.mutateAsync({
          params: { cycleId: cycle.id },
          body: { ids: [person.id], keptDepartmentId: kept === EACH ? null : kept, reason },
        });
        void message.success('已保存决定');
      }}
    >
      <p>只保留在一个部门时，其他部门名单里的这个人不参加抽样，人数仍按已报的算。各部门看不到这个决定。</p>
      <Form.Item name="kept" label="决定">
        <Radio.Group
          vertical
          options={[
            { value: EACH, label: '保留各份：可能被不同部门的抽样各抽中一次' },
            ...departmentsOf(person).map(({ id, name }) => ({ value: id, label: `只保留在${name}` })),
          ]}
        />
      </Form.Item>
      <ReasonField />
    </DialogButton>
  );
}

/** Everything nobody has decided on, at once; in steps of what one request may carry. */
function KeepAllButton({ cycle, undecided }: { readonly cycle: Cycle; readonly undecided: number }) {
  const { message } = App.useApp();
  return (
    <DialogButton<{ reason: string }>
      label={`未决定的全部保留各份（${formatCount(undecided)}人）`}
      disabled={undecided === 0}
      title={`未决定的${formatCount(undecided)}人全部保留各份？`}
      okText="全部保留各份"
      onSubmit={async ({ reason }) => {
        const params = { cycleId: cycle.id };
        try {
          for (;;) {
            const { items } = await call(listSharedPersons, { params, query: { only: 'undecided', limit: 500 } });
            if (items.length === 0) break;
            await call(decideSharedPersons, {
              params,
              body: { ids: items.map(({ id }) => id), keptDepartmentId: null, reason },
            });
          }
        } finally {
          await refresh(touched);
        }
        void message.success('已全部保留各份');
      }}
    >
      <p>人数和抽样都不受影响，只是记下已经看过并决定保留。以后仍可逐人更改。</p>
      <ReasonField />
    </DialogButton>
  );
}

const filters = [
  { value: 'all', label: '全部' },
  { value: 'undecided', label: '未决定' },
  { value: 'decided', label: '已决定' },
] as const;
type Filter = (typeof filters)[number]['value'];

function CycleShared({ cycle }: { readonly cycle: Cycle }) {
  const [filter, setFilter] = useState<Filter>('all');
  const pages = usePages();
  const shared = useRead(
    listSharedPersons,
    {
      params: { cycleId: cycle.id },
      query: {
        limit: 50,
        ...(filter === 'all' ? {} : { only: filter }),
        ...(pages.cursor === undefined ? {} : { cursor: pages.cursor }),
      },
    },
    { keepPrevious: true },
  );
  const columns: readonly Column<SharedPerson>[] = [
    {
      key: 'person',
      title: '人',
      kind: 'tight',
      render: ({ name, mobiles }) => (
        <>
          <div>{name}</div>
          <div className="soft small">{mobiles.join('、')}</div>
        </>
      ),
    },
    {
      key: 'members',
      title: '所在名单',
      kind: 'wide',
      render: ({ members }) =>
        members.map((member) => (
          <MemberLine key={`${member.frameId} ${JSON.stringify(member.places)}`} member={member} />
        )),
    },
    { key: 'decision', title: '决定', kind: 'wrap', render: (person) => <DecisionCell person={person} /> },
    {
      key: 'act',
      title: '操作',
      kind: 'tight',
      render: (person) => (cycle.state === 'closed' ? null : <DecideButton cycle={cycle} person={person} />),
    },
  ];
  return (
    <Reading query={shared}>
      {({ items, next, total, undecided, heldOut }) => (
        <Section
          title={cycle.name}
          actions={cycle.state === 'closed' ? undefined : <KeepAllButton cycle={cycle} undecided={undecided} />}
        >
          <p aria-live="polite">
            {total === 0
              ? '各部门最近一次报送里没有跨部门重复的人。'
              : `共${formatCount(total)}人在两个以上部门的名单里，未决定${formatCount(undecided)}人，因决定不参加抽样的有${formatCount(heldOut)}条。`}
          </p>
          {total === 0 ? null : (
            <>
              <div className="filters">
                <Radio.Group
                  aria-label="按是否决定筛选"
                  optionType="button"
                  value={filter}
                  options={[...filters]}
                  onChange={(event) => {
                    const chosen = filters.find(({ value }) => value === event.target.value);
                    if (!chosen) return;
                    setFilter(chosen.value);
                    pages.restart();
                  }}
                />
              </div>
              <DataTable
                caption="跨部门重复的人，姓名和号码已遮盖"
                columns={columns}
                rows={items}
                rowKey={({ id }) => id}
                empty="没有符合条件的人。"
              />
              <TurnPages pages={pages} next={next} busy={shared.isPlaceholderData} />
            </>
          )}
        </Section>
      )}
    </Reading>
  );
}

export function SharedPersonsPage() {
  const search = useSearch({ from: '/inside/shared-persons' });
  const navigate = useNavigate({ from: '/shared-persons' });
  const cycles = useCycles();
  return (
    <Page
      title="跨部门重复"
      lead="姓名相同、又有相同手机号的人出现在几个部门的名单里。未作决定的，各份都算；各部门看不到别的部门。"
      trail={
        <>
          <Link to="/frames" search={search.cycle === undefined ? {} : { cycle: search.cycle }}>
            抽样框总览
          </Link>{' '}
          › 跨部门重复
        </>
      }
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
              <CycleShared key={cycle.id} cycle={cycle} />
            </>
          );
        }}
      </Reading>
    </Page>
  );
}
