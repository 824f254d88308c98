/** A locked frame as the database keeps it: every id with what its design looks at, compressed; no personal data. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { FrameUnit, SelectionDesign } from '#sampling';

type Column = 'stratum' | 'cluster' | 'size';

export function packIds({
  units,
  design,
}: {
  readonly units: readonly FrameUnit[];
  readonly design: SelectionDesign;
}): Buffer {
  const sortBy = ('sortBy' in design ? design.sortBy : undefined) ?? [];
  const more = (['cluster', 'size'] as const).filter((column) => units[0]?.[column] !== undefined);
  const columns: Column[] = ['stratum', ...more];
  const rows = units.map((unit) => [unit.id, ...columns.map((column) => unit[column] ?? ''), ...(unit.sort ?? [])]);
  return gzipSync(JSON.stringify({ sortBy, columns, units: rows }));
}

export function unpackIds(packed: Buffer): {
  readonly sortBy: readonly string[];
  readonly units: readonly FrameUnit[];
} {
  // Frames locked by earlier versions have no column but the stratum.
  const {
    sortBy,
    columns = ['stratum'],
    units,
  } = JSON.parse(gunzipSync(packed).toString('utf8')) as { sortBy: string[]; columns?: Column[]; units: string[][] };
  return {
    sortBy,
    units: units.map(([id = '', ...values]): FrameUnit => ({
      id,
      stratum: values[0] ?? '',
      ...Object.fromEntries(columns.slice(1).map((column, i) => [column, values[i + 1] ?? ''])),
      sort: values.slice(columns.length),
    })),
  };
}
