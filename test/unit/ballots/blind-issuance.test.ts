/** Blind issuance against the four vectors of RFC 9474, against OpenSSL as a second implementation, and its own promises. */
import { constants, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as client from '#ballot-client';
import { blind, finalize, isSignature, toBytes, toNumber } from '../../../web/site/ballot-client/blind-rsa.ts';
import { findCredential } from '../../../web/site/ballot-client/credential.ts';
import { rootOfSet } from '../../../web/site/ballot-client/merkle.ts';
import { publicModulus, signBlinded } from '../../../server/ballots/blind-signing.ts';
import { stream } from './ballots.support.ts';

interface Vectors {
  readonly n: string;
  readonly p: string;
  readonly q: string;
  readonly d: string;
  readonly vectors: readonly Record<
    'name' | 'msg' | 'prefix' | 'salt' | 'inv' | 'blinded' | 'blindSig' | 'sig',
    string
  >[];
}
const rfc = JSON.parse(readFileSync(new URL('rfc9474.json', import.meta.url), 'utf8')) as Vectors;
const hex = client.mustHex;
const cycleId = '0b6f6c1e-4a8a-4f0e-9d53-3f1f6f0a1c11';
const modulus = hex(rfc.n);
const n = toNumber(modulus);

function inverse(a: bigint, m: bigint): bigint {
  let [r, s, x, y] = [a % m, m, 1n, 0n];
  while (s > 0n) [r, s, x, y] = [s, r % s, y, x - (r / s) * y];
  return ((x % m) + m) % m;
}

function privateKeyOf({ n, d, p, q }: Vectors) {
  const [dn, pn, qn] = [BigInt(`0x${d}`), BigInt(`0x${p}`), BigInt(`0x${q}`)];
  const text = (number: bigint, bytes: number) => Buffer.from(toBytes(number, bytes)).toString('base64url');
  return {
    kty: 'RSA',
    n: Buffer.from(n, 'hex').toString('base64url'),
    e: 'AQAB',
    d: text(dn, 512),
    p: text(pn, 256),
    q: text(qn, 256),
    dp: text(dn % (pn - 1n), 256),
    dq: text(dn % (qn - 1n), 256),
    qi: text(inverse(qn, pn), 256),
  };
}

describe('RFC 9474, appendix A', () => {
  it('has the four variants', () => {
    expect(rfc.vectors.map(({ name }) => name)).toEqual([
      'RSABSSA-SHA384-PSS-Randomized',
      'RSABSSA-SHA384-PSSZERO-Randomized',
      'RSABSSA-SHA384-PSS-Deterministic',
      'RSABSSA-SHA384-PSSZERO-Deterministic',
    ]);
  });

  it.each(rfc.vectors)('$name: blind, sign, finalize, verify', (vector) => {
    const message = hex(vector.prefix + vector.msg);
    const salt = hex(vector.salt);
    const input = { modulus, message, salt, factor: inverse(BigInt(`0x${vector.inv}`), n) };
    expect(client.toHex(blind(input))).toBe(vector.blinded);
    const signed = signBlinded({ key: privateKeyOf(rfc), format: 'jwk' }, hex(vector.blinded));
    expect(client.toHex(signed!)).toBe(vector.blindSig);
    const signature = finalize(input, hex(vector.blindSig))!;
    expect(client.toHex(signature)).toBe(vector.sig);
    const check = { modulus, message, signature, saltLength: salt.length };
    expect(isSignature(check)).toBe(true);
    const publicKey = createPublicKey({ key: { kty: 'RSA', n: privateKeyOf(rfc).n, e: 'AQAB' }, format: 'jwk' });
    const options = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: salt.length };
    expect(verify('sha384', message, options, signature)).toBe(true);
    // Not another message, not a changed signature, not n - s, not s + n, not a salt of another length.
    expect(isSignature({ ...check, message: hex(`00${vector.msg}`) })).toBe(false);
    for (const at of [0, 255, 511]) {
      const touched = signature.slice();
      touched[at]! ^= 1;
      expect(isSignature({ ...check, signature: touched })).toBe(false);
    }
    expect(isSignature({ ...check, signature: toBytes(n - toNumber(signature), 512) })).toBe(false);
    expect(isSignature({ ...check, signature: signature.slice(1) })).toBe(false);
    expect(isSignature({ ...check, saltLength: 48 - salt.length })).toBe(false);
    expect(finalize(input, hex(vector.sig))).toBeUndefined();
    expect(finalize(input, hex(vector.blindSig).slice(1))).toBeUndefined();
  });
});

describe('signing', () => {
  it('refuses what is out of range or of another length', () => {
    const key = { key: privateKeyOf(rfc), format: 'jwk' } as const;
    for (const number of [0n, n, n + 1n]) expect(signBlinded(key, toBytes(number, 512))).toBeUndefined();
    expect(signBlinded(key, toBytes(5n, 511))).toBeUndefined();
    expect(signBlinded(key, toBytes(5n, 513))).toBeUndefined();
    expect(signBlinded(key, toBytes(5n, 512))).toHaveLength(512);
  });
});

describe('credentials', () => {
  const made = generateKeyPairSync('rsa', { modulusLength: 3072, publicExponent: 65537 });
  const issuingKey = client.toHex(publicModulus(made.publicKey));
  const random = stream('credentials');
  const seed = random(16);
  const place = { cycleId, style: 'A1', issuingKey };
  const issue = (request: client.CredentialRequest) => signBlinded(made.privateKey, request.blinded)!;

  it('are the same from the same seed on every device, and others for another style, cycle or key', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 3072, publicExponent: 65537 }).publicKey;
    const request = client.requestOf(seed, place)!;
    expect(client.requestOf(seed, place)!.blinded).toEqual(request.blinded);
    const elsewhere = [
      { ...place, style: 'A2' },
      { ...place, cycleId: '1b6f6c1e-4a8a-4f0e-9d53-3f1f6f0a1c11' },
      { ...place, issuingKey: client.toHex(publicModulus(other)) },
    ].map((one) => client.toHex(client.requestOf(seed, one)!.blinded));
    expect(new Set([...elsewhere, client.toHex(request.blinded)]).size).toBe(4);
  });

  it('verify with OpenSSL and are bound to card, style and cycle', () => {
    const credential = client.requestOf(seed, place)!.finish(issue(client.requestOf(seed, place)!))!;
    const card = client.cardOf(seed, cycleId);
    const ballot = { cycleId, style: 'A1', publicKey: card.publicKey, credential };
    expect(client.isIssued(issuingKey, ballot)).toBe(true);
    const options = { key: made.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 };
    expect(verify('sha384', client.credentialMessage(credential.prefix, ballot), options, credential.signature)).toBe(
      true,
    );
    expect(client.isIssued(issuingKey, { ...ballot, style: 'A2' })).toBe(false);
    expect(client.isIssued(issuingKey, { ...ballot, publicKey: random(32) })).toBe(false);
    expect(client.isIssued(issuingKey, { ...ballot, cycleId: cycleId.replace('0b', '0c') })).toBe(false);
    expect(client.isIssued(issuingKey, { ...ballot, credential: undefined })).toBe(false);
    expect(client.isIssued(rfc.n, ballot)).toBe(false);
  });

  it('are not made of an answer by another key: a substituted key is noticed', () => {
    const tagged = generateKeyPairSync('rsa', { modulusLength: 3072, publicExponent: 65537 });
    const request = client.requestOf(seed, place)!;
    expect(request.finish(signBlinded(tagged.privateKey, request.blinded) ?? new Uint8Array(384))).toBeUndefined();
    const answer = issue(request).slice();
    answer[383]! ^= 1;
    expect(request.finish(answer)).toBeUndefined();
    const notice: client.IssuingNotice = {
      cycleId,
      rollDigest: '00'.repeat(32),
      keyFingerprint: '11'.repeat(16),
      styles: [{ code: 'A1', raters: 20, issuingKey }],
    };
    const other = client.toHex(publicModulus(tagged.publicKey));
    expect(client.noticeDigest({ ...notice, styles: [{ code: 'A1', raters: 20, issuingKey: other }] })).not.toBe(
      client.noticeDigest(notice),
    );
  });

  it('cannot be told from each other by whoever signed: every answer fits every ballot', () => {
    const seeds = [random(16), random(16), random(16)];
    const issued = seeds.map((one) => {
      const request = client.requestOf(one, place)!;
      const answer = issue(request);
      return { blinded: request.blinded, answer, credential: request.finish(answer)! };
    });
    const m = hex(issuingKey);
    const modulus3072 = toNumber(m);
    const powered = (base: bigint) => {
      let [result, square] = [1n, base];
      for (let bit = 0n; bit < 17n; bit += 1n) {
        if ((65537n >> bit) & 1n) result = (result * square) % modulus3072;
        square = (square * square) % modulus3072;
      }
      return result;
    };
    // The one test that the mathematics offers: is there a blinding factor that leads from this request to that ballot? There is, always.
    for (const one of issued)
      for (const other of issued) {
        const factor =
          (toNumber(one.answer) * inverse(toNumber(other.credential.signature), modulus3072)) % modulus3072;
        const encoded = powered(toNumber(other.credential.signature));
        expect((powered(factor) * encoded) % modulus3072).toBe(toNumber(one.blinded));
      }
  });

  it('are found in the published list, and only in the list whose root was published', () => {
    const seeds = Array.from({ length: 5 }, () => random(16));
    const answers = seeds.map((one) => {
      const { blinded } = client.requestOf(one, place)!;
      return { locator: client.locatorOf(blinded), signature: issue(client.requestOf(one, place)!) };
    });
    const list = client.toBase64(client.listOfAnswers(answers));
    const root = client.toHex(rootOfSet(answers.map(({ signature }) => signature)));
    for (const one of seeds) expect(findCredential(one, { ...place, list, root })).toBeDefined();
    expect(findCredential(random(16), { ...place, list, root })).toBeUndefined();
    const shorter = client.toBase64(client.listOfAnswers(answers.slice(1)));
    expect(findCredential(seeds[1]!, { ...place, list: shorter, root })).toBeUndefined();
    expect(findCredential(seeds[0]!, { ...place, style: 'A2', list, root })).toBeUndefined();
  });

  it('make ballots of one length that carry them under the card’s signature', () => {
    const credential = client.requestOf(seed, place)!.finish(issue(client.requestOf(seed, place)!))!;
    const card = client.cardOf(seed, cycleId);
    const ballot = client.makeBallot(
      card,
      { style: 'A1', revision: 1, answers: client.encodeAnswers(['a', 'b'], client.emptyDraft), credential },
      client.publicKeyOf(random(32)),
      random,
    );
    const length = client.answersLength(2);
    expect(ballot).toHaveLength(client.ballotLength(length, { issued: true }));
    expect(client.ballotLength(length, { issued: true }) - client.ballotLength(length)).toBe(32 + 384);
    const read = client.readBallot(ballot)!;
    expect(read.credential).toEqual(credential);
    expect(read.sealed).toHaveLength(length + 48);
    expect(client.isIssued(issuingKey, read)).toBe(true);
    // A card's ballot cannot be read as one with a credential, nor the other way round.
    expect(client.readBallot(ballot.slice(0, client.ballotLength(1)))).toBeUndefined();
  });
});
