/** The ballot protocol against vectors nobody here wrote, and its own promises as properties. */
import { createPrivateKey, createPublicKey, diffieHellman, hkdfSync, sign, verify } from 'node:crypto';
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import * as client from '#ballot-client';
import { open, publicKeyOf, seal } from '../../../web/site/ballot-client/hpke.ts';
import * as merkle from '../../../web/site/ballot-client/merkle.ts';
import { openDraft, sealDraft } from '../../../web/site/ballot-client/draft.ts';
import { hasOwn, writeBigUint64 } from '../../../web/site/ballot-client/old-browsers.ts';
import { stream } from './ballots.support.ts';

const hex = client.mustHex;
const cycleId = '0b6f6c1e-4a8a-4f0e-9d53-3f1f6f0a1c11';
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('HPKE', () => {
  // RFC 9180, A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode, sequence number 0.
  const vector = {
    ephemeral: 'f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600',
    enc: '1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a',
    privateKey: '8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb',
    publicKey: '4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a',
    info: '4f6465206f6e2061204772656369616e2055726e',
    aad: '436f756e742d30',
    text: '4265617574792069732074727574682c20747275746820626561757479',
    sealed: '1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28',
  };
  const context = { info: hex(vector.info), aad: hex(vector.aad) };

  it('gives the bytes of RFC 9180, A.2.1', () => {
    const sealed = seal(hex(vector.publicKey), hex(vector.text), context, () => hex(vector.ephemeral));
    expect(client.toHex(sealed)).toBe(vector.enc + vector.sealed);
    expect(client.toHex(publicKeyOf(hex(vector.privateKey)))).toBe(vector.publicKey);
    expect(client.toHex(open(hex(vector.privateKey), sealed, context)!)).toBe(vector.text);
  });

  it('opens nothing that was touched, or meant for another key or place', () => {
    const sealed = hex(vector.enc + vector.sealed);
    for (let at = 0; at < sealed.length; at += 1) {
      const touched = sealed.slice();
      touched[at]! ^= 1;
      expect(open(hex(vector.privateKey), touched, context), `byte ${at}`).toBeUndefined();
    }
    expect(open(hex(vector.ephemeral), sealed, context)).toBeUndefined();
    expect(open(hex(vector.privateKey), sealed, { ...context, aad: utf8('Count-1') })).toBeUndefined();
    expect(open(hex(vector.privateKey), sealed, { ...context, info: utf8('') })).toBeUndefined();
    expect(open(hex(vector.privateKey), new Uint8Array(3), context)).toBeUndefined();
  });
});

describe('Merkle trees', () => {
  // The reference leaves and roots of Certificate Transparency (certificate-transparency-go, testonly/reference).
  const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const roots = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  const hashes = leaves.map((leaf) => merkle.leafHash(hex(leaf)));

  it.each(roots.map((root, i) => [i + 1, root] as const))('has the reference root of %i leaves', (size, root) => {
    expect(client.toHex(merkle.merkleRoot(hashes.slice(0, size)))).toBe(root);
  });

  it('has the hash of nothing as its root without leaves', () => {
    expect(client.toHex(merkle.merkleRoot([]))).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  const tree = fc
    .integer({ min: 1, max: 70 })
    .chain((size) =>
      fc.record({ size: fc.constant(size), index: fc.nat(size - 1), other: fc.nat(size - 1), bit: fc.nat(255) }),
    );
  const leafHashes = (size: number) => Array.from({ length: size }, (_, i) => merkle.leafHash(utf8(`leaf ${i}`)));

  it('proves every leaf, and no other', () => {
    fc.assert(
      fc.property(tree, ({ size, index, other, bit }) => {
        const all = leafHashes(size);
        const proof = merkle.inclusionProof(all, index);
        const claim = { leaf: all[index]!, index, size, proof, root: merkle.merkleRoot(all) };
        expect(merkle.verifyInclusion(claim)).toBe(true);
        expect(merkle.verifyInclusion({ ...claim, leaf: all[other]! })).toBe(other === index);
        expect(merkle.verifyInclusion({ ...claim, index: other })).toBe(other === index);
        if (proof.length > 0) {
          const touched = proof.map((hash) => hash.slice());
          touched[bit % proof.length]![bit % 32]! ^= 1;
          expect(merkle.verifyInclusion({ ...claim, proof: touched })).toBe(false);
          expect(merkle.verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false);
        }
        expect(merkle.verifyInclusion({ ...claim, proof: [...proof, claim.root] })).toBe(false);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('proves that an earlier tree is the beginning of a later one, and no other', () => {
    fc.assert(
      fc.property(tree, ({ size, index }) => {
        const all = leafHashes(size);
        const first = { size: index + 1, root: merkle.merkleRoot(all.slice(0, index + 1)) };
        const second = { size, root: merkle.merkleRoot(all) };
        const proof = merkle.consistencyProof(all, first.size);
        expect(merkle.verifyConsistency({ first, second, proof })).toBe(true);
        if (first.size === size) return;
        const forged = { ...first, root: merkle.merkleRoot(all.slice(0, index + 1).toReversed()) };
        expect(merkle.verifyConsistency({ first: forged, second, proof })).toBe(first.size === 1);
        expect(merkle.verifyConsistency({ first, second: { ...second, root: first.root }, proof })).toBe(false);
      }),
      { numRuns: 300, seed: 2 },
    );
  });
});

describe('cards', () => {
  it('write a seed as 26 characters that are read back however they are typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.constantFrom(' ', '-', ''), (seed, between) => {
        const code = client.codeOf(seed);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
        const typed = client.groupsOf(code).replace(/ /g, between).toLowerCase().replace(/0/g, 'o').replace(/1/g, 'l');
        expect(client.parseCode(typed)).toEqual(seed);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('refuse what is no code, and three of four slips of the finger', () => {
    const code = client.codeOf(stream('a card')(16));
    for (const wrong of ['', code.slice(1), `${code}0`, code.replace(/.$/, 'U'), `${code.slice(0, 25)}!`])
      expect(client.parseCode(wrong)).toBeUndefined();
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const slips = [...code].flatMap((own, at) =>
      [...alphabet].filter((other) => other !== own).map((other) => code.slice(0, at) + other + code.slice(at + 1)),
    );
    const refused = slips.filter((slip) => client.parseCode(slip) === undefined).length;
    expect(refused / slips.length).toBeGreaterThan(0.7);
  });

  it('are another card in another cycle, and derive what other programs derive', () => {
    const seed = hex('000102030405060708090a0b0c0d0e0f');
    const card = client.cardOf(seed, cycleId);
    expect(client.cardOf(seed, cycleId.replace('0b', '0c')).hash).not.toBe(card.hash);
    const raw = Buffer.from(hkdfSync('sha256', seed, 'pingyi-ballot/1', `sign ${cycleId}`, 32));
    const key = createPrivateKey({
      key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), raw]),
      format: 'der',
      type: 'pkcs8',
    });
    const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
    expect(client.toHex(card.publicKey)).toBe(spki.subarray(-32).toString('hex'));
    expect(client.toHex(card.sign(utf8('message')))).toBe(sign(null, utf8('message'), key).toString('hex'));
  });

  it('carry the fingerprint of the key they were printed for', () => {
    const seed = stream('another')(16);
    const fingerprint = client.fingerprintOf(publicKeyOf(stream('key')(32)));
    const parsed = client.parseFragment(`#${client.fragmentOf(client.codeOf(seed), fingerprint)}`);
    expect(parsed).toEqual({ seed, keyFingerprint: fingerprint.slice(0, 20) });
    expect(client.parseFragment(client.groupsOf(client.codeOf(seed)))).toEqual({ seed, keyFingerprint: undefined });
    expect(client.parseFragment('#nonsense')).toBeUndefined();
  });
});

describe('ballots', () => {
  const random = stream('ballots');
  const privateKey = random(32);
  const pollKey = publicKeyOf(privateKey);
  const card = client.cardOf(random(16), cycleId);
  const units = Array.from({ length: 30 }, (_, i) => `unit ${i}`);
  const draft = {
    grades: { 'unit 0': '5', 'unit 3': 'noOpinion', 'unit 29': '1' },
    best: ['unit 4'],
    worst: ['unit 5'],
  };
  const answers = client.encodeAnswers(units, draft);
  const make = (of: Uint8Array, revision = 1) =>
    client.makeBallot(card, { style: 'A1', revision, answers: of }, pollKey, random);

  it('come back as they were made, and verify with another program', () => {
    const bytes = make(answers, 258);
    const ballot = client.readBallot(bytes)!;
    expect(ballot).toMatchObject({ cycleId, style: 'A1', revision: 258 });
    expect(client.cardHash(ballot.publicKey)).toBe(card.hash);
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), ballot.publicKey]);
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    expect(verify(null, ballot.signed, key, ballot.signature)).toBe(true);
    const marks = client.decodeAnswers(client.openBallot(bytes, privateKey)!, units.length)!;
    expect(marks.map(({ grade }) => grade).filter(Boolean)).toEqual([5, 9, 1]);
    expect(marks.map(({ nomination }) => nomination)).toEqual(units.map((_, i) => (i === 4 ? 1 : i === 5 ? 2 : 0)));
  });

  it('have one length whatever was answered, and never the same bytes twice', () => {
    const full = { grades: Object.fromEntries(units.map((unit) => [unit, '5'])), best: units.slice(0, 9), worst: [] };
    const sizes = [client.emptyDraft, draft, full].map((one) => make(client.encodeAnswers(units, one)).length);
    expect(new Set(sizes)).toEqual(new Set([client.ballotLength(client.answersLength(units.length))]));
    expect(client.toHex(make(answers))).not.toBe(client.toHex(make(answers)));
  });

  it('do not open when any byte of header or answers was changed', () => {
    const bytes = make(answers);
    for (let at = 0; at < bytes.length - 64; at += 1) {
      const touched = bytes.slice();
      touched[at]! ^= 1;
      expect(client.openBallot(touched, privateKey), `byte ${at}`).toBeUndefined();
    }
  });

  it('are not read from what has another form', () => {
    const bytes = make(answers);
    expect(client.readBallot(bytes.slice(1))).toBeUndefined();
    expect(client.readBallot(bytes.slice(0, 100))).toBeUndefined();
    const style = bytes.slice();
    style[20] = 0x20;
    expect(client.readBallot(style)).toBeUndefined();
    expect(client.decodeAnswers(answers.slice(1), units.length)).toBeUndefined();
    expect(client.decodeAnswers(Uint8Array.of(2, ...answers.slice(1)), units.length)).toBeUndefined();
  });

  it('keep drafts that only the card opens', () => {
    const sealed = sealDraft(card, units, { draft, counter: 7 }, random);
    expect(openDraft(card, units, sealed)).toEqual({ draft, counter: 7 });
    const empty = sealDraft(card, units, { draft: client.emptyDraft, counter: 0 }, random);
    expect(empty.length).toBe(sealed.length);
    expect(openDraft(client.cardOf(random(16), cycleId), units, sealed)).toBeUndefined();
    sealed[30]! ^= 1;
    expect(openDraft(card, units, sealed)).toBeUndefined();
  });
});

describe('shares', () => {
  it('open the key by any two of three, and nothing else does', async () => {
    const { publicKey, shares } = await client.createPollKey(stream('trustees'));
    const key = hex(publicKey);
    const [a, b, c] = shares as [string, string, string];
    for (const pair of [
      [a, b],
      [b, c],
      [c, a],
    ] as const) {
      const joined = await client.joinShares([pair[0], pair[1].toLowerCase().replace(/-/g, ' ')], key);
      expect(joined.ok && client.toHex(publicKeyOf(joined.privateKey))).toBe(publicKey);
    }
    expect(await client.joinShares([a, a], key)).toEqual({ ok: false, reason: 'same-share' });
    expect(await client.joinShares([a, b.slice(1)], key)).toEqual({ ok: false, reason: 'share-mistyped' });
    const slip = (b.startsWith('7') ? '8' : '7') + b.slice(1);
    expect(await client.joinShares([a, slip], key)).toEqual({ ok: false, reason: 'share-mistyped' });
    const other = await client.createPollKey(stream('others'));
    expect(await client.joinShares([a, other.shares[1]!], key)).toMatchObject({ ok: false });
    const own = await client.joinShares([other.shares[0]!, other.shares[1]!], key);
    expect(own).toEqual({ ok: false, reason: 'other-key' });
  });
});

describe('base64 and hex', () => {
  it('have one text for one value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(client.fromBase64(client.toBase64(bytes))).toEqual(bytes);
        expect(client.toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(client.fromHex(client.toHex(bytes))).toEqual(bytes);
      }),
      { seed: 4 },
    );
    for (const wrong of ['A', 'AB=', 'AB==A', 'AA==\n', 'QR==', '-_-_'])
      expect(client.fromBase64(wrong)).toBeUndefined();
    for (const wrong of ['0', '0G', 'AA']) expect(client.fromHex(wrong)).toBeUndefined();
  });
});

describe('a browser', () => {
  it('is told what it lacks', () => {
    const whole = { BigInt, crypto, fetch };
    expect(client.whatIsMissing(whole)).toBeNull();
    expect(client.whatIsMissing({ ...whole, BigInt: undefined })).toContain('纸质');
    expect(client.whatIsMissing({ ...whole, crypto: undefined })).toContain('随机数');
  });

  it('without big integers in DataView gets them, as the specification says', () => {
    const written = (write: (view: DataView) => void) => {
      const view = new DataView(new ArrayBuffer(10));
      write(view);
      return Buffer.from(view.buffer).toString('hex');
    };
    const value = 0x0102030405060708n;
    for (const little of [false, true])
      expect(written((view) => writeBigUint64(view, 1, value, little))).toBe(
        written((view) => view.setBigUint64(1, value, little)),
      );
    expect([hasOwn({ a: 1 }, 'a'), hasOwn({}, 'toString'), hasOwn(Object.create(null) as object, 'x')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

it('diffieHellman of node agrees on the curve', () => {
  const privateKey = stream('dh')(32);
  const wrapped = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), privateKey]);
  const key = createPrivateKey({ key: wrapped, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key);
  expect(client.toHex(publicKeyOf(privateKey))).toBe(
    publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
  );
  expect(diffieHellman({ privateKey: key, publicKey })).toHaveLength(32);
});
