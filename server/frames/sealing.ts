/**
 * The result of a check as it is kept, made and sealed in the child: verdicts, findings, differences, grids, persons.
 *
 * Promise: what leaves here is ciphertext, keyed ids and counts. Persons are made one by one and sealed by the block, so that a
 * million of them never stand in memory, and one block is opened to read one person.
 */
import { gzipSync } from 'node:zlib';
import { blindIndexes, seal } from '../vault.ts';
import type { CheckedFrames, CheckedPerson } from './check.ts';
import { inBatches, packFiled } from './packed-grid.ts';
import { packPersons, type StoredPerson } from './person-blocks.ts';
import { differencePlace, documentPlace, gridPlace, personsPlace, PERSONS_A_BLOCK } from './places.ts';
import { storedDocument } from './stored.ts';
import { cityOf, identitiesOf, identityOf, unitIdsOf } from './unit-id.ts';
import { UniqueIds } from './unique-ids.ts';
import type { AskedList, JudgedList, JudgeMessage, SealingKeys } from './worker-asks.ts';

export interface Sealed {
  readonly head: JudgeMessage;
  readonly bytes?: Uint8Array;
}

const BLOCKS_A_SLICE = 16;
const GRID_PIECE = 1024 * 1024;
const KNOWN_CITIES = 8192;

/** Verdicts, findings and differences of all lists. */
export function sealVerdicts({ document }: CheckedFrames, asked: readonly AskedList[], keys: SealingKeys): Sealed {
  const bytes: Buffer[] = [];
  const key = Buffer.from(keys.dataKey);
  const lists = asked.map(({ submissionId }, list): JudgedList => {
    const part = document.lists[list];
    if (!part) throw new Error('the check lost a list');
    const findings = document.findings.filter((finding) => finding.list === list);
    const findingCounts = { error: 0, review: 0, warning: 0, info: 0 };
    for (const finding of findings) findingCounts[finding.severity] += 1;
    const files = document.files.filter((file) => file.list === list);
    const kept = seal(key, documentPlace(submissionId), gzipSync(JSON.stringify(storedDocument(findings, files))));
    const difference =
      part.difference && seal(key, differencePlace(submissionId), gzipSync(JSON.stringify(part.difference)));
    bytes.push(kept, ...(difference ? [difference] : []));
    return {
      verdict: part.verdict,
      counts: part.counts,
      findingCounts,
      tally: part.segments ?? null,
      forbidden: findings.some(({ code }) => code === 'forbidden-column' || code === 'forbidden-value'),
      documentBytes: kept.length,
      differenceBytes: difference ? difference.length : null,
    };
  });
  return { head: { kind: 'judged', lists }, bytes: Buffer.concat(bytes) };
}

/** The list as read, in pieces. */
export function* sealGrid(
  { filed }: CheckedFrames,
  list: number,
  { submissionId }: AskedList,
  keys: SealingKeys,
): Generator<Sealed, void, void> {
  const group = filed[list];
  if (!group) throw new Error('the check lost a list');
  const key = Buffer.from(keys.dataKey);
  let held: Buffer[] = [];
  let size = 0;
  let ordinal = 0;
  const sealHeld = (): Sealed => {
    ordinal += 1;
    const sealed = seal(key, gridPlace(submissionId, ordinal), Buffer.concat(held));
    held = [];
    size = 0;
    return { head: { kind: 'grid', list, ordinal }, bytes: sealed };
  };
  for (const piece of packFiled(group)) {
    held.push(piece);
    size += piece.length;
    if (size >= GRID_PIECE) yield sealHeld();
  }
  if (size > 0) yield sealHeld();
}

/** The persons of a list in slices. Three walks over them: who shares an identity, who these are, and the sealing. */
export function* sealPersons(
  persons: () => Iterable<CheckedPerson>,
  list: number,
  { submissionId }: AskedList,
  keys: SealingKeys,
): Generator<Sealed, void, void> {
  const dataKey = Buffer.from(keys.dataKey);
  const indexOf = blindIndexes(Buffer.from(keys.indexKey));
  const idOf = unitIdsOf(Buffer.from(keys.unitKey));
  const numbered = sharedIdentities(persons);
  const cities = rememberedCities();
  const unique = new UniqueIds();
  let ordinal = 0;
  let slice = emptySlice(1);
  // Persons die young: what outlives its block is texts and ciphertext only.
  for (const block of inBatches(persons(), PERSONS_A_BLOCK)) {
    const start = ordinal + 1;
    const stored = block.map((person): StoredPerson => {
      ordinal += 1;
      const city = cities(person);
      const id = idOf(numbered.get(ordinal) ?? identityOf(person));
      unique.add(id);
      slice.ids.push(id);
      slice.genders.push(person.gender ?? 'NULL');
      slice.cities.push(city === null ? 'NULL' : `"${city}"`);
      for (const personKey of personKeys(person)) {
        slice.indexOrdinals.push(ordinal);
        slice.indexes.push(indexOf(personKey));
      }
      return { ...person, city };
    });
    slice.blocks.push(seal(dataKey, personsPlace(submissionId, start), packPersons(stored)));
    if (slice.blocks.length < BLOCKS_A_SLICE) continue;
    yield sealedSlice(list, slice);
    slice = emptySlice(ordinal + 1);
  }
  unique.prove();
  if (slice.blocks.length > 0) yield sealedSlice(list, slice);
}

interface Slice {
  readonly first: number;
  readonly ids: string[];
  readonly genders: string[];
  readonly cities: string[];
  readonly indexOrdinals: number[];
  readonly indexes: string[];
  readonly blocks: Buffer[];
}

const emptySlice = (first: number): Slice => ({
  first,
  ids: [],
  genders: [],
  cities: [],
  indexOrdinals: [],
  indexes: [],
  blocks: [],
});

function sealedSlice(list: number, slice: Slice): Sealed {
  const { first, ids, genders, cities, indexOrdinals, indexes, blocks } = slice;
  const last = first + ids.length - 1;
  const texts = [literal(ids), literal(genders), literal(cities), literal(indexOrdinals), literal(indexes)] as const;
  const [a, b, c, d, e] = texts;
  return {
    head: {
      kind: 'units',
      list,
      first,
      last,
      blocks: blocks.map(({ length }) => length),
      texts: [a.length, b.length, c.length, d.length, e.length],
    },
    bytes: Buffer.concat([...blocks, ...texts]),
  };
}

const literal = (items: readonly (string | number)[]): Buffer => Buffer.from(`{${items.join(',')}}`);

/**
 * What makes two rows of different departments the same person: name and a mobile, one key for each mobile (frame check I1).
 * A person without a mobile has none: a landline joins nobody across organisations (I6).
 */
function personKeys({ nameKey, numbers }: CheckedPerson): readonly string[] {
  const keys: string[] = [];
  for (const { type, e164 } of numbers) {
    const key = `${nameKey}|${e164}`;
    if (type === 'mobile' && !keys.includes(key)) keys.push(key);
  }
  return keys;
}

/**
 * Identities by ordinal of those persons whose identity is not theirs alone, as `identitiesOf` tells them apart. A number stands
 * for each identity: a map of a million texts would be larger than everything else.
 */
function sharedIdentities(persons: () => Iterable<CheckedPerson>): ReadonlyMap<number, string> {
  let hashes = new Float64Array(1024);
  let length = 0;
  for (const person of persons()) {
    if (length === hashes.length) {
      const larger = new Float64Array(length * 2);
      larger.set(hashes);
      hashes = larger;
    }
    hashes[length] = numberOf(identityOf(person));
    length += 1;
  }
  hashes = hashes.subarray(0, length);
  const shared = new Set<number>();
  const sorted = hashes.toSorted();
  for (let at = 1; at < length; at += 1) if (sorted[at] === sorted[at - 1]) shared.add(sorted[at]!);
  if (shared.size === 0) return new Map();
  const found: { readonly ordinal: number; readonly person: CheckedPerson }[] = [];
  let ordinal = 0;
  for (const person of persons()) {
    if (shared.has(hashes[ordinal]!)) found.push({ ordinal: ordinal + 1, person });
    ordinal += 1;
  }
  const identities = identitiesOf(found.map(({ person }) => person));
  return new Map(found.map((one, at) => [one.ordinal, identities[at]!]));
}

/** 53 bits of two hashes. Different texts of one number cost a comparison, nothing else. */
function numberOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
    high ^= high >>> 15;
  }
  return (low >>> 0) * 2_097_152 + ((high >>> 0) & 0x1fffff);
}

/** Lists name the same organisations over and over. */
function rememberedCities(): (person: CheckedPerson) => string | null {
  let known = new Map<string, string | null>();
  return (person) => {
    const words = `${person.organisation ?? ''}\n${person.address ?? ''}`;
    let city = known.get(words);
    if (city === undefined) {
      city = cityOf(person);
      if (known.size === KNOWN_CITIES) known = new Map();
      known.set(words, city);
    }
    return city;
  };
}
