/** Which cycle a page is about: the one in the address, else the newest that is not closed. */
import { Select } from 'antd';
import { listCycles, type Cycle } from '#contract';
import { useRead } from '../query.ts';

export function useCycles() {
  return useRead(listCycles, {});
}

export function chooseCycle(cycles: readonly Cycle[], wanted: string | undefined): Cycle | undefined {
  return cycles.find(({ id }) => id === wanted) ?? cycles.find(({ state }) => state !== 'closed') ?? cycles[0];
}

export function CycleSelect({
  cycles,
  chosen,
  onChoose,
}: {
  readonly cycles: readonly Cycle[];
  readonly chosen: string;
  readonly onChoose: (cycleId: string) => void;
}) {
  return (
    <label>
      评价周期
      <br />
      <Select
        className="wide-select"
        value={chosen}
        options={cycles.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={onChoose}
        aria-label="评价周期"
      />
    </label>
  );
}
