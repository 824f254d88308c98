/** The door of the ballots room: the poll, its roll and cards; casting; the board; counts. README.md says what is protected. */
export { board, boardPage, form, listOpen, verifierScript } from './board.ts';
export { cast, exchangeDraft } from './box.ts';
export {
  close as closeIssuing,
  collect,
  extend as extendIssuing,
  invitations,
  invite,
  issuingForm,
  listOpenIssuings,
  look as readInvitation,
  markPaper,
  open as openIssuing,
} from './issuing.ts';
export { noteHandOut, registerCards, setKey, voidCards } from './cards.ts';
export { type BallotClock, startClock } from './clock.ts';
export { openBox } from '#ballot-opening';
export { eraser } from './eraser.ts';
export * as paper from './paper/index.ts';
export { get, set } from './polls.ts';
export { accounting, downloadPackage, fileOpening, recordPaper, results, tallies, type TallyCell } from './results.ts';
export { closeRoll, listRaters, setRaters } from './roll.ts';
export { checkRoll, rollTemplate, rollWorkbook } from './roll-workbook.ts';
export { checkBallots } from './verification.ts';
export { close, start, tick } from './voting.ts';
export { analysesForRaters, collectPage, protectionPage, votingPage } from './voting-page.ts';
