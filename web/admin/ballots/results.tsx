/** Results with the small-cell rules: what is withheld says why; the accounting balances from cards to valid ballots. */
import type { z } from 'zod';
import {
  categoryLabels,
  getBallotResults,
  withheldLabels,
  type ballotResultsSchema,
  type PollStanding,
} from '#contract';
import { useRead } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { groupByCategory } from '../shared/words.ts';

type Results = z.infer<typeof ballotResultsSchema>;
type Line = Results['accounting'][number];
type Unit = Results['units'][number];

function Cell({ cell }: { readonly cell: Unit['total'] | undefined }) {
  if (cell === undefined) return <span className="soft">不评</span>;
  if ('withheld' in cell) return <span className="soft small">{withheldLabels[cell.withheld]}</span>;
  const { valid, mean, counts } = cell.shown;
  return (
    <>
      <strong className="number">{mean}</strong> <span className="soft small">{valid}票</span>
      {counts === null ? null : (
        <div className="soft small number">
          {['5', '4', '3', '2', '1'].map((level) => `${level}分${counts[level] ?? 0}`).join(' · ')}
        </div>
      )}
    </>
  );
}

export function ResultsSection({ poll }: { readonly poll: PollStanding }) {
  const results = useRead(getBallotResults, { params: { cycleId: poll.cycleId } });
  const groups = poll.settings?.groups ?? [];
  const name = (code: string) => groups.find((group) => group.code === code)?.name ?? code;
  const weight = (code: string) => groups.find((group) => group.code === code)?.weight ?? '未设定';
  const lines: readonly Column<Line>[] = [
    {
      key: 'group',
      title: '评价主体类别',
      kind: 'tight',
      render: ({ group }) => `${name(group)}（权重${weight(group)}）`,
    },
    { key: 'due', title: '应发', kind: 'right', render: ({ due }) => due },
    { key: 'printed', title: '印制', kind: 'right', render: ({ printed }) => printed },
    { key: 'handedOut', title: '实发', kind: 'right', render: ({ handedOut }) => handedOut },
    { key: 'unused', title: '未用', kind: 'right', render: ({ unused }) => unused },
    { key: 'spoiled', title: '作废', kind: 'right', render: ({ spoiled }) => spoiled },
    { key: 'returned', title: '收回', kind: 'right', render: ({ returned }) => returned },
    { key: 'onPaper', title: '其中纸质', kind: 'right', render: ({ onPaper }) => onPaper },
    { key: 'valid', title: '有效', kind: 'right', render: ({ valid }) => valid },
    { key: 'blank', title: '弃权', kind: 'right', render: ({ blank }) => blank },
    { key: 'void', title: '无效', kind: 'right', render: (line) => line.void },
  ];
  const units: readonly Column<Unit>[] = [
    { key: 'name', title: '单位', kind: 'tight', render: (unit) => unit.name },
    { key: 'total', title: '合计平均分', render: ({ total }) => <Cell cell={total} /> },
    ...groups.map(({ code, name: title, best, worst }): Column<Unit> => ({
      key: code,
      title,
      render: (unit) => {
        const named = unit.nominations[code];
        return (
          <>
            <Cell cell={unit.groups[code]} />
            {best + worst > 0 && named ? (
              <div className="small">{`最满意${named.best} · 不满意${named.worst}`}</div>
            ) : null}
          </>
        );
      },
    })),
  ];
  return (
    <Reading query={results}>
      {({ accounting, units: rated }) => (
        <>
          <Section title="清点表">
            <DataTable
              caption="从应发到有效"
              columns={lines}
              rows={accounting}
              rowKey={({ group }) => group}
              empty="没有类别。"
            />
          </Section>
          <Section title="各单位结果">
            <p className="soft">
              5分制平均分。人太少、可以推算或完全一致的不显示；各类别按权重合成的得分在“考评结果”里计算。
            </p>
            <DataTable
              caption="各单位的平均分"
              columns={units}
              rows={groupByCategory(rated).flatMap(({ items }) => items)}
              rowKey={({ unit }) => unit}
              groupOf={({ category }) => categoryLabels[category]}
              empty="没有单位。"
            />
          </Section>
        </>
      )}
    </Reading>
  );
}
