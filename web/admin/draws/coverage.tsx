/** Pictures of where the sample lies, each beside its table: strata, cities, departments. */
import type { Coverage, DrawDesign, DrawStratum } from '#contract';
import { formatCount, formatPercent } from '../format.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Section } from '../shared/page.tsx';
import { Bars } from './bars.tsx';

type Row = Coverage['rows'][number];

const titles = {
  city: '各市的名单与样本',
  department: '各部门的名单与样本',
} as const;

function CoverageTable({ rows, drawn }: { readonly rows: readonly Row[]; readonly drawn: boolean }) {
  const shown = (expected: number) => (drawn ? formatCount(expected) : expected.toFixed(1));
  const columns: readonly Column<Row>[] = [
    { key: 'label', title: '地方或部门', render: ({ label }) => label },
    { key: 'population', title: '名单', kind: 'right', render: ({ population }) => formatCount(population) },
    { key: 'main', title: drawn ? '主样本' : '预计主样本', kind: 'right', render: ({ main }) => shown(main) },
    {
      key: 'share',
      title: '抽取比例',
      kind: 'right',
      render: ({ main, population }) => formatPercent(population === 0 ? 0 : main / population),
    },
  ];
  return (
    <div className="scroll-table">
      <DataTable columns={columns} rows={rows} rowKey={({ label }) => label} empty="" folds={false} />
    </div>
  );
}

export function CoveragePictures({
  coverage,
  strata,
  design,
  drawn = false,
}: {
  readonly coverage: readonly Coverage[];
  readonly strata: readonly DrawStratum[];
  readonly design: DrawDesign;
  /** As drawn, in a section of its own; otherwise as expected, inside the preview. */
  readonly drawn?: boolean;
}) {
  // Where strata are the cities or departments, the stratum picture says it already.
  // Of two stages the rows are clusters, most of which are not drawn at all.
  const stratified = strata.length > 1 && design.stratifyBy !== 'none' && !design.clusters;
  const others = coverage.filter(({ by, rows }) => rows.length > 1 && !(stratified && by === design.stratifyBy));
  if (!stratified && others.length === 0) return null;
  const pictures = (
    <div className="pictures">
      {stratified ? (
        <Bars
          title="各层的名单与样本"
          bars={strata
            .map(({ label, population, main }) => ({ label, population, sample: main }))
            .toSorted((a, b) => b.population - a.population)}
        />
      ) : null}
      {others.map(({ by, rows }) => (
        <div key={by}>
          <Bars
            title={titles[by]}
            bars={rows.map(({ label, population, main }) => ({ label, population, sample: main }))}
          />
          <details>
            <summary>看数字</summary>
            <CoverageTable rows={rows} drawn={drawn} />
          </details>
        </div>
      ))}
    </div>
  );
  if (drawn) return <Section title="抽中的人在哪里">{pictures}</Section>;
  return (
    <>
      <h3>样本会在哪里</h3>
      {pictures}
    </>
  );
}
