/**
 * The serial check of one sheet: 填报要求 2, one to N without gap.
 *
 * Promise: one finding at most per row; a row without a readable serial takes the expected number silently.
 */
import type { FindingCode } from './catalogue.ts';

export interface SerialFinding {
  readonly code: FindingCode;
  readonly row: number;
  readonly serial: number;
  /** The number that was expected. */
  readonly expected: number;
  /** Row that used the number before. */
  readonly related?: number;
}

export class SerialCheck {
  readonly #report: (finding: SerialFinding) => void;
  /** Last serial of the sheet before, when there was one. */
  readonly #before: number | undefined;
  /** Row of each serial of the run: those that came in order from 1, and the others. */
  #ordered: number[] = [];
  #others = new Map<number, number>();
  #highest = 0;
  #begun = false;
  #pending: { row: number; related: number } | undefined;

  constructor(before: number | undefined, report: (finding: SerialFinding) => void) {
    this.#before = before;
    this.#report = report;
  }

  /** Last number of the sheet. */
  get last(): number {
    return this.#highest;
  }

  /** `silent`: a hidden row takes part without being spoken of. */
  take(serial: number | null, row: number, afterSubHeading: boolean, silent: boolean): void {
    if (this.#pending) this.#settle(serial === 2);
    const now = this.#highest + 1;
    if (serial === null || serial === now) {
      this.#begun = true;
      this.#use(now, row);
      return;
    }
    const say = (code: FindingCode, related?: number) => {
      if (!silent) this.#report({ code, row, serial, expected: now, ...(related === undefined ? {} : { related }) });
    };
    if (!this.#begun) {
      this.#begun = true;
      say(this.#before !== undefined && serial === this.#before + 1 ? 'serial-continued' : 'serial-gap');
      this.#use(serial, row);
      return;
    }
    if (serial === 1 && now > 1) {
      if (afterSubHeading) {
        say('serial-restart');
        this.#restart(row);
      } else if (!silent) this.#pending = { row, related: this.#rowOf(1) ?? row };
      return;
    }
    if (serial > now) {
      say('serial-gap');
      this.#use(serial, row);
      return;
    }
    const related = this.#rowOf(serial);
    if (related === undefined) {
      say('serial-order');
      this.#others.set(serial, row);
    } else say('serial-duplicate', related);
  }

  /** Nothing follows any more. */
  end(): void {
    if (this.#pending) this.#settle(false);
  }

  /** A 1 out of turn: a new run when 2 follows, else a number used before. */
  #settle(restart: boolean): void {
    const { row, related } = this.#pending ?? { row: 0, related: 0 };
    this.#pending = undefined;
    const expected = this.#highest + 1;
    if (restart) {
      this.#report({ code: 'serial-restart', row, serial: 1, expected });
      this.#restart(row);
    } else if (related === row) {
      this.#report({ code: 'serial-order', row, serial: 1, expected });
      this.#others.set(1, row);
    } else this.#report({ code: 'serial-duplicate', row, serial: 1, expected, related });
  }

  #restart(row: number): void {
    this.#ordered = [];
    this.#others = new Map();
    this.#highest = 0;
    this.#use(1, row);
  }

  #use(serial: number, row: number): void {
    if (serial === this.#ordered.length + 1) this.#ordered.push(row);
    else this.#others.set(serial, row);
    if (serial > this.#highest) this.#highest = serial;
  }

  #rowOf(serial: number): number | undefined {
    return serial >= 1 && serial <= this.#ordered.length ? this.#ordered[serial - 1] : this.#others.get(serial);
  }
}
