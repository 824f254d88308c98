/**
 * An XLSForm as rows of its three sheets, before it is a workbook and after it was one.
 *
 * Promise: the subset both sides agree on: select_one, select_multiple, integer, decimal, text, note, groups, relevant, constraint,
 * required, labels in Chinese. Everything else is a finding by sheet and row. Source: the XLSForm reference of ODK.
 */

/** One line of a sheet: header to text, empty cells left out. */
export interface FormRow {
  /** As the spreadsheet counts. */
  readonly row: number;
  readonly cells: Readonly<Record<string, string>>;
}

export interface Form {
  readonly survey: readonly FormRow[];
  readonly choices: readonly FormRow[];
  readonly settings: readonly FormRow[];
}

export interface FormFinding {
  readonly sheet: 'survey' | 'choices' | 'settings';
  readonly row: number;
  /** error: left out of what was read; warning: read, but look at it. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export const surveyColumns = [
  'type',
  'name',
  'label::中文',
  'hint::中文',
  'required',
  'relevant',
  'constraint',
  'constraint_message::中文',
  'appearance',
  'pingyi_scored',
  // 不了解 and 拒答 where there is no list to put them in; decimals and unit of a number
  'pingyi_special',
  'pingyi_decimals',
  'pingyi_unit',
] as const;
export const choiceColumns = ['list_name', 'name', 'label::中文', 'pingyi_standard'] as const;
export const settingColumns = ['form_title', 'form_id', 'version', 'default_language'] as const;

/** 不了解 and 拒答 as choices: no option code begins with an underscore. */
export const specialChoices = { '~dk': '_dk', '~rf': '_rf' } as const;
/** Introduction and closing words as notes of these names. */
export const wordNotes = { intro: 'intro', closing: 'closing' } as const;
