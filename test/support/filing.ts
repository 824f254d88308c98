/** Large lists for tests: invented rows in any number, and how a browser uploads them in chunks. */
import * as contract from '#contract';
import type { FilingJob, RouteReply, RouteRequest, RouteShape } from '#contract';

const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张';
const given = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华';

/** A delimited text of persons who may all be called; the same on every run. */
export function largeList(rows: number, { note = '' } = {}): Buffer {
  const lines = ['序号,姓名,性别,单位,职务,联系电话,备注'];
  for (let serial = 1; serial <= rows; serial += 1) {
    const r = (serial * 2654435761) >>> 0;
    const name = surnames[r % surnames.length]! + given[(r >>> 7) % given.length]! + given[(r >>> 17) % given.length]!;
    const mobile = `13${String(serial).padStart(9, '0')}`;
    lines.push(`${serial},${name},${serial % 2 ? '男' : '女'},南宁市第${serial % 997}中学,教师,${mobile},${note}`);
  }
  return Buffer.from(lines.join('\r\n'));
}

/** A visitor of the application, or a browser at a real server. */
interface Person {
  must<R extends RouteShape>(route: R, request?: RouteRequest<R>): Promise<RouteReply<R>>;
}

export interface ListFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export async function beginFiling(
  liaison: Person,
  frameId: string,
  files: readonly ListFile[],
  password?: string,
): Promise<FilingJob> {
  return liaison.must(contract.startFilingJob, {
    params: { frameId },
    body: { files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })), ...(password ? { password } : {}) },
  });
}

/** One chunk, as the page cuts it. */
export function chunkOf(job: FilingJob, files: readonly ListFile[], file: number, chunk: number): File {
  const bytes = files[file - 1]!.bytes.subarray((chunk - 1) * job.chunkBytes, chunk * job.chunkBytes);
  return new File([new Uint8Array(bytes)], 'chunk');
}

export async function sendChunk(
  liaison: Person,
  job: FilingJob,
  files: readonly ListFile[],
  file: number,
  chunk: number,
): Promise<FilingJob> {
  const params = { jobId: job.id, file, chunk };
  return liaison.must(contract.uploadChunk, { params, files: [chunkOf(job, files, file, chunk)] });
}

/** Begins a filing and sends everything. */
export async function uploadList(
  liaison: Person,
  frameId: string,
  files: readonly ListFile[],
  password?: string,
): Promise<FilingJob> {
  let job = await beginFiling(liaison, frameId, files, password);
  for (const [at, { chunks }] of job.files.entries())
    for (let chunk = 1; chunk <= chunks; chunk += 1) job = await sendChunk(liaison, job, files, at + 1, chunk);
  return job;
}
