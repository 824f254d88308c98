/** The door of telephone fieldwork by workbook: lists out, results in, rates, list quality. */
export { setChoices } from './choices.ts';
export { participants } from './participants.ts';
export { get } from './progress.ts';
export { check, store } from './results.ts';
export { resultTemplate } from './template.ts';
