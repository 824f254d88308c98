/** SPSS system files as a reader nobody here wrote sees them. */
import { createRequire } from 'node:module';

interface Variable {
  readonly name: string;
  readonly label: string;
  readonly missing: unknown;
}

interface SavBufferReader {
  readonly meta: {
    readonly header: {
      readonly encoding: string;
      readonly n_cases: number;
      readonly n_vars: number;
      readonly weight: Variable | undefined;
      readonly compression: { readonly bias: number } | null;
    };
    readonly sysvars: readonly Variable[];
    readonly valueLabels: readonly {
      readonly appliesToNames: readonly string[];
      readonly entries: readonly { readonly val: number; readonly label: string }[];
    }[];
  };
  open(): Promise<void>;
  readAllRows(includeNulls: boolean): Promise<Record<string, number | string | null>[]>;
}

// The package offers its CommonJS build only, without types an ES module could see.
const require = createRequire(import.meta.url);
const { SavBufferReader: Reader } = require('sav-reader') as {
  SavBufferReader: new (file: Buffer) => SavBufferReader;
};

export async function readSav(file: Buffer) {
  const reader = new Reader(file);
  await reader.open();
  return { meta: reader.meta, rows: await reader.readAllRows(true) };
}
