/** The strata of a design or a draw: people, main, reserve, probability and weight of the main sample, expected precision. */
import type { DrawDesign, DrawStratum, Forecast } from '#contract';
import { formatCount, formatPercent } from '../format.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Mark } from '../shared/marks.tsx';

/** 1 / probability, as people read it. */
const weightOf = (probability: number): string => (probability === 0 ? '—' : (1 / probability).toFixed(2));

export function StrataTable({
  strata,
  design,
  forecast,
}: {
  readonly strata: readonly DrawStratum[];
  readonly design: Pick<DrawDesign, 'sizes'>;
  /** Adds the expected half-width of a share to each stratum. */
  readonly forecast?: Forecast | undefined;
}) {
  if (strata.some(({ clusterProbability }) => clusterProbability !== undefined))
    return <ClusterTable strata={strata} />;
  const sum = (pick: (stratum: DrawStratum) => number) => strata.reduce((total, stratum) => total + pick(stratum), 0);
  const population = sum((stratum) => stratum.population);
  const main = sum((stratum) => stratum.main);
  // Not main / population: how many a Bernoulli draw gives is chance, the probability is not.
  const expected = sum((stratum) => stratum.population * stratum.probability);
  // By size everybody has an own probability and an own weight: the table can only show the mean, and says so.
  const averaged = design.sizes !== undefined;
  const widths = new Map(forecast?.strata.map(({ code, share }) => [code, share]));
  const columns: readonly Column<DrawStratum>[] = [
    { key: 'label', title: '层', kind: 'tight', render: ({ label }) => label },
    { key: 'population', title: '总人数', kind: 'right', render: (stratum) => formatCount(stratum.population) },
    { key: 'main', title: '主样本', kind: 'right', render: (stratum) => formatCount(stratum.main) },
    { key: 'reserve', title: '备用', kind: 'right', render: ({ reserve }) => formatCount(reserve) },
    {
      key: 'probability',
      title: averaged ? '平均概率' : '抽中概率',
      kind: 'right',
      render: ({ probability }) => shownChance(probability),
    },
    ...(averaged
      ? []
      : [
          {
            key: 'weight',
            title: '设计权重',
            kind: 'right',
            render: ({ probability }: DrawStratum) => weightOf(probability),
          } as const,
        ]),
    ...(forecast
      ? [
          {
            key: 'width',
            title: '满意率误差',
            kind: 'right',
            render: ({ code }: DrawStratum) => {
              const share = widths.get(code) ?? null;
              return share === null ? '—' : `±${(share * 100).toFixed(1)}`;
            },
          } as const,
        ]
      : []),
  ];
  const table = (
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
            <td className="right" data-label={averaged ? '平均概率' : '抽中概率'}>
              {shownChance(population === 0 ? 0 : expected / population)}
            </td>
            {averaged ? null : <td />}
            {forecast ? (
              <td className="right" data-label="满意率误差">
                {forecast.whole.share === null ? '—' : `±${(forecast.whole.share * 100).toFixed(1)}`}
              </td>
            ) : null}
          </tr>
        ) : undefined
      }
    />
  );
  if (!averaged) return table;
  return (
    <>
      {table}
      <p className="soft">
        按规模抽样时，每人的抽中概率随规模大小而不同，表中是各层的平均数；每人自己的概率和设计权重写在样本表和呼叫清单里。
      </p>
    </>
  );
}

/** Small chances keep their digits: one in a million is not 0.0%. */
const shownChance = (probability: number): string =>
  probability > 0 && probability < 0.001
    ? `${Number((probability * 100).toPrecision(2))}%`
    : formatPercent(probability);

function ClusterTable({ strata }: { readonly strata: readonly DrawStratum[] }) {
  const known = strata.some(({ drawn }) => drawn !== undefined);
  const columns: readonly Column<DrawStratum>[] = [
    { key: 'label', title: '群', kind: 'tight', render: ({ label }) => label },
    { key: 'population', title: '总人数', kind: 'right', render: ({ population }) => formatCount(population) },
    {
      key: 'cluster',
      title: '群的概率',
      kind: 'right',
      render: ({ clusterProbability = 0 }) => shownChance(clusterProbability),
    },
    {
      key: 'main',
      title: '抽中后取',
      kind: 'right',
      render: ({ main, reserve }) => (reserve > 0 ? `${formatCount(main)}+${formatCount(reserve)}` : formatCount(main)),
    },
    { key: 'probability', title: '每人概率', kind: 'right', render: ({ probability }) => shownChance(probability) },
    { key: 'weight', title: '设计权重', kind: 'right', render: ({ probability }) => weightOf(probability) },
    ...(known
      ? [
          {
            key: 'drawn',
            title: '结果',
            kind: 'tight',
            render: ({ drawn }: DrawStratum) => (drawn ? <Mark tone="good">抽中</Mark> : '—'),
          } as const,
        ]
      : []),
  ];
  return <DataTable columns={columns} rows={strata} rowKey={({ code }) => code} empty="还没有群。" folds={false} />;
}
