/** Tables filled stratum by stratum: sizes by hand, and what is assumed for the optimum rules. */
import { InputNumber } from 'antd';
import type { DrawStratum } from '#contract';
import { formatCount } from '../format.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import type { FieldsProps } from './design-fields.tsx';
import { defaultGuess, guessingAllocations, isAllocated, type StratumGuess } from './draft.ts';

interface TableProps extends FieldsProps {
  readonly strata: readonly DrawStratum[];
  readonly problem: unknown;
}

const nameColumns: readonly Column<DrawStratum>[] = [
  { key: 'label', title: '层', render: ({ label }) => label },
  { key: 'population', title: '总人数', kind: 'right', render: ({ population }) => formatCount(population) },
];

export function FixedSizes({ draft, onChange, strata, problem }: TableProps) {
  const columns: readonly Column<DrawStratum>[] = [
    ...nameColumns,
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
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <DataTable
        caption="逐层填写人数"
        columns={columns}
        rows={strata}
        rowKey={({ code }) => code}
        empty="正在计算有哪些层…"
      />
      <p aria-live="polite">主样本合计{formatCount(total)}人</p>
    </>
  );
}

const guesses = {
  deviation: { title: '标准差', note: '五级量表多在0.8到1.2之间', most: 2 },
  cost: { title: '每份费用', note: '相对大小即可', most: 1e6 },
  mean: { title: '均值', note: '五级量表的平均分', most: 1e4 },
} as const;

export function StratumGuesses({ draft, onChange, strata, problem }: TableProps) {
  if (!isAllocated(draft) || !guessingAllocations.includes(draft.allocation)) return null;
  const names: readonly (keyof StratumGuess)[] =
    draft.allocation === 'neyman' ? ['deviation'] : ['deviation', draft.allocation === 'cost' ? 'cost' : 'mean'];
  const columns: readonly Column<DrawStratum>[] = [
    ...nameColumns,
    ...names.map((name): Column<DrawStratum> => ({
      key: name,
      title: guesses[name].title,
      render: ({ code, label }) => (
        <InputNumber
          aria-label={`${label}的${guesses[name].title}`}
          min={0}
          max={guesses[name].most}
          step={0.1}
          value={draft.guesses[code]?.[name] ?? defaultGuess[name]}
          onChange={(value) =>
            onChange({
              ...draft,
              guesses: {
                ...draft.guesses,
                [code]: { ...defaultGuess, ...draft.guesses[code], [name]: value ?? defaultGuess[name] },
              },
            })
          }
        />
      ),
    })),
  ];
  return (
    <>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <p className="soft">
        {names.map((name) => `${guesses[name].title}：${guesses[name].note}`).join('；')}
        。都是假定，没有往年结果时各层填一样，效果与按人数比例相近。
      </p>
      <DataTable
        caption="逐层填写假定"
        columns={columns}
        rows={strata}
        rowKey={({ code }) => code}
        empty="正在计算有哪些层…"
      />
    </>
  );
}
