/** Paper forms of the leader evaluation: printed, handed out, entered by two clerks, settled by a third, counted with the screen's. */
export { countPaper, downloadPaperTally } from './counting.ts';
export { differenceOf, enterForm, getPile, settleForm } from './entries.ts';
export { accountPaper, getPaper, printPaper, stampPile, withdrawPaper } from './piles.ts';
export { accountingPdf, formPdf, formWord } from './printing.ts';
