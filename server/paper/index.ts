/** The door of the paper questionnaires: print with numbers, enter twice, settle differences, account for every form. */
export { create, get, list, voidForm } from './batches.ts';
export { difference, enter, openForm, settle } from './entries.ts';
export { printForms, printLabels, writeForms } from './printing.ts';
