/** Choosing the accepted frames a draw is made from, with how many people each gives. */
import { Button, Checkbox } from 'antd';
import { listKindLabels, listKindSchema, type Frame } from '#contract';
import { formatCount } from '../format.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { FrameStateMark } from '../shared/marks.tsx';
import { nameList } from '../shared/words.ts';

/**
 * What a draw starts with: accepted topic lists, because those people are telephoned and a locked list already serves another
 * draw; where there are none, whatever can be drawn from.
 */
export function suggestFrames(frames: readonly Frame[]): readonly string[] {
  const usable = frames.filter(isUsable);
  const accepted = usable.filter(({ state }) => state === 'accepted');
  const topics = accepted.filter(({ list }) => list === 'hot-topics');
  const [suggested = usable] = [topics, accepted].filter((some) => some.length > 0);
  return suggested.map(({ id }) => id);
}

/** Only accepted lists can be drawn from; a locked one may serve several draws. */
export const isUsable = ({ state }: Frame) => state === 'accepted' || state === 'locked';

export function FramePicker({
  frames,
  chosen,
  onChoose,
}: {
  readonly frames: readonly Frame[];
  readonly chosen: readonly string[];
  readonly onChoose: (ids: readonly string[]) => void;
}) {
  const usable = frames.filter(isUsable);
  const ticked = new Set(chosen);
  const people = usable.reduce((sum, { id, latest }) => sum + (ticked.has(id) ? (latest?.counts.usable ?? 0) : 0), 0);
  const columns: readonly Column<Frame>[] = [
    {
      key: 'tick',
      title: '选用',
      head: (
        <Checkbox
          aria-label="全选"
          checked={ticked.size === usable.length}
          indeterminate={ticked.size > 0 && ticked.size < usable.length}
          onChange={(event) => onChoose(event.target.checked ? usable.map(({ id }) => id) : [])}
        />
      ),
      render: ({ id, department, list, attachment }) => (
        <Checkbox
          aria-label={`选用${department.name}${nameList({ list, attachment })}`}
          checked={ticked.has(id)}
          onChange={(event) =>
            onChoose(event.target.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
          }
        />
      ),
    },
    { key: 'department', title: '部门', render: ({ department }) => department.name },
    { key: 'list', title: '名单', render: nameList },
    { key: 'state', title: '状态', kind: 'tight', render: ({ state }) => <FrameStateMark state={state} /> },
    {
      key: 'usable',
      title: '可用人数',
      kind: 'right',
      render: ({ latest }) => formatCount(latest?.counts.usable ?? 0),
    },
  ];
  const waiting = frames.length - usable.length;
  const kinds = listKindSchema.options.filter((kind) => usable.some(({ list }) => list === kind));
  return (
    <>
      {kinds.length > 1 ? (
        <div className="actions gap">
          {kinds.map((kind) => {
            const ids = usable.filter(({ list }) => list === kind).map(({ id }) => id);
            return (
              <Button key={kind} size="small" onClick={() => onChoose(ids)}>
                {`只选${listKindLabels[kind]}（${ids.length}份）`}
              </Button>
            );
          })}
        </div>
      ) : null}
      <div className="scroll-table">
        <DataTable columns={columns} rows={usable} rowKey={({ id }) => id} empty="" folds={false} />
      </div>
      <p aria-live="polite">
        已选<strong>{ticked.size}</strong>份，共<strong>{formatCount(people)}</strong>人。
        {waiting > 0 ? <span className="soft">另有{waiting}份还没有接收，不能选用。</span> : null}
      </p>
    </>
  );
}
