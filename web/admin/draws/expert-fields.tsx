/** Choices for those who know them: any method, any allocation, ceilings, strata taken whole. Folded; nothing here is needed. */
import { Form, Radio, Select } from 'antd';
import { allocationLabels, allocationSchema, drawMethodLabels, drawMethodSchema, type DrawStratum } from '#contract';
import type { FieldsProps } from './design-fields.tsx';
import { canAllocate, isAllocated, withMethod } from './draft.ts';
import { NumberField } from './number-field.tsx';
import { allocationMeanings, methodMeanings } from './words.ts';

export function ExpertFields({ draft, onChange, groups }: FieldsProps & { readonly groups: readonly DrawStratum[] }) {
  const allocated = isAllocated(draft);
  const allocations = allocationSchema.options.filter((allocation) => canAllocate(draft, allocation));
  return (
    <details className="gap">
      <summary>专家选项</summary>
      <Form.Item label="方法" className="gap-above">
        <Radio.Group
          vertical
          aria-label="方法"
          value={draft.method}
          onChange={(event) => {
            const method = drawMethodSchema.safeParse(event.target.value);
            if (method.success) onChange(withMethod(draft, method.data));
          }}
          options={drawMethodSchema.options.map((value) => ({
            value,
            label: (
              <>
                <strong>{drawMethodLabels[value]}</strong>：<span className="soft">{methodMeanings[value]}</span>
              </>
            ),
          }))}
        />
      </Form.Item>
      {allocated ? (
        <>
          <Form.Item label="各层样本量">
            <Radio.Group
              vertical
              aria-label="各层样本量"
              value={draft.allocation}
              onChange={(event) => {
                const allocation = allocationSchema.safeParse(event.target.value);
                if (allocation.success) onChange({ ...draft, allocation: allocation.data });
              }}
              options={allocations.map((value) => ({
                value,
                label: (
                  <>
                    <strong>{allocationLabels[value]}</strong>：
                    <span className="soft">{allocationMeanings[value]}</span>
                  </>
                ),
              }))}
            />
          </Form.Item>
          {draft.allocation === 'fixed' ? null : (
            <div className="size-fields">
              {draft.allocation === 'power' ? (
                <NumberField
                  id="draw-exponent"
                  label="指数"
                  note="0到1"
                  least={0}
                  most={1}
                  precision={2}
                  step={0.1}
                  value={draft.exponent}
                  onChange={(exponent) => onChange({ ...draft, exponent })}
                />
              ) : null}
              <NumberField
                id="draw-ceiling"
                label="每层至多"
                note="不填表示不限"
                least={1}
                value={draft.ceiling}
                optional
                onChange={(ceiling) => onChange({ ...draft, ceiling })}
              />
              <Form.Item label="全部抽取的层" htmlFor="draw-take-all" extra="人很少的层可以全部访问">
                <Select
                  id="draw-take-all"
                  mode="multiple"
                  allowClear
                  placeholder="没有"
                  value={[...draft.takeAll]}
                  onChange={(takeAll: string[]) => onChange({ ...draft, takeAll })}
                  options={groups.map(({ code, label, population }) => ({
                    value: code,
                    label: `${label}（${population}人）`,
                  }))}
                />
              </Form.Item>
            </div>
          )}
        </>
      ) : null}
    </details>
  );
}
