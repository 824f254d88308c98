/**
 * A document as PDF, set in a thread of its own so that nobody else waits for it.
 *
 * Promise: at most two at once; what cannot be set within its time or memory is a bug of ours, never a hung server.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createSlots } from '../slots.ts';
import type { PrintedDocument, PrintedPdf } from './model.ts';

const withThread = createSlots(2);
const timeoutMs = 120_000;

/** The file and how many pages it has. About a third of a second for two pages, three seconds for three hundred. */
export function printPdf(document: PrintedDocument): Promise<PrintedPdf> {
  return withThread(
    () =>
      new Promise((resolve, reject) => {
        const thread = new Worker(program(), { workerData: document, resourceLimits: { maxOldGenerationSizeMb: 768 } });
        const timer = setTimeout(() => {
          void thread.terminate();
          reject(new Error('a document took too long to print'));
        }, timeoutMs);
        thread.once('message', (printed: PrintedPdf) => {
          clearTimeout(timer);
          resolve(printed);
        });
        thread.once('error', (error) => {
          clearTimeout(timer);
          reject(error);
        });
        thread.once('exit', () => {
          clearTimeout(timer);
          // After a message this changes nothing.
          reject(new Error('the thread that prints ended without a document'));
        });
      }),
  );
}

/** The built worker: beside the built server, or in dist/ seen from the sources. */
function program(): string {
  const places = ['./document-worker.js', '../document-worker.js', '../../dist/server/document-worker.js'];
  const found = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
  if (!found) throw new Error('document-worker.js is missing: run `npm run build`');
  return found;
}
