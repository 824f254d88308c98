/**
 * Working days of mainland China as announced: the days that differ from Monday to Friday. Data only, one line a year.
 *
 * Promise: a year stands here only when its notice was read. CN: yearly notices of the State Council. CN-45: Guangxi's own days
 * for 三月三 on top; 2020 was called off and 2026 is not announced, so both are missing. State of 2026-01.
 */

/** `off / worked`: month:days, ranges inclusive; `off` are days off that may fall on weekdays, `worked` weekend days worked. */
export type YearNotice = string;

export interface CalendarData {
  readonly id: string;
  readonly name: string;
  /** The calendar whose days this one changes; a day named here wins over it. */
  readonly base?: string;
  readonly years: Readonly<Record<string, YearNotice>>;
}

export const calendars: readonly CalendarData[] = [
  {
    id: 'CN',
    name: '全国（国务院办公厅放假通知）',
    years: {
      2015: '01:01-02 02:18-20,23-24 04:06 05:01 06:22 09:03-04 10:01-02,05-07 / 01:04 02:15,28 09:06 10:10',
      2016: '01:01 02:08-12 04:04 05:02 06:09-10 09:15-16 10:03-07 / 02:06,14 06:12 09:18 10:08-09',
      2017: '01:02,27,30-31 02:01-02 04:03-04 05:01,29-30 10:02-06 / 01:22 02:04 04:01 05:27 09:30',
      2018: '01:01 02:15-16,19-21 04:05-06,30 05:01 06:18 09:24 10:01-05 12:31 / 02:11,24 04:08,28 09:29-30 12:29',
      2019: '01:01 02:04-08 04:05 05:01-03 06:07 09:13 10:01-04,07 / 02:02-03 04:28 05:05 09:29 10:12',
      2020: '01:01,24,27-31 04:06 05:01,04-05 06:25-26 10:01-02,05-08 / 01:19 04:26 05:09 06:28 09:27 10:10',
      2021: '01:01 02:11-12,15-17 04:05 05:03-05 06:14 09:20-21 10:01,04-07 / 02:07,20 04:25 05:08 09:18,26 10:09',
      2022: '01:03,31 02:01-04 04:04-05 05:02-04 06:03 09:12 10:03-07 / 01:29-30 04:02,24 05:07 10:08-09',
      2023: '01:02,23-27 04:05 05:01-03 06:22-23 09:29 10:02-06 / 01:28-29 04:23 05:06 06:25 10:07-08',
      2024: '01:01 02:12-16 04:04-05 05:01-03 06:10 09:16-17 10:01-04,07 / 02:04,18 04:07,28 05:11 09:14,29 10:12',
      2025: '01:01,28-31 02:03-04 04:04 05:01-02,05 06:02 10:01-03,06-08 / 01:26 02:08 04:27 09:28 10:11',
      2026: '01:01-02 02:16-20,23 04:06 05:01,04-05 06:19 09:25 10:01-02,05-07 / 01:04 02:14,28 05:09 09:20 10:10',
    },
  },
  {
    id: 'CN-45',
    name: '广西（另加三月三放假通知）',
    base: 'CN',
    years: {
      2015: '04:20-21',
      2016: '04:08,11',
      2017: '03:30-31 04:01 / 04:08',
      2018: '04:18-20 / 04:15',
      2019: '04:04,08',
      2021: '04:14-16 / 04:18',
      2022: '04:02,06',
      2023: '04:21,23',
      2024: '04:11-12',
      2025: '03:31 04:01',
    },
  },
];
