/** The settings of a design: method, strata, sizes. Shows only what applies to the chosen method. */
import { Form, InputNumber, Radio, Select } from 'antd';
import { drawDesignSchema, stratifyByLabels, stratifyBySchema, type DrawDesign, type DrawStratum } from '#contract';
import { formatCount } from '../format.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { isStratified, withMethod, type Draft } from './draft.ts';
import { allocationLabels, methodLabels, methodMeanings } from './words.ts';

const methods = ['simple', 'stratified', 'systematic'] as const satisfies readonly DrawDesign['method'][];
const allocations = ['proportional', 'equal', 'fixed'] as const satisfies readonly DrawDesign['allocation'][];

type NumberField = 'main' | 'reserve' | 'replicateSize' | 'floor' | 'restMonths';

function SizeField({
  field,
  label,
  note,
  least,
  draft,
  onChange,
}: {
  readonly field: NumberField;
  readonly label: string;
  readonly note: string;
  readonly least: number;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}) {
  const value = draft[field];
  // The field takes any number: clamping it silently would show one number and draw by another.
  const tooLarge = value !== null && !drawDesignSchema.shape[field].safeParse(value).success;
  const wrong = value === null ? `请填写${label}` : `${label}填得太大，请改小`;
  return (
    <Form.Item
      label={label}
      htmlFor={`draw-${field}`}
      extra={note}
      {...(value === null || tooLarge ? { validateStatus: 'error', help: wrong } : {})}
    >
      <InputNumber
        id={`draw-${field}`}
        min={least}
        precision={0}
        value={value}
        onChange={(next) => onChange({ ...draft, [field]: next })}
      />
    </Form.Item>
  );
}

function FixedSizes({
  draft,
  onChange,
  strata,
}: {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly strata: readonly DrawStratum[];
}) {
  const columns: readonly Column<DrawStratum>[] = [
    { key: 'label', title: '层', render: ({ label }) => label },
    { key: 'population', title: '总人数', kind: 'right', render: ({ population }) => formatCount(population) },
    {
      key: 'size',
      title: '主样本',
      render: ({ code, label, population }) => (
        <InputNumber
          aria-label={`${label}的主样本`}
          min={0}
          max={population}
          precision={0}
          value={draft.fixed[code] ?? 0}
          onChange={(size) => onChange({ ...draft, fixed: { ...draft.fixed, [code]: size ?? 0 } })}
        />
      ),
    },
  ];
  const total = strata.reduce((sum, { code }) => sum + (draft.fixed[code] ?? 0), 0);
  return (
    <>
      <DataTable
        caption="逐层填写主样本人数"
        columns={columns}
        rows={strata}
        rowKey={({ code }) => code}
        empty="正在计算有哪些层…"
      />
      <p aria-live="polite">主样本合计{formatCount(total)}人</p>
    </>
  );
}

export function DesignFields({
  draft,
  onChange,
  strata,
  strataProblem,
}: {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** The strata, when sizes are given by hand. */
  readonly strata: readonly DrawStratum[];
  readonly strataProblem: unknown;
}) {
  const stratified = isStratified(draft);
  const byHand = stratified && draft.allocation === 'fixed';
  return (
    <Form layout="vertical" component="div" className="wide-form">
      <Form.Item label="方法">
        <Radio.Group
          vertical
          aria-label="方法"
          value={draft.method}
          onChange={(event) => {
            const method = methods.find((value) => value === event.target.value);
            if (method) onChange(withMethod(draft, method));
          }}
          options={methods.map((value) => ({
            value,
            label: (
              <>
                <strong>{methodLabels[value]}</strong>：<span className="soft">{methodMeanings[value]}</span>
              </>
            ),
          }))}
        />
      </Form.Item>
      {draft.method === 'simple' ? null : (
        <Form.Item label="分层依据" htmlFor="draw-stratify">
          <Select
            id="draw-stratify"
            value={draft.stratifyBy}
            onChange={(stratifyBy) => onChange({ ...draft, stratifyBy })}
            options={stratifyBySchema.options
              .filter((value) => value !== 'none' || draft.method === 'systematic')
              .map((value) => ({ value, label: stratifyByLabels[value] }))}
          />
        </Form.Item>
      )}
      {stratified ? (
        <Form.Item label="各层样本量" extra={byHand ? undefined : '按人数比例最常用；要逐层比较时，可以每层一样多'}>
          <Radio.Group
            aria-label="各层样本量"
            value={draft.allocation}
            onChange={(event) => {
              const allocation = allocations.find((value) => value === event.target.value);
              if (allocation) onChange({ ...draft, allocation });
            }}
            options={allocations.map((value) => ({ value, label: allocationLabels[value] }))}
          />
        </Form.Item>
      ) : null}
      {byHand ? (
        <>
          {strataProblem === null ? null : <ProblemNotice problem={strataProblem} />}
          <FixedSizes draft={draft} onChange={onChange} strata={strata} />
        </>
      ) : null}
      <div className="size-fields">
        {byHand ? null : (
          <SizeField field="main" label="主样本" note="要访问的总人数" least={1} draft={draft} onChange={onChange} />
        )}
        <SizeField
          field="reserve"
          label="备用样本"
          note="联系不上时按顺序启用，0表示不设"
          least={0}
          draft={draft}
          onChange={onChange}
        />
        <SizeField
          field="replicateSize"
          label="每批人数"
          note={stratified ? '每层每批放出多少人' : '每批放出多少人'}
          least={1}
          draft={draft}
          onChange={onChange}
        />
        <SizeField
          field="restMonths"
          label="间隔期（月）"
          note="这几个月内放出过的人不抽，0表示都抽"
          least={0}
          draft={draft}
          onChange={onChange}
        />
        {stratified && !byHand ? (
          <SizeField
            field="floor"
            label="每层至少"
            note="小部门也能有足够样本，0表示不限"
            least={0}
            draft={draft}
            onChange={onChange}
          />
        ) : null}
      </div>
    </Form>
  );
}
