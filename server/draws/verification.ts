/**
 * Verification from scratch: persons are opened, their ids made again, the draw repeated, the manifest compared.
 *
 * Promise: it trusts nothing that is stored except the sealed persons and the centre key; each thing compared is one line.
 */
import type { z } from 'zod';
import type { verificationSchema } from '#contract';
import {
  parseManifest,
  ticket,
  verifyManifest,
  wholeFrame,
  type DrawManifest,
  type ManifestVerdict,
  type Outcome,
} from '#sampling';
import { write, type Tx } from '#db';
import { identitiesOf, openPersons, unitIdOf } from '#frames';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { digestsOf, requireState } from './ceremony.ts';
import { keptExcluded, openNumbers } from './dial-numbers.ts';
import { gather } from './gather.ts';
import { countLeftOut, keptLeftOut, type LeftOut } from './left-out.ts';
import { drawFrames, drawRow, type DrawFrameRow, type DrawRow } from './rows.ts';
import { openPermanentSeed } from './permanent-seeds.ts';

type Verification = z.infer<typeof verificationSchema>;
type Check = Verification['checks'][number];

const check = (name: string, equal: boolean, detail: string): Check => ({ name, equal, detail });

/** Makes every stored id of a frame again from the sealed person. */
async function checkIds(tx: Tx, ctx: Context, cycleId: string, frames: readonly DrawFrameRow[]): Promise<Check> {
  const key = await ctx.vault.unitIdKey(tx, ctx.now);
  let differing = 0;
  let total = 0;
  for (const frame of frames) {
    const opened = await openPersons(tx, ctx, cycleId, frame.submissionId);
    const identities = identitiesOf(opened.map(({ person }) => person));
    total += opened.length;
    differing += opened.filter(({ unitId }, index) => unitIdOf(key, identities[index] ?? '') !== unitId).length;
  }
  return check(
    '人员编号',
    differing === 0,
    differing === 0
      ? `从名单重新生成${total}个编号，全部一致`
      : `从名单重新生成的编号有${differing}个与保存的不同，名单可能被改动`,
  );
}

function manifestChecks(
  parsed: Outcome<DrawManifest>,
  verdict: ManifestVerdict | undefined,
  labels: ReadonlyMap<string, string>,
): Check[] {
  if (!parsed.ok || !verdict)
    return [
      check('抽样清单', false, parsed.ok ? '无法重算' : parsed.refusals.map(({ message }) => message).join('；')),
    ];
  const name = (code: string) => labels.get(code) ?? (code === wholeFrame ? '全部' : code);
  const numbers = parsed.value.design.method === 'random-digits';
  const strata = verdict.strata.map((stratum) => {
    const where = stratum.firstDifference ? `，从第${stratum.firstDifference.rank}位起不同` : '';
    return check(
      `层“${name(stratum.code)}”`,
      stratum.agrees,
      stratum.agrees
        ? `重抽结果逐位一致（${numbers ? `号段去掉排除的还有${stratum.population.found}个号码` : `该层共${stratum.population.found}人`}）`
        : `重抽结果不一致${where}`,
    );
  });
  return [
    check(
      '清单摘要',
      verdict.manifestDigest.agrees,
      verdict.manifestDigest.agrees ? verdict.manifestDigest.stated : '清单内容与其摘要不符，清单被改动过',
    ),
    check(
      '抽样框摘要',
      verdict.frameDigest.agrees && (verdict.tableDigest?.agrees ?? true),
      verdict.frameDigest.agrees && (verdict.tableDigest?.agrees ?? true)
        ? `${verdict.frameSize.found}${numbers ? '个号码' : '人'}，${verdict.frameDigest.found}`
        : '现在的抽样框与锁定时不同',
    ),
    seedCheck(verdict),
    ...strata,
    ...verdict.refusals.map((refusal) => check('重抽', false, refusal.message)),
    ...(verdict.strayUnits.length > 0
      ? [check('多余编号', false, `清单里有${verdict.strayUnits.length}个编号不属于任何层`)]
      : []),
    // Whatever else the island compares, the verdict as a whole decides.
    ...(verdict.agrees ? [] : [check('整份清单', false, '重算的结果与清单不完全相同')]),
  ];
}

function seedCheck({ seedDerivation, seedCommitment }: ManifestVerdict): Check {
  if (seedCommitment)
    return check(
      '种子',
      seedCommitment.agrees,
      seedCommitment.agrees ? '长期种子的摘要与生成时公布的一致' : '长期种子与生成时公布的摘要不符',
    );
  const agrees = seedDerivation?.agrees ?? false;
  return check('种子', agrees, agrees ? '由框摘要、公开随机数和一次性码推得，一致' : '种子与公开随机数对不上');
}

/** Whom the draw left out, as recorded at the lock, beside what the manifest says; nothing to say when nobody was. */
function leftOutChecks({ source }: DrawManifest, { heldOut, rested }: { heldOut: number; rested: number }): Check[] {
  const stated = source?.leftOut;
  if (heldOut + rested === 0 && stated === undefined) return [];
  const equal = stated?.heldOut === heldOut && stated.rested === rested;
  return [
    check(
      '不参加抽样的人',
      equal,
      equal
        ? `锁定时排除了${heldOut + rested}人（跨部门重复${heldOut}人，间隔期内${rested}人），与清单写明的一致`
        : '锁定时排除的人数与清单写明的不同',
    ),
  ];
}

export async function verify(ctx: Context, drawId: string): Promise<Verification> {
  return write(ctx, 'draw.verify', async (tx, note) => {
    const row = await drawRow(tx, drawId);
    requireState(row, 'drawn', 'sealed');
    const [stored] = await tx<
      { manifest: string; frameDigest: string }[]
    >`select manifest, frame_digest from draws where id = ${drawId}`;
    if (!stored) throw new Problem('not-found');
    const frames = await drawFrames(tx, [drawId]);
    const leftOut = await keptLeftOut(tx, drawId);
    const parsed = parseManifest(stored.manifest);
    const gathered = await gatherAgain(tx, ctx, row, frames, leftOut);
    const excluded = await keptExcluded(tx, ctx, row.cycleId, drawId);
    const seed = row.permanentSeedId === null ? undefined : await openPermanentSeed(tx, ctx, row.permanentSeedId);
    const verdict =
      parsed.ok && gathered
        ? verifyManifest(parsed.value, gathered.planned.units, { excluded, ...(seed === undefined ? {} : { seed }) })
        : undefined;
    const labels = new Map(row.strata.map(({ code, label }) => [code, label]));
    const checks = [
      await checkIds(tx, ctx, row.cycleId, frames),
      ...manifestChecks(parsed, verdict, labels),
      check(
        '锁定记录',
        parsed.ok &&
          gathered !== undefined &&
          parsed.value.frame.digest === stored.frameDigest &&
          digestsOf(gathered).digest === stored.frameDigest &&
          (row.tableDigest === null || parsed.value.frame.table === row.tableDigest) &&
          parsed.value.digest === row.manifestDigest,
        '清单与锁定时公布的摘要、封存时的清单摘要核对',
      ),
      ...(parsed.ok ? leftOutChecks(parsed.value, countLeftOut(leftOut)) : []),
      await checkList(tx, drawId, parsed.ok ? parsed.value : undefined),
      ...(row.design.method === 'random-digits' && parsed.ok
        ? [await checkNumbers(tx, ctx, row.cycleId, drawId, parsed.value)]
        : []),
    ];
    const equal = checks.every((one) => one.equal);
    note({
      subject: `draw:${drawId}`,
      detail: { equal, failed: checks.filter((one) => !one.equal).map((one) => one.name) },
    });
    return { equal, checkedAt: ctx.now.toISOString(), checks };
  });
}

/** The frame as it is now; undefined when the design no longer fits it, which is a difference and not a refusal. */
async function gatherAgain(tx: Tx, ctx: Context, row: DrawRow, frames: readonly DrawFrameRow[], leftOut: LeftOut) {
  try {
    return await gather(tx, ctx, { design: row.design, frames, leftOut, retired: true });
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** The drawn units in the database, one by one beside the manifest. */
async function checkList(tx: Tx, drawId: string, manifest: DrawManifest | undefined): Promise<Check> {
  const drawn = await tx<
    { unitId: string; stratum: string; rank: number; ticket: string; replicate: number; part: string }[]
  >`
    select unit_id, stratum, rank, ticket, replicate, part from draw_units where draw_id = ${drawId}`;
  const listed = new Map(manifest?.units.map((unit) => [unit.id, unit]) ?? []);
  const same =
    drawn.length === listed.size &&
    drawn.every((unit) => {
      const other = listed.get(unit.unitId);
      return (
        other !== undefined &&
        (other.cluster ?? other.stratum) === unit.stratum &&
        other.rank === unit.rank &&
        other.ticket === unit.ticket &&
        other.replicate === unit.replicate &&
        other.part === unit.part
      );
    });
  return check('呼叫清单', same, same ? `库中${drawn.length}个样本与清单逐一相同` : '库中的样本与清单不同');
}

/** Random digits: the sealed numbers stand for the listed ids. That ids follow from numbers is what the redraw shows. */
async function checkNumbers(
  tx: Tx,
  ctx: Context,
  cycleId: string,
  drawId: string,
  manifest: DrawManifest,
): Promise<Check> {
  const numbers = await openNumbers(tx, ctx, cycleId, drawId);
  const seed = manifest.seed.value ?? '';
  const right = manifest.units.filter(({ id, ticket: stated }) => {
    const number = numbers.get(id);
    return number !== undefined && ticket(seed, 'rdd-id', number) === stated;
  }).length;
  const equal = right === manifest.units.length && numbers.size === right;
  return check('号码', equal, equal ? `保存的${right}个号码与清单的编号逐一对应` : '保存的号码与清单的编号对不上');
}
