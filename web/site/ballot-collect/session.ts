/**
 * From an invitation to a credential: which poll it belongs to, whether the issuing keys are the printed ones, the request, the answer.
 *
 * Promise: the platform is sent the invitation and a blinded number; the code that votes never leaves this page. Keys are compared with the digest
 * that stands on the invitation before anything is blinded under them.
 */
import {
  createTransport,
  fromBase64,
  noticeDigest,
  parseFragment,
  requestOf,
  toBase64,
  toHex,
  type Transport,
} from '#ballot-client';
import type { InvitationState, IssuingForm } from '#contract';

export interface Invited {
  readonly form: IssuingForm;
  readonly style: IssuingForm['styles'][number];
  readonly state: InvitationState;
  /** As it is sent. */
  readonly invitation: string;
  /** The invitation was scanned and brought the digest of the keys with it: compared already. */
  readonly compared: boolean;
}

export type Looked =
  | { readonly kind: 'invited'; readonly invited: Invited }
  | { readonly kind: 'no-code' | 'closed' | 'unknown' | 'other-keys' | 'unreachable' };

export type Collected =
  | { readonly kind: 'collected' }
  | { readonly kind: 'unreachable' }
  /** What came back is no signature by the published key. */
  | { readonly kind: 'wrong-signature' }
  | { readonly kind: 'refused'; readonly code: string };

const transport: Transport = createTransport((path, init) => fetch(path, init));

async function read(path: string): Promise<unknown> {
  const { status, body } = await transport.get(path);
  if (status !== 200) throw new Error(`status ${status}`);
  return body;
}

/** Whether a form's keys are what its digest says. */
function isSound(form: IssuingForm): boolean {
  return noticeDigest(form) === form.digest;
}

export async function lookUp(text: string): Promise<Looked> {
  const parsed = parseFragment(text);
  if (!parsed) return { kind: 'no-code' };
  const { seed, keyFingerprint: printed } = parsed;
  const invitation = toHex(seed);
  try {
    const { items } = (await read('/api/credential-forms')) as { items: { cycleId: string }[] };
    if (items.length === 0) return { kind: 'closed' };
    const all = await Promise.all(items.map(({ cycleId }) => read(`/api/credential-forms/${cycleId}`)));
    const forms = (all as IssuingForm[]).filter(
      (form) => isSound(form) && (printed === undefined || form.digest.slice(0, printed.length) === printed),
    );
    if (forms.length === 0) return { kind: 'other-keys' };
    for (const form of forms) {
      const { status, body } = await transport.post('/api/credential-invitations', {
        cycleId: form.cycleId,
        invitation,
      });
      if (status >= 500) return { kind: 'unreachable' };
      if (status >= 300) continue;
      const { style: code, state } = body as { style: string; state: InvitationState };
      const style = form.styles.filter((one) => one.code === code)[0];
      if (style)
        return { kind: 'invited', invited: { form, style, state, invitation, compared: printed !== undefined } };
    }
    return { kind: 'unknown' };
  } catch {
    return { kind: 'unreachable' };
  }
}

const TRIES = 4;
const FIRST_PAUSE_MS = 1000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks for the signature; the same seed asks for the same one however often. */
export async function collect({ form, style, invitation }: Invited, seed: Uint8Array): Promise<Collected> {
  const { cycleId } = form;
  performance.mark('blind');
  const request = requestOf(seed, { cycleId, style: style.code, issuingKey: style.issuingKey });
  performance.measure('pingyi-blind', 'blind');
  if (!request) return { kind: 'wrong-signature' };
  const asked = { cycleId, invitation, blinded: toBase64(request.blinded) };
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (attempt > 0) await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    const reply = await transport.post('/api/credentials', asked).catch(() => undefined);
    if (!reply || reply.status >= 500 || reply.status === 429) continue;
    if (reply.status >= 300) return { kind: 'refused', code: String((reply.body as { code?: string }).code) };
    const signature = fromBase64((reply.body as { signature: string }).signature);
    performance.mark('unblind');
    const credential = signature && request.finish(signature);
    performance.measure('pingyi-unblind', 'unblind');
    return { kind: credential ? 'collected' : 'wrong-signature' };
  }
  return { kind: 'unreachable' };
}
