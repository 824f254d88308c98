/** The door of the sampling island: one flat list, grouped by file. */

// refusal.ts
export type { Outcome, Refusal } from './refusal.ts';

// sha256.ts
export { sha256Hex } from './sha256.ts';

// keyed-texts.ts
export { KeyedTexts } from './keyed-texts.ts';

// ticket.ts
export { checkSeed, checkUnitId, deriveSeed, drawRule, frameDigest, ticket } from './ticket.ts';

// draw.ts
export { draw, inclusionAfterRelease, wholeFrame } from './draw.ts';
export type { Draw, DrawDesign, DrawMethod, DrawnStratum, DrawnUnit, DrawUnit, StratumDesign } from './draw.ts';

// unequal.ts
export { drawBernoulli, drawUnequal, inclusionProbabilities } from './unequal.ts';
export type { SizedUnit, UnequalDesign, UnequalDraw, UnequalMethod, UnequalUnit } from './unequal.ts';

// two-stage.ts
export { drawTwoStage, orderClusters } from './two-stage.ts';
export type { ClusteredUnit, DrawnCluster, TwoStageDesign } from './two-stage.ts';

// dial-blocks.ts
export { countNumbers, drawDialNumbers } from './dial-blocks.ts';
export type { DialBlock, DialNumbers } from './dial-blocks.ts';

// allocate.ts
export { allocate } from './allocate.ts';
export type { AllocatedStratum, AllocationInput, AllocationRule, AllocationStratum, Divisor } from './allocate.ts';

// allocate-target.ts
export { allocateForBudget, allocateForVariance } from './allocate-target.ts';
export type { SharingRule } from './allocate-target.ts';

// optimum.ts
export { shareOut, shareOutWithin, sizesForBudget, sizesForVariance, varianceOfMean } from './optimum.ts';

// sample-size.ts
export {
  halfWidthOfShare,
  issue,
  planClusters,
  sizeForChangeOfMean,
  sizeForChangeOfShare,
  sizeForMean,
  sizeForMeanCv,
  sizeForShare,
  sizeForShareByWilson,
  sizeForShareCv,
  wholeUp,
} from './sample-size.ts';
export type { ClusterPlan, TwoWaves } from './sample-size.ts';

// disposition.ts
export { dispositions, estimateEligibility, outcomeRates } from './disposition.ts';
export type { Disposition, DispositionClass, DispositionCounts, Eligibility, OutcomeRates } from './disposition.ts';

// disposition-buttons.ts
export {
  closeCase,
  dispositionButtons,
  offeredOutcomes,
  outcomeChoiceWords,
  readOutcome,
} from './disposition-buttons.ts';
export type {
  ButtonMeaning,
  ButtonRule,
  CallOutcome,
  DispositionButton,
  OutcomeChoices,
  OutcomeReading,
} from './disposition-buttons.ts';

// selection.ts
export { methodLabels, selectionMethods } from './selection.ts';
export type {
  ClusterMethod,
  FrameUnit,
  SelectedStratum,
  SelectedUnit,
  Selection,
  SelectionDesign,
  SelectionMethod,
} from './selection.ts';

// select-numbers.ts
export { blocksDigest } from './select-numbers.ts';

// select.ts
export { selectSample } from './select.ts';

// fraction.ts
export { checkDecimal, fractionValue, plainDecimal } from './fraction.ts';

// release.ts
export { releasedProbabilities } from './release.ts';
export type { ReleasedUnit } from './release.ts';

// commitment.ts
export { checkPermanentSeed, commitSeed, formatSeedReveal, parseSeedReveal } from './commitment.ts';

// manifest.ts
export { buildManifest, formatManifest, frameOf, manifestDigest, manifestFormat } from './manifest.ts';
export type {
  DrawManifest,
  ManifestBeside,
  ManifestInput,
  ManifestList,
  ManifestSeed,
  ManifestSizes,
  ManifestSource,
  ManifestStratum,
  ManifestUnit,
  UnitIdRule,
} from './manifest.ts';

// manifest-read.ts
export { parseManifest } from './manifest-read.ts';

// manifest-verify.ts
export { designOf, verifyManifest } from './manifest-verify.ts';
export type { ManifestCheck, ManifestVerdict, StratumVerdict, VerificationInput } from './manifest-verify.ts';

// stream.ts
export { numberStream } from './stream.ts';
export type { NumberStream } from './stream.ts';

// frame/
export { mask as maskIdentityNumbers, textOf as textOfCell } from './frame/cells.ts';
export { findingCatalogue, isFindingCode } from './frame/catalogue.ts';
export type { FindingCode, Severity } from './frame/catalogue.ts';
export { columnLabel, columnLabels } from './frame/columns.ts';
export { isCoveragePlace, isDay, readExemptions } from './frame/exemptions.ts';
export type { FiledCell, FiledRow, FiledSheet, FiledWorkbook, ReaderRemark } from './frame/filed.ts';
export { defaultMinimum, judgeFrames, judgeFramesLazily, TooManyRows, type PersonWalk } from './frame/judge.ts';
export type { FiledList, JudgeSettings } from './frame/judge.ts';
export { placeIn } from './frame/places.ts';
export { redactWorkbook } from './frame/redact.ts';
export type { Coverage, Exemption, Finding, FrameDocument, ListKind, Person, SegmentTally } from './frame/report.ts';

// numbering.ts
export { dial } from './numbering.ts';
export type { PhoneNumber } from './numbering.ts';

// segments.ts
export { lookUpSegments, readSegments, segmentLines, segmentProblems } from './segments.ts';
export type { PackedSegments, SegmentFinding, SegmentProblem, SegmentReading } from './segments.ts';

// phone.ts
export { judgeArea, judgePhone, phoneIssueLabels } from './phone.ts';
export type { JudgedPhone, PhoneCell, PhoneContext } from './phone.ts';

// survey.ts
export { createSurvey, degreesOfFreedom, reweigh } from './survey.ts';
export type { LonelyPolicy, Survey, SurveyInput } from './survey.ts';

// estimate.ts
export {
  answered,
  confidenceInterval,
  contrast,
  designEffect,
  estimateDomains,
  estimateMeans,
  estimateQuantile,
  estimateRatios,
  estimateTotals,
  standardError,
} from './estimate.ts';
export type { Estimates, Inside, Interval, QuantileEstimate, QuantileRule } from './estimate.ts';

// stated.ts
export { stateEstimate, undefinedWords } from './stated.ts';

// interval.ts
export { countInterval, effectiveSize, effectiveSizeByT, shareInterval } from './interval.ts';
export type { CountMethod, ShareEstimate, ShareMethod } from './interval.ts';

// compare.ts
export { testAssociation, testContrasts, testDifference } from './compare.ts';
export type { ContrastTest } from './compare.ts';

// weight.ts
export { adjustForNonresponse, calibrate, kishEffect, postStratify, rake, trimWeights } from './weight.ts';
export type { CalibrationMethod, Margin, ResponseClass } from './weight.ts';

// replicate.ts
export { bootstrap, jackknife, replicateDegrees, replicateEstimates, replicateVariance } from './replicate.ts';
export type { Replicates } from './replicate.ts';

// unequal-estimate.ts
export {
  brewerVariance,
  designVarianceOfTotal,
  devilleVariance,
  hartleyRaoVariance,
  horvitzThompsonVariance,
  overtonJoint,
  withReplacementVariance,
  yatesGrundyVariance,
} from './unequal-estimate.ts';

// joint.ts
export { maximumEntropyJoint, systematicJoint } from './joint.ts';

// tabulated.ts
export { meanOfCounts } from './tabulated.ts';
export type { TabulatedStratum } from './tabulated.ts';

// pace.ts
export { projectEnd } from './pace.ts';
export type { DayCount, Projection } from './pace.ts';
