/** Who of the chosen lists does not take part in a draw, list by list, before it is designed. */
import type { z } from 'zod';
import type { DrawDesign, previewDraw } from '#contract';
import { formatCount } from '../format.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';

type Preview = z.output<(typeof previewDraw)['reply']>;
type Row = Preview['frames'][number];

export function LeftOut({ preview, design }: { readonly preview: Preview; readonly design: DrawDesign }) {
  const concerned = preview.frames.filter(({ heldOut, rested }) => heldOut > 0 || rested > 0);
  if (concerned.length === 0) return null;
  const left = design.restMonths > 0 ? '（不抽）' : '（仍抽）';
  const columns: readonly Column<Row>[] = [
    { key: 'label', title: '名单', render: ({ label }) => label },
    { key: 'usable', title: '可用人数', kind: 'right', render: ({ usable }) => formatCount(usable) },
    { key: 'heldOut', title: '跨部门重复（不抽）', kind: 'right', render: ({ heldOut }) => formatCount(heldOut) },
    {
      key: 'rested',
      title: `${preview.restMonths}个月内放出过${left}`,
      kind: 'right',
      render: ({ rested }) => formatCount(rested),
    },
  ];
  return (
    <details className="gap">
      <summary>{`${concerned.length}份名单里有跨部门重复或最近放出过的人`}</summary>
      <DataTable columns={columns} rows={concerned} rowKey={({ id }) => id} empty="" folds={false} />
    </details>
  );
}
