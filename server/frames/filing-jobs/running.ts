/** The filings this process works on, so that a cancelled one can be stopped at once. */
const running = new Map<string, AbortController>();

/** The job is no longer this worker's: cancelled, erased, or taken over. Nothing is to be kept. */
export class FilingLost extends Error {}

/** The server is going down: the job goes on elsewhere, or after the next start. */
export class FilingPaused extends Error {}

/** A signal that is aborted when the filing must stop; call `done` at the end. */
export function attend(jobId: string): { readonly controller: AbortController; readonly done: () => void } {
  const controller = new AbortController();
  running.set(jobId, controller);
  return { controller, done: () => void running.delete(jobId) };
}

export function stopFiling(jobId: string): void {
  running.get(jobId)?.abort(new FilingLost());
}
