/** The door of the draw room: design, seed ceremony, selection, seal, release, verification, public evidence. */
export { design, get, list, lock, preview, seal, select } from './ceremony.ts';
export { callList, release, unitKey } from './hand-over.ts';
export { certificate, checkScript, publicFrameIds, publicManifest, publicPage } from './evidence.ts';
export { verify } from './verification.ts';
