/** THE WHOLE HTTP SURFACE ON ONE PAGE: route × permission × verb. The files of pages are in app.ts, the shapes in contract/. */
import type { Hono } from 'hono';
import * as accounts from '#accounts';
import * as analyses from '#analyses';
import * as audit from '#audit';
import * as ballots from '#ballots';
import * as contract from '#contract';
import type { Role, RouteShape } from '#contract';
import * as contactForms from '#contact-forms';
import * as cycles from '#cycles';
import * as draws from '#draws';
import * as answerExports from '#exports';
import * as fieldwork from '#fieldwork';
import * as frames from '#frames';
import * as links from '#links';
import * as responses from '#responses';
import * as results from '#results';
import * as schemes from '#schemes';
import * as opinions from '#opinions';
import * as questionnaires from '#questionnaires';
import * as paper from '#paper';
import { renderGuide } from '#site';
import { beijingDay } from './beijing.ts';
import { FileReply } from './http/file-reply.ts';
import { bind, type Permission, type Verb } from './http/bind.ts';
import { bindPage } from './http/page.ts';
import { spend } from './http/budget.ts';
import { openapiDocument, type BoundRoute } from './http/openapi.ts';
import type { Services } from './http/services.ts';
import { clearSessionCookie, setSessionCookie } from './http/session-cookie.ts';

const office = ['office'] as const satisfies readonly Role[];
/** Those who run the evaluation. */
const staff = ['office', 'operator'] as const satisfies readonly Role[];
/** Those who write questionnaires. */
const drafting = ['office', 'liaison'] as const satisfies readonly Role[];
/** Those who may look on. */
const watching = ['office', 'operator', 'observer'] as const satisfies readonly Role[];

/** Rooms that hold sealed content of their own beside the lists: what an erasure takes there, one line a room on the certificate. */
const erasers = [contactForms.eraser, ballots.eraser, results.eraser, opinions.textEraser, opinions.consentEraser];

type Define = <R extends RouteShape>(route: R, permission: Permission, verb: Verb<R>) => void;

/* oxlint-disable max-lines-per-function -- one page on purpose */
function define(on: Define, services: Services): void {
  const signInBudget = (http: Parameters<typeof spend>[1], now: Date) =>
    spend(services.sql, http, { purpose: 'sign-in', perWindow: 60, windowSeconds: 60, now });

  // 登录
  on(contract.getSession, 'public', async (ctx) => ({
    person: accounts.personOf(ctx.actor),
    setupNeeded: await accounts.setupNeeded(ctx.sql),
    today: beijingDay(ctx.now),
  }));
  on(contract.openSession, 'public', async (ctx, { body }, http) => {
    await signInBudget(http, ctx.now);
    const { token, person } = await accounts.signIn(ctx, body);
    setSessionCookie(http, services, token);
    return { person };
  });
  on(contract.closeSession, 'signed-in', async (ctx, _input, http) => {
    await accounts.signOut(ctx);
    clearSessionCookie(http, services);
    return null;
  });
  on(contract.describeLink, 'public', async (ctx, { body }, http) => {
    await signInBudget(http, ctx.now);
    return accounts.describeLink(ctx, body);
  });
  on(contract.redeemLink, 'public', async (ctx, { body }, http) => {
    await signInBudget(http, ctx.now);
    const { token, person } = await accounts.redeemLink(ctx, body);
    setSessionCookie(http, services, token);
    return { person };
  });
  on(contract.changePassword, 'signed-in', (ctx, { body }) => accounts.changePassword(ctx, body));

  // 账号
  on(contract.listAccounts, office, (ctx) => accounts.list(ctx));
  on(contract.createAccount, office, (ctx, { body }) => accounts.create(ctx, body));
  on(contract.changeAccount, office, (ctx, { params, body }) => accounts.change(ctx, params.accountId, body));
  on(contract.issuePasswordLink, office, (ctx, { params }) => accounts.issueLink(ctx, params.accountId));

  // 评价周期
  on(contract.listDepartments, watching, (ctx) => cycles.listDepartments(ctx));
  on(contract.createDepartment, office, (ctx, { body }) => cycles.createDepartment(ctx, body));
  on(contract.listCycles, 'signed-in', (ctx) => cycles.list(ctx));
  on(contract.createCycle, office, (ctx, { body }) => cycles.create(ctx, body, questionnaires.draftForNewCycle));
  on(contract.getCycle, watching, (ctx, { params }) => cycles.get(ctx, params.cycleId));
  on(contract.changeCycle, office, (ctx, { params, body }) => cycles.change(ctx, params.cycleId, body));
  on(contract.addAppraisees, office, (ctx, { params, body }) => cycles.addAppraisees(ctx, params.cycleId, body));
  on(contract.removeAppraisee, office, (ctx, { params }) =>
    cycles.removeAppraisee(ctx, params.cycleId, params.departmentId),
  );
  on(contract.changeFrameDuty, office, (ctx, { params, body }) => frames.changeDuty(ctx, params.frameId, body));

  // 抽样框: a liaison sees the own department's only; anything else is a 404
  on(contract.listFrames, 'signed-in', (ctx, { query }) => frames.list(ctx, query));
  on(contract.getFrame, 'signed-in', (ctx, { params }) => frames.get(ctx, params.frameId));
  on(contract.downloadTemplate, 'signed-in', (ctx, { params }) => frames.template(ctx, params.frameId));
  on(contract.fileSubmission, ['liaison'], (ctx, { params, form, files }) =>
    frames.submit(ctx, params.frameId, { ...form, files }),
  );
  on(contract.startFilingJob, ['liaison'], (ctx, { params, body }) => frames.startFilingJob(ctx, params.frameId, body));
  on(contract.getFilingJob, 'signed-in', (ctx, { params }) => frames.getFilingJob(ctx, params.frameId));
  on(contract.uploadChunk, ['liaison'], (ctx, { params, files }) => frames.uploadChunk(ctx, params, files));
  on(contract.retryFilingJob, ['liaison'], (ctx, { params, body }) => frames.retryFilingJob(ctx, params.jobId, body));
  on(contract.cancelFilingJob, ['liaison'], (ctx, { params }) => frames.cancelFilingJob(ctx, params.jobId));
  on(contract.getSubmission, 'signed-in', (ctx, { params }) => frames.getSubmission(ctx, params.submissionId));
  on(contract.listFindings, ['office', 'operator', 'liaison'], (ctx, { params, query }) =>
    frames.listFindings(ctx, params.submissionId, query),
  );
  on(contract.downloadMarkedWorkbook, ['office', 'operator', 'liaison'], (ctx, { params }) =>
    frames.markedWorkbook(ctx, params.submissionId),
  );
  on(contract.downloadFiledFile, ['office', 'operator', 'liaison'], (ctx, { params }) => frames.filedFile(ctx, params));
  on(contract.getReceipt, 'signed-in', (ctx, { params }, http) =>
    frames.receipt(ctx, params.submissionId, http.get('nonce')),
  );
  on(contract.getDifference, ['office', 'operator', 'liaison'], (ctx, { params }) =>
    frames.difference(ctx, params.submissionId),
  );
  on(contract.mendSubmission, ['liaison'], (ctx, { params, body }) => frames.mend(ctx, params.submissionId, body));
  on(contract.listExemptions, office, (ctx, { params }) => frames.listExemptions(ctx, params.frameId));
  on(contract.addExemption, office, (ctx, { params, body }) => frames.addExemption(ctx, params.frameId, body));
  on(contract.withdrawExemption, office, (ctx, { params }) =>
    frames.withdrawExemption(ctx, params.frameId, params.exemptionId),
  );
  on(contract.acceptFrame, staff, (ctx, { params, body }) => frames.accept(ctx, params.frameId, body));
  on(contract.returnFrame, staff, (ctx, { params, body }) => frames.returnToDepartment(ctx, params.frameId, body));
  on(contract.listSharedPersons, staff, (ctx, { params, query }) => frames.listShared(ctx, params.cycleId, query));
  on(contract.decideSharedPersons, staff, (ctx, { params, body }) => frames.decideShared(ctx, params.cycleId, body));
  on(contract.downloadFrameMatrix, watching, (ctx, { params }) => frames.matrix(ctx, params.cycleId));

  // 情况表（附件8）: a liaison sees the own department's only; anything else is a 404
  on(contract.listOwnContactForms, ['liaison'], (ctx) => contactForms.listOwn(ctx));
  on(contract.listContactForms, staff, (ctx, { params }) => contactForms.list(ctx, params.cycleId));
  on(contract.getContactForm, ['office', 'operator', 'liaison'], (ctx, { params }) =>
    contactForms.get(ctx, params.cycleId, params.departmentId),
  );
  on(contract.fillContactForm, ['liaison'], (ctx, { params, body }) =>
    contactForms.fill(ctx, params.cycleId, params.departmentId, body),
  );
  on(contract.printContactForm, ['office', 'operator', 'liaison'], (ctx, { params }, http) =>
    contactForms.print(ctx, params.cycleId, params.departmentId, http.get('nonce')),
  );
  on(contract.downloadContactForm, ['office', 'operator', 'liaison'], (ctx, { params }) =>
    contactForms.download(ctx, params.cycleId, params.departmentId),
  );
  on(contract.exportContactForms, staff, (ctx, { params }) => contactForms.exportAll(ctx, params.cycleId));
  on(contract.setContactDeadline, office, (ctx, { params, body }) =>
    contactForms.setDeadline(ctx, params.cycleId, body),
  );

  // 绩效分析表: a liaison sees the own department's only; anything else is a 404
  on(contract.listOwnAnalyses, ['liaison'], (ctx) => analyses.listOwn(ctx));
  on(contract.listAnalyses, watching, (ctx, { params }) => analyses.list(ctx, params.cycleId));
  on(contract.getAnalysis, 'signed-in', (ctx, { params }) => analyses.get(ctx, params));
  on(contract.saveAnalysis, ['liaison'], (ctx, { params, body }) => analyses.save(ctx, params, body));
  on(contract.fileAnalysis, ['liaison'], (ctx, { params, form, files }) =>
    analyses.file(ctx, params, { ...form, files }),
  );
  on(contract.withdrawAnalysis, ['liaison'], (ctx, { params }) => analyses.withdraw(ctx, params));
  on(contract.acceptAnalysis, staff, (ctx, { params, body }) => analyses.accept(ctx, params, body));
  on(contract.returnAnalysis, staff, (ctx, { params, body }) => analyses.returnToDepartment(ctx, params, body));
  on(contract.downloadAnalysisScan, ['office', 'operator', 'liaison'], (ctx, { params }) => analyses.scan(ctx, params));
  on(contract.printAnalysis, 'signed-in', (ctx, { params }) => analyses.printOne(ctx, params));
  on(contract.writeAnalysis, 'signed-in', (ctx, { params }) => analyses.writeOne(ctx, params));
  on(contract.printAnalysisVolume, staff, (ctx, { params }) => analyses.printVolume(ctx, params.cycleId));
  on(contract.writeAnalysisVolume, staff, (ctx, { params }) => analyses.writeVolume(ctx, params.cycleId));
  on(contract.setAnalysisDeadline, office, (ctx, { params, body }) => analyses.setDeadline(ctx, params.cycleId, body));

  // 问卷: a liaison sees the own department's hot-topic questionnaires only; anything else is a 404
  on(contract.listQuestionnaires, watching, (ctx, { params }) => questionnaires.list(ctx, params.cycleId));
  on(contract.listOwnQuestionnaires, ['liaison'], (ctx) => questionnaires.listOwn(ctx));
  on(contract.draftQuestionnaire, drafting, (ctx, { params, body }) => questionnaires.draft(ctx, params.cycleId, body));
  on(contract.getQuestionnaireVersion, 'signed-in', (ctx, { params }) => questionnaires.get(ctx, params.versionId));
  on(contract.saveQuestionnaireVersion, drafting, (ctx, { params, body }) =>
    questionnaires.save(ctx, params.versionId, body),
  );
  on(contract.submitQuestionnaireVersion, ['liaison'], (ctx, { params, body }) =>
    questionnaires.submit(ctx, params.versionId, body),
  );
  on(contract.returnQuestionnaireVersion, office, (ctx, { params, body }) =>
    questionnaires.returnToDepartment(ctx, params.versionId, body),
  );
  on(contract.reviewQuestionnaireVersion, office, (ctx, { params, body }) =>
    questionnaires.review(ctx, params.versionId, body),
  );
  on(contract.publishQuestionnaireVersion, office, (ctx, { params, body }) =>
    questionnaires.publish(ctx, params.versionId, body),
  );
  on(contract.discardQuestionnaireVersion, drafting, (ctx, { params }) =>
    questionnaires.discard(ctx, params.versionId),
  );
  on(contract.compareQuestionnaireVersions, 'signed-in', (ctx, { params, query }) =>
    questionnaires.compare(ctx, params.versionId, query.with),
  );
  on(contract.commentQuestionnaire, drafting, (ctx, { params, body }) =>
    questionnaires.comment(ctx, params.versionId, body),
  );
  on(contract.exportQuestionnaireForm, 'signed-in', (ctx, { params }) =>
    questionnaires.exportForm(ctx, params.versionId),
  );
  on(contract.readQuestionnaireForm, drafting, (ctx, { params, files }) =>
    questionnaires.importForm(ctx, params.versionId, files),
  );
  on(contract.resolveQuestionnaireComment, drafting, (ctx, { params }) =>
    questionnaires.resolve(ctx, params.commentId),
  );

  // 网上评议: the office alone; decisions take two of its people
  on(contract.getPublicSurvey, watching, (ctx, { params }) => responses.get(ctx, params.cycleId));
  on(contract.savePublicSurvey, office, (ctx, { params, body }) => responses.save(ctx, params.cycleId, body));
  on(contract.openPublicSurvey, office, (ctx, { params }) => responses.open(ctx, params.cycleId));
  on(contract.closePublicSurvey, office, (ctx, { params }) => responses.close(ctx, params.cycleId));
  on(contract.getPublicDesk, watching, (ctx, { params }) => responses.desk(ctx, params.cycleId));
  on(contract.checkPublicSurvey, office, (ctx, { params }) => responses.check(ctx, params.cycleId));
  on(contract.proposePublicDecision, office, (ctx, { params, body }) => responses.propose(ctx, params.cycleId, body));
  on(contract.confirmPublicDecision, office, (ctx, { params }) => responses.confirm(ctx, params.decisionId));
  on(contract.withdrawPublicDecision, office, (ctx, { params }) => responses.withdraw(ctx, params.decisionId));
  on(contract.concludePublicSurvey, office, (ctx, { params }) => responses.conclude(ctx, params.cycleId));

  // 短信链接: staff only; numbers leave in the exported list alone
  on(contract.listLinkRounds, watching, (ctx, { params }) => links.list(ctx, params.cycleId));
  on(contract.previewLinkRound, staff, (ctx, { params, body }) => links.preview(ctx, params.cycleId, body));
  on(contract.createLinkRound, staff, (ctx, { params, body }) => links.create(ctx, params.cycleId, body));
  on(contract.getLinkRound, watching, (ctx, { params }) => links.get(ctx, params.roundId));
  on(contract.changeLinkRound, staff, (ctx, { params, body }) => links.change(ctx, params.roundId, body));
  on(contract.closeLinkRound, staff, (ctx, { params }) => links.close(ctx, params.roundId));
  on(contract.exportLinkList, staff, (ctx, { params, body }) => links.exportList(ctx, params.roundId, body));
  on(contract.voidLinks, staff, (ctx, { params, body }) => links.voidLinks(ctx, params.roundId, body));

  // 号段表
  on(contract.listSegmentTables, watching, (ctx) => frames.listSegmentTables(ctx));
  on(contract.getSegmentTable, watching, (ctx, { params }) => frames.getSegmentTable(ctx, params.tableId));
  on(contract.importSegmentTable, office, (ctx, { form, files }) => frames.importSegmentTable(ctx, { ...form, files }));
  on(contract.removeSegmentTable, office, (ctx, { params }) => frames.removeSegmentTable(ctx, params.tableId));
  on(contract.downloadSegmentTable, watching, (ctx, { params }) => frames.downloadSegmentTable(ctx, params.tableId));

  // 纸质问卷: staff only; an entry is seen by nobody but who settles a difference
  on(contract.listPaperBatches, staff, (ctx, { params }) => paper.list(ctx, params.cycleId));
  on(contract.createPaperBatch, staff, (ctx, { params, body }) => paper.create(ctx, params.cycleId, body));
  on(contract.getPaperBatch, staff, (ctx, { params }) => paper.get(ctx, params.batchId));
  on(contract.printPaperBatch, staff, (ctx, { params }) => paper.printForms(ctx, params.batchId));
  on(contract.writePaperBatch, staff, (ctx, { params }) => paper.writeForms(ctx, params.batchId));
  on(contract.printPaperLabels, staff, (ctx, { params }) => paper.printLabels(ctx, params.batchId));
  on(contract.openPaperForm, staff, (ctx, { body }) => paper.openForm(ctx, body));
  on(contract.enterPaperForm, staff, (ctx, { body }) => paper.enter(ctx, body));
  on(contract.getPaperDifference, staff, (ctx, { params }) => paper.difference(ctx, params.number));
  on(contract.settlePaperForm, staff, (ctx, { body }) => paper.settle(ctx, body));
  on(contract.voidPaperForm, staff, (ctx, { body }) => paper.voidForm(ctx, body));

  // 电话访问
  on(contract.getFieldwork, watching, (ctx, { params }) => fieldwork.get(ctx, params.drawId));
  on(contract.getLiveFieldwork, watching, (ctx, { params }) => fieldwork.live(ctx, params.cycleId));
  on(contract.listListQuality, 'signed-in', (ctx) => fieldwork.listQuality(ctx));
  on(contract.getListQuality, 'signed-in', (ctx, { params }) => fieldwork.getQuality(ctx, params.cycleId));
  on(contract.tellListQuality, office, (ctx, { params }) => fieldwork.tellQuality(ctx, params.cycleId));
  on(contract.downloadListQuality, 'signed-in', (ctx, { params }) => fieldwork.qualityWorkbook(ctx, params.cycleId));
  on(contract.setFieldworkChoices, office, (ctx, { params, body }) => fieldwork.setChoices(ctx, params.cycleId, body));
  on(contract.listColumnMappings, staff, (ctx, { params }) => fieldwork.listMappings(ctx, params.cycleId));
  on(contract.setColumnMapping, staff, (ctx, { params, body }) => fieldwork.setMapping(ctx, params.cycleId, body));
  on(contract.downloadParticipants, staff, (ctx, { params, query }) =>
    fieldwork.participants(ctx, params.drawId, query.format),
  );
  on(contract.downloadResultTemplate, staff, (ctx, { params, query }) =>
    fieldwork.resultTemplate(ctx, params.drawId, query.kind),
  );
  on(contract.checkCallResults, staff, (ctx, { params, form, files }) =>
    fieldwork.check(ctx, params.drawId, { ...form, files }),
  );
  on(contract.storeCallResults, staff, (ctx, { params, form, files }) =>
    fieldwork.store(ctx, params.drawId, { ...form, files }),
  );

  on(contract.downloadAnswers, staff, (ctx, { params }) => answerExports.exportAnswers(ctx, params.versionId));

  // 意见与整改: a liaison sees what was handed to the own department only; originals are for whoever codes them
  on(contract.getOpinionCodes, staff, (ctx, { params }) => opinions.getCodes(ctx, params.cycleId));
  on(contract.saveOpinionCodes, office, (ctx, { params, body }) => opinions.saveCodes(ctx, params.cycleId, body));
  on(contract.getOpinionOverview, staff, (ctx, { params }) => opinions.overview(ctx, params.cycleId));
  on(contract.listOpinions, staff, (ctx, { params, query }) => opinions.list(ctx, params.cycleId, query));
  on(contract.claimOpinions, staff, (ctx, { params, body }) => opinions.claim(ctx, params.cycleId, body));
  on(contract.openOpinion, staff, (ctx, { params }) => opinions.open(ctx, params.opinionId));
  on(contract.codeOpinion, staff, (ctx, { params, body }) => opinions.code(ctx, params.opinionId, body));
  on(contract.withholdOpinion, staff, (ctx, { params, body }) => opinions.withhold(ctx, params.opinionId, body));
  on(contract.previewHandOver, staff, (ctx, { params }) => opinions.previewHandOver(ctx, params));
  on(contract.handOverOpinions, office, (ctx, { params, body }) => opinions.handOver(ctx, params, body));
  on(contract.listHandOvers, staff, (ctx, { params }) => opinions.listHandOvers(ctx, params.cycleId));
  on(contract.revokeHandOver, office, (ctx, { params, body }) => opinions.revoke(ctx, params.handOverId, body));
  on(contract.previewGivers, staff, (ctx, { params, query }) => opinions.previewGivers(ctx, params.cycleId, query));
  on(contract.makeGiversList, office, (ctx, { params, body }) => opinions.makeList(ctx, params, body));
  on(contract.listOpinionTasks, ['liaison'], (ctx) => opinions.listTasks(ctx));
  on(contract.getDepartmentOpinions, ['office', 'operator', 'liaison'], (ctx, { params }) => opinions.get(ctx, params));
  on(contract.downloadDepartmentOpinions, ['office', 'operator', 'liaison'], (ctx, { params }) =>
    opinions.workbook(ctx, params),
  );
  on(contract.writeDepartmentOpinions, ['office', 'operator', 'liaison'], (ctx, { params }) =>
    opinions.word(ctx, params),
  );
  const { rectifications } = opinions;
  on(contract.listRectifications, staff, (ctx, { params }) => rectifications.listRectifications(ctx, params.cycleId));
  on(contract.createRectification, ['liaison'], (ctx, { params, body }) => rectifications.create(ctx, params, body));
  on(contract.saveRectification, ['liaison'], (ctx, { params, body }) =>
    rectifications.save(ctx, params.rectificationId, body),
  );
  on(contract.removeRectification, ['liaison'], (ctx, { params }) =>
    rectifications.remove(ctx, params.rectificationId),
  );
  on(contract.fileRectification, ['liaison'], (ctx, { params, body }) =>
    rectifications.file(ctx, params.rectificationId, body),
  );
  on(contract.acceptRectification, office, (ctx, { params, body }) =>
    rectifications.accept(ctx, params.rectificationId, body),
  );
  on(contract.returnRectification, office, (ctx, { params, body }) =>
    rectifications.returnToDepartment(ctx, params.rectificationId, body),
  );
  on(contract.publishRectification, office, (ctx, { params, body }) =>
    rectifications.publish(ctx, params.rectificationId, body),
  );
  on(contract.withdrawPublication, office, (ctx, { params, body }) =>
    rectifications.unpublish(ctx, params.rectificationId, body),
  );

  // 个人信息
  on(contract.revealFindings, staff, (ctx, { params, body }) => frames.reveal(ctx, params.submissionId, body));
  on(contract.getErasure, watching, (ctx, { params }) => frames.getErasure(ctx, params.cycleId));
  on(contract.requestErasure, office, (ctx, { params, body }) => frames.requestErasure(ctx, params.cycleId, body));
  on(contract.withdrawErasure, office, (ctx, { params }) => frames.withdrawErasure(ctx, params.cycleId));
  on(contract.confirmErasure, office, (ctx, { params, body }) =>
    frames.confirmErasure(ctx, params.cycleId, body, erasers),
  );
  on(contract.getErasureCertificate, watching, (ctx, { params, query }, http) =>
    frames.erasureCertificate(ctx, params.cycleId, query, http.get('nonce')),
  );

  // 抽样
  on(contract.listDraws, watching, (ctx, { query }) => draws.list(ctx, query));
  on(contract.previewDraw, staff, (ctx, { body }) => draws.preview(ctx, body));
  on(contract.designDraw, staff, (ctx, { body }) => draws.design(ctx, body));
  on(contract.getDraw, watching, (ctx, { params }) => draws.get(ctx, params.drawId));
  on(contract.readCoverage, watching, (ctx, { params }) => draws.coverage(ctx, params.drawId));
  on(contract.lockDraw, staff, (ctx, { params, body }) => draws.lock(ctx, params.drawId, body));
  on(contract.selectDraw, staff, (ctx, { params, body }) => draws.select(ctx, params.drawId, body));
  on(contract.sealDraw, staff, (ctx, { params }) => draws.seal(ctx, params.drawId));
  on(contract.releaseReplicate, staff, (ctx, { params, body }) => draws.release(ctx, params.drawId, body.replicate));
  on(contract.supplementDraw, staff, (ctx, { params, body }) => draws.supplement(ctx, params.drawId, body));
  on(contract.verifyDraw, watching, (ctx, { params }) => draws.verify(ctx, params.drawId));
  on(contract.downloadCallList, staff, (ctx, { params, query }) =>
    draws.callList(ctx, params.drawId, query.replicates),
  );
  on(contract.downloadSample, staff, (ctx, { params }) => draws.sample(ctx, params.drawId));
  on(contract.listPermanentSeeds, watching, (ctx) => draws.listPermanentSeeds(ctx));
  on(contract.makePermanentSeed, staff, (ctx, { body }) => draws.makePermanentSeed(ctx, body));
  on(contract.retirePermanentSeed, office, (ctx, { params, body }) =>
    draws.retirePermanentSeed(ctx, params.permanentSeedId, body),
  );
  on(contract.downloadUnitKey, office, (ctx, { params }) => draws.unitKey(ctx, params.drawId));

  // 公开证据: no sign-in, no personal data
  on(contract.publicCheckScript, 'public', () => draws.checkScript());
  on(contract.publicPermanentSeeds, 'public', (ctx, _input, http) =>
    draws.publicPermanentSeeds(ctx, http.get('nonce')),
  );
  on(contract.publicDesignsScript, 'public', () => draws.designsScript());
  on(contract.publicSeedReveal, 'public', (ctx, { params }) => draws.publicSeedReveal(ctx, params.drawId));
  on(contract.publicDrawPage, 'public', (ctx, { params }, http) =>
    draws.publicPage(ctx, params.drawId, http.get('nonce')),
  );
  on(contract.publicManifest, 'public', (ctx, { params }) => draws.publicManifest(ctx, params.drawId));
  on(contract.publicFrameIds, 'public', (ctx, { params }) => draws.publicFrameIds(ctx, params.drawId));
  on(contract.publicCertificate, 'public', (ctx, { params }, http) =>
    draws.certificate(ctx, params.drawId, http.get('nonce')),
  );

  // 领导评价: nothing here says who has voted
  on(contract.getPoll, watching, (ctx, { params }) => ballots.get(ctx, params.cycleId));
  on(contract.setPoll, office, (ctx, { params, body }) => ballots.set(ctx, params.cycleId, body));
  on(contract.listRaters, office, (ctx, { params }) => ballots.listRaters(ctx, params.cycleId));
  on(contract.setRaters, office, (ctx, { params, body }) => ballots.setRaters(ctx, params.cycleId, body));
  on(contract.closeRoll, office, (ctx, { params, body }) => ballots.closeRoll(ctx, params.cycleId, body));
  on(contract.setPollKey, office, (ctx, { params, body }) => ballots.setKey(ctx, params.cycleId, body));
  on(contract.registerCards, office, (ctx, { params, body }) => ballots.registerCards(ctx, params.cycleId, body));
  on(contract.noteHandOut, office, (ctx, { params, body }) => ballots.noteHandOut(ctx, params.cycleId, body));
  on(contract.voidCards, office, (ctx, { params, body }) => ballots.voidCards(ctx, params.cycleId, body));
  on(contract.openIssuing, office, (ctx, { params, body }) => ballots.openIssuing(ctx, params.cycleId, body));
  on(contract.extendIssuing, office, (ctx, { params, body }) => ballots.extendIssuing(ctx, params.cycleId, body));
  on(contract.listInvitations, office, (ctx, { params }) => ballots.invitations(ctx, params.cycleId));
  on(contract.makeInvitations, office, (ctx, { params, body }) => ballots.invite(ctx, params.cycleId, body));
  on(contract.markPaper, office, (ctx, { params, body }) => ballots.markPaper(ctx, params.cycleId, body));
  on(contract.closeIssuing, office, (ctx, { params, body }) => ballots.closeIssuing(ctx, params.cycleId, body));
  on(contract.startVoting, office, (ctx, { params }) => ballots.start(ctx, params.cycleId));
  on(contract.closeVoting, office, (ctx, { params }) => ballots.close(ctx, params.cycleId));
  on(contract.downloadBallotPackage, ['office', 'observer'], (ctx, { params }) =>
    ballots.downloadPackage(ctx, params.cycleId),
  );
  on(contract.fileOpening, office, (ctx, { params, body }) => ballots.fileOpening(ctx, params.cycleId, body));
  on(contract.getBallotResults, ['office', 'observer'], (ctx, { params }) => ballots.results(ctx, params.cycleId));

  on(contract.downloadRollTemplate, office, (ctx, { params }) => ballots.rollTemplate(ctx, params.cycleId));
  on(contract.downloadRoll, office, (ctx, { params }) => ballots.rollWorkbook(ctx, params.cycleId));
  on(contract.checkRoll, office, (ctx, { params, files }) => ballots.checkRoll(ctx, params.cycleId, files));

  // 领导评价的纸质表: forms have no number before they are shuffled; an entry is seen by nobody but who settles a difference
  on(contract.getBallotPaper, staff, (ctx, { params }) => ballots.paper.getPaper(ctx, params.cycleId));
  on(contract.printBallotPaper, office, (ctx, { params, body }) => ballots.paper.printPaper(ctx, params.cycleId, body));
  on(contract.withdrawBallotPaper, office, (ctx, { params }) => ballots.paper.withdrawPaper(ctx, params));
  on(contract.accountBallotPaper, office, (ctx, { params, body }) => ballots.paper.accountPaper(ctx, params, body));
  on(contract.stampBallotPile, staff, (ctx, { params, body }) => ballots.paper.stampPile(ctx, params, body));
  on(contract.getBallotPile, staff, (ctx, { params }) => ballots.paper.getPile(ctx, params));
  on(contract.enterBallotForm, staff, (ctx, { params, body }) => ballots.paper.enterForm(ctx, params, body));
  on(contract.getBallotDifference, staff, (ctx, { params }) =>
    ballots.paper.differenceOf(ctx, params, params.sequence),
  );
  on(contract.settleBallotForm, staff, (ctx, { params, body }) => ballots.paper.settleForm(ctx, params, body));
  on(contract.countBallotPaper, office, (ctx, { params, body }) => ballots.paper.countPaper(ctx, params.cycleId, body));
  on(contract.downloadBallotFormPdf, staff, (ctx, { params, query }) =>
    ballots.paper.formPdf(ctx, params, query.layout),
  );
  on(contract.downloadBallotFormWord, staff, (ctx, { params, query }) =>
    ballots.paper.formWord(ctx, params, query.layout),
  );
  on(contract.downloadBallotAccounting, ['office', 'observer'], (ctx, { params }) =>
    ballots.paper.accountingPdf(ctx, params.cycleId),
  );
  on(contract.downloadPaperTally, ['office', 'observer'], (ctx, { params }) =>
    ballots.paper.downloadPaperTally(ctx, params.cycleId),
  );

  // 投票: nobody is signed in here, and what is sent is never logged
  on(contract.listOpenPolls, 'ballot', (ctx) => ballots.listOpen(ctx));
  on(contract.getBallotForm, 'ballot', (ctx, { params }) => ballots.form(ctx, params.cycleId));
  on(contract.votingPage, 'ballot', (_ctx, _input, http) => ballots.votingPage(http.get('nonce')));
  on(contract.collectPage, 'ballot', (_ctx, _input, http) => ballots.collectPage(http.get('nonce')));
  on(contract.protectionPage, 'ballot', (_ctx, _input, http) => ballots.protectionPage(http.get('nonce')));
  on(contract.listOpenIssuings, 'ballot', (ctx) => ballots.listOpenIssuings(ctx));
  on(contract.getIssuingForm, 'ballot', (ctx, { params }) => ballots.issuingForm(ctx, params.cycleId));
  on(contract.readInvitation, 'ballot', (ctx, { body }) => ballots.readInvitation(ctx, body));
  on(contract.collectCredential, 'ballot', (ctx, { body }) => ballots.collect(ctx, body));
  on(contract.listBallotAnalyses, 'ballot', (ctx, { params }) => ballots.analysesForRaters(ctx, params.cycleId));
  on(contract.castBallot, 'ballot', (ctx, { body }) => ballots.cast(ctx, body));
  on(contract.exchangeDraft, 'ballot', (ctx, { body }) => ballots.exchangeDraft(ctx, body));
  on(contract.getBoard, 'ballot', (ctx, { params }) => ballots.board(ctx, params.cycleId));
  on(contract.ballotVerifier, 'ballot', () => ballots.verifierScript());
  on(contract.boardPage, 'ballot', (ctx, { params }, http) =>
    ballots.boardPage(ctx, params.cycleId, http.get('nonce')),
  );

  // 评价方案
  on(contract.listSchemes, watching, (ctx) => schemes.list(ctx));
  on(contract.getScheme, watching, (ctx, { params }) => schemes.get(ctx, params.reference));
  on(contract.copyScheme, office, (ctx, { body }) => schemes.copy(ctx, body));
  on(contract.saveScheme, office, (ctx, { params, body }) => schemes.save(ctx, params.reference, body));
  on(contract.removeScheme, office, (ctx, { params }) => schemes.remove(ctx, params.reference));
  on(contract.publishScheme, office, (ctx, { params, body }) => schemes.publish(ctx, params.reference, body));
  on(contract.getSchemeDifference, watching, (ctx, { params }) => schemes.difference(ctx, params.reference));
  on(contract.listPointsTables, watching, (ctx) => schemes.listTables(ctx));
  on(contract.addPointsTable, office, (ctx, { body }) => schemes.addTable(ctx, body));
  on(contract.tryScheme, office, (ctx, { params, body }) => results.tryOn(ctx, params.reference, body));

  // 计分
  const { scoring, components, counts, ledger } = results;
  on(contract.getScoring, office, (ctx, { params }) => scoring.get(ctx, params.cycleId));
  on(contract.chooseScheme, office, (ctx, { params, body }) => scoring.choose(ctx, params.cycleId, body));
  on(contract.setScoreGroups, office, (ctx, { params, body }) => scoring.setGroups(ctx, params.cycleId, body));
  on(contract.decideScore, office, (ctx, { params, body }) => scoring.decide(ctx, params.cycleId, body));
  on(contract.listScoreDecisions, office, (ctx, { params }) => scoring.listDecisions(ctx, params.cycleId));
  on(contract.listComponentInputs, office, (ctx, { params }) => components.list(ctx, params.cycleId));
  on(contract.enterComponents, office, (ctx, { params, body }) => components.enter(ctx, params.cycleId, body));
  on(contract.downloadComponentTemplate, office, (ctx, { params }) => components.template(ctx, params.cycleId));
  on(contract.uploadComponents, office, (ctx, { params, form, files }) =>
    components.upload(ctx, params.cycleId, { ...form, files }),
  );
  on(contract.listAnswerCounts, office, (ctx, { params }) => counts.list(ctx, params.cycleId));
  on(contract.downloadCountTemplate, office, (ctx, { params }) => counts.template(ctx, params.cycleId));
  on(contract.uploadCounts, office, (ctx, { params, form, files }) =>
    counts.upload(ctx, params.cycleId, { ...form, files }),
  );
  on(contract.listScoreEntries, ['office', 'liaison'], (ctx, { params }) => ledger.listEntries(ctx, params.cycleId));
  on(contract.addScoreEntry, office, (ctx, { params, body }) => ledger.addEntry(ctx, params.cycleId, body));
  on(contract.appealScoreEntry, ['liaison'], (ctx, { params, body }) => ledger.appeal(ctx, params.entryId, body));
  on(contract.decideScoreEntry, office, (ctx, { params, body }) => ledger.decideEntry(ctx, params.entryId, body));
  on(contract.listScoreOverrides, office, (ctx, { params }) => ledger.listOverrides(ctx, params.cycleId));
  on(contract.addScoreOverride, office, (ctx, { params, body }) => ledger.addOverride(ctx, params.cycleId, body));
  on(contract.revokeScoreOverride, office, (ctx, { params, body }) =>
    ledger.revokeOverride(ctx, params.overrideId, body),
  );
  on(contract.setManualResult, office, (ctx, { params, body }) =>
    ledger.setManual(ctx, params.cycleId, params.departmentId, body),
  );

  // 结果: nothing before the cycle has closed; departments and observers see what was published only
  const { packages, own, feedback } = results;
  on(contract.getComputation, office, (ctx, { params }) => packages.compute(ctx, params.cycleId));
  on(contract.freezeResults, office, (ctx, { params, body }) => packages.freeze(ctx, params.cycleId, body));
  on(contract.listPackages, office, (ctx, { params }) => packages.list(ctx, params.cycleId));
  on(contract.publishResults, office, (ctx, { params, body }) => packages.publish(ctx, params.packageId, body));
  on(contract.downloadPackage, ['office', 'observer'], (ctx, { params }) =>
    packages.download(ctx, params.packageId, 'package'),
  );
  on(contract.downloadPackageInput, ['office', 'observer'], (ctx, { params }) =>
    packages.download(ctx, params.packageId, 'input'),
  );
  on(contract.downloadPackageOutput, ['office', 'observer'], (ctx, { params }) =>
    packages.download(ctx, params.packageId, 'output'),
  );
  on(contract.previewTables, office, (ctx, { params }) => results.preview(ctx, params.cycleId, params.leaf));
  on(contract.getClassTable, watching, (ctx, { params }) => packages.published(ctx, params.cycleId));
  on(contract.downloadResults, watching, (ctx, { params }) => results.workbook(ctx, params.cycleId));
  on(contract.listOwnResults, ['liaison'], (ctx) => own.listOwn(ctx));
  on(contract.getResult, 'signed-in', (ctx, { params }) => own.get(ctx, params.cycleId, params.departmentId));
  on(contract.downloadFeedback, ['office', 'liaison'], (ctx, { params }) =>
    feedback.word(ctx, params.cycleId, params.departmentId),
  );
  on(contract.downloadFeedbackPdf, ['office', 'liaison'], (ctx, { params }) =>
    feedback.pdf(ctx, params.cycleId, params.departmentId),
  );
  on(contract.printFeedback, ['office', 'liaison'], (ctx, { params }, http) =>
    feedback.page(ctx, params.cycleId, params.departmentId, http.get('nonce')),
  );
  on(contract.downloadFeedbacks, office, (ctx, { params }) => feedback.all(ctx, params.cycleId));
  on(contract.acknowledgeFeedback, ['office', 'liaison'], (ctx, { params, body }) =>
    own.acknowledge(ctx, params.cycleId, params.departmentId, body),
  );

  // 复核
  const { reviews } = results;
  on(contract.listReviews, ['office', 'liaison'], (ctx, { params }) => reviews.list(ctx, params.cycleId));
  on(contract.fileReview, ['liaison'], (ctx, { params, form, files }) =>
    reviews.file(ctx, params.cycleId, params.departmentId, { ...form, files }),
  );
  on(contract.withdrawReview, ['liaison'], (ctx, { params }) => reviews.withdraw(ctx, params.reviewId));
  on(contract.proposeReview, office, (ctx, { params, body }) => reviews.propose(ctx, params.reviewId, body));
  on(contract.confirmReview, office, (ctx, { params, body }) => reviews.confirm(ctx, params.reviewId, body));
  on(contract.downloadReviewFile, ['office', 'liaison'], (ctx, { params }) =>
    reviews.downloadFile(ctx, params.reviewId, params.ordinal),
  );

  // 帮助
  on(
    contract.getGuide,
    'public',
    async (_ctx, _input, http) => new FileReply(renderGuide(http.get('nonce')), 'text/html; charset=utf-8'),
  );

  // 留痕
  on(contract.listAuditEntries, ['office', 'observer'], (ctx, { query }) => audit.list(ctx, query));
  on(contract.verifyAuditChain, ['office', 'observer'], (ctx) => audit.verifyChain(ctx));
}
/* oxlint-enable max-lines-per-function */

/** Every route with its permission, without binding anything: for the document and for the tests that walk them all. */
export function listRoutes(): readonly BoundRoute[] {
  const routes: BoundRoute[] = [];
  define((route, permission) => routes.push({ route, permission }), {} as Services);
  return routes;
}

/** Pages for everybody: plain forms that work without JavaScript. Nobody is signed in on them. */
function bindPages(app: Hono, services: Services): void {
  bindPage(app, services, 'GET', '/s/:slug', responses.front);
  bindPage(app, services, 'GET', '/s/:slug/counts', responses.counts);
  bindPage(app, services, 'GET', '/s/:slug/thanks/:receipt', responses.thanks);
  bindPage(app, services, 'GET', '/s/:slug/:departmentId', responses.start);
  bindPage(app, services, 'GET', '/s/:slug/:departmentId/rectification', responses.rectification);
  bindPage(app, services, 'POST', '/s/:slug/:departmentId', responses.step);
  bindPage(app, services, 'GET', '/l', links.entry);
  bindPage(app, services, 'POST', '/l', links.step);
  bindPage(app, services, 'GET', '/l/thanks/:receipt', links.thanks);
  bindPage(app, services, 'GET', '/l/:code', links.open);
  bindPage(app, services, 'GET', '/verify', links.verify);
  bindPage(app, services, 'POST', '/verify', links.verify);
}

export function bindRoutes(app: Hono, services: Services): void {
  define((route, permission, verb) => bind(app, services, route, permission, verb), services);
  bindPages(app, services);
  const document = openapiDocument(listRoutes());
  app.get('/api/openapi.json', (http) => http.json(document as object));
}
