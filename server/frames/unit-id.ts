/**
 * Pseudonymous unit ids: the names persons go by in a draw, in its manifest and on its public page.
 *
 *     id = first 20 hex digits of HMAC-SHA-256(key, identity)
 *
 * Two rules for the key, told in the manifest as `unitIds`:
 *
 * - `centre-key/1`: 32 secret bytes kept by the centre. The same person has the same id, hence the same permanent random
 *   number under one seed, every year.
 * - `frame-key/1`, for draws without a centre key: the key is HMAC-SHA-256(label, all identities of the draw's lists, sorted,
 *   each followed by a line feed). Whoever holds the filed workbooks makes every id again with no secret besides the lists
 *   themselves. Whoever lacks the whole list cannot try telephone numbers one by one: the key depends on every other row. (A
 *   list of two or three persons could still be guessed whole; for such a frame use a centre key.)
 *
 * A person on several lists of one draw (two departments may name the same person; each judges through them separately) is a
 * unit of each list. One id for all of them would not be unique in the frame, and would give them one ticket: with one seed and
 * start 0 the same few persons would be called for every department. So each of these units, on every list alike and
 * whatever the order of the lists, gets the id
 *
 *     first 20 hex digits of HMAC-SHA-256(key, plain id + "@" + list key)
 *
 * and tickets that are independent of each other. Persons on one list only keep the plain id. The price: when a person joins or
 * leaves a second list of the draw, that person's number changes, nobody else's. The alternative, the list in every id, would
 * have changed the number of everybody who moves between departments; sampling wants numbers to follow persons.
 *
 * Promise: ids do not depend on the order of rows or lists. Never a number, name or key in an id or a refusal.
 */
import { createHmac } from 'node:crypto';
import { placeIn, type Outcome } from '#sampling';

/** Of an id. */
export const UNIT_ID_DIGITS = 20;

/** What identifies a usable person of the frame check's document. */
export interface IdentifiedPerson {
  readonly nameKey: string;
  readonly organisation: string | null;
  readonly post?: string | null;
  readonly numbers: readonly {
    readonly type: 'mobile' | 'fixed';
    readonly e164: string;
    readonly ext?: string | undefined;
  }[];
}

/** The canonical identity: first mobile; else first landline, name and organisation; else name and organisation. */
export function identityOf({ nameKey, organisation, numbers }: IdentifiedPerson): string {
  const mobile = numbers.find(({ type }) => type === 'mobile');
  if (mobile) return `mobile|${mobile.e164}`;
  const who = `${nameKey.replaceAll('|', '')}|${organisationKey(organisation)}`;
  const landline = numbers[0];
  return landline ? `fixed|${landline.e164}|${who}` : `person|${who}`;
}

/**
 * Identities of one list, unique in it. Persons the rule above cannot tell apart are numbered `|2`, `|3` … by post and other
 * numbers, and where even these agree by row, when it makes no difference who is who.
 */
export function identitiesOf(persons: readonly IdentifiedPerson[]): string[] {
  const identities = persons.map(identityOf);
  const places = new Map<string, number[]>();
  identities.forEach((identity, i) => {
    const same = places.get(identity);
    if (same) same.push(i);
    else places.set(identity, [i]);
  });
  for (const [identity, same] of places) {
    if (same.length === 1) continue;
    const detail = new Map(same.map((i) => [i, detailOf(persons[i]!)]));
    same.sort((a, b) => compare(detail.get(a)!, detail.get(b)!) || a - b);
    same.forEach((i, n) => {
      if (n > 0) identities[i] = `${identity}|${n + 1}`;
    });
  }
  return identities;
}

/** The id of an identity: the first 20 hex digits of its keyed digest. */
export function unitIdOf(key: Buffer, identity: string): string {
  return createHmac('sha256', key).update(identity).digest('hex').slice(0, UNIT_ID_DIGITS);
}

/** The key of rule `frame-key/1`, from all identities of all lists of the draw, in any order. */
export function frameKeyOf(identities: Iterable<string>): Buffer {
  const hmac = createHmac('sha256', 'pingyi unit ids frame-key/1');
  for (const identity of [...identities].toSorted()) hmac.update(`${identity}\n`);
  return hmac.digest();
}

/** Which list: by department, kind and attachment, with the words departments leave out or put in their own name removed. */
export function listKeyOf(list: { department: string; list: string; attachment: number | null }): string {
  return `${departmentKey(list.department)}|${list.list}|${list.attachment ?? '-'}`;
}

export interface ListedIds {
  /** From `listKeyOf`; each list once. */
  readonly listKey: string;
  readonly ids: readonly string[];
}

/** Ids of several lists made unique in the draw; see the head of this file. Refuses two lists with one key. */
export function separateLists(key: Buffer, lists: readonly ListedIds[]): Outcome<readonly (readonly string[])[]> {
  const keys = new Set<string>();
  for (const { listKey } of lists) {
    if (keys.has(listKey))
      return {
        ok: false,
        refusals: [
          {
            code: 'list-repeated',
            message:
              '有两份名单的部门、种类和附件都相同，无法区分；同一份名单的几个文件请合在一起，不同部门的名单请写明部门',
          },
        ],
      };
    keys.add(listKey);
  }
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { ids } of lists) {
    for (const id of ids) if (seen.has(id)) shared.add(id);
    for (const id of ids) seen.add(id);
  }
  return {
    ok: true,
    value: lists.map(({ listKey, ids }) => ids.map((id) => (shared.has(id) ? unitIdOf(key, `${id}@${listKey}`) : id))),
  };
}

/** A centre key as it is kept in a file: 64 hex digits. Undefined when the text is none. */
export function parseUnitKey(text: string): Buffer | undefined {
  const digits = text.trim();
  return /^[0-9a-f]{64}$/i.test(digits) ? Buffer.from(digits, 'hex') : undefined;
}

function organisationKey(organisation: string | null): string {
  return bare(organisation ?? '');
}

function departmentKey(department: string): string {
  const key = bare(department);
  return key.replace(/^(广西壮族自治区|自治区|广西)/u, '') || key;
}

/** NFKC without white space, punctuation, symbols and invisible characters. */
function bare(text: string): string {
  return text.normalize('NFKC').replace(/[\s\p{P}\p{S}\p{C}]/gu, '');
}

function detailOf({ post, numbers }: IdentifiedPerson): string {
  return JSON.stringify([post ?? '', ...numbers.map(({ e164, ext }) => `${e164} ${ext ?? ''}`).toSorted()]);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The city of a person's place of work, by what the list says of it; null where it names none. */
export function cityOf({
  organisation,
  address,
}: {
  organisation: string | null;
  address?: string | undefined;
}): string | null {
  return placeIn(`${organisation ?? ''} ${address ?? ''}`, 'guangxi-2018')?.city ?? null;
}
