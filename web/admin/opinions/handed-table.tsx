/** Opinions exactly as a department sees them: the preview of the hand-over and the department's own page show the same table. */
import { Checkbox } from 'antd';
import type { HandedOpinion } from '#contract';
import { asksAnswer } from '#surveys';
import { DataTable } from '../shared/data-table.tsx';
import { nameCodes, type Labels } from './words.tsx';

export function HandedTable({
  labels,
  opinions,
  titles,
  chosen,
  onChoose,
}: {
  readonly labels: Labels;
  readonly opinions: readonly HandedOpinion[];
  /** Names of the rectifications that answer, by id. */
  readonly titles?: ReadonlyMap<string, string>;
  readonly chosen?: ReadonlySet<number>;
  readonly onChoose?: (number: number, wanted: boolean) => void;
}) {
  return (
    <DataTable
      caption="移交的意见"
      columns={[
        {
          key: 'number',
          title: '编号',
          kind: 'tight',
          inline: true,
          render: ({ number }: HandedOpinion) =>
            onChoose && chosen ? (
              <Checkbox
                checked={chosen.has(number)}
                onChange={(event) => onChoose(number, event.target.checked)}
                aria-label={`选第${number}条`}
              >
                {number}
              </Checkbox>
            ) : (
              number
            ),
        },
        { key: 'codes', title: '性质和类别', kind: 'tight', render: (one) => nameCodes(labels, one) },
        { key: 'text', title: '意见', kind: 'wide', render: ({ text }) => <span className="said">{text}</span> },
        ...(titles
          ? [
              {
                key: 'rectification',
                title: '整改事项',
                render: ({ kind, rectificationId }: HandedOpinion) =>
                  rectificationId !== null
                    ? (titles.get(rectificationId) ?? '')
                    : asksAnswer(labels.kinds, kind)
                      ? '还没有回应'
                      : '不用整改',
              },
            ]
          : []),
      ]}
      rows={opinions}
      rowKey={({ number }) => number}
      empty="没有移交的意见。"
    />
  );
}
