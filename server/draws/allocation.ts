/**
 * Whole numbers for each stratum: the main sample by the chosen rule, the reserve in proportion to it.
 *
 * Promise: pure; sizes add up exactly; what cannot be met is refused with the numbers.
 */
import type { DrawDesign, DrawStratum } from '#contract';
import { allocate, type AllocatedStratum, type AllocationRule, type Outcome, type Refusal } from '#sampling';
import { byCode, labelOf, type Group } from './strata.ts';

export function allocateMain(design: DrawDesign, strata: readonly Group[]): Outcome<readonly AllocatedStratum[]> {
  const whole = new Set(
    Object.keys(byCode(Object.fromEntries((design.takeAll ?? []).map((name) => [name, 1])), strata)),
  );
  const assumed = byCode(design.assumed ?? {}, strata);
  const codes = new Set(strata.map(({ code }) => code));
  const strangers = [...whole, ...Object.keys(assumed)].filter((code) => !codes.has(code));
  if (strangers.length > 0)
    return refuse('stratum-empty', `“${[...new Set(strangers)].join('”“')}”不是抽样框里的层；请核对层的名称`);
  return allocate({
    strata: strata.map(({ code, population }) => {
      const { deviation, cost, mean } = assumed[code] ?? {};
      return {
        code,
        population,
        floor: design.floor,
        ...(design.ceiling === undefined ? {} : { ceiling: design.ceiling }),
        ...(whole.has(code) ? { takeAll: true } : {}),
        ...(deviation === undefined ? {} : { deviation }),
        ...(cost === undefined ? {} : { cost }),
        ...(mean === undefined ? {} : { mean }),
      };
    }),
    total: design.main,
    rule: ruleOf(design, strata),
  });
}

function ruleOf({ allocation, fixed = {}, exponent = 0 }: DrawDesign, strata: readonly Group[]): AllocationRule {
  if (allocation === 'fixed') return { kind: 'fixed', sizes: byCode(fixed, strata) };
  return allocation === 'power' ? { kind: 'power', exponent } : { kind: allocation };
}

/**
 * Reserve in proportion to the main sample of each stratum, so that every stratum can replace the same share of it; a stratum
 * without main sample gets none, one that runs out leaves its part to the others.
 */
export function allocateReserve(
  { reserve }: DrawDesign,
  strata: readonly Group[],
  main: readonly AllocatedStratum[],
): Outcome<readonly AllocatedStratum[]> {
  if (reserve === 0) return { ok: true, value: strata.map(({ code }) => ({ code, size: 0 })) };
  const left = strata.map(({ population }, h) => population - main[h]!.size);
  const available = left.reduce((sum, rest, h) => sum + (main[h]!.size > 0 ? rest : 0), 0);
  if (reserve > available)
    return refuse(
      'draw-larger-than-frame',
      `有主样本的各层除主样本外还剩${available}人，备用样本要${reserve}人，多出${reserve - available}人；请减少备用样本`,
    );
  // The island takes a stratum's weight from its population: main sizes are stretched until they exceed what is left.
  const stretch = main.reduce((most, { size }, h) => (size > 0 ? Math.max(most, Math.ceil(left[h]! / size)) : most), 1);
  return allocate({
    strata: strata.map(({ code }, h) => ({ code, population: main[h]!.size * stretch, ceiling: left[h]! })),
    total: reserve,
    rule: { kind: 'proportional' },
  });
}

/** What can be met but may surprise. */
export function warnOfStrata(
  { stratifyBy, reserve: reserveTotal, main: mainTotal, takeAll = [] }: DrawDesign,
  strata: readonly DrawStratum[],
): string[] {
  const said: string[] = [];
  const name = ({ label }: DrawStratum) => (stratifyBy === 'none' ? '抽样框' : `层“${label}”`);
  const wanted = new Set(takeAll);
  for (const stratum of strata) {
    const { code, label, population, main, reserve } = stratum;
    if (main === 0) said.push(`${name(stratum)}有${population}人，没有分到样本，结果不能代表这一层；可以设每层下限`);
    else if (main === population) {
      if (!wanted.has(code) && !wanted.has(label))
        said.push(`${name(stratum)}的${population}人全部进入主样本，没有备用样本`);
    } else if (main === 1 && strata.length > 1)
      said.push(`${name(stratum)}只抽1人，算不出这一层的抽样误差；每层至少抽2人为好`);
    const share = Math.floor((reserveTotal * main) / mainTotal);
    if (main > 0 && main < population && reserve < share && main + reserve === population)
      said.push(`${name(stratum)}抽完主样本后只剩${reserve}人作备用，按比例应有${share}人，差额由其他层补足`);
  }
  if (stratifyBy === 'city' || stratifyBy === 'gender') {
    const unknown = strata.find(({ label }) => label === labelOf('', stratifyBy));
    if (unknown)
      said.push(
        `有${unknown.population}人的${stratifyBy === 'city' ? '所在城市没有识别出来' : '性别没有填写'}，单独作为一层`,
      );
  }
  return said;
}

export function refuse(code: string, message: string): { readonly ok: false; readonly refusals: readonly Refusal[] } {
  return { ok: false, refusals: [{ code, message }] };
}
