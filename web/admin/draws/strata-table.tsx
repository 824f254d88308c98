/** The strata of a design or a draw: people, main, reserve, probability of the main sample. */
import type { ReactNode } from 'react';
import type { DrawStratum } from '#contract';
import { formatCount, formatPercent } from '../format.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';

export function StrataTable({
  strata,
  renderMain,
}: {
  readonly strata: readonly DrawStratum[];
  /** Replaces the main count, for example by a field. */
  readonly renderMain?: (stratum: DrawStratum) => ReactNode;
}) {
  const sum = (pick: (stratum: DrawStratum) => number) => strata.reduce((total, stratum) => total + pick(stratum), 0);
  const population = sum((stratum) => stratum.population);
  const main = sum((stratum) => stratum.main);
  const columns: readonly Column<DrawStratum>[] = [
    { key: 'label', title: '层', render: ({ label }) => label },
    { key: 'population', title: '总人数', kind: 'right', render: (stratum) => formatCount(stratum.population) },
    {
      key: 'main',
      title: '主样本',
      kind: 'right',
      render: (stratum) => renderMain?.(stratum) ?? formatCount(stratum.main),
    },
    { key: 'reserve', title: '备用', kind: 'right', render: ({ reserve }) => formatCount(reserve) },
    { key: 'probability', title: '抽中概率', kind: 'right', render: ({ probability }) => formatPercent(probability) },
  ];
  return (
    <DataTable
      columns={columns}
      rows={strata}
      rowKey={({ code }) => code}
      empty="还没有分层结果。"
      folds={false}
      foot={
        strata.length > 1 ? (
          <tr>
            <th scope="row" data-label="层">
              合计
            </th>
            <td className="right" data-label="总人数">
              {formatCount(population)}
            </td>
            <td className="right" data-label="主样本">
              {formatCount(main)}
            </td>
            <td className="right" data-label="备用">
              {formatCount(sum((stratum) => stratum.reserve))}
            </td>
            <td className="right" data-label="抽中概率">
              {formatPercent(population === 0 ? 0 : main / population)}
            </td>
          </tr>
        ) : undefined
      }
    />
  );
}
