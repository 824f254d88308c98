/** A design while it is being filled in, and the design it amounts to. Pure. */
import { drawDesignSchema, type DrawDesign } from '#contract';

export interface Draft {
  readonly method: DrawDesign['method'];
  readonly stratifyBy: DrawDesign['stratifyBy'];
  readonly main: number | null;
  readonly reserve: number | null;
  readonly replicateSize: number | null;
  readonly allocation: DrawDesign['allocation'];
  readonly floor: number | null;
  readonly fixed: Readonly<Record<string, number>>;
  readonly restMonths: number | null;
}

export const firstDraft: Draft = {
  method: 'stratified',
  stratifyBy: 'department',
  main: 300,
  reserve: 150,
  replicateSize: 50,
  allocation: 'proportional',
  floor: 0,
  fixed: {},
  restMonths: 0,
};

export const isStratified = ({ method, stratifyBy }: Draft) => method !== 'simple' && stratifyBy !== 'none';

/** Another method keeps what still makes sense. */
export function withMethod(draft: Draft, method: Draft['method']): Draft {
  return {
    ...draft,
    method,
    stratifyBy: method === 'stratified' && draft.stratifyBy === 'none' ? 'department' : draft.stratifyBy,
  };
}

/** The design as sent: settings that do not apply are put back to their neutral value. Null while a number is missing or beyond bounds. */
export function toDesign(draft: Draft, strataCodes: readonly string[]): DrawDesign | null {
  const stratified = isStratified(draft);
  const allocation = stratified ? draft.allocation : 'proportional';
  const fixed = Object.fromEntries(strataCodes.map((code) => [code, draft.fixed[code] ?? 0]));
  const main = allocation === 'fixed' ? Object.values(fixed).reduce((sum, size) => sum + size, 0) : draft.main;
  const design = drawDesignSchema.safeParse({
    method: draft.method,
    stratifyBy: stratified ? draft.stratifyBy : 'none',
    main,
    reserve: draft.reserve,
    replicateSize: draft.replicateSize,
    allocation,
    floor: stratified && allocation !== 'fixed' ? draft.floor : 0,
    ...(allocation === 'fixed' ? { fixed } : {}),
    restMonths: draft.restMonths,
  });
  return design.success ? design.data : null;
}

/** The smallest design with the same strata: asks the server which strata there are, before sizes are given by hand. */
export function toStrataProbe(draft: Draft): DrawDesign {
  return {
    method: draft.method,
    stratifyBy: draft.stratifyBy,
    main: 1,
    reserve: 0,
    replicateSize: 1,
    allocation: 'proportional',
    floor: 0,
    restMonths: draft.restMonths ?? 0,
  };
}
