import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { build } from 'vite';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { checkFrames, type CheckedPerson } from '../../../../server/frames/check.ts';
import { openFiled } from '../../../../server/frames/packed-grid.ts';
import { unpackPersons } from '../../../../server/frames/person-blocks.ts';
import { documentPlace, gridPlace, personsPlace } from '../../../../server/frames/places.ts';
import { sealPersons } from '../../../../server/frames/sealing.ts';
import type { StoredDocument } from '../../../../server/frames/stored.ts';
import { cityOf, identitiesOf, unitIdOf } from '../../../../server/frames/unit-id.ts';
import type { AskedList, JudgeAsk, JudgeMessage, UnitSlice } from '../../../../server/frames/worker-asks.ts';
import { inChild, type ChildWork } from '../../../../server/frames/worker-client.ts';
import { blobOf } from '../../../../server/frames/worker-wire.ts';
import { unseal } from '../../../../server/vault.ts';
import { writeWorkbook } from '../../../support/frames/workbook.ts';
import { deflateRepeated } from '../../../support/frames/zip.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const outDir = join(root, '.cache', 'frame-worker');
const limits = { memoryMb: 128, timeoutMs: 30_000, worker: join(outDir, 'frame-worker.js') };

beforeAll(async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: { 'frame-worker': join(root, 'server/frames/worker.ts') },
        output: { entryFileNames: '[name].js' },
      },
    },
  });
});

const keys = { dataKey: Buffer.alloc(32, 1), indexKey: Buffer.alloc(32, 2), unitKey: Buffer.alloc(32, 3) };
const submissionId = '00000000-0000-4000-8000-000000000001';

function work(name: string, bytes: Uint8Array): ChildWork {
  const list = {
    kind: 'hot-topics',
    attachment: 3,
    department: '民政厅',
    submissionId,
    persons: true,
    grid: true,
  } as const;
  const ask: JudgeAsk = {
    kind: 'judge',
    lists: [{ ...list, files: [{ name, blob: 0 }] }],
    homeArea: '0771',
    year: 2015,
    keys,
  };
  return { ...limits, ask, blobs: [blobOf(bytes)] };
}

function idsOf({ blocks, texts }: UnitSlice, bytes: Uint8Array): string[] {
  const from = blocks.reduce((sum, length) => sum + length, 0);
  return Buffer.from(bytes)
    .toString('latin1', from + 1, from + texts[0] - 1)
    .split(',');
}

describe('the worker as built', () => {
  it('hands over sealed what the check in this process finds', async () => {
    const bytes = readFileSync(join(root, 'test/reference/cases/corpus/c01-mzt/附件3.xlsx'));
    const group = {
      kind: 'hot-topics',
      attachment: 3,
      department: '民政厅',
      files: [{ name: '附件3.xlsx', bytes }],
    } as const;
    const { document, filed } = await checkFrames({ groups: [group], homeArea: '0771', year: 2015 });
    const progress = vi.fn<() => void>();
    const messages = await inChild({ ...work('附件3.xlsx', bytes), progress }, async (next) => {
      const taken: { head: JudgeMessage; bytes: Buffer }[] = [];
      for (;;) {
        const { head, bytes: sealed } = await next();
        taken.push({ head: head as JudgeMessage, bytes: sealed });
        if (taken.at(-1)!.head.kind === 'done') return taken;
      }
    });
    const [judged, ...contents] = messages;
    const [list] = judged!.head.kind === 'judged' ? judged!.head.lists : [];
    expect(list).toMatchObject({ verdict: document.lists[0]!.verdict, counts: document.counts, differenceBytes: null });
    const stored = JSON.parse(
      gunzipSync(unseal(keys.dataKey, documentPlace(submissionId), judged!.bytes)).toString(),
    ) as StoredDocument;
    expect(stored.findings).toHaveLength(document.findings.length);

    const grid = contents.flatMap(({ head, bytes: sealed }) =>
      head.kind === 'grid' ? [unseal(keys.dataKey, gridPlace(submissionId, head.ordinal), sealed)] : [],
    );
    const again = await checkFrames({
      groups: [{ ...group, files: [], filed: openFiled(Buffer.concat(grid)) }],
      homeArea: '0771',
      year: 2015,
    });
    expect(again.document).toEqual(document);
    expect(again.filed.map(({ remarks }) => remarks)).toEqual(filed.map(({ remarks }) => remarks));

    const persons: unknown[] = [];
    const ids: string[] = [];
    for (const { head, bytes: sealed } of contents) {
      if (head.kind !== 'units') continue;
      ids.push(...idsOf(head, sealed));
      let at = 0;
      let { first } = head;
      for (const length of head.blocks) {
        const block = sealed.subarray(at, (at += length));
        const opened = unpackPersons(unseal(keys.dataKey, personsPlace(submissionId, first), block));
        first += opened.length;
        persons.push(...opened);
      }
      expect(first - 1).toBe(head.last);
    }
    expect(persons).toEqual(document.persons.map((person) => ({ ...person, city: cityOf(person) })));
    expect(ids).toEqual(identitiesOf(document.persons).map((identity) => unitIdOf(keys.unitKey, identity)));
    for (const { bytes: sealed } of messages)
      for (const { name } of document.persons) expect(sealed.includes(name)).toBe(false);
  });

  it('tells persons apart whose identity is the same, as the rule for ids says', () => {
    const same = Array.from({ length: 600 }, (_, i) => person(i % 3 === 0 ? 'same' : `${i}`, i));
    // Some have a mobile, two of them the same one.
    for (const [at, e164] of ['+8613800000001', '+8613800000002', '+8613800000002'].entries())
      same[at * 7 + 1] = {
        ...same[at * 7 + 1]!,
        numbers: [{ type: 'mobile', e164, dial: e164.slice(3), primary: true }],
      };
    const walk = {
      persons: () => same,
      firstMobiles: () => same.map(({ numbers }) => Number(numbers[0]?.e164.slice(3) ?? 0)),
    };
    const slices = [...sealPersons(walk, 0, { submissionId } as AskedList, keys)];
    const ids = slices.flatMap(({ head, bytes }) => (head.kind === 'units' ? idsOf(head, bytes!) : []));
    expect(ids).toEqual(identitiesOf(same).map((identity) => unitIdOf(keys.unitKey, identity)));
    expect(new Set(ids).size).toBe(600);
  });

  it('refuses what the reader refuses, with a bomb in a small heap too', async () => {
    const refusal = (name: string, bytes: Uint8Array) => inChild(work(name, bytes), (next) => next());
    await expect(refusal('空.xlsx', new Uint8Array())).rejects.toMatchObject({
      name: 'ReadRefusal',
      code: 'empty-file',
      file: '空.xlsx',
    });
    const content = deflateRepeated('<worksheet><sheetData>', ' '.repeat(1_000), 1_000_000, '</sheetData></worksheet>');
    const bomb = writeWorkbook({
      reorder: (parts) =>
        parts.map((part) => (part.name === 'xl/worksheets/sheet1.xml' ? { ...part, packed: content, crc: 0 } : part)),
    });
    await expect(refusal('炸弹.xlsx', bomb)).rejects.toMatchObject({ code: 'limit-ratio', file: '炸弹.xlsx' });
  });
});

/** Without a number, so that name and organisation say who it is. */
function person(name: string, row: number): CheckedPerson {
  const nobody = { gender: null, post: null, serial: null, numbers: [] };
  return { list: 0, file: 'a', sheet: 'b', row, name, nameKey: name, organisation: '第三中学', ...nobody };
}
