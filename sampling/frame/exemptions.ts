/**
 * Exemptions agreed for a list (R25), and which of them were used.
 *
 * Promise: an exemption changes only the finding its check names; every use is seen in the document.
 */
import { divisions, sameUnit } from './tables/divisions.ts';
import { exemptionChecks, type Exemption, type ExemptionCheck } from './report.ts';

/** What each check is called in the words of a finding. */
export const exemptionLabels: Readonly<Record<ExemptionCheck, string>> = {
  minimum: '最低人数',
  coverage: '覆盖市县',
  address: '具体地址',
  disjoint: '名单不重复',
  department: '报送单位',
  template: '附件格式',
  withheld: '不报姓名',
};

export class Exemptions {
  readonly all: readonly Exemption[];
  readonly #used = new Set<Exemption>();

  constructor(all: readonly Exemption[]) {
    this.all = all;
  }

  find(check: ExemptionCheck): Exemption | undefined {
    return this.all.find((exemption) => exemption.check === check);
  }

  /** Is there an exemption for the check? Using it is remembered. */
  use(check: ExemptionCheck): boolean {
    const found = this.find(check);
    if (found) this.#used.add(found);
    return found !== undefined;
  }

  /** Is this place allowed to be missing? */
  usePlace(names: readonly string[]): boolean {
    const found = this.all.find(
      (one) => one.check === 'coverage' && (!one.places || one.places.some((place) => names.includes(place))),
    );
    if (found) this.#used.add(found);
    return found !== undefined;
  }

  isUsed(exemption: Exemption): boolean {
    return this.#used.has(exemption);
  }
}

/**
 * Reads the content of an exemption file, or says why it is none.
 * Rule: an array of records with check, agreedBy, date, reason; `minimum` also with the agreed number.
 */
export function readExemptions(content: unknown): readonly Exemption[] | { readonly problem: string } {
  if (!Array.isArray(content)) return { problem: '应为一个列表' };
  const exemptions: Exemption[] = [];
  for (const [at, entry] of content.entries()) {
    const one = readExemption(entry);
    if (typeof one === 'string') return { problem: `第${at + 1}项${one}` };
    exemptions.push(one);
  }
  return exemptions;
}

function readExemption(entry: unknown): Exemption | string {
  if (typeof entry !== 'object' || entry === null) return '格式不对';
  const record: Readonly<Record<string, unknown>> = { ...entry };
  const check = exemptionChecks.find((name) => name === record['check']);
  if (!check) return '的 check 不在可调整的检查之内';
  const { agreedBy, date, reason, minimum, places } = record;
  if (typeof agreedBy !== 'string' || agreedBy.trim() === '') return '缺少 agreedBy';
  if (typeof date !== 'string' || !isDay(date)) return '缺少 date(YYYY-MM-DD)';
  if (typeof reason !== 'string' || reason.trim() === '') return '缺少 reason';
  if (check === 'minimum' && (typeof minimum !== 'number' || !Number.isInteger(minimum) || minimum < 0)) {
    return '缺少 minimum(同意的人数)';
  }
  if (places !== undefined && !(Array.isArray(places) && places.every((place) => typeof place === 'string'))) {
    return '的 places 应为地名列表';
  }
  return {
    check,
    agreedBy,
    date,
    reason,
    ...(check === 'minimum' && typeof minimum === 'number' ? { minimum } : {}),
    ...(Array.isArray(places) ? { places: places.map(String) } : {}),
  };
}

/** Is this the name of a city or county that coverage asks for, now or formerly? */
export function isCoveragePlace(name: string): boolean {
  if (sameUnit.some((group) => group.includes(name))) return true;
  return Object.values(divisions).some((cities) =>
    cities.some((city) => city.name === name || city.units.includes(name)),
  );
}

/** YYYY-MM-DD of a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
