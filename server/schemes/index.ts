/** The door of the schemes: shipped ones, copies, drafts, published versions; points tables. */
export { copy, dataOf, difference, get, list, publish, remove, save, schemeFor } from './catalogue.ts';
export { addTable, allTables, listTables } from './points-tables.ts';
