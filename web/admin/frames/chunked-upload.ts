/**
 * Sending files in chunks, one after the other, whatever page is shown meanwhile; goes on where it was broken off.
 *
 * Promise: only chunks that are missing are sent; after a break the last one that arrived is sent once more, so that a file that has
 * changed is noticed. A network that fails is tried again for a minute. Nothing of a file is kept here but the browser's handle.
 */
import { useSyncExternalStore } from 'react';
import { getFilingJob, getFrame, listFrames, mostRows, uploadChunk, type FilingJob } from '#contract';
import { ApiProblem, upload } from '../api.ts';
import { refresh } from '../query.ts';

/** How an upload of this tab stands; by frame. */
export interface UploadState {
  readonly jobId: string;
  readonly running: boolean;
  readonly sentBytes: number;
  /** Why it stopped; null while it runs and when it is complete. */
  readonly problem: unknown;
}

const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const states = new Map<string, UploadState>();
const listeners = new Set<() => void>();

function say(frameId: string, state: UploadState): void {
  states.set(frameId, state);
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The upload of this tab for a frame; undefined when there was none. */
export function useChunkedUpload(frameId: string): UploadState | undefined {
  return useSyncExternalStore(listen, () => states.get(frameId));
}

/** The chosen files in the order of the job; null when they are not the ones it was begun with. */
export function filesOfJob(job: FilingJob, chosen: readonly File[]): readonly File[] | null {
  const found = job.files.map(({ name, bytes }) => chosen.find((file) => file.name === name && file.size === bytes));
  return found.every((file) => file !== undefined) ? found : null;
}

/** Sends what is missing. Settles when all is sent or when it had to stop; the state says which. */
export async function sendFiles(job: FilingJob, files: readonly File[]): Promise<void> {
  const { frameId, id: jobId } = job;
  let sentBytes = job.receivedBytes;
  let running = true;
  const tell = (bytes: number) => say(frameId, { jobId, running, sentBytes: sentBytes + bytes, problem: null });
  tell(0);
  try {
    for (const [at, { chunks, received }] of job.files.entries()) {
      const file = files[at];
      if (!file) continue;
      const last = received.at(-1);
      if (last !== undefined) await sendChunk(job, file, at + 1, last, () => undefined);
      for (let chunk = 1; chunk <= chunks; chunk += 1) {
        if (received.includes(chunk)) continue;
        const bytes = chunkOf(job, file, chunk).size;
        await sendChunk(job, file, at + 1, chunk, (share) => tell(share * bytes));
        sentBytes += bytes;
        tell(0);
      }
    }
    running = false;
    tell(0);
  } catch (problem) {
    say(frameId, { jobId, running: false, sentBytes, problem });
  }
  await refresh([getFilingJob, getFrame, listFrames]);
}

const chunkOf = ({ chunkBytes }: FilingJob, file: File, chunk: number): Blob =>
  file.slice((chunk - 1) * chunkBytes, chunk * chunkBytes);

async function sendChunk(
  job: FilingJob,
  file: File,
  number: number,
  chunk: number,
  onSent: (share: number) => void,
): Promise<void> {
  // The name of the person's file is told once, with the job.
  const files = [new File([chunkOf(job, file, chunk)], 'chunk')];
  for (let attempt = 0; ; attempt += 1) {
    try {
      await upload(uploadChunk, { params: { jobId: job.id, file: number, chunk }, form: {}, files }, onSent);
      return;
    } catch (error) {
      const wait = WAITS_MS[attempt];
      const passing = error instanceof ApiProblem && (error.code === 'network' || error.status >= 502);
      if (!passing || wait === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** A delimited text with more lines than a filing may have, and how many: said before anything is uploaded. */
export async function tooManyLines(files: readonly File[]): Promise<{ name: string; lines: number } | null> {
  for (const file of files) {
    if (!/\.(csv|tsv|txt)$/i.test(file.name)) continue;
    let lines = 0;
    const reader = file.stream().getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read())
      for (const byte of read.value) if (byte === 0x0a) lines += 1;
    if (lines > mostRows) return { name: file.name, lines };
  }
  return null;
}
