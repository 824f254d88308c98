/** The scheme in force, what it leaves open, classes, and how satisfaction is asked. */
import { useParams } from '@tanstack/react-router';
import { App, Form, Select } from 'antd';
import { useState } from 'react';
import { chooseScheme, getScoring, listSchemes, schemeStateLabels, setScoreGroups } from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { DataTable } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { CycleFrame } from './cycle-frame.tsx';
import { PlansSection } from './plans.tsx';
import { DecideReview, describeRule, UncoveredNotice } from './review-rule.tsx';
import { scoringTouched, type Scoring } from './scoring.ts';
import { SettingsSection } from './settings.tsx';

function ChooseScheme({ cycleId, scoring }: { readonly cycleId: string; readonly scoring: Scoring }) {
  const { message } = App.useApp();
  const schemes = useRead(listSchemes, {});
  const choose = useWrite(chooseScheme, scoringTouched);
  const usable = schemes.data?.items.filter(({ state }) => state !== 'draft') ?? [];
  return (
    <DialogButton<{ reference: string }>
      label={scoring.scheme === null ? '选定方案' : '换方案'}
      type={scoring.scheme === null ? 'primary' : 'default'}
      title="选定评价方案"
      okText="选定"
      {...(scoring.scheme === null ? {} : { initialValues: { reference: scoring.scheme.reference } })}
      onSubmit={async (values) => {
        await choose.mutateAsync({ params: { cycleId }, body: values });
        void message.success('已选定方案');
      }}
    >
      <p>方案按选定那天的内容执行，以后方案出新版本也不影响本周期。冻结过结果后不能再换。</p>
      <Form.Item name="reference" label="评价方案" rules={[{ required: true, message: '请选一个方案' }]}>
        <Select
          loading={schemes.isPending}
          options={usable.map(({ reference, title, state, document }) => ({
            value: reference,
            label: `${title}（${schemeStateLabels[state]}，${document}）`,
          }))}
        />
      </Form.Item>
    </DialogButton>
  );
}

function SchemeSection({ cycleId, scoring }: { readonly cycleId: string; readonly scoring: Scoring }) {
  const { scheme } = scoring;
  return (
    <Section
      title="评价方案"
      actions={
        <>
          <ChooseScheme cycleId={cycleId} scoring={scoring} />
          {scheme === null ? null : <DecideReview cycleId={cycleId} rule={scheme.review} />}
          {scheme === null ? null : (
            <LinkButton to="/schemes/$reference" params={{ reference: scheme.reference }}>
              看方案全文
            </LinkButton>
          )}
        </>
      }
    >
      {scheme === null ? (
        <p>还没有选定。选定之后，才能录入得分。</p>
      ) : (
        <>
          <UncoveredNotice rule={scheme.review} />
          <dl className="facts">
            <div>
              <dt>方案</dt>
              <dd>{`${scheme.title}（${scheme.reference}）`}</dd>
            </div>
            <div>
              <dt>依据</dt>
              <dd>{scheme.document}</dd>
            </div>
            <div>
              <dt>满分</dt>
              <dd>{scheme.fullMarks}</dd>
            </div>
            <div>
              <dt>复核</dt>
              <dd>{describeRule(scheme.review)}</dd>
            </div>
            <div>
              <dt>选定</dt>
              <dd>{`${formatInstant(scheme.chosenAt)} ${scheme.chosenBy}`}</dd>
            </div>
          </dl>
        </>
      )}
    </Section>
  );
}

function GroupsSection({ cycleId, scoring }: { readonly cycleId: string; readonly scoring: Scoring }) {
  const set = useWrite(setScoreGroups, scoringTouched);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { message } = App.useApp();
  const lost = scoring.appraisees.filter(({ group }) => group === null);
  const nameOf = (group: string | null) => scoring.groups.find(({ id }) => id === group)?.name ?? '未归类';
  const rows = scoring.appraisees.toSorted((a, b) =>
    nameOf(a.group) === nameOf(b.group) ? 0 : a.group === null ? -1 : b.group === null ? 1 : a.group < b.group ? -1 : 1,
  );
  return (
    <Section
      title={
        lost.length === 0 ? `类别（${scoring.appraisees.length}个单位都已归类）` : `类别（${lost.length}个单位未归类）`
      }
      actions={
        <DialogButton<{ departmentIds: string[]; group: string }>
          label="归类"
          type={lost.length > 0 ? 'primary' : 'default'}
          title="把单位归入类别"
          okText="归类"
          initialValues={{ departmentIds: [...chosen, ...lost.map(({ id }) => id)] }}
          onSubmit={async ({ departmentIds, group }) => {
            await set.mutateAsync({
              params: { cycleId },
              body: { items: departmentIds.map((departmentId) => ({ departmentId, group })) },
            });
            setChosen([]);
            void message.success(`已把${departmentIds.length}个单位归入“${nameOf(group)}”`);
          }}
        >
          <p>名次和等次在类别之内排。</p>
          <Form.Item name="departmentIds" label="单位" rules={[{ required: true, message: '请选单位' }]}>
            <Select
              mode="multiple"
              optionFilterProp="label"
              options={scoring.appraisees.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
          <Form.Item name="group" label="类别" rules={[{ required: true, message: '请选类别' }]}>
            <Select options={scoring.groups.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
        </DialogButton>
      }
    >
      <details>
        <summary>各单位的类别</summary>
        <DataTable
          columns={[{ key: 'name', title: '单位', render: ({ name }) => name }]}
          rows={rows}
          rowKey={({ id }) => id}
          groupOf={({ group }) => nameOf(group)}
          empty="还没有被评价单位。请先在评价周期里列入。"
        />
      </details>
    </Section>
  );
}

export function ScoringPage() {
  const { cycleId } = useParams({ from: '/inside/results/$cycleId/scoring' });
  const scoring = useRead(getScoring, { params: { cycleId } });
  return (
    <CycleFrame
      cycleId={cycleId}
      title="方案与设定"
      lead="文件没有规定的，一律“未设定”，由有权的人决定后才计分；每次设定都记下谁、何时、依据什么。"
    >
      <Reading query={scoring}>
        {(data) => (
          <>
            <SchemeSection cycleId={cycleId} scoring={data} />
            {data.scheme === null ? null : (
              <>
                <SettingsSection cycleId={cycleId} scoring={data} />
                <GroupsSection cycleId={cycleId} scoring={data} />
                <PlansSection cycleId={cycleId} scoring={data} />
              </>
            )}
          </>
        )}
      </Reading>
    </CycleFrame>
  );
}
