/** The door of the frame room: departments file, the platform judges, operators accept. */
export { accept, get, getSubmission, list, listFindings, receipt, returnToDepartment, template } from './desk.ts';
export { submit } from './submit.ts';
export { openPersons, unitAttributes, type StoredPerson, type UnitAttributes } from './units.ts';
export {
  cityOf,
  frameKeyOf,
  identitiesOf,
  listKeyOf,
  parseUnitKey,
  separateLists,
  unitIdOf,
  type IdentifiedPerson,
} from './unit-id.ts';
