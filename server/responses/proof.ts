/**
 * Proofs of work (ALTCHA v2, PBKDF2), asked only over speed: friction against floods, nothing more.
 *
 * Promise: a proof is for one survey, department and questionnaire version and for ten minutes; that it serves one answer only is kept
 * by the transaction that files the answer (`batch.ts`).
 */
import { createHmac } from 'node:crypto';
import { createChallenge, randomInt, verifySolution, type Challenge, type Payload } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { SurveyRules } from './rules.ts';

interface Bound {
  readonly surveyId: string;
  readonly departmentId: string;
  readonly versionId: string;
}

export interface Proof {
  /** What is stored until it expires: one proof is one answer. */
  readonly id: Buffer;
  readonly expiresAt: Date;
}

const secretsOf = (secret: Buffer) => ({
  hmacSignatureSecret: createHmac('sha256', secret).update('altcha').digest('hex'),
  hmacKeySignatureSecret: createHmac('sha256', secret).update('altcha key').digest('hex'),
});

export async function makeChallenge(
  secret: Buffer,
  bound: Bound,
  { proof }: SurveyRules['speed'],
  now: Date,
): Promise<Challenge> {
  return createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: proof.cost,
    counter: randomInt(proof.mostCounter, proof.leastCounter),
    data: {
      survey: bound.surveyId,
      department: bound.departmentId,
      version: bound.versionId,
      // Signed with the rest. The library would judge it by the wall clock; the request's own clock does.
      expires: Math.floor(now.getTime() / 1000) + proof.minutes * 60,
    },
    deriveKey,
    ...secretsOf(secret),
  });
}

function parsePayload(text: string): Payload | undefined {
  if (text.length > 4000) return undefined;
  try {
    const payload = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as Payload;
    return typeof payload.challenge.signature === 'string' && typeof payload.challenge.parameters === 'object'
      ? payload
      : undefined;
  } catch {
    return undefined;
  }
}

/** The proof, or undefined when it is forged, unsolved, expired or somebody else's. */
export async function checkProof(secret: Buffer, bound: Bound, text: string, now: Date): Promise<Proof | undefined> {
  const payload = parsePayload(text);
  const data = payload?.challenge.parameters.data;
  if (!payload || typeof data?.['expires'] !== 'number') return undefined;
  if (
    data['survey'] !== bound.surveyId ||
    data['department'] !== bound.departmentId ||
    data['version'] !== bound.versionId
  )
    return undefined;
  const expiresAt = new Date(data['expires'] * 1000);
  if (now >= expiresAt) return undefined;
  try {
    const { verified } = await verifySolution({
      challenge: payload.challenge,
      solution: payload.solution,
      deriveKey,
      ...secretsOf(secret),
    });
    if (!verified) return undefined;
  } catch {
    return undefined;
  }
  return { id: createHmac('sha256', secret).update(`proof ${payload.challenge.signature}`).digest(), expiresAt };
}
