/** Choosing many departments: search, then tick one by one or a whole class. A form control. */
import { Checkbox, Input } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import { categoryLabels, type departmentSchema } from '#contract';
import { groupByCategory } from '../shared/words.ts';

type Department = z.infer<typeof departmentSchema>;

export function DepartmentPicker({
  departments,
  value = [],
  onChange,
}: {
  readonly departments: readonly Department[];
  readonly value?: readonly string[];
  readonly onChange?: (ids: readonly string[]) => void;
}) {
  const [wanted, setWanted] = useState('');
  const chosen = new Set(value);
  const shown = departments.filter(({ name }) => name.includes(wanted.trim()));
  const change = (ids: readonly string[], on: boolean) => {
    const next = new Set(chosen);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    onChange?.([...next]);
  };
  if (departments.length === 0) {
    return <div className="empty">名录里的部门都已列入。要加别的，请先按“新增部门”。</div>;
  }
  return (
    <div className="picker">
      <Input
        allowClear
        placeholder="输入部门名称的一部分"
        aria-label="搜索部门"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <div className="picker-list">
        {shown.length === 0 ? <div className="empty">没有名称里带“{wanted}”的部门。</div> : null}
        {groupByCategory(shown).map(({ category, items }) => {
          const ids = items.map(({ id }) => id);
          const ticked = ids.filter((id) => chosen.has(id)).length;
          return (
            <fieldset key={category}>
              <legend className="picker-name">
                <Checkbox
                  checked={ticked === ids.length}
                  indeterminate={ticked > 0 && ticked < ids.length}
                  onChange={(event) => change(ids, event.target.checked)}
                >
                  {`${categoryLabels[category]}（全选${ids.length}个）`}
                </Checkbox>
              </legend>
              <div className="picker-items">
                {items.map(({ id, name }) => (
                  <Checkbox key={id} checked={chosen.has(id)} onChange={(event) => change([id], event.target.checked)}>
                    {name}
                  </Checkbox>
                ))}
              </div>
            </fieldset>
          );
        })}
      </div>
      <div aria-live="polite" className="soft small">{`已选${chosen.size}个部门`}</div>
    </div>
  );
}
