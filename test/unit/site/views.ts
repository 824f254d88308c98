/** Example views of the public pages: a draw over two lists of one department, by city. */
import { buildManifest, deriveSeed, draw, type DrawManifest, type DrawUnit, frameDigest } from '#sampling';
import type { Draw, Submission } from '#contract';
import type { ReceiptView } from '#site';

const cities = [
  '南宁市',
  '柳州市',
  '桂林市',
  '梧州市',
  '北海市',
  '防城港市',
  '钦州市',
  '贵港市',
  '玉林市',
  '百色市',
  '贺州市',
  '河池市',
  '来宾市',
  '崇左市',
];
const sizes = [120, 80, 76, 40, 30, 20, 34, 45, 60, 55, 28, 50, 26, 24];

const units: DrawUnit[] = cities.flatMap((stratum, h) =>
  Array.from({ length: sizes[h]! }, (_, i) => ({ id: (h * 1000 + i).toString(16).padStart(20, '0'), stratum })),
);
const digest = frameDigest(units.map(({ id }) => id));
const publicRandomness = '2026136-03.08.11.19.25.30+07';
const oneTimeCode = 'K7Q2-9XWD';
const seed = deriveSeed(digest, publicRandomness, oneTimeCode);
const strata = cities.map((code, h) => ({ code, main: Math.round(sizes[h]! / 5), reserve: Math.round(sizes[h]! / 5) }));

export function exampleManifest(title = '2026年自治区民政厅热点难点工作评价抽样'): DrawManifest {
  const outcome = draw(units, { method: 'stratified', scope: 'unit', replicateSize: 5, strata }, seed);
  if (!outcome.ok) throw new Error('the example draws');
  return buildManifest({
    title,
    unitIds: 'centre-key/1',
    frameIds: units.map(({ id }) => id),
    seed: { value: seed, publicRandomness, oneTimeCode, derived: true },
    draw: outcome.value,
    source: {
      stratifyBy: 'city',
      homeArea: '0771',
      lists: [
        {
          department: '自治区民政厅',
          list: 'system-cadres',
          attachment: 2,
          usable: 276,
          verdict: 'accepted',
          files: [digest],
        },
        {
          department: '自治区民政厅',
          list: 'hot-topics',
          attachment: 3,
          usable: 412,
          verdict: 'returned',
          files: [seed],
        },
      ],
    },
  });
}

export function exampleDraw(more: Partial<Draw> = {}): Draw {
  const manifest = exampleManifest();
  return {
    id: '0199aa00-0000-7000-8000-000000000001',
    cycleId: '0199aa00-0000-7000-8000-000000000002',
    title: manifest.title,
    state: 'sealed',
    design: {
      method: 'stratified',
      stratifyBy: 'city',
      main: strata.reduce((sum, { main }) => sum + main, 0),
      reserve: strata.reduce((sum, { reserve }) => sum + reserve, 0),
      replicateSize: 5,
      allocation: 'proportional',
      floor: 4,
      restMonths: 0,
    },
    strata: strata.map((stratum, h) => ({
      ...stratum,
      label: stratum.code,
      population: sizes[h]!,
      probability: stratum.main / sizes[h]!,
    })),
    frames: [
      { id: '0199aa00-0000-7000-8000-000000000003', label: '自治区民政厅 附件2 系统市县干部', usable: 276 },
      { id: '0199aa00-0000-7000-8000-000000000004', label: '自治区民政厅 附件3 热点难点工作', usable: 412 },
    ],
    tableDigest: 'ab'.repeat(32),
    frameDigest: digest,
    frameSize: units.length,
    announcement: '2026年11月25日福利彩票双色球第2026136期开奖号码',
    publicRandomness,
    seed,
    manifestDigest: manifest.digest,
    permanentSeedId: null,
    firstReplicate: 1,
    excludedCount: null,
    beside: [],
    createdAt: '2026-11-20T02:00:00Z',
    lockedAt: '2026-11-22T08:30:00Z',
    drawnAt: '2026-11-25T13:40:12Z',
    sealedAt: '2026-11-25T13:52:00Z',
    designedBy: '李操作',
    lockedBy: '李操作',
    drawnBy: '王操作',
    sealedBy: '赵主任',
    releases: [{ replicate: 1, releasedAt: '2026-11-26T01:00:00Z', releasedBy: '王操作' }],
    ...more,
  };
}

export const exampleCode = oneTimeCode;

export function exampleReceipt(): ReceiptView & { readonly filed: NonNullable<ReceiptView['filed']> } {
  const submission: Submission = {
    id: '0199aa00-0000-7000-8000-000000000005',
    frameId: '0199aa00-0000-7000-8000-000000000004',
    number: 2,
    receivedAt: '2026-11-13T09:12:44Z',
    submittedBy: '韦联络',
    late: false,
    files: [{ name: '民政厅-附件3（第二次）.xlsx', sha256: digest, bytes: 48_213 }],
    verdict: 'accepted',
    counts: { rows: 520, persons: 512, usable: 506, duplicates: 8, rejected: 6 },
    findingCounts: { error: 6, review: 3, warning: 12, info: 41 },
    mended: null,
    segments: null,
    receiptDigest: seed,
  };
  const { verdict, counts, segments } = submission;
  return {
    filed: { verdict, counts, segments },
    frame: {
      id: submission.frameId,
      cycle: { id: '0199aa00-0000-7000-8000-000000000002', name: '2026年度社会评价', year: 2026 },
      department: { id: '0199aa00-0000-7000-8000-000000000006', name: '自治区民政厅' },
      list: 'hot-topics',
      attachment: 3,
      agreedMinimum: null,
      processing: null,
      minimum: 500,
      coverage: 'none',
      deadlineOn: '2026-11-13',
      state: 'filed',
      returnReason: null,
      latest: submission,
      acceptedAt: null,
    },
    submission,
  };
}
