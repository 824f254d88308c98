/**
 * `pingyi frame check`: the command line of the frame judge.
 *
 * Promise: exit 0 accepted, 1 returned, 2 bad usage or an unreadable file with exactly one line on stderr. Never prints a
 * password, a stack, or anything of a person beyond the document.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readExemptions } from '#sampling';
import { checkFrames, type FrameCheckGroup, type FrameCheckRequest } from '../frames/check.ts';
import { jsonPieces } from '../frames/json-pieces.ts';
import { readFiled, ReadRefusal } from '../frames/read/index.ts';
import type { SegmentFile } from '../frames/segments.ts';
import { frameCheckHelp, parseArguments, UsageRefusal, type GroupArguments } from './frame-check-arguments.ts';
import { summarise } from './frame-check-summary.ts';
import { withProgress, type CommandIo } from './io.ts';
import { loadSegments } from './segments-file.ts';

/** Runs the command; returns the exit code. */
export async function frameCheck(args: readonly string[], io: CommandIo): Promise<number> {
  if (args.includes('--help')) {
    io.stdout(frameCheckHelp);
    return 0;
  }
  try {
    const parsed = parseArguments(args);
    const groups: FrameCheckGroup[] = [];
    for (const group of parsed.groups) groups.push(await loadGroup(group));
    const segments = parsed.segments === undefined ? undefined : await segmentsOf(parsed.segments);
    const request: FrameCheckRequest = { ...parsed.options, groups, ...(segments ? { segments: segments.table } : {}) };
    const { document } = await withProgress(io, '正在审核抽样框', checkFrames(request));
    if (parsed.json) {
      const told = segments
        ? { ...document, segments: { sha256: segments.digest, segments: segments.segments } }
        : document;
      for (const piece of jsonPieces(told)) io.stdout(piece);
      io.stdout('\n');
    } else io.stdout(summarise(document));
    return document.verdict === 'accepted' ? 0 : 1;
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    io.stderr(`pingyi: ${refusal.code}: ${oneLine(refusal.file)}: ${oneLine(refusal.message)}\n`);
    return 2;
  }
}

function refusalOf(error: unknown): { code: string; file: string; message: string } | undefined {
  if (error instanceof ReadRefusal || error instanceof UsageRefusal) return error;
  return undefined;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

async function loadGroup(group: GroupArguments): Promise<FrameCheckGroup> {
  const { exempt, previous, files, ...rest } = group;
  const exemptions = exempt === undefined ? undefined : await loadExemptions(exempt);
  const read: { name: string; bytes: Buffer }[] = [];
  for (const path of files) {
    const bytes = await load(path);
    if (!bytes) {
      // A file before it that cannot be read is the one to name.
      await readFiled(read, group.password === undefined ? {} : { password: group.password });
      throw new UsageRefusal('file-not-found', basename(path), '找不到文件');
    }
    read.push({ name: basename(path), bytes });
  }
  const earlier = previous === undefined ? undefined : await load(previous);
  if (previous !== undefined && !earlier) throw new UsageRefusal('file-not-found', basename(previous), '找不到文件');
  return {
    ...rest,
    files: read,
    ...(exemptions === undefined ? {} : { exemptions }),
    ...(previous === undefined || !earlier ? {} : { previous: { name: basename(previous), bytes: earlier } }),
  };
}

/** Undefined when there is no such file. */
async function load(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch {
    return undefined;
  }
}

async function segmentsOf(path: string): Promise<SegmentFile> {
  const loaded = await loadSegments(path);
  if ('table' in loaded) return loaded;
  throw new UsageRefusal(loaded.code, basename(path), loaded.message);
}

async function loadExemptions(path: string) {
  const bytes = await load(path);
  if (!bytes) throw new UsageRefusal('file-not-found', basename(path), '找不到文件');
  const refuse = (problem: string) => new UsageRefusal('bad-usage', basename(path), `命令参数有误:调整记录${problem}`);
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    throw refuse('不是JSON');
  }
  const exemptions = readExemptions(content);
  if ('problem' in exemptions) throw refuse(exemptions.problem);
  return exemptions;
}
