/**
 * The frame judge: filed workbooks in, the frame report out.
 *
 * Promise: pure. It reads cells and settings, and says accepted or returned, which persons count, and everything found on
 * the way, in the department's own row numbers.
 */
import { resolveAcross, type IdentifiedList } from './across.ts';
import { FindingCollector } from './collector.ts';
import { differenceOf, isUnchanged } from './difference.ts';
import { Exemptions } from './exemptions.ts';
import type { FiledWorkbook, ReaderRemark } from './filed.ts';
import { ListIdentity } from './identity.ts';
import type { FrameList } from './list.ts';
import { RowTable } from './rows.ts';
import { tallySegments } from './segment-tally.ts';
import type { Counts, Coverage, Exemption, FrameDocument, ListKind, ListReport, Person } from './report.ts';
import {
  checkCoverage,
  checkMinimum,
  checkReceipt,
  countRows,
  eachPerson,
  firstMobiles,
  sayExemptions,
} from './verdict.ts';
import { judgeWorkbook } from './workbook.ts';

/** One list of one department: its files and what was asked of it. */
export interface FiledList {
  readonly kind: ListKind;
  readonly attachment: number | null;
  readonly department?: string | undefined;
  /** Default by attachment: 附件3 500, 附件5 and 附件7 300, else 0. */
  readonly minimum?: number | undefined;
  readonly coverage?: Coverage | undefined;
  readonly exemptions?: readonly Exemption[] | undefined;
  /** This list's own instant of receipt and last day, where they differ from the settings'. */
  readonly received?: string | undefined;
  readonly deadline?: string | undefined;
  readonly workbooks: readonly FiledWorkbook[];
  readonly remarks: readonly ReaderRemark[];
  /** An earlier version of the list. */
  readonly previous?:
    { readonly name: string; readonly sha256: string; readonly workbooks: readonly FiledWorkbook[] } | undefined;
}

export interface JudgeSettings {
  readonly homeArea?: string | undefined;
  /** Year of the campaign, to compare titles with. */
  readonly year?: number | undefined;
  /** Instant of receipt and last day, ISO 8601. */
  readonly received?: string | undefined;
  readonly deadline?: string | undefined;
  /** More data rows than this are refused. */
  readonly maxRows?: number | undefined;
  readonly noPersons?: boolean | undefined;
  /** Called now and then with the number of data rows judged so far. */
  readonly progress?: ((rows: number) => void) | undefined;
  /** City (without 市) or area code of a mobile's first seven digits, when a 号段 table is loaded. */
  readonly cityOfSegment?: ((segment: string) => string | undefined) | undefined;
}

/** Thrown while reading when a call holds more data rows than allowed. */
export class TooManyRows extends Error {
  readonly file: string;
  constructor(file: string) {
    super('too many data rows');
    this.name = 'TooManyRows';
    this.file = file;
  }
}

const defaultMaxRows = 1_100_000;

/** 附件3 500, 附件5 and 附件7 300, else 0. */
export function defaultMinimum(attachment: number | null): number {
  if (attachment === 3) return 500;
  return attachment === 5 || attachment === 7 ? 300 : 0;
}

/**
 * Judges lists of one or several departments together. Source: contract `frame check` 1.
 * Linear in the rows; memory about 70 bytes a row beside its texts.
 */
export function judgeFrames(filed: readonly FiledList[], settings: JudgeSettings = {}): FrameDocument {
  const { document, lists } = judgeTogether(filed, settings);
  return settings.noPersons ? document : { ...document, persons: lists.flatMap((list) => [...eachPerson(list)]) };
}

/** The usable persons of a list, walked as often as is wanted and kept by nobody. */
export interface PersonWalk {
  /** One by one, as the document prints them. */
  persons(): Iterable<Person>;
  /** Of each person in that order the first mobile, its 11 digits as an integer; 0 where there is none. Far cheaper than a person. */
  firstMobiles(): Iterable<number>;
}

/** As `judgeFrames`, with the persons apart, to be walked one by one: a million at once would be the largest thing in memory. */
export function judgeFramesLazily(
  filed: readonly FiledList[],
  settings: Omit<JudgeSettings, 'noPersons'> = {},
): { readonly document: FrameDocument; readonly walks: readonly PersonWalk[] } {
  const { document, lists } = judgeTogether(filed, settings);
  const walks = lists.map((list) => ({ persons: () => eachPerson(list), firstMobiles: () => firstMobiles(list) }));
  return { document, walks };
}

function judgeTogether(
  filed: readonly FiledList[],
  settings: JudgeSettings,
): { document: FrameDocument; lists: readonly FrameList[] } {
  const counter = rowCounter(settings.maxRows ?? defaultMaxRows, settings.progress);
  const judged = filed.map((list, index) => judgeList(list, index, settings, counter));
  resolveAcross(judged);

  const reports: ListReport[] = [];
  for (const [index, { list, identity }] of judged.entries()) {
    identity.sayLandlines();
    const counts = countRows(list);
    if (counts.rows > 0) {
      checkMinimum(list, counts);
      checkCoverage(list);
    }
    checkReceipt(list, filed[index]?.received ?? settings.received, filed[index]?.deadline ?? settings.deadline);
    const previous = filed[index]?.previous;
    const difference = previous && differenceTo(list, previous, filed[index], settings);
    if (difference && isUnchanged(difference)) list.findings.add('unchanged-resubmission', {});
    sayExemptions(list);
    const segments = tallySegments(list);
    reports.push({
      list: index,
      kind: list.kind,
      attachment: list.attachment,
      department: list.department,
      minimum: list.minimum,
      coverage: list.coverage,
      verdict: list.findings.returned ? 'returned' : 'accepted',
      counts,
      exemptions: list.exemptions.all.map((exemption) => {
        const { check, agreedBy, date, reason } = exemption;
        return { check, agreedBy, date, reason, used: list.exemptions.isUsed(exemption) };
      }),
      ...(difference ? { difference } : {}),
      ...(segments ? { segments } : {}),
    });
  }
  const lists = judged.map(({ list }) => list);
  const document: FrameDocument = {
    contract: 1,
    verdict: reports.some((report) => report.verdict === 'returned') ? 'returned' : 'accepted',
    lists: reports,
    files: lists.flatMap((list) =>
      list.files.map((file) => ({
        list: list.index,
        name: file.name,
        sha256: file.sha256,
        sheets: file.sheets.map((sheet) => sheet.report),
      })),
    ),
    counts: sum(reports.map((report) => report.counts)),
    findings: lists.flatMap((list) => list.findings.findings()),
    truncated: lists.flatMap((list) => list.findings.truncated()),
    persons: [],
  };
  return { document, lists };
}

function sum(all: readonly Counts[]): Counts {
  const total = { rows: 0, persons: 0, usable: 0, duplicates: 0, rejected: 0 };
  for (const counts of all) {
    total.rows += counts.rows;
    total.persons += counts.persons;
    total.usable += counts.usable;
    total.duplicates += counts.duplicates;
    total.rejected += counts.rejected;
  }
  return total;
}

const progressEvery = 4096;

function rowCounter(most: number, progress?: (rows: number) => void): (file: string) => void {
  let rows = 0;
  return (file) => {
    rows += 1;
    if (progress && rows % progressEvery === 0) progress(rows);
    if (rows > most) throw new TooManyRows(file);
  };
}

function differenceTo(
  list: FrameList,
  previous: NonNullable<FiledList['previous']>,
  filed: FiledList | undefined,
  settings: JudgeSettings,
) {
  if (!filed) return undefined;
  const earlier: FiledList = { ...filed, workbooks: previous.workbooks, remarks: [], previous: undefined };
  const counter = rowCounter(settings.maxRows ?? defaultMaxRows);
  const { list: before, ...rest } = judgeList(earlier, 0, settings, counter, true);
  resolveAcross([{ list: before, ...rest }]);
  return differenceOf(list, before, { name: previous.name, sha256: previous.sha256 });
}

function judgeList(
  filed: FiledList,
  index: number,
  settings: JudgeSettings,
  countRow: (file: string) => void,
  keepsText = filed.previous !== undefined || !settings.noPersons,
): IdentifiedList {
  const list: FrameList = {
    index,
    kind: filed.kind,
    attachment: filed.attachment,
    department: filed.department ?? null,
    minimum: filed.minimum ?? defaultMinimum(filed.attachment),
    coverage: filed.coverage ?? 'none',
    exemptions: new Exemptions(filed.exemptions ?? []),
    findings: new FindingCollector(index),
    homeArea: settings.homeArea ?? '0771',
    year: settings.year,
    keepsText,
    cityOfSegment: settings.cityOfSegment,
    files: [],
    rows: new RowTable(settings.cityOfSegment),
    countRow,
  };
  for (const name of fileOrder(filed)) list.findings.files.push(name);
  for (const remark of filed.remarks) {
    list.findings.add(remark.code, { file: remark.file }, remark.raw === undefined ? {} : { raw: remark.raw });
  }
  let serialBefore: number | undefined;
  for (const workbook of filed.workbooks) serialBefore = judgeWorkbook(list, workbook, serialBefore);
  sayNoRows(list);
  const identity = new ListIdentity(list);
  identity.resolve();
  saySeveralVersions(list);
  return { list, identity };
}

/** Files in their order, a package before its first entry. */
function fileOrder(filed: FiledList): string[] {
  const names: string[] = [];
  const packages = [...new Set(filed.remarks.map((remark) => remark.file))];
  for (const workbook of filed.workbooks) {
    for (const name of packages) if (workbook.name.startsWith(`${name}/`) && !names.includes(name)) names.push(name);
    names.push(workbook.name);
  }
  return [...names, ...packages.filter((name) => !names.includes(name))];
}

function sayNoRows(list: FrameList): void {
  if (list.rows.length > 0) return;
  let at = 0;
  for (const file of list.files) {
    for (const sheet of file.sheets) {
      if (sheet.report.state === 'read') {
        list.findings.add('no-data-rows', { sheet: at });
        return;
      }
      at += 1;
    }
  }
}

/** Two files of one list that share half of the persons of the smaller. */
function saySeveralVersions(list: FrameList): void {
  if (list.files.length < 2) return;
  const personsOfFile = list.files.map(() => new Set<number>());
  for (let index = 0; index < list.rows.length; index += 1) {
    const file = list.findings.sheets[list.rows.sheet(index)]?.file;
    if (file !== undefined) personsOfFile[file]?.add(list.rows.personOf(index));
  }
  for (const [later, persons] of personsOfFile.entries()) {
    for (const [earlier, others] of personsOfFile.slice(0, later).entries()) {
      const smaller = Math.min(persons.size, others.size);
      let n = 0;
      for (const person of persons) if (others.has(person)) n += 1;
      if (smaller === 0 || n * 2 < smaller) continue;
      const place = list.files[later];
      if (place)
        list.findings.add(
          'several-versions',
          { file: place.name },
          { raw: list.files[earlier]?.name ?? '', values: { n } },
        );
      break;
    }
  }
}
