/**
 * Verification from scratch: persons are opened, their ids made again, the draw repeated, the manifest compared.
 *
 * Promise: it trusts nothing that is stored except the sealed persons and the centre key; each thing compared is one line.
 */
import type { z } from 'zod';
import type { verificationSchema } from '#contract';
import { parseManifest, verifyManifest, type Outcome, type DrawManifest, type ManifestVerdict } from '#sampling';
import { write, type Tx } from '#db';
import { openPersons } from '#frames';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { requireState } from './ceremony.ts';
import { planDraw } from './design.ts';
import { countLeftOut, keptLeftOut } from './left-out.ts';
import { drawFrames, drawRow, type DrawFrameRow } from './rows.ts';
import { identitiesOf, unitIdOf } from '#frames';
import { unitsOf } from './units.ts';

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

function manifestChecks(parsed: Outcome<DrawManifest>, verdict: ManifestVerdict | undefined): Check[] {
  if (!parsed.ok || !verdict)
    return [
      check('抽样清单', false, parsed.ok ? '无法重算' : parsed.refusals.map(({ message }) => message).join('；')),
    ];
  const strata = verdict.strata.map((stratum) => {
    const where = stratum.firstDifference ? `，从第${stratum.firstDifference.rank}位起不同` : '';
    return check(
      `层“${stratum.code}”`,
      stratum.agrees,
      stratum.agrees ? `重抽结果逐位一致（该层共${stratum.population.found}人）` : `重抽结果不一致${where}`,
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
      verdict.frameDigest.agrees,
      verdict.frameDigest.agrees
        ? `${verdict.frameSize.found}人，${verdict.frameDigest.found}`
        : '现在的抽样框与锁定时不同',
    ),
    check(
      '种子',
      verdict.seedDerivation?.agrees ?? false,
      verdict.seedDerivation?.agrees ? '由框摘要、公开随机数和一次性码推得，一致' : '种子与公开随机数对不上',
    ),
    ...strata,
    ...verdict.refusals.map((refusal) => check('重抽', false, refusal.message)),
    ...(verdict.strayUnits.length > 0
      ? [check('多余编号', false, `清单里有${verdict.strayUnits.length}个编号不属于任何层`)]
      : []),
  ];
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
    const planned = planDraw({
      design: row.design,
      units: await unitsOf(tx, ctx, frames, leftOut),
      lists: frames.map((frame) => ({ department: frame.departmentName, list: frame.list })),
    });
    const parsed = parseManifest(stored.manifest);
    const verdict = parsed.ok && planned.ok ? verifyManifest(parsed.value, planned.value.units) : undefined;
    const drawn = await tx<
      { unitId: string; stratum: string; rank: number; ticket: string; replicate: number; part: string }[]
    >`
      select unit_id, stratum, rank, ticket, replicate, part from draw_units where draw_id = ${drawId}`;
    const key = (unit: { stratum: string; rank: number }) => `${unit.stratum}/${unit.rank}`;
    const listed = new Map(parsed.ok ? parsed.value.units.map((unit) => [key(unit), unit]) : []);
    const sameList =
      drawn.length === listed.size &&
      drawn.every((unit) => {
        const other = listed.get(key(unit));
        return (
          other?.id === unit.unitId &&
          other.ticket === unit.ticket &&
          other.replicate === unit.replicate &&
          other.part === unit.part
        );
      });
    const checks = [
      await checkIds(tx, ctx, row.cycleId, frames),
      ...manifestChecks(parsed, verdict),
      check(
        '锁定记录',
        parsed.ok && parsed.value.frame.digest === stored.frameDigest && parsed.value.digest === row.manifestDigest,
        '清单与锁定时公布的框摘要、封存时的清单摘要核对',
      ),
      ...(parsed.ok ? leftOutChecks(parsed.value, countLeftOut(leftOut)) : []),
      check('呼叫清单', sameList, sameList ? `库中${drawn.length}个样本与清单逐一相同` : '库中的样本与清单不同'),
    ];
    const equal = checks.every((one) => one.equal);
    note({
      subject: `draw:${drawId}`,
      detail: { equal, failed: checks.filter((one) => !one.equal).map((one) => one.name) },
    });
    return { equal, checkedAt: ctx.now.toISOString(), checks };
  });
}
