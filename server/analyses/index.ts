/** The door of 绩效分析表: departments write and file, the office accepts and binds the volume for the leaders. */
export {
  accept,
  acceptedTexts,
  file,
  get,
  list,
  listOwn,
  printOne,
  printVolume,
  returnToDepartment,
  save,
  scan,
  setDeadline,
  withdraw,
  writeOne,
  writeVolume,
} from './analyses.ts';
export { sheetBlocks as analysisBlocks } from './sheets.ts';
