/** The door of the schemes: shipped ones, copies, drafts, published versions. */
export { copy, dataOf, difference, get, list, publish, remove, save, schemeFor } from './catalogue.ts';
