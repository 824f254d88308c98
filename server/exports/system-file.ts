/** The table's variables and values as an SPSS system file takes them. */
import type { TableVariable } from './columns.ts';
import type { SavValue, SavVariable } from './sav/index.ts';
import { missingValues } from './variables.ts';

export function savVariable({
  name,
  label,
  values,
  textBytes,
  measure,
  decimals,
  missing,
}: TableVariable): SavVariable {
  return {
    name,
    label,
    holds: textBytes === undefined ? { decimals } : { text: textBytes },
    measure,
    values: [...values, ...(missing ? missingValues : [])],
    ...(missing ? { missing: missingRange } : {}),
  };
}

const codes = missingValues.map(({ value }) => value);
const missingRange = { from: Math.min(...codes), to: Math.max(...codes) };

/** A value as the table writes it; nothing: not asked. */
export function savValue(variable: TableVariable | undefined, value: string): SavValue {
  if (variable?.textBytes !== undefined) return value;
  return value === '' ? null : Number(value);
}
