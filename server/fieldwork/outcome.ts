/**
 * Outcomes as people and other programs write them: a button with or without words, one of its meanings, an AAPOR code.
 *
 * Promise: pure; a number and words that contradict each other are no outcome.
 */
import {
  dispositionButtons,
  dispositions,
  readOutcome,
  type DispositionButton,
  type OutcomeChoices,
  type OutcomeReading,
} from '#sampling';

export interface Pressed {
  readonly button: string | null;
  /** What `readOutcome` reads again: a button's number, one of its meanings, or a code. */
  readonly outcome: string;
}

const squeeze = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '');

const buttonOf = (reading: OutcomeReading): DispositionButton | undefined =>
  reading.kind === 'unknown' ? undefined : reading.button;

/** `33`, `33 停机`, `停机`, `关机 / 停机 / 无法接通`, `4.31`; undefined when it is none of these. */
export function readPressed(text: string): Pressed | undefined {
  const word = text.normalize('NFKC').trim();
  const [, number, rest = ''] = /^(\d\d)(?!\d|\.\d)\s*[-–—、.:：]?\s*(.*)$/su.exec(word) ?? [];
  const said = number === undefined || rest === '' ? word : rest;
  const reading = readOutcome(said, {});
  const button = buttonOf(reading);
  if (reading.kind === 'unknown' || (number !== undefined && button?.number !== number)) return undefined;
  if (!button) return { button: null, outcome: said };
  const isWhole = [button.number, squeeze(button.label)].includes(squeeze(said));
  return { button: button.number, outcome: isWhole ? button.number : said };
}

/** The words for people: `33 停机`. */
export function describePressed({ button, outcome }: Pressed): string {
  if (button === null) return `${outcome} ${dispositions.find(({ code }) => code === outcome)?.label ?? ''}`.trim();
  const found = dispositionButtons.find(({ number }) => number === button);
  return `${button} ${outcome === button ? (found?.label ?? '') : outcome}`;
}

/** Whether nobody calls again after it. */
export function isFinal({ button, outcome }: Pressed, choices: OutcomeChoices): boolean {
  if (button !== null) return dispositionButtons.find(({ number }) => number === button)?.final ?? false;
  const reading = readOutcome(outcome, choices);
  return reading.kind === 'known' && (dispositions.find(({ code }) => code === reading.outcome.code)?.final ?? false);
}

/** number 空号、错号; stopped 停机; other 传真、单位电话、改号; person 非本人. */
export type ListFault = 'number' | 'stopped' | 'other' | 'person';

const faultCodes: Readonly<Record<string, ListFault>> = {
  '4.31': 'number',
  '4.32': 'number',
  '4.33': 'stopped',
  '4.20': 'other',
  '4.41': 'other',
  '4.42': 'other',
  '4.51': 'other',
};

/** Against the list, not the room: the number is nobody's, out of service, not a person's phone, or another person's. */
export function listFault({ button, outcome }: Pressed): ListFault | undefined {
  if (button === '41') return 'number';
  if (button === '42') return 'person';
  const reading = readOutcome(outcome, {});
  const fault = reading.kind === 'known' ? faultCodes[reading.outcome.code] : undefined;
  // Of what a room presses, only "out of service" says it of the list; who was switched off or not reached has a number.
  return button === null || fault === 'stopped' ? fault : undefined;
}
