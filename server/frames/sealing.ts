/**
 * The result of a check as it is kept, made and sealed in the child: verdicts, findings, differences, grids, persons.
 *
 * Promise: what leaves here is ciphertext, keyed ids and counts. Persons are made one by one and sealed by the block, so that a
 * million of them never stand in memory, and one block is opened to read one person.
 */
import { gzipSync } from 'node:zlib';
import { KeyedTexts, type PersonWalk } from '#sampling';
import { seal } from '../vault.ts';
import type { CheckedPerson, FiledGroup, FrameCheckDocument } from './check.ts';
import { packFiled } from './packed-grid.ts';
import { PersonBlock } from './person-blocks.ts';
import { differencePlace, documentPlace, gridPlace, personsPlace, PERSONS_A_BLOCK } from './places.ts';
import { storedDocument } from './stored.ts';
import { cityOf, identitiesOf, identityOf } from './unit-id.ts';
import { UnitSliceDraft, type Sealed } from './unit-slice.ts';
import { UniqueIds } from './unique-ids.ts';
import type { AskedList, JudgedList, SealingKeys } from './worker-asks.ts';

const BLOCKS_A_SLICE = 16;
const GRID_PIECE = 1024 * 1024;
const KNOWN_CITIES = 8192;

/** Verdicts, findings and differences of all lists. */
export function sealVerdicts(document: FrameCheckDocument, asked: readonly AskedList[], keys: SealingKeys): Sealed {
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
  group: FiledGroup,
  list: number,
  { submissionId }: AskedList,
  keys: SealingKeys,
): Generator<Sealed, void, void> {
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

/** The persons of a list in slices. One walk over them, and a glance before it: who shares an identity with whom. */
export function* sealPersons(
  walk: PersonWalk,
  list: number,
  { submissionId }: AskedList,
  keys: SealingKeys,
): Generator<Sealed, void, void> {
  const dataKey = Buffer.from(keys.dataKey);
  const indexOf = new KeyedTexts(keys.indexKey);
  const idOf = new KeyedTexts(keys.unitKey);
  const numbered = sharedIdentities(walk);
  const cities = rememberedCities();
  const unique = new UniqueIds();
  let ordinal = 0;
  let slice = new UnitSliceDraft(1);
  let block = new PersonBlock();
  const sealBlock = (): void => {
    slice.blocks.push(seal(dataKey, personsPlace(submissionId, ordinal - block.length + 1), block.pack()));
    block = new PersonBlock();
  };
  for (const person of walk.persons()) {
    ordinal += 1;
    const city = cities(person);
    const id = idOf.words(numbered.get(ordinal) ?? identityOf(person));
    unique.add(id);
    slice.add(id, person.gender, city);
    for (const key of personKeys(person)) slice.addIndex(ordinal, indexOf.words(key));
    block.add(person, city);
    if (block.length < PERSONS_A_BLOCK) continue;
    sealBlock();
    if (slice.blocks.length < BLOCKS_A_SLICE) continue;
    yield slice.sealed(list);
    slice = new UnitSliceDraft(ordinal + 1);
  }
  unique.prove();
  if (block.length > 0) sealBlock();
  if (slice.blocks.length > 0) yield slice.sealed(list);
}

/**
 * What makes two rows of different departments the same person: name and a mobile, one key for each mobile (frame check I1).
 * A person without a mobile has none: a landline joins nobody across organisations (I6).
 */
function personKeys({ nameKey, numbers }: CheckedPerson): readonly string[] {
  const keys: string[] = [];
  for (const { type, e164 } of numbers) {
    if (type !== 'mobile') continue;
    const key = `${nameKey}|${e164}`;
    if (!keys.includes(key)) keys.push(key);
  }
  return keys;
}

/**
 * Identities by ordinal of those persons whose identity is not theirs alone, as `identitiesOf` tells them apart. A number stands
 * for each identity, the mobile where there is one: a map of a million texts would be larger than everything else.
 */
function sharedIdentities(walk: PersonWalk): ReadonlyMap<number, string> {
  const numbers = numbersOf(walk);
  const shared = new Set<number>();
  const sorted = numbers.toSorted();
  for (let at = 1; at < sorted.length; at += 1) if (sorted[at] === sorted[at - 1]) shared.add(sorted[at]!);
  if (shared.size === 0) return new Map();
  const found: { readonly ordinal: number; readonly person: CheckedPerson }[] = [];
  let ordinal = 0;
  for (const person of walk.persons()) {
    if (shared.has(numbers[ordinal]!)) found.push({ ordinal: ordinal + 1, person });
    ordinal += 1;
  }
  const identities = identitiesOf(found.map(({ person }) => person));
  return new Map(found.map((one, at) => [one.ordinal, identities[at]!]));
}

/** A number for each person's identity, equal for equal ones; that others may have it too costs a comparison, nothing else. */
function numbersOf(walk: PersonWalk): Float64Array {
  let numbers = new Float64Array(1024);
  let length = 0;
  let nameless = false;
  for (const mobile of walk.firstMobiles()) {
    if (length === numbers.length) {
      const larger = new Float64Array(length * 2);
      larger.set(numbers);
      numbers = larger;
    }
    numbers[length] = mobile;
    length += 1;
    nameless ||= mobile === 0;
  }
  numbers = numbers.subarray(0, length);
  if (!nameless) return numbers;
  let at = 0;
  for (const person of walk.persons()) {
    if (numbers[at] === 0) numbers[at] = numberOf(identityOf(person));
    at += 1;
  }
  return numbers;
}

/** 53 bits of two hashes. */
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
