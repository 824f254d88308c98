/**
 * The door of the island: everything other rooms may use. What is not exported here cannot be reached.
 *
 * Promise: pure; the only library is zod. Hashing is handed in.
 */
export { canonicalText, parseInput, type Sha256 } from './canonical.ts';
export {
  computeComposite,
  computeWithScheme,
  type CompositeDocument,
  type CompositeGroup,
  type CompositeResult,
} from './composite.ts';
export {
  add,
  compare,
  divide,
  exactText,
  type Fraction,
  fraction,
  isNumberString,
  multiply,
  mustNumber,
  parseNumber,
  roundedText,
  subtract,
} from './exact.ts';
export { type GroupOutline, type LeafOutline, openSettings, outlineOf, percentLeaves } from './outline.ts';
export { type Disclosed, type DisclosureCell, type DisclosureRules, discloseUnit } from './disclosure.ts';
export {
  type BallotCell,
  type BallotRules,
  type BallotTally,
  type FiledBallot,
  tallyBallots,
} from './leader-ballot.ts';
export {
  marksOfPaper,
  paperDifferences,
  type PaperBallot,
  type PaperFault,
  paperFaults,
  paperFields,
  readPaperBallot,
  readPaperField,
} from './paper-ballot.ts';
export {
  asksAnswer,
  checkCodeFrame,
  checkCodes,
  type CodeEntry,
  type CodeFrame,
  codeFrameSchema,
  labelOfCode,
  mostTopics,
  shippedCodeFrame,
} from './opinions/code-frame.ts';
export { contactItems } from './opinions/contact.ts';
export { applyMarks, deidentify, type Mark, markKinds, mustGo, proposeMarks } from './opinions/deidentify.ts';
export { type Outcome, type Problem, type ProblemCode } from './refusal.ts';
export { type DecidedYear, isRealDay, reviewDeadline, type ReviewDeadline } from './review-deadline.ts';
export {
  computeSatisfaction,
  type QuestionResult,
  type SatisfactionDocument,
  type SatisfactionResult,
} from './satisfaction.ts';
export { planSchema, type SatisfactionPlan, type Scheme, type SchemeData, type Setting } from './scheme.ts';
export { readScheme } from './scheme-check.ts';
export { type SchemeFinding } from './scheme-check-settings.ts';
export { differenceOfSchemes } from './scheme-difference.ts';
export { codesOf, findTable, isFloorHigh, type PointsTable, shippedTables } from './scale.ts';
export { findScheme, shippedSchemes } from './templates/index.ts';
export { standardSettings } from './templates/settings.ts';
export { calendars } from './templates/working-days.ts';
export { countWords } from './word-count.ts';
export { describeFlag } from './words.ts';
export { type AnswerFinding, type AnswersRead, readAnswers } from './questionnaire/answers.ts';
export { checkQuestionnaire, type QuestionnaireFinding } from './questionnaire/check.ts';
export { answerCodes, type CodedAnswers, decodeAnswers, encodeAnswers, splitCode } from './questionnaire/codes.ts';
export { differenceOf, type QuestionnaireDifference } from './questionnaire/difference.ts';
export { type Answer, type Answers, isShown, shownQuestions } from './questionnaire/routing.ts';
export { answerScales } from './questionnaire/scales.ts';
export {
  type AnswerableQuestion,
  type AnswerOption,
  type Channel,
  channels,
  type Condition,
  type ConditionTest,
  type Item,
  itemsOf,
  itemsOfQuestion,
  optionsOf,
  type Question,
  type QuestionKind,
  type Questionnaire,
  questionnaireDigest,
  type QuestionnaireKind,
  questionnaireKinds,
  questionnaireSchema,
  scaleOf,
  specialCodes,
} from './questionnaire/schema.ts';
export { fillTexts, placesIn, textsFor } from './questionnaire/texts.ts';
export { shippedQuestionnaires } from './templates/questionnaires/index.ts';
export {
  choiceColumns,
  type Form,
  type FormFinding,
  type FormRow,
  settingColumns,
  surveyColumns,
} from './xlsform/form.ts';
export { readForm } from './xlsform/read.ts';
export { writeForm } from './xlsform/write.ts';
