/**
 * `pingyi rates`: AAPOR's outcome rates from a list of call outcomes, with what each rate is and how each code was read.
 *
 * Promise: a code nobody knows is refused with its row, never left out; a rate over nothing is 不能估计.
 */
import { basename } from 'node:path';
import {
  dispositions,
  estimateEligibility,
  outcomeChoiceWords,
  outcomeRates,
  readOutcome,
  type CallOutcome,
  type DispositionClass,
  type Eligibility,
  type OutcomeChoices,
  type OutcomeRates,
} from '#sampling';
import { forPeople, give, type Value } from './answer.ts';
import { answering, CommandRefusal } from './draw-arguments.ts';
import type { CommandIo } from './io.ts';
import { parseOptions, readNumber, type Options } from './option-words.ts';
import { ratesHelp } from './rates-help.ts';
import { readTable, type Table } from './table.ts';

type RateName = keyof OutcomeRates;
type Counts = Record<DispositionClass, number>;

/** Above and below the line of each rate; E is I+P+R+NC+O+e(UH+UR+UO), U is UH+UR+UO. */
const definitions: Readonly<Record<RateName, readonly [name: string, formula: string]>> = {
  RR1: ['应答率1', 'I/(I+P+R+NC+O+U)'],
  RR2: ['应答率2', '(I+P)/(I+P+R+NC+O+U)'],
  RR3: ['应答率3', 'I/E'],
  RR4: ['应答率4', '(I+P)/E'],
  RR5: ['应答率5', 'I/(I+P+R+NC+O)'],
  RR6: ['应答率6', '(I+P)/(I+P+R+NC+O)'],
  COOP1: ['合作率1', 'I/(I+P+R+O)'],
  COOP2: ['合作率2', '(I+P)/(I+P+R+O)'],
  COOP3: ['合作率3', 'I/(I+P+R)'],
  COOP4: ['合作率4', '(I+P)/(I+P+R)'],
  REF1: ['拒访率1', 'R/(I+P+R+NC+O+U)'],
  REF2: ['拒访率2', 'R/E'],
  REF3: ['拒访率3', 'R/(I+P+R+NC+O)'],
  CON1: ['接触率1', '(I+P+R+O)/(I+P+R+NC+O+U)'],
  CON2: ['接触率2', '(I+P+R+O)/E'],
  CON3: ['接触率3', '(I+P+R+O)/(I+P+R+NC+O)'],
};

const rateNames: readonly RateName[] = [
  ...(['RR1', 'RR2', 'RR3', 'RR4', 'RR5', 'RR6', 'COOP1', 'COOP2', 'COOP3', 'COOP4'] as const),
  ...(['REF1', 'REF2', 'REF3', 'CON1', 'CON2', 'CON3'] as const),
];

interface Group {
  readonly by: string | null;
  readonly counts: Counts;
  readonly eligibility: Eligibility | null;
  readonly rates: OutcomeRates;
}

export async function ratesCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return answering(args, io, async () => {
    const options = parseOptions(args, {
      words: ['话务结果的表'],
      values: ['code', 'by', 'weights', 'e', 'switched-off', 'broken-off', 'sheet', 'csv'],
      lists: ['map'],
      flags: ['json'],
    });
    if (!options) {
      io.stdout(ratesHelp);
      return 0;
    }
    const told = eligibilityOf(options);
    const choices = choicesOf(options);
    const map = mapOf(options);
    const path = options.words[0]!;
    const table = await readTable(path, { sheet: options.text('sheet') });
    const named = options.text('code');
    if (named === undefined) throw new CommandRefusal('bad-usage', '请用 --code 写明哪一列是话务结果');
    const outcomes = readOutcomes(table, named, map, choices);
    const weights = weightsOf(table, options);
    const by = options.text('by');
    const groups = groupsOf(outcomes, weights, by === undefined ? undefined : table.labels(by), told);
    const codes = countCodes(table.labels(named), outcomes, weights);

    const several = by !== undefined;
    const rows = groups.flatMap((group) => rateNames.map((rate) => ({ group, rate })));
    await give(
      {
        title: [
          `${basename(path)}：按AAPOR标准定义（第10版）的结果率`,
          '',
          ...codes.map(
            ({ text, code, class: kind, count }) => `  ${text} → ${labelOf(code)}（${kind}）：${forPeople(count)}`,
          ),
          '',
          ...groups.map((group) => `  ${several ? `${group.by ?? '全体'}：` : ''}${countsLine(group)}`),
        ].join('\n'),
        columns: [
          ...(several ? [{ name: by, of: ({ group }: (typeof rows)[number]) => group.by ?? '全体' }] : []),
          { name: '率', of: ({ rate }) => rate },
          { name: '名称', of: ({ rate }) => definitions[rate][0] },
          { name: '数值', of: ({ group, rate }) => group.rates[rate] },
          { name: '定义', of: ({ rate }) => definitions[rate][1] },
          { name: '说明', of: ({ group, rate }) => reasonOf(group, rate) ?? '' },
        ],
        rows,
        remarks: [
          'I完成 P部分完成 R拒访 NC未接触 O其他 UH不知是否住户 UR不知有无合格者 UO其他不明 NE不合格；U=UH+UR+UO，E=I+P+R+NC+O+e·U',
          told === undefined
            ? 'e是不明者中合格的比例，按（合格）/（合格+不合格）估计；可用 --e 指定'
            : 'e是不明者中合格的比例，由 --e 指定',
          ...choiceRemarks(choices),
        ],
        document: { choices, codes, groups: groups.map(toDocument), definitions: definitionsDocument() },
      },
      options,
      io,
    );
    return 0;
  });
}

function toDocument(group: Group) {
  const reasons = rateNames.flatMap((rate) => {
    const reason = reasonOf(group, rate);
    return reason === null ? [] : [[rate, reason] as const];
  });
  return {
    by: group.by,
    counts: group.counts,
    e: group.eligibility,
    rates: group.rates,
    reasons: Object.fromEntries(reasons),
  };
}

function definitionsDocument() {
  return Object.fromEntries(rateNames.map((rate) => [rate, definitions[rate][1]]));
}

/** `0.4`, or one share a class: `UH=0.4,UR=0.7,UO=0.2`. */
function eligibilityOf(options: Options): Eligibility | undefined {
  const text = options.text('e');
  if (text === undefined) return undefined;
  if (!text.includes('=')) return options.number('e', '[0,1]');
  const parts = new Map(text.split(/[,，]/).map((part) => part.split('=', 2) as [string, string | undefined]));
  const of = (kind: string) => {
    const share = readNumber(parts.get(kind) ?? '');
    if (share === undefined || share < 0 || share > 1 || parts.size !== 3)
      throw new CommandRefusal('bad-usage', '--e 应是0到1的数，或写成 UH=0.4,UR=0.7,UO=0.2');
    return share;
  };
  return { UH: of('UH'), UR: of('UR'), UO: of('UO') };
}

/** `--map 33=2.21`: what a code of the file counts as. */
function mapOf(options: Options): ReadonlyMap<string, CallOutcome> {
  const map = new Map<string, CallOutcome>();
  for (const part of options.list('map').flatMap((one) => one.split(/[,，]/))) {
    const at = part.lastIndexOf('=');
    const found = readOutcome(at > 0 ? part.slice(at + 1) : '', {});
    if (found.kind !== 'known')
      throw new CommandRefusal(
        'bad-usage',
        `--map 应写成“文件里的代码=AAPOR代码或类别”，例如 33=2.21，写的是“${part}”`,
      );
    map.set(part.slice(0, at).trim(), found.outcome);
  }
  return map;
}

function choicesOf(options: Options): OutcomeChoices {
  const switchedOff = options.choice('switched-off', ['NC', 'UH']);
  const brokenOff = options.choice('broken-off', ['P', 'R']);
  return { ...(switchedOff ? { switchedOff } : {}), ...(brokenOff ? { brokenOff } : {}) };
}

function choiceRemarks({ switchedOff, brokenOff }: OutcomeChoices): string[] {
  const said: string[] = [];
  if (switchedOff) said.push(outcomeChoiceWords.switchedOff[switchedOff]);
  if (brokenOff) said.push(outcomeChoiceWords.brokenOff[brokenOff]);
  return said;
}

const choiceOptions = { switchedOff: '--switched-off NC 或 UH', brokenOff: '--broken-off P 或 R' } as const;

function readOutcomes(
  table: Table,
  column: string,
  map: ReadonlyMap<string, CallOutcome>,
  choices: OutcomeChoices,
): CallOutcome[] {
  return table.labels(column).map((text, row) => {
    const told = map.get(text);
    if (told) return told;
    const found = readOutcome(text, choices);
    if (found.kind === 'known') return found.outcome;
    const place = `${table.file}: 第${table.rowNumber(row)}行的话务结果“${text.slice(0, 30)}”`;
    if (found.kind === 'unsettled')
      throw new CommandRefusal(
        'outcome-unsettled',
        `${place}要先定：${outcomeChoiceWords[found.choice].question}；请用 ${choiceOptions[found.choice]} 写明`,
      );
    throw new CommandRefusal('outcome-unknown', `${place}不认识，请用 --map ${text.slice(0, 30)}=AAPOR代码 写明`);
  });
}

function weightsOf(table: Table, options: Options): Float64Array {
  const column = options.text('weights');
  if (column === undefined) return new Float64Array(table.size).fill(1);
  const weights = table.figures(column);
  const bad = weights.findIndex((weight) => weight < 0);
  if (bad >= 0)
    throw new CommandRefusal('weights-malformed', `${table.file}: 第${table.rowNumber(bad)}行“${column}”小于0`);
  return weights;
}

function groupsOf(
  outcomes: readonly CallOutcome[],
  weights: Float64Array,
  labels: readonly string[] | undefined,
  told: Eligibility | undefined,
): Group[] {
  const all = noCounts();
  const parts = new Map<string, Counts>();
  for (const [row, outcome] of outcomes.entries()) {
    all[outcome.class] += weights[row]!;
    if (!labels) continue;
    const part = parts.get(labels[row]!) ?? noCounts();
    parts.set(labels[row]!, part);
    part[outcome.class] += weights[row]!;
  }
  const groups = Array.from(parts, ([by, counts]) => rated(by, counts, told));
  return [...groups, rated(null, all, told)];
}

function noCounts(): Counts {
  return { I: 0, P: 0, R: 0, NC: 0, O: 0, UH: 0, UR: 0, UO: 0, NE: 0 };
}

function rated(by: string | null, counts: Counts, told: Eligibility | undefined): Group {
  const eligibility = told ?? estimateEligibility(counts);
  // Where nothing is known of eligibility, NaN leaves every rate that needs it undefined.
  return { by, counts, eligibility, rates: outcomeRates(counts, eligibility ?? Number.NaN) };
}

function reasonOf({ rates, eligibility }: Group, rate: RateName): string | null {
  if (rates[rate] !== null) return null;
  return eligibility === null && definitions[rate][1].endsWith('/E') ? '全部不明，估不出e，请用 --e 指定' : '分母为0';
}

function countCodes(texts: readonly string[], outcomes: readonly CallOutcome[], weights: Float64Array) {
  const found = new Map<string, CallOutcome & { readonly text: string; count: number }>();
  for (const [row, text] of texts.entries()) {
    const one = found.get(text) ?? { text, ...outcomes[row]!, count: 0 };
    found.set(text, one);
    one.count += weights[row]!;
  }
  return [...found.values()];
}

function labelOf(code: string): string {
  const label = dispositions.find((one) => one.code === code)?.label;
  return label === undefined ? code : `${code}${label}`;
}

function countsLine({ counts, eligibility }: Group): string {
  const parts: (readonly [string, Value])[] = Object.entries(counts);
  const e =
    eligibility === null
      ? '不能估计'
      : typeof eligibility === 'number'
        ? String(Number(eligibility.toPrecision(6)))
        : `UH ${eligibility.UH}、UR ${eligibility.UR}、UO ${eligibility.UO}`;
  return `${parts.map(([kind, count]) => `${kind} ${forPeople(count)}`).join('  ')}  e ${e}`;
}
