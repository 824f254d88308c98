/** The door of fieldwork: lists out, results in by workbook, rates, how much came in, the quality of the lists. */
export { setChoices } from './choices.ts';
export { listMappings, setMapping } from './mappings.ts';
export { participants } from './participants.ts';
export { get } from './progress.ts';
export { check, store } from './results.ts';
export { resultTemplate } from './template.ts';
export { live } from './live.ts';
export { getQuality, listQuality, qualityWorkbook, tellQuality, toldOf } from './quality.ts';
