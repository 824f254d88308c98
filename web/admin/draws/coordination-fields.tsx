/** Placing a draw beside an earlier one by the permanent seed of a population. Folded: most draws have fresh randomness. */
import { Link } from '@tanstack/react-router';
import { Form, Radio, Select } from 'antd';
import { listPermanentSeeds } from '#contract';
import { useRead } from '../query.ts';
import type { FieldsProps } from './design-fields.tsx';

const kinds = [
  { value: 'first', label: '第一次用这个种子' },
  { value: 'negative', label: '避开上一次抽到的人：从他们之后接着抽' },
  { value: 'positive', label: '尽量还抽上一次的人，便于前后比较' },
] as const;

export function CoordinationFields({ draft, onChange }: FieldsProps & { readonly cycleId: string }) {
  const seeds = useRead(listPermanentSeeds, {});
  const open = (seeds.data?.items ?? []).filter(({ retiredAt }) => retiredAt === null);
  const chosen = open.find(({ id }) => id === draft.permanentSeedId);
  const earlier = (chosen?.draws ?? []).filter(({ sealed }) => sealed);
  return (
    <details className="gap">
      <summary>与以往抽样衔接（长期种子）</summary>
      <p className="soft gap-above">
        一般不用：每次抽样用新的公开随机数，加上间隔期，就不会反复打扰同一个人。要让两次抽样的人尽量相同、或完全错开，才用总体的长期种子。种子由系统生成并密封，
        <Link to="/draws/seeds">长期种子</Link>页公布它的摘要。
      </p>
      <Form.Item label="用哪个长期种子" htmlFor="draw-seed">
        <Select
          id="draw-seed"
          allowClear
          placeholder="不用"
          value={draft.permanentSeedId}
          onChange={(permanentSeedId?: string) =>
            onChange({ ...draft, permanentSeedId: permanentSeedId ?? null, coordination: 'first', earlierDrawId: null })
          }
          options={open.map(({ id, name }) => ({ value: id, label: name }))}
          notFoundContent="还没有长期种子"
        />
      </Form.Item>
      {chosen ? (
        <>
          <Form.Item label="与上一次的关系">
            <Radio.Group
              vertical
              aria-label="与上一次的关系"
              value={draft.coordination}
              onChange={(event) => {
                const kind = kinds.find(({ value }) => value === event.target.value)?.value;
                if (kind)
                  onChange({
                    ...draft,
                    coordination: kind,
                    earlierDrawId: kind === 'first' ? null : (earlier[0]?.id ?? null),
                  });
              }}
              options={kinds.map(({ value, label }) => ({
                value,
                label,
                disabled: value !== 'first' && earlier.length === 0,
              }))}
            />
          </Form.Item>
          {draft.coordination === 'first' ? null : (
            <Form.Item label="上一次抽样" htmlFor="draw-earlier" extra="分层依据和部门要与那一次相同">
              <Select
                id="draw-earlier"
                value={draft.earlierDrawId}
                onChange={(earlierDrawId) => onChange({ ...draft, earlierDrawId })}
                options={earlier.map(({ id, title }) => ({ value: id, label: title }))}
              />
            </Form.Item>
          )}
        </>
      ) : null}
    </details>
  );
}
