/** The story as a sequence: who files when, and the rows of each filing. Pure. */
import { departmentNamed } from './departments.ts';
import { makeList, type Entry } from './lists.ts';
import { alsoOn } from './mistakes.ts';
import { kindOf } from './stage.ts';
import { filings, overlapping, type Attempt, type DemoList, type Filing } from './story.ts';

/** A department files, or an operator decides about what it filed. */
export interface Act {
  readonly step: 'file' | 'decide';
  readonly filing: Filing;
  readonly attempt: Attempt;
  /** Of Beijing's day. */
  readonly minutes: number;
}

/** Everything in the order of time: filings from 08:40 on, decisions two hours later. */
export function schedule(): Act[] {
  return filings
    .flatMap((filing, i) =>
      filing.attempts.flatMap((attempt): Act[] => {
        const minutes = 8 * 60 + 40 + ((i * 37) % 380);
        const filed: Act = { step: 'file', filing, attempt, minutes };
        return attempt.decision === undefined ? [filed] : [filed, { ...filed, step: 'decide', minutes: minutes + 120 }];
      }),
    )
    .toSorted((a, b) => b.attempt.on - a.attempt.on || a.minutes - b.minutes);
}

/** The rows of one attempt: the department's people, and what went wrong this time. */
export function entriesOf(year: number, filing: Filing, attempt: Attempt): readonly Entry[] {
  const people = peopleOf(year, filing.department, filing.list, filing.size);
  const mistakes = [...(attempt.mistakes ?? [])];
  if (attempt.overlap !== undefined) mistakes.push(alsoOn(overlapping(othersOf(year, filing), attempt.overlap)));
  return mistakes.reduce((entries, mistake) => mistake(entries), people);
}

function peopleOf(year: number, department: string, list: DemoList, size: number | undefined): readonly Entry[] {
  return makeList({
    department: departmentNamed(department),
    list: kindOf(list),
    year,
    ...(size === undefined ? {} : { size }),
  });
}

function othersOf(year: number, filing: Filing): readonly Entry[] {
  const other = filings.find(({ department, list }) => department === filing.department && list !== filing.list);
  if (!other) throw new Error(`${filing.department} has no other list to overlap with`);
  return peopleOf(year, other.department, other.list, other.size);
}
