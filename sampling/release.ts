/**
 * Replicates given out so far, with the probabilities that hold once they have been.
 *
 * Promise: whoever has been given out belongs to the sample, answered or not; probabilities are exact fractions and change
 * only when another replicate is given out. It never guesses where a design leaves no answer: such a release is refused.
 */
import { fraction, fractionText, inverse, plus, readDecimal, readFraction, times, type Fraction } from './fraction.ts';
import type { DrawManifest, ManifestUnit } from './manifest.ts';
import { accept, refuse, type Outcome } from './refusal.ts';

/** A manifest, or a selection that is not one yet. */
interface Drawn {
  readonly design: Pick<DrawManifest['design'], 'method'>;
  readonly strata: DrawManifest['strata'];
  readonly units: readonly ManifestUnit[];
}

export interface ReleasedUnit {
  readonly id: string;
  readonly stratum: string;
  readonly cluster?: string;
  readonly replicate: number;
  readonly probability: string;
  readonly weight: string;
}

/**
 * The units of replicates 1 to `upTo` with probability and weight after their release. A list (of a stratum, or of a cluster)
 * stands in a fair order, so its first r units are a random part of it: p(whole list) x r / listed, and for units that are
 * taken anyway p(whole list), once all of these are out. Source: two-phase sampling (Särndal, Swensson and Wretman 1992, 9.2).
 * Cost: linear. Needs a manifest of format 2.
 */
export function releasedProbabilities(manifest: Drawn, upTo: number): Outcome<readonly ReleasedUnit[]> {
  const lists = new Map<string, ManifestUnit[]>();
  for (const unit of manifest.units) {
    const key = `${unit.stratum}|${unit.cluster ?? ''}`;
    const list = lists.get(key);
    if (list) list.push(unit);
    else lists.set(key, [unit]);
  }
  const released: ReleasedUnit[] = [];
  for (const list of lists.values()) {
    const out = list.filter(({ replicate }) => replicate <= upTo);
    const certain = list.filter((unit) => unit.certain).length;
    const rest = out.length - out.filter((unit) => unit.certain).length;
    if (out.length > 0 && certain > out.length - rest)
      return refuse({
        code: 'certain-not-released',
        message: `层“${list[0]!.stratum}”里必须抽中的${certain}个还没有全部放出，算不出入样概率；请再放出一批`,
        stratum: list[0]!.stratum,
      });
    const main = list.filter(({ part }) => part === 'main').length;
    const exactlyMain = out.length === main;
    for (const unit of out) {
      if (unit.probability === undefined)
        return refuse({
          code: 'manifest-without-probabilities',
          message: '这份抽样清单是第一版格式，没有入样概率；层内的入样概率是放出的人数除以层人数',
        });
      const slice = fraction(rest, list.length - certain || 1);
      const probability =
        unit.certain || exactlyMain
          ? readFraction(unit.probability)
          : times(wholeProbability(manifest, unit, { main, certain, length: list.length }), slice);
      released.push({
        id: unit.id,
        stratum: unit.stratum,
        ...(unit.cluster === undefined ? {} : { cluster: unit.cluster }),
        replicate: unit.replicate,
        probability: fractionText(probability),
        weight: fractionText(inverse(probability)),
      });
    }
  }
  return accept(released);
}

/** Probability of standing on the list at all, main or reserve. */
function wholeProbability(
  { design, strata }: Drawn,
  { stratum, part, probability = '1' }: ManifestUnit,
  { main, certain, length }: { readonly main: number; readonly certain: number; readonly length: number },
): Fraction {
  if (design.method === 'bernoulli') {
    const { rate = '0', reserveRate = '0' } = strata.find(({ code }) => code === stratum) ?? {};
    return plus(readDecimal(rate), readDecimal(reserveRate));
  }
  const own = readFraction(probability);
  return part === 'reserve' ? own : times(own, fraction(length - certain, main - certain));
}
