/** The thread in which PDF files are set: one document in, one file out. Laying out Chinese prose is long and never pauses. */
import { parentPort, workerData } from 'node:worker_threads';
import { layOutPdf } from './pdf-layout.ts';

const { bytes, pages } = await layOutPdf(workerData);
parentPort?.postMessage({ bytes, pages }, [bytes.buffer as ArrayBuffer]);
