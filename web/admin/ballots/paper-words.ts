/** How a form on paper is typed and read aloud: keys for the whole form, words for a field. Pure. */
import { leaderLevels, paperFaultLabels, type BallotPaperForm } from '#contract';
import { paperFaults, readPaperField } from '#surveys';

/** Typed for the whole form: nothing is valid, 1 to 3 a fault. */
export const faultKeys = paperFaults.map((fault, index) => ({
  key: String(index + 1),
  fault,
  label: paperFaultLabels[fault],
}));

/** What is sent for a typed field: the key of a fault becomes its name. */
export function sentOf(field: string, typed: string): string {
  if (field !== 'form') return typed;
  const plain = typed.normalize('NFKC').trim();
  return faultKeys.find(({ key }) => key === plain)?.fault ?? plain;
}

interface FormUnit {
  readonly number: number;
  readonly name: string;
  readonly category: BallotPaperForm['poll']['units'][number]['category'];
}

/** Units in the order and with the numbers of the form. */
function unitsOfForm({ poll, style }: Pick<BallotPaperForm, 'poll' | 'style'>): FormUnit[] {
  const places = poll.styles.find(({ code }) => code === style)?.units ?? [];
  return places.flatMap((place, index) => {
    const unit = poll.units[place];
    return unit ? [{ number: index + 1, name: unit.name, category: unit.category }] : [];
  });
}

/** Units as printed: class by class where they stand together. */
export function runsOfForm(form: Pick<BallotPaperForm, 'poll' | 'style'>): {
  readonly category: FormUnit['category'];
  readonly items: readonly FormUnit[];
}[] {
  const runs: { category: FormUnit['category']; items: FormUnit[] }[] = [];
  for (const unit of unitsOfForm(form)) {
    const last = runs.at(-1);
    if (last?.category === unit.category) last.items.push(unit);
    else runs.push({ category: unit.category, items: [unit] });
  }
  return runs;
}

type Echo = { readonly words: string; readonly wrong: boolean };

/** What was typed, said back beside the field. */
export function echoOf(form: Pick<BallotPaperForm, 'poll' | 'style'>, field: string, typed: string): Echo {
  const read = readPaperField(form.poll, form.style, field, sentOf(field, typed));
  if ('message' in read) return { words: field === 'form' ? '只填1、2、3，有效的留空' : read.message, wrong: true };
  const { value } = read;
  if (value === '') return { words: '', wrong: false };
  if (field === 'form')
    return { words: `整张无效：${paperFaultLabels[value as keyof typeof paperFaultLabels]}`, wrong: false };
  if (value === 'x') return { words: '无效：看不清或多于一个', wrong: false };
  if (field === 'best' || field === 'worst') {
    const names = new Map(unitsOfForm(form).map(({ number, name }) => [String(number), name]));
    return {
      words: value
        .split(',')
        .map((number) => names.get(number) ?? '')
        .join('、'),
      wrong: false,
    };
  }
  if (value === '0') return { words: '不了解', wrong: false };
  return { words: leaderLevels.find(({ code }) => code === value)?.label ?? '', wrong: false };
}
