/** What the documents leave open: one line a question, with the suggestion and its reason, and who decided. */
import { App } from 'antd';
import { decideScore, listScoreDecisions, type OpenSetting } from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { GroundsFields, type Grounds } from './grounds.tsx';
import { scoringTouched, type Scoring } from './scoring.ts';
import { initialOf, type SettingNames, type SettingValues, ValueField, valueOf } from './setting-value.tsx';
import { describeValue } from './words.ts';

const touched = [...scoringTouched, listScoreDecisions];

/** Names of what is weighed and of entries, for the fields of a value. */
function namesOf({ groups, entryKinds }: Scoring): SettingNames {
  return {
    groups: groups.filter(({ manual }) => !manual),
    members: new Map([
      ...groups.flatMap(({ leaves }) => leaves.map(({ id, name }) => [id, name] as const)),
      ...entryKinds.map(({ kind, name }) => [kind, name] as const),
    ]),
  };
}

/** What the document says, in its own words. */
export function Quote({ text }: { readonly text: string | null }) {
  return text === null ? null : <blockquote className="quote small">{`原文：${text}`}</blockquote>;
}

function Decide({
  cycleId,
  setting,
  names,
}: {
  readonly cycleId: string;
  readonly setting: OpenSetting;
  readonly names: SettingNames;
}) {
  const { message } = App.useApp();
  const decide = useWrite(decideScore, touched);
  return (
    <DialogButton<SettingValues & Grounds>
      label={setting.decision === null ? (setting.certainty === 'low' ? '单独确认' : '设定') : '改'}
      accessibleLabel={`${setting.decision === null ? '设定' : '改'}：${setting.name}`}
      size="small"
      title={setting.name}
      okText="确定"
      initialValues={initialOf(setting)}
      onSubmit={async (values) => {
        const { reason, document, decidedBy } = values;
        await decide.mutateAsync({
          params: { cycleId },
          body: { items: [{ key: setting.key, value: valueOf(setting, values) }], reason, document, decidedBy },
        });
        void message.success('已设定');
      }}
    >
      <Quote text={setting.quote} />
      {setting.why === null ? null : (
        <p className="soft">{`建议${describeValue(setting.suggestion)}：${setting.why}。`}</p>
      )}
      <ValueField setting={setting} names={names} />
      <GroundsFields />
    </DialogButton>
  );
}

function DecideSuggested({ cycleId, open }: { readonly cycleId: string; readonly open: readonly OpenSetting[] }) {
  const { message } = App.useApp();
  const decide = useWrite(decideScore, touched);
  if (open.length === 0) return null;
  return (
    <DialogButton<Grounds>
      label={`按建议值设定其余${open.length}项`}
      title={`按建议值设定${open.length}项`}
      okText="一并设定"
      onSubmit={async (values) => {
        await decide.mutateAsync({
          params: { cycleId },
          body: { items: open.map(({ key, suggestion }) => ({ key, value: suggestion })), ...values },
        });
        void message.success(`已设定${open.length}项`);
      }}
    >
      <ul className="plain-list">
        {open.map(({ key, name, suggestion }) => (
          <li key={key}>{`${name}：${describeValue(suggestion)}`}</li>
        ))}
      </ul>
      <GroundsFields />
    </DialogButton>
  );
}

function History({ cycleId }: { readonly cycleId: string }) {
  const decisions = useRead(listScoreDecisions, { params: { cycleId } });
  return (
    <details className="gap-above">
      <summary>历次设定</summary>
      <Reading query={decisions} rows={2}>
        {({ items }) => (
          <DataTable
            columns={[
              { key: 'key', title: '事项', render: ({ key }) => key },
              { key: 'value', title: '值', kind: 'wrap', render: ({ value }) => describeValue(value).slice(0, 200) },
              { key: 'reason', title: '理由', kind: 'wrap', render: ({ reason }) => reason },
              { key: 'document', title: '依据', kind: 'wrap', render: ({ document }) => document },
              { key: 'decidedBy', title: '决定', render: ({ decidedBy }) => decidedBy },
              {
                key: 'entered',
                title: '录入',
                render: ({ enteredBy, enteredAt }) => `${formatInstant(enteredAt)} ${enteredBy}`,
              },
            ]}
            rows={items}
            rowKey={(_, index) => index}
            empty="还没有设定过。"
          />
        )}
      </Reading>
    </details>
  );
}

export function SettingsSection({ cycleId, scoring }: { readonly cycleId: string; readonly scoring: Scoring }) {
  const names = namesOf(scoring);
  const open = scoring.settings.filter(({ needed, decision }) => needed && decision === null);
  const suggested = open.filter(({ certainty, suggestion }) => certainty === null && suggestion !== null);
  const columns: readonly Column<OpenSetting>[] = [
    { key: 'name', title: '事项', kind: 'wrap', render: ({ name }) => name },
    {
      key: 'state',
      title: '现在',
      kind: 'wrap',
      render: ({ decision, needed, certainty, suggestion }) =>
        decision === null ? (
          needed ? (
            <>
              <Mark tone="bad">未设定</Mark>{' '}
              {certainty === 'low' ? <Mark tone="wait">原文依据不足，须单独确认</Mark> : null}
            </>
          ) : (
            <span className="soft">{suggestion === null ? '用到时再定' : describeValue(suggestion)}</span>
          )
        ) : (
          describeValue(decision.value)
        ),
    },
    {
      key: 'by',
      title: '依据',
      kind: 'wrap',
      render: ({ decision, why, suggestion, quote, inScheme }) =>
        decision === null ? (
          <>
            <Quote text={quote} />
            {why === null ? null : <span className="soft">{`建议：${describeValue(suggestion)}。${why}`}</span>}
          </>
        ) : (
          <>
            {inScheme ? <Mark tone="info">方案已定</Mark> : null}
            {` ${decision.decidedBy}，${decision.document}（${formatInstant(decision.enteredAt)} ${decision.enteredBy}录入）`}
          </>
        ),
    },
    {
      key: 'act',
      title: '操作',
      kind: 'tight',
      render: (setting) => <Decide cycleId={cycleId} setting={setting} names={names} />,
    },
  ];
  return (
    <Section
      title={open.length === 0 ? '文件没有规定的事项（都已设定）' : `文件没有规定的事项（${open.length}项未设定）`}
      actions={<DecideSuggested cycleId={cycleId} open={suggested} />}
    >
      <DataTable
        caption="文件没有规定的事项"
        columns={columns}
        rows={scoring.settings.toSorted(
          (a, b) => Number(b.needed && b.decision === null) - Number(a.needed && a.decision === null),
        )}
        rowKey={({ key }) => key}
        empty="方案没有留下要设定的事项。"
      />
      <History cycleId={cycleId} />
    </Section>
  );
}
