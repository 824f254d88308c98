/** All addresses of the administration web, below /app. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { z } from 'zod';
import { categorySchema, frameStateSchema } from '#contract';
import { SignedInFrame } from './layout.tsx';
import { CrashPage, NotFoundPage } from './pages/not-found.tsx';
import { SetPasswordPage } from './pages/set-password.tsx';
import { SignInPage } from './pages/sign-in.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignInPage,
  validateSearch: z.object({
    next: z.string().optional().catch(undefined),
    why: z.literal('ended').optional().catch(undefined),
  }),
});
const setPassword = createRoute({ getParentRoute: () => root, path: '/set-password', component: SetPasswordPage });
const help = createRoute({
  getParentRoute: () => root,
  path: '/help',
  component: lazyRouteComponent(() => import('./pages/help.tsx'), 'HelpPage'),
});

const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: SignedInFrame });
const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyRouteComponent(() => import('./home/home-page.tsx'), 'HomePage'),
});
const password = createRoute({
  getParentRoute: () => inside,
  path: '/password',
  component: lazyRouteComponent(() => import('./pages/change-password.tsx'), 'ChangePasswordPage'),
});
const cycles = createRoute({
  getParentRoute: () => inside,
  path: '/cycles',
  component: lazyRouteComponent(() => import('./cycles/cycle-list.tsx'), 'CycleListPage'),
});
const cycle = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId',
  component: lazyRouteComponent(() => import('./cycles/cycle-page.tsx'), 'CyclePage'),
});
const contactForms = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId/contact-forms',
  component: lazyRouteComponent(() => import('./contact/contact-list.tsx'), 'ContactListPage'),
});
const contactForm = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId/contact-forms/$departmentId',
  component: lazyRouteComponent(() => import('./contact/contact-page.tsx'), 'ContactPage'),
});
const analyses = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId/analyses',
  component: lazyRouteComponent(() => import('./analyses/analysis-list.tsx'), 'AnalysisListPage'),
});
const analysis = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId/analyses/$departmentId',
  component: lazyRouteComponent(() => import('./analyses/analysis-page.tsx'), 'AnalysisPage'),
});
const ballot = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId/ballot',
  component: lazyRouteComponent(() => import('./ballots/poll-page.tsx'), 'PollPage'),
});
const ballotPaper = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId/ballot/paper',
  component: lazyRouteComponent(() => import('./ballots/paper-page.tsx'), 'BallotPaperPage'),
});
const ballotEntry = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId/ballot/paper/$style',
  component: lazyRouteComponent(() => import('./ballots/paper-entry.tsx'), 'BallotEntryPage'),
});
const ballotDifference = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId/ballot/paper/$style/$sequence',
  component: lazyRouteComponent(() => import('./ballots/paper-settle.tsx'), 'BallotSettlePage'),
});
const frames = createRoute({
  getParentRoute: () => inside,
  path: '/frames',
  component: lazyRouteComponent(() => import('./frames/frame-overview.tsx'), 'FrameOverviewPage'),
  validateSearch: z.object({
    cycle: z.string().optional().catch(undefined),
    category: categorySchema.optional().catch(undefined),
    state: frameStateSchema.optional().catch(undefined),
  }),
});
const frame = createRoute({
  getParentRoute: () => inside,
  path: '/frames/$frameId',
  component: lazyRouteComponent(() => import('./frames/frame-page.tsx'), 'FramePage'),
  validateSearch: z.object({ submission: z.string().optional().catch(undefined) }),
});
const sharedPersons = createRoute({
  getParentRoute: () => inside,
  path: '/shared-persons',
  component: lazyRouteComponent(() => import('./frames/shared-persons.tsx'), 'SharedPersonsPage'),
  validateSearch: z.object({ cycle: z.string().optional().catch(undefined) }),
});
const segments = createRoute({
  getParentRoute: () => inside,
  path: '/segments',
  component: lazyRouteComponent(() => import('./segments/segments-page.tsx'), 'SegmentsPage'),
});
const paperBatches = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId/paper',
  component: lazyRouteComponent(() => import('./paper/batch-list.tsx'), 'PaperListPage'),
});
const publicSurvey = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId/public-survey',
  component: lazyRouteComponent(() => import('./public-survey/survey-page.tsx'), 'PublicSurveyPage'),
});
const liveFieldwork = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId/live',
  component: lazyRouteComponent(() => import('./fieldwork/live-page.tsx'), 'LiveFieldworkPage'),
});
const listQuality = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId/list-quality',
  component: lazyRouteComponent(() => import('./fieldwork/quality-page.tsx'), 'ListQualityPage'),
});
const linkRounds = createRoute({
  getParentRoute: () => inside,
  path: '/cycles/$cycleId/links',
  component: lazyRouteComponent(() => import('./links/round-list.tsx'), 'LinkListPage'),
});
const linkRound = createRoute({
  getParentRoute: () => inside,
  path: '/links/$roundId',
  component: lazyRouteComponent(() => import('./links/round-page.tsx'), 'LinkRoundPage'),
});
const paperBatch = createRoute({
  getParentRoute: () => inside,
  path: '/paper/$batchId',
  component: lazyRouteComponent(() => import('./paper/batch-page.tsx'), 'PaperBatchPage'),
});
const paperEntry = createRoute({
  getParentRoute: () => inside,
  path: '/paper-entry',
  component: lazyRouteComponent(() => import('./paper/entry-page.tsx'), 'PaperEntryPage'),
});
const paperSettle = createRoute({
  getParentRoute: () => inside,
  path: '/paper-settle/$number',
  component: lazyRouteComponent(() => import('./paper/settle-page.tsx'), 'PaperSettlePage'),
});
const questionnaires = createRoute({
  getParentRoute: () => inside,
  path: '/questionnaires',
  component: lazyRouteComponent(() => import('./questionnaires/list-page.tsx'), 'QuestionnaireListPage'),
  validateSearch: z.object({ cycle: z.string().optional().catch(undefined) }),
});
const questionnaire = createRoute({
  getParentRoute: () => inside,
  path: '/questionnaires/$versionId',
  component: lazyRouteComponent(() => import('./questionnaires/editor-page.tsx'), 'QuestionnairePage'),
});
const draws = createRoute({
  getParentRoute: () => inside,
  path: '/draws',
  component: lazyRouteComponent(() => import('./draws/draw-list.tsx'), 'DrawListPage'),
  validateSearch: z.object({ cycle: z.string().optional().catch(undefined) }),
});
const newDraw = createRoute({
  getParentRoute: () => inside,
  path: '/draws/new',
  component: lazyRouteComponent(() => import('./draws/new-draw.tsx'), 'NewDrawPage'),
  validateSearch: z.object({ cycle: z.string().optional().catch(undefined) }),
});
const permanentSeeds = createRoute({
  getParentRoute: () => inside,
  path: '/draws/seeds',
  component: lazyRouteComponent(() => import('./draws/permanent-seeds.tsx'), 'PermanentSeedsPage'),
});
const draw = createRoute({
  getParentRoute: () => inside,
  path: '/draws/$drawId',
  component: lazyRouteComponent(() => import('./draws/draw-page.tsx'), 'DrawPage'),
});
const fieldwork = createRoute({
  getParentRoute: () => inside,
  path: '/draws/$drawId/fieldwork',
  component: lazyRouteComponent(() => import('./fieldwork/fieldwork-page.tsx'), 'FieldworkPage'),
});
const opinions = createRoute({
  getParentRoute: () => inside,
  path: '/opinions',
  component: lazyRouteComponent(() => import('./opinions/overview-page.tsx'), 'OpinionOverviewPage'),
  validateSearch: z.object({ cycle: z.string().optional().catch(undefined) }),
});
const opinionCoding = createRoute({
  getParentRoute: () => inside,
  path: '/opinions/$cycleId/coding',
  component: lazyRouteComponent(() => import('./opinions/coding-page.tsx'), 'CodingPage'),
});
const opinionHandOver = createRoute({
  getParentRoute: () => inside,
  path: '/opinions/$cycleId/hand-over',
  component: lazyRouteComponent(() => import('./opinions/hand-over-page.tsx'), 'HandOverPage'),
});
const rectifications = createRoute({
  getParentRoute: () => inside,
  path: '/opinions/$cycleId/rectifications',
  component: lazyRouteComponent(() => import('./opinions/rectifications-page.tsx'), 'RectificationsPage'),
});
const opinionGivers = createRoute({
  getParentRoute: () => inside,
  path: '/opinions/$cycleId/givers',
  component: lazyRouteComponent(() => import('./opinions/givers-page.tsx'), 'GiversPage'),
});
const opinionCodes = createRoute({
  getParentRoute: () => inside,
  path: '/opinions/$cycleId/codes',
  component: lazyRouteComponent(() => import('./opinions/codes-page.tsx'), 'CodesPage'),
});
const departmentOpinions = createRoute({
  getParentRoute: () => inside,
  path: '/opinions/$cycleId/departments/$departmentId',
  component: lazyRouteComponent(() => import('./opinions/department-page.tsx'), 'DepartmentOpinionsPage'),
});
const resultsHome = createRoute({
  getParentRoute: () => inside,
  path: '/results',
  component: lazyRouteComponent(() => import('./results/results-home.tsx'), 'ResultsHomePage'),
  validateSearch: z.object({ cycle: z.string().optional().catch(undefined) }),
});
const scoring = createRoute({
  getParentRoute: () => inside,
  path: '/results/$cycleId/scoring',
  component: lazyRouteComponent(() => import('./results/scoring-page.tsx'), 'ScoringPage'),
});
const scoreInputs = createRoute({
  getParentRoute: () => inside,
  path: '/results/$cycleId/inputs',
  component: lazyRouteComponent(() => import('./results/inputs-page.tsx'), 'InputsPage'),
});
const scoreLedger = createRoute({
  getParentRoute: () => inside,
  path: '/results/$cycleId/ledger',
  component: lazyRouteComponent(() => import('./results/ledger-page.tsx'), 'LedgerPage'),
});
const computation = createRoute({
  getParentRoute: () => inside,
  path: '/results/$cycleId/compute',
  component: lazyRouteComponent(() => import('./results/compute-page.tsx'), 'ComputePage'),
});
const classTable = createRoute({
  getParentRoute: () => inside,
  path: '/results/$cycleId/table',
  component: lazyRouteComponent(() => import('./results/table-page.tsx'), 'TablePage'),
});
const departmentResult = createRoute({
  getParentRoute: () => inside,
  path: '/results/$cycleId/departments/$departmentId',
  component: lazyRouteComponent(() => import('./results/department-page.tsx'), 'DepartmentResultPage'),
});
const reviewDesk = createRoute({
  getParentRoute: () => inside,
  path: '/results/$cycleId/reviews',
  component: lazyRouteComponent(() => import('./results/review-desk.tsx'), 'ReviewDeskPage'),
});
const schemes = createRoute({
  getParentRoute: () => inside,
  path: '/schemes',
  component: lazyRouteComponent(() => import('./schemes/scheme-list.tsx'), 'SchemeListPage'),
});
const scheme = createRoute({
  getParentRoute: () => inside,
  path: '/schemes/$reference',
  component: lazyRouteComponent(() => import('./schemes/scheme-page.tsx'), 'SchemePage'),
});
const accounts = createRoute({
  getParentRoute: () => inside,
  path: '/accounts',
  component: lazyRouteComponent(() => import('./pages/accounts.tsx'), 'AccountsPage'),
});
const audit = createRoute({
  getParentRoute: () => inside,
  path: '/audit',
  component: lazyRouteComponent(() => import('./pages/audit.tsx'), 'AuditPage'),
});

export const router = createRouter({
  basepath: '/app',
  routeTree: root.addChildren([
    signIn,
    setPassword,
    help,
    inside.addChildren([
      home,
      password,
      cycles,
      cycle,
      contactForms,
      contactForm,
      analyses,
      analysis,
      ballot,
      ballotPaper,
      ballotEntry,
      ballotDifference,
      frames,
      frame,
      sharedPersons,
      paperBatches,
      publicSurvey,
      liveFieldwork,
      listQuality,
      linkRounds,
      linkRound,
      paperBatch,
      paperEntry,
      paperSettle,
      questionnaires,
      questionnaire,
      segments,
      draws,
      newDraw,
      permanentSeeds,
      draw,
      fieldwork,
      opinions,
      opinionCoding,
      opinionHandOver,
      rectifications,
      opinionGivers,
      opinionCodes,
      departmentOpinions,
      resultsHome,
      scoring,
      scoreInputs,
      scoreLedger,
      computation,
      classTable,
      departmentResult,
      reviewDesk,
      schemes,
      scheme,
      accounts,
      audit,
    ]),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: CrashPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
