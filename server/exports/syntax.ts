/**
 * SPSS syntax that reads the CSV beside it: variables, labels, value labels, missing values, weight.
 *
 * Promise: pure; a text in quotes stays one. Nothing is computed.
 */
import type { TableVariable } from './columns.ts';
import { missingValues } from './variables.ts';

const quoted = (text: string, most: number): string =>
  `'${Array.from(text.replace(/\s+/g, ' ').trim()).slice(0, most).join('').replaceAll("'", "''")}'`;

/** `about`: lines of a comment; a comment ends at a full stop at the end of a line, so none has one there. */
export function writeSyntax(fileName: string, variables: readonly TableVariable[], about: readonly string[]): string {
  const lines = [
    '* Encoding: UTF-8.',
    ...about.map((line) => `* ${line.replace(/\s+/g, ' ').replace(/[.]+$/, '')}.`),
    '',
    'GET DATA',
    '  /TYPE=TXT',
    `  /FILE=${quoted(fileName, 200)}`,
    "  /ENCODING='UTF8'",
    '  /DELCASE=LINE',
    '  /DELIMITERS=","',
    "  /QUALIFIER='\"'",
    '  /ARRANGEMENT=DELIMITED',
    '  /FIRSTCASE=2',
    '  /VARIABLES=',
    ...variables.map(
      ({ name, textBytes, decimals }) => `    ${name} ${textBytes !== undefined ? `A${textBytes}` : `F12.${decimals}`}`,
    ),
    '  .',
    '',
    'VARIABLE LABELS',
    ...variables.map(({ name, label }) => `  ${name} ${quoted(label, 80)}`),
    '  .',
  ];
  for (const { name, values, missing } of variables) {
    const all = [...values, ...(missing ? missingValues : [])];
    if (all.length > 0)
      lines.push(
        '',
        `VALUE LABELS ${name}`,
        ...all.map(({ value, label }) => `  ${value} ${quoted(label, 40)}`),
        '  .',
      );
    if (missing) lines.push(`MISSING VALUES ${name} (-9 THRU -6).`);
  }
  return `\ufeff${[...lines, '', 'EXECUTE.', ''].join('\r\n')}`;
}
