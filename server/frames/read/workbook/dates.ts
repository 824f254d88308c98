/**
 * Serial numbers of the two Excel calendars and calendar days.
 */

const DAY_MS = 86_400_000;
/** Day 0 of the 1900 system, for serials after its fictitious 29 February 1900; and of the 1904 system. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const LAST_SERIAL = 2_958_465;

/** The ISO day a serial number is shown as; undefined outside the calendar. */
export function serialToDay(serial: number, date1904: boolean): string | undefined {
  const day = Math.floor(serial);
  if (!(day >= (date1904 ? 0 : 1) && day <= LAST_SERIAL)) return undefined;
  if (date1904) return iso(EPOCH_1904 + day * DAY_MS);
  // Excel shows 60 as 29 February 1900, a day that was not.
  if (day === 60) return undefined;
  return iso(EPOCH_1900 + (day < 60 ? day + 1 : day) * DAY_MS);
}

/** The serial number of an ISO 8601 date as strict workbooks store it; undefined if it is none. */
export function isoToSerial(text: string, date1904: boolean): number | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?)?/.exec(text);
  if (!parts) return undefined;
  const day = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  const seconds = Number(parts[4] ?? 0) * 3600 + Number(parts[5] ?? 0) * 60 + Number(parts[6] ?? 0);
  const days = (day - (date1904 ? EPOCH_1904 : EPOCH_1900)) / DAY_MS;
  const serial = (!date1904 && days <= 60 ? days - 1 : days) + seconds / 86_400;
  return serial >= 0 ? serial : undefined;
}

function iso(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
