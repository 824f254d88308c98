/** The door of the contact forms (附件8): departments fill them, the office reads, prints and exports them. */
export { download, exportAll, fill, get, list, listOwn, print, setDeadline } from './forms.ts';
export { eraser } from './eraser.ts';
