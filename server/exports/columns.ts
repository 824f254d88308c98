/**
 * The columns of the table: what a sheet is of, then what it answers.
 *
 * Promise: nothing that leads back to a person: no id, no instant, no free text.
 */
import type { Tx } from '#db';
import type { PublishedVersion } from '#questionnaires';
import type { SheetRow } from '#sheets';
import { fillTexts } from '#surveys';
import { decimalOf, fewest, mergedStratum, placeOf } from './strata.ts';
import { spssNames, variablesOf, type Variable } from './variables.ts';

export type TableVariable = Omit<Variable, 'of'>;

export interface Column {
  readonly variable: TableVariable;
  readonly of: (row: SheetRow) => string;
  readonly isWeight?: true;
}

const channels = [
  { value: 1, label: '电话', channel: 'telephone' },
  { value: 2, label: '纸质', channel: 'paper' },
  { value: 3, label: '链接', channel: 'link' },
  { value: 4, label: '网页', channel: 'web' },
] as const;

/** `longest`: bytes of the longest stratum code; `merged`: strata with few answers, by place, with the weight theirs get. */
export async function columnsOf(
  tx: Tx,
  asked: PublishedVersion,
  versions: readonly PublishedVersion[],
  { longest, merged }: { readonly longest: number; readonly merged: ReadonlyMap<string, string> },
): Promise<readonly Column[]> {
  const departments = await tx<{ id: string; name: string }[]>`
    select d.id, d.name from appraisees a join departments d on d.id = a.department_id
    where a.cycle_id = ${asked.cycleId} order by d.name collate "zh-x-icu"`;
  const places = new Map(departments.map(({ id }, index) => [id, String(index + 1)]));
  const plain = (name: string, label: string, more: Partial<TableVariable> = {}): TableVariable => ({
    name,
    label,
    values: [],
    measure: 'nominal',
    decimals: 0,
    missing: false,
    ...more,
  });
  const columns: readonly Column[] = [
    {
      variable: plain('department', '评价的单位', {
        values: departments.map(({ name }, index) => ({ value: index + 1, label: name })),
      }),
      of: ({ departmentId }) => places.get(departmentId) ?? '',
    },
    {
      variable: plain('channel', '方式', { values: channels.map(({ value, label }) => ({ value, label })) }),
      of: ({ channel }) => String(channels.find((one) => one.channel === channel)?.value ?? ''),
    },
    {
      variable: plain('stratum', `层；${mergedStratum}：不足${fewest}份的层并在一起；空：不是抽样来的`, {
        textBytes: Math.max(longest, Buffer.byteLength(mergedStratum)),
      }),
      of: ({ departmentId, stratum }) =>
        stratum === null ? '' : merged.has(placeOf(departmentId, stratum)) ? mergedStratum : stratum,
    },
    {
      variable: plain('weight', '设计权重；空：不是抽样来的', { measure: 'scale', decimals: 6 }),
      of: ({ departmentId, stratum, designWeight }) =>
        designWeight === null ? '' : (merged.get(placeOf(departmentId, stratum ?? '')) ?? decimalOf(designWeight)),
      isWeight: true,
    },
    ...variablesOf(versions.map(({ content }) => content)).map(({ of, ...variable }) => ({
      variable: { ...variable, label: fillTexts(variable.label, { 单位: '该单位' }) },
      of: (row: SheetRow) => of(row.answers),
    })),
  ];
  const names = spssNames(columns.map(({ variable }) => variable.name));
  return columns.map((column, index) => ({
    ...column,
    variable: { ...column.variable, name: names[index] ?? column.variable.name },
  }));
}
