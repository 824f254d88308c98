/**
 * What is done to the weights before anything is estimated: nonresponse classes, post-stratification, raking, calibration,
 * trimming, in this order, from tables of the population that the user names.
 *
 * Promise: the island weights; a cell of the data that the table does not have, or the other way round, is refused by name. Each
 * step is said with the answer.
 */
import {
  adjustForNonresponse,
  calibrate,
  postStratify,
  rake,
  reweigh,
  trimWeights,
  type CalibrationMethod,
  type Margin,
  type Outcome,
  type Survey,
} from '#sampling';
import { CommandRefusal } from './draw-arguments.ts';
import { readNumber, type Options } from './option-words.ts';
import { readTable, type Table } from './table.ts';

/** A step that may be taken again from replicate weights. */
type Step = (survey: Survey) => Outcome<Survey>;

export interface Weighting {
  /** All steps; throws a refusal with the island's words. */
  readonly apply: (survey: Survey) => Survey;
  readonly steps: number;
  readonly remarks: readonly string[];
}

/** Names a column of population counts may have. */
const countNames = ['总体数', '人数', '总数', 'population', 'Freq', 'N', 'count'];
const totalNames = ['合计', '总量', '总体数', '总数', 'total'];
const calibrations = ['linear', 'raking', 'logit'] as const;

export async function readWeighting(table: Table, options: Options): Promise<Weighting> {
  const steps: Step[] = [];
  const remarks: string[] = [];
  const classes = table.names(options.list('nonresponse'));
  if (classes.length > 0 !== options.has('responded'))
    throw new CommandRefusal('bad-usage', '--nonresponse 写明调整组的列，--responded 写明是否应答的列，两个要同时写');
  if (classes.length > 0) {
    steps.push(nonresponse(table, classes, options.text('responded')!));
    remarks.push(`权数先按“${classes.join('、')}”的无回答调整组放大到全部样本；没有应答的行权数为0，留在设计中`);
  }
  const fitting = ['post-stratify', 'rake', 'calibrate'].filter((name) => options.has(name));
  if (fitting.length > 1)
    throw new CommandRefusal('bad-usage', `${fitting.map((name) => `--${name}`).join('、')} 只能用一个`);
  const post = options.text('post-stratify');
  if (post !== undefined) {
    const margin = await readMargin(table, post);
    steps.push((survey) => {
      checkHoused(table, survey, margin);
      return postStratify(survey, margin.margin);
    });
    remarks.push('权数按总体表事后分层，方差按残差计算');
  }
  const margins = options.list('rake');
  if (margins.length > 0) {
    const read: StatedMargin[] = [];
    for (const path of margins) read.push(await readMargin(table, path));
    steps.push((survey) => {
      for (const stated of read) checkHoused(table, survey, stated);
      return rake(
        survey,
        read.map(({ margin }) => margin),
      );
    });
    remarks.push(`权数按${read.length}个边际迭代加权（raking），方差按残差计算`);
  }
  const calibration = options.text('calibrate');
  if (calibration !== undefined) {
    const { columns, totals } = await readTotals(table, calibration);
    const method = methodOf(options);
    steps.push((survey) => {
      const gap = survey.weights.findIndex(
        (weight, row) => weight > 0 && columns.some((column) => Number.isNaN(column[row])),
      );
      if (gap >= 0)
        throw new CommandRefusal(
          'cell-missing',
          `${table.file}: 第${table.rowNumber(gap)}行缺少校准用的变量，请补齐，或先按无回答调整`,
        );
      return calibrate(survey, columns, totals, method);
    });
    remarks.push(`权数按${totals.length}个总数校准（${method.kind}），方差按残差计算`);
  } else
    for (const name of ['calibration', 'bounds'])
      if (options.has(name)) throw new CommandRefusal('bad-usage', `--${name} 只与 --calibrate 同用`);
  if (options.has('trim')) {
    const [lower, upper] = pairOf(options, 'trim');
    const strict = options.has('strict');
    steps.push((survey) => trimWeights(survey, lower, upper, strict));
    remarks.push(`权数截在${lower}到${upper}之间，截下的部分${strict ? '反复' : ''}平分给其余的行`);
  } else if (options.has('strict')) throw new CommandRefusal('bad-usage', '--strict 只与 --trim 同用');
  return {
    steps: steps.length,
    remarks,
    apply: (survey) =>
      steps.reduce((before, step) => {
        const outcome = step(before);
        if (outcome.ok) return outcome.value;
        throw new CommandRefusal(outcome.refusals, 1);
      }, survey),
  };
}

function nonresponse(table: Table, names: readonly string[], responded: string): Step {
  const { codes, count } = cross(names.map((name) => table.labels(name)));
  const answers = Uint8Array.from(table.labels(responded), (text, row) => {
    if (['1', '是', '√', 'true', 'yes', 'y'].includes(text.toLowerCase())) return 1;
    if (['0', '否', 'false', 'no', 'n'].includes(text.toLowerCase())) return 0;
    throw new CommandRefusal(
      'cell-malformed',
      `${table.file}: 第${table.rowNumber(row)}行“${responded}”应是1或0（是或否），现在是“${text.slice(0, 30)}”`,
    );
  });
  return (survey) => {
    const silent = silentClass(survey.weights, codes, count, answers);
    if (silent !== undefined) {
      const row = codes.indexOf(silent);
      const name = names.map((column) => table.labels(column)[row]).join('、');
      return {
        ok: false,
        refusals: [{ code: 'class-silent', message: `调整组“${name}”里没有一人作答；请与相近的组合并` }],
      };
    }
    const outcome = adjustForNonresponse(survey.weights, codes, count, answers);
    return outcome.ok ? { ok: true, value: reweigh(survey, outcome.value.weights) } : outcome;
  };
}

/** The first class with weight and no answer, which the island would refuse by number. */
function silentClass(weights: Float64Array, codes: Int32Array, count: number, answers: Uint8Array): number | undefined {
  const sums = new Float64Array(count);
  const answered = new Float64Array(count);
  for (let row = 0; row < weights.length; row += 1) {
    sums[codes[row]!]! += weights[row]!;
    answered[codes[row]!]! += answers[row] === 1 ? weights[row]! : 0;
  }
  const silent = sums.findIndex((sum, c) => sum > 0 && answered[c] === 0);
  return silent < 0 ? undefined : silent;
}

/** Codes of the combinations of several columns, in the order in which they come. */
function cross(columns: readonly (readonly string[])[]): { readonly codes: Int32Array; readonly count: number } {
  const places = new Map<string, number>();
  const codes = Int32Array.from(columns[0]!, (_, row) => {
    const key = JSON.stringify(columns.map((column) => column[row]));
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  });
  return { codes, count: places.size };
}

/** A table of cells: a column of counts, and columns that the data have too. */
async function readMargin(table: Table, path: string): Promise<StatedMargin> {
  const cells = await readTable(path);
  const count = oneOf(cells, countNames, '总体数');
  const names = cells.columns.filter((name) => name !== count && name !== '');
  if (names.length === 0) throw new CommandRefusal('table-unclear', `${cells.file}: 除“${count}”外应有分组的列`);
  const counts = Array.from(cells.figures(count));
  if (counts.some((value) => value < 0))
    throw new CommandRefusal('counts-malformed', `${cells.file}: “${count}”里有小于0的数`);
  const places = new Map<string, number>();
  const stated = names.map((name) => cells.labels(name));
  for (const row of counts.keys()) {
    const key = JSON.stringify(stated.map((column) => column[row]));
    if (places.has(key))
      throw new CommandRefusal('cell-repeated', `${cells.file}: 第${cells.rowNumber(row)}行的单元前面已经有了`);
    places.set(key, row);
  }
  const found = table.names(names).map((name) => table.text(name));
  const cell = Int32Array.from(
    { length: table.size },
    (_, row) => places.get(JSON.stringify(found.map((column) => column[row]!))) ?? -1,
  );
  return {
    margin: { counts, cell },
    file: cells.file,
    cellOf: (row) => found.map((column) => column[row] || '（空）').join('、'),
  };
}

interface StatedMargin {
  readonly margin: Margin;
  readonly file: string;
  /** The words of a row's cell. */
  readonly cellOf: (row: number) => string;
}

/** A row that counts must be in a cell; one of weight 0 need not. */
function checkHoused(table: Table, { weights }: Survey, { margin, file, cellOf }: StatedMargin): void {
  const row = weights.findIndex((weight, at) => weight > 0 && margin.cell[at] === -1);
  if (row < 0) return;
  throw new CommandRefusal(
    'cell-unknown',
    `${table.file}: 第${table.rowNumber(row)}行的“${cellOf(row).slice(0, 40)}”在${file}里没有总体数`,
  );
}

/** Rows of a name and a total: a column of the data, `column=value` for the people with that value, or 1 for everybody. */
async function readTotals(table: Table, path: string) {
  const rows = await readTable(path);
  const total = oneOf(rows, totalNames, '总数');
  const name = rows.columns.find((column) => column !== total && column !== '');
  if (name === undefined) throw new CommandRefusal('table-unclear', `${rows.file}: 应有变量和总数两列`);
  const totals = Array.from(rows.figures(total));
  const columns = rows.labels(name).map((text) => {
    if (text === '1') return new Float64Array(table.size).fill(1);
    // A gap is no matter where the weight is 0; elsewhere it is refused when the weights are made.
    if (table.has(text)) return table.numbers(text);
    const at = text.lastIndexOf('=');
    if (at < 1) {
      table.names([text]);
      throw new Error('a name that is no column has been refused');
    }
    const [column] = table.names([text.slice(0, at)]);
    const value = text.slice(at + 1).trim();
    const labels = table.text(column!);
    if (!labels.includes(value))
      throw new CommandRefusal('value-unknown', `${table.file}: “${column}”里没有“${value.slice(0, 30)}”`);
    return Float64Array.from(labels, (label) => (label === '' ? Number.NaN : label === value ? 1 : 0));
  });
  return { columns, totals };
}

function oneOf(table: Table, names: readonly string[], what: string): string {
  const found = names.find((name) => table.has(name));
  if (found !== undefined) return found;
  throw new CommandRefusal(
    'column-unknown',
    `${table.file}: 看不出哪一列是${what}；表头应有：${names.join('、')} 之一`,
  );
}

function methodOf(options: Options): CalibrationMethod {
  const kind = options.choice('calibration', calibrations) ?? 'linear';
  if (kind !== 'logit') {
    if (options.has('bounds')) throw new CommandRefusal('bad-usage', '--bounds 只用于 --calibration logit');
    return { kind };
  }
  if (!options.has('bounds'))
    throw new CommandRefusal('bad-usage', '--calibration logit 要用 --bounds 下,上 写明权数倍数的界限');
  const [lower, upper] = pairOf(options, 'bounds');
  if (!(lower < 1 && upper > 1)) throw new CommandRefusal('bad-usage', '--bounds 的下限应小于1、上限应大于1');
  return { kind, lower, upper };
}

/** `0.3,3`. */
function pairOf(options: Options, name: string): [number, number] {
  const parts = (options.text(name) ?? '').split(/[,，]/).map(readNumber);
  const [lower, upper] = parts;
  if (parts.length !== 2 || lower === undefined || upper === undefined || lower < 0 || lower >= upper)
    throw new CommandRefusal('bad-usage', `--${name} 应写成“下限,上限”，例如 0.3,3`);
  return [lower, upper];
}
