/** The settings of a design: by purpose, then only what applies to it; what experts want stands folded. */
import { Form, Radio, Select } from 'antd';
import { drawDesignSchema, stratifyByLabels, stratifyBySchema, type DrawStratum } from '#contract';
import { CoordinationFields } from './coordination-fields.tsx';
import {
  canCoordinate,
  canStratify,
  hasReserve,
  isAllocated,
  isBySize,
  isStratified,
  withMethod,
  type Draft,
} from './draft.ts';
import { ExpertFields } from './expert-fields.tsx';
import { FixedSizes, StratumGuesses } from './stratum-tables.tsx';
import { BlockFields, ClusterFields, SizeFields } from './method-fields.tsx';
import { NumberField } from './number-field.tsx';
import { purposeOf, purposes } from './purposes.ts';

export interface FieldsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

type SizeName = 'main' | 'reserve' | 'replicateSize' | 'floor' | 'restMonths';

/** What is wrong with a size that is there. */
function wrongSize(field: SizeName, value: number | null, label: string): string | undefined {
  return value === null || drawDesignSchema.shape[field].safeParse(value).success
    ? undefined
    : `${label}填得太大，请改小`;
}

function SizeField({
  field,
  label,
  note,
  least,
  draft,
  onChange,
}: FieldsProps & { readonly field: SizeName; readonly label: string; readonly note: string; readonly least: number }) {
  return (
    <NumberField
      id={`draw-${field}`}
      label={label}
      note={note}
      least={least}
      value={draft[field]}
      wrong={wrongSize(field, draft[field], label)}
      onChange={(value) => onChange({ ...draft, [field]: value })}
    />
  );
}

function Purposes({ draft, onChange }: FieldsProps) {
  const chosen = purposeOf(draft);
  return (
    <Form.Item label="您想要什么样的样本">
      <Radio.Group
        vertical
        aria-label="您想要什么样的样本"
        value={chosen ?? 'own'}
        onChange={(event) => {
          const purpose = purposes.find(({ key }) => key === event.target.value);
          if (purpose) onChange({ ...withMethod(draft, purpose.settings.method ?? draft.method), ...purpose.settings });
        }}
        options={[
          ...purposes.map(({ key, label, about }) => ({
            value: key,
            label: (
              <>
                <strong>{label}</strong>：<span className="soft">{about}</span>
              </>
            ),
          })),
          ...(chosen === null ? [{ value: 'own', label: <strong>按专家选项里的设定</strong> }] : []),
        ]}
      />
    </Form.Item>
  );
}

export function DesignFields({
  draft,
  onChange,
  groups,
  groupsProblem,
  cycleId,
}: FieldsProps & {
  /** The strata, or the groups of a size table, when something is given group by group. */
  readonly groups: readonly DrawStratum[];
  readonly groupsProblem: unknown;
  readonly cycleId: string;
}) {
  const stratified = isStratified(draft);
  const allocated = isAllocated(draft);
  const byHand = allocated && draft.allocation === 'fixed';
  const numbers = draft.method === 'random-digits';
  const twoStage = draft.method === 'two-stage';
  const fields = { draft, onChange };
  return (
    <Form layout="vertical" component="div" className="wide-form">
      <Purposes {...fields} />
      {canStratify(draft) ? (
        <Form.Item label="分层依据" htmlFor="draw-stratify" extra={twoStage ? '分层时，每层各抽这么多个群' : undefined}>
          <Select
            id="draw-stratify"
            value={draft.stratifyBy}
            onChange={(stratifyBy) => onChange({ ...draft, stratifyBy, takeAll: [] })}
            options={stratifyBySchema.options
              .filter((value) => value !== 'none' || draft.method !== 'stratified')
              .map((value) => ({
                value,
                label: stratifyByLabels[value],
                disabled: twoStage && value === draft.clusterBy,
              }))}
          />
        </Form.Item>
      ) : null}
      {twoStage ? <ClusterFields {...fields} /> : null}
      {isBySize(draft) ? <SizeFields {...fields} groups={groups} problem={groupsProblem} /> : null}
      {numbers ? <BlockFields {...fields} /> : null}
      <div className="size-fields">
        {byHand || twoStage ? null : (
          <SizeField
            field="main"
            label="主样本"
            note={numbers ? '要访问的号码数' : draft.method === 'bernoulli' ? '平均抽中的人数' : '要访问的总人数'}
            least={1}
            {...fields}
          />
        )}
        {twoStage || !hasReserve(draft) ? null : (
          <SizeField field="reserve" label="备用样本" note="联系不上时按顺序启用，0表示不设" least={0} {...fields} />
        )}
        <SizeField
          field="replicateSize"
          label="每批人数"
          note={twoStage ? '每群每批放出多少人' : stratified ? '每层每批放出多少人' : '每批放出多少人'}
          least={1}
          {...fields}
        />
        <SizeField
          field="restMonths"
          label="间隔期（月）"
          note={numbers ? '这几个月内随机拨号放出过的号码不抽' : '这几个月内放出过的人不抽，0表示都抽'}
          least={0}
          {...fields}
        />
        {allocated && !byHand ? (
          <SizeField field="floor" label="每层至少" note="小部门也能有足够样本，0表示不限" least={0} {...fields} />
        ) : null}
      </div>
      {byHand ? <FixedSizes {...fields} strata={groups} problem={groupsProblem} /> : null}
      <ExpertFields {...fields} groups={groups} />
      <StratumGuesses {...fields} strata={groups} problem={groupsProblem} />
      {canCoordinate(draft) ? <CoordinationFields {...fields} cycleId={cycleId} /> : null}
    </Form>
  );
}
