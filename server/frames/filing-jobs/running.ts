/** The filings this process works on, so that a cancelled one can be stopped at once; and the wait for one to work on. */
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

/** Whoever in this process waits for a job. */
const waiting = new Set<() => void>();

/** A job is ready, and whoever waits here need not wait for the next look. Servers elsewhere find it when they look. */
export function sayQueued(): void {
  for (const wake of waiting) wake();
}

/** Until a job is said to be ready, the time is over, or the signal is aborted. */
export async function untilQueued(timeoutMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      waiting.delete(end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, timeoutMs);
    waiting.add(end);
    signal.addEventListener('abort', end);
  });
}
