/** The door of the draw room: design, seed ceremony, selection, seal, release, verification, public evidence. */
export { releasedCases, releasedNumbers, type ReleasedCase } from './cases.ts';
export { get, list, lock, seal, select } from './ceremony.ts';
export { coverage } from './coverage.ts';
export { design, preview } from './designing.ts';
export { drawnGroups, type DrawnGroups } from './drawn-groups.ts';
export { callList, release, sample, unitKey } from './hand-over.ts';
export { listPermanentSeeds, makePermanentSeed, retirePermanentSeed } from './permanent-seeds.ts';
export {
  certificate,
  checkScript,
  designsScript,
  publicFrameIds,
  publicManifest,
  publicPage,
  publicPermanentSeeds,
  publicSeedReveal,
} from './evidence.ts';
export { supplement } from './supplement.ts';
export { verify } from './verification.ts';
