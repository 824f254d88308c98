/** Pages of the public survey. */
export { renderSurveyFront } from './front.tsx';
export { renderSurveyQuestion, renderSurveyReview, renderSurveyStart, renderSurveyWait } from './form.tsx';
export {
  renderLinkDecline,
  renderLinkDeclined,
  renderLinkEntry,
  renderLinkHold,
  renderLinkNotice,
  renderLinkStart,
} from './link.tsx';
export { renderSurveyRectifications } from './rectification.tsx';
export type { SurveyFrame } from './shell.tsx';
export { renderVerify, type VerifyFinding } from './verify.tsx';
export { renderSurveyCounts, renderSurveyNotice, renderSurveyThanks } from './words.tsx';
