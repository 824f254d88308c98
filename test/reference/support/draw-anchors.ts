/**
 * Selection rules of others with published answers, written on our own SHA-256: RFC 3797, Rivest 2011, Stark's
 * cryptorandom, Rivest's consistent sampler (as Arlo uses it), Thomson's verifiable selection, and npm seedrandom.
 *
 * Promise: they prove that our bytes, hashes and seeds mean what the world means by them. None is offered to users.
 */
import { createHash } from 'node:crypto';
import seedrandom from 'seedrandom';
import type { ReferenceCase } from '../runner.ts';
import { differs, type Vector } from './vector.ts';
import { hmacSha256Hex, sha256Hex } from '../../../sampling/sha256.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const whole = (hex: string) => BigInt(`0x${hex}`);

/** Cases of a file of another rule, or nothing when it is none. */
export function anchorCases(content: Vector): ReferenceCase[] | undefined {
  if (content.key !== undefined && content.steps !== undefined) return [rfc3797(content)];
  if (content.arc4 !== undefined && content.sameStream !== undefined) return seedrandomCases(content);
  const rules: Record<string, (vector: Vector) => ReferenceCase[]> = {
    rivest2011,
    cryptorandom,
    consistentSampler,
    thomsonVrs,
  };
  const present = Object.keys(rules).filter((name) => content[name] !== undefined);
  return present.length > 0 ? present.flatMap((name) => rules[name]!(content[name])) : undefined;
}

/** RFC 3797, section 4: MD5 of (two bytes of i, key, the same two bytes) modulo what is left; the picked item leaves. */
function rfc3797({ key, pool, selected, steps }: Vector): ReferenceCase {
  return {
    id: 'RFC 3797',
    run: async () => {
      const left = Array.from({ length: pool }, (_, i) => i + 1);
      const found = selected.map((_: number, i: number) => {
        const frame = Buffer.from([i >> 8, i & 255]);
        const md5 = createHash('md5').update(frame).update(key).update(frame).digest('hex').toUpperCase();
        const index = Number(whole(md5) % BigInt(left.length));
        return { i, md5, indexAmongRemaining: index + 1, selected: left.splice(index, 1)[0] };
      });
      return (
        differs(
          found.map((step: Vector) => step.selected),
          selected,
        ) ?? differs(found.slice(0, steps.length), steps)
      );
    },
  };
}

/** Pick i = SHA-256(seed "," i) modulo the total, plus 1. */
function rivest2011({ cases }: Vector): ReferenceCase[] {
  return cases.map(({ seed, total, expected }: Vector) => ({
    id: `Rivest 2011, seed ${seed}`,
    run: async () =>
      differs(
        expected.map((_: number, i: number) => Number(whole(sha256Hex(`${seed},${i + 1}`)) % BigInt(total)) + 1),
        expected,
      ),
  }));
}

/** Value k = SHA-256(seed "," and k zero bytes) / 2^256. */
function cryptorandom({ seed, random, randint_trunc_1_1001 }: Vector): ReferenceCase[] {
  const value = (k: number) => whole(sha256Hex(`${seed},${'\0'.repeat(k)}`));
  return [
    {
      id: 'cryptorandom numbers',
      // The top 53 bits, rounded as a division by 2^256 rounds.
      run: async () =>
        differs(
          random.map((_: number, k: number) => Number(value(k)) / 2 ** 256),
          random,
        ),
    },
    {
      id: 'cryptorandom whole numbers',
      run: async () =>
        differs(
          randint_trunc_1_1001.map((_: number, k: number) => Number(value(k) % 1000n) + 1),
          randint_trunc_1_1001,
        ),
    },
  ];
}

const reversedDigits = (hex: string) => whole(hex).toString().split('').toReversed().join('').padEnd(64, '0');

/** The ticket after `ticket` of the same id, for draws with replacement. */
function nextTicket(ticket: string): string {
  const nines = /^0\.9*/.exec(ticket)![0];
  for (let j = 1; ; j += 1) {
    const next = nines + reversedDigits(sha256Hex(`${ticket}:${j}`));
    if (next > ticket) return next;
  }
}

/** Ids with the smallest tickets, each with its ticket and how often it came; `again` draws with replacement. */
function consistentOrder(ids: readonly string[], seed: string, take: number, again: boolean) {
  const base = sha256Hex(seed);
  const tickets = ids.map((id) => ({ id, ticket: `0.${reversedDigits(sha256Hex(base + id))}`, times: 1 }));
  const taken: typeof tickets = [];
  while (taken.length < take && tickets.length > 0) {
    const least = tickets.reduce((best, one, i) => (one.ticket < tickets[best]!.ticket ? i : best), 0);
    const [first] = tickets.splice(least, 1);
    taken.push(first!);
    if (again) tickets.push({ id: first!.id, ticket: nextTicket(first!.ticket), times: first!.times + 1 });
  }
  return taken;
}

const cut = (ticket: string, digits: number) => ticket.slice(0, /^0\.9*/.exec(ticket)![0].length + digits);

function consistentSampler({ cases, arloBallots }: Vector): ReferenceCase[] {
  const plain = cases.map(({ ids, seed, take, expected }: Vector) => ({
    id: `consistent sampler, seed ${seed}, ${expected.length} of ${typeof ids === 'string' ? ids : ids.length}`,
    run: async () => {
      const range = typeof ids === 'string' ? /^(\d+)\.\.(\d+)$/.exec(ids)!.slice(1).map(Number) : undefined;
      const list: string[] = range
        ? Array.from({ length: range[1]! - range[0]! + 1 }, (_, i) => String(range[0]! + i))
        : ids;
      const drawn = consistentOrder(list, seed, take ?? expected.length, false);
      return differs(
        drawn.map(({ id, ticket }) => (Array.isArray(expected[0]) ? [cut(ticket, 9), id] : id)),
        expected.map((one: Vector) => (Array.isArray(one) ? [one[0], String(one[1])] : one)),
      );
    },
  }));
  if (!arloBallots) return plain;
  const arlo = {
    id: 'consistent sampler, ballots of Arlo',
    run: async () => {
      const [, stem, first, , last, from, to] = /\('(\D*)(\d+)'\.\.'(\D*)(\d+)', (\d+)\.\.(\d+)\)/.exec(
        arloBallots.ids,
      )!;
      const places: [string, number][] = [];
      for (let batch = Number(first); batch <= Number(last); batch += 1)
        for (let n = Number(from); n <= Number(to); n += 1) places.push([`${stem}${batch}`, n]);
      const byPrint = new Map(places.map(([batch, n]) => [`('${batch}', ${n})`, [batch, n] as const]));
      const drawn = consistentOrder(
        [...byPrint.keys()],
        arloBallots.seed,
        arloBallots.first10.length,
        arloBallots.withReplacement,
      );
      return differs(
        drawn.map(({ id, ticket, times }) => [cut(ticket, 18), ...byPrint.get(id)!, times]),
        arloBallots.first10,
      );
    },
  };
  return [...plain, arlo];
}

/** HKDF of RFC 5869: a key from the one-time code and the public randomness, then one value a label; smallest first. */
function thomsonVrs({ secret, hash10, code9, randomness, first }: Vector): ReferenceCase[] {
  return [
    {
      id: 'Thomson: the chain of one-time codes',
      run: async () => {
        let code = sha256Hex(secret);
        const chain = [code];
        while (chain.length < 10) chain.push((code = sha256Hex(bytes(code))));
        return differs([chain[8], chain[9]], [code9, hash10]);
      },
    },
    {
      id: 'Thomson: the order of the labels',
      run: async () => {
        const key = hmacSha256Hex(bytes(code9), randomness);
        const order = colours
          .map((label) => [hmacSha256Hex(bytes(key), `${label}\u0001`), label] as const)
          .toSorted(([a], [b]) => (a < b ? -1 : 1));
        return differs(
          first.map(([value]: [string], i: number) => [order[i]![0].slice(0, value.length), order[i]![1]]),
          first,
        );
      },
    },
  ];
}

/** The first numbers of the library under a seed. */
const three = (seed: string) => {
  const next = seedrandom(seed);
  return [next(), next(), next()];
};

/** What the library of our number streams does with seeds; the quirks are why streams are seeded with tickets. */
function seedrandomCases({ arc4, sameStream, numberIsNotString }: Vector): ReferenceCase[] {
  return [
    ...arc4.map(({ seed, first3 }: Vector) => ({
      id: `seedrandom ${seed}`,
      run: async () => differs(three(seed), first3.map(Number)),
    })),
    ...sameStream.map(([one, other]: [string, string]) => ({
      id: `seedrandom takes ${one} for ${JSON.stringify(other)}`,
      run: async () => differs(three(one), three(other)),
    })),
    {
      id: 'seedrandom: a number is no text',
      run: async () => {
        const ofNumber: unknown = Reflect.apply(seedrandom, undefined, [1])();
        return differs(
          [ofNumber, seedrandom('1')()],
          [Number(numberIsNotString['seedrandom(1)'][0]), Number(numberIsNotString["seedrandom('1')"][0])],
        );
      },
    },
  ];
}

/** Named colours of CSS level 3 without transparent, the grey spellings, cyan and magenta. */
const colours = `aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown
burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson darkblue darkcyan darkgoldenrod darkgray
darkgreen darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue
darkslategray darkturquoise darkviolet deeppink deepskyblue dimgray dodgerblue firebrick floralwhite forestgreen fuchsia
gainsboro ghostwhite gold goldenrod gray green greenyellow honeydew hotpink indianred indigo ivory khaki lavender
lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightpink
lightsalmon lightseagreen lightskyblue lightslategray lightsteelblue lightyellow lime limegreen linen maroon
mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise
mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid
palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple red rosybrown
royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray snow springgreen
steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen`.split(/\s+/);
