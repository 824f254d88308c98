/** A leader evaluation with blind issuance: invitations, credentials made by the real client, then a vote like any other. */
import * as client from '#ballot-client';
import * as contract from '#contract';
import type { BallotPackage, BallotTallyFile, IssuingForm } from '#contract';
import type { TestApp, Visitor } from './app.ts';
import { bytesOf, device, type ElectionPlan, prepareRoll, transportTo, type VoterPlan } from './election.ts';

export interface BlindElection {
  readonly cycleId: string;
  readonly units: readonly string[];
  readonly key: client.PollKey;
  readonly styles: readonly string[];
  /** What came out of the office's printer, by place of the roll, from 1. */
  readonly invitations: ReadonlyMap<number, string>;
  readonly styleOf: (place: number) => string;
  issuingForm(): Promise<IssuingForm>;
  /** A leader's device: from the invitation to the code that votes. */
  collect(place: number, seed?: Uint8Array): Promise<{ status: number; code: string; body: unknown }>;
  closeIssuing(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
  form(): Promise<client.BallotForm>;
  voter(code: string, options?: VoterPlan): Promise<client.Voter>;
  pack(): Promise<BallotPackage>;
  tally(): Promise<BallotTallyFile>;
}

/** The hex of an invitation's code, as it is sent. */
export const invitationHex = (code: string): string => client.toHex(client.parseCode(code)!);

interface Collecting {
  readonly style: string;
  readonly invitation: string;
  readonly seed: Uint8Array;
}

/** What a leader's device does with an invitation; throws when the answer is no signature. */
export async function collectWith(
  app: TestApp,
  { cycleId, styles }: IssuingForm,
  { style, invitation, seed }: Collecting,
): Promise<{ status: number; code: string; body: unknown }> {
  const { issuingKey } = styles.find(({ code }) => code === style)!;
  const request = client.requestOf(seed, { cycleId, style, issuingKey })!;
  const { status, body } = await transportTo(app).post('/api/credentials', {
    cycleId,
    invitation: invitationHex(invitation),
    blinded: client.toBase64(request.blinded),
  });
  const { signature } = body as { signature?: string };
  if (signature !== undefined && !request.finish(client.fromBase64(signature)!))
    throw new Error('an answer that is no signature');
  return { status, code: client.codeOf(seed), body };
}

export async function prepareBlindElection(
  app: TestApp,
  office: Visitor,
  plan: ElectionPlan & { readonly issuingClosesAt?: string },
): Promise<BlindElection> {
  const settings = { ...plan.settings, credentials: 'blind' as const };
  const { name, cycleId, units, key } = await prepareRoll(app, office, { ...plan, settings });
  const params = { cycleId };
  await office.must(contract.openIssuing, {
    params,
    body: { closesAt: plan.issuingClosesAt ?? '2026-12-10T10:00:00.000Z' },
  });
  const { items: places } = await office.must(contract.listInvitations, { params });
  const made = await office.must(contract.makeInvitations, {
    params,
    body: { places: places.map(({ place }) => place) },
  });
  const invitations = new Map(made.items.map(({ place, code }) => [place, code]));
  const styles = new Map(places.map(({ place, style }) => [place, style]));
  const transport = transportTo(app);
  const issuingForm = async () => (await transport.get(`/api/credential-forms/${cycleId}`)).body as IssuingForm;
  const form = async () => (await transport.get(`/api/ballot-forms/${cycleId}`)).body as client.BallotForm;
  let notice: IssuingForm | undefined;
  let kept: client.BallotForm | undefined;
  const pack = async () => {
    const reply = await office.raw('GET', `/api/cycles/${cycleId}/ballot/package.json`);
    if (reply.status !== 200) throw new Error(`package: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as BallotPackage;
  };
  return {
    cycleId,
    units,
    key,
    styles: Object.keys(plan.raters),
    invitations,
    styleOf: (place) => styles.get(place)!,
    issuingForm,
    form,
    pack,
    async collect(place, seed = bytesOf(`seed ${name} ${place}`)(16)) {
      notice ??= await issuingForm();
      const style = styles.get(place)!;
      return collectWith(app, notice, { style, seed, invitation: invitations.get(place)! });
    },
    async closeIssuing() {
      await office.must(contract.closeIssuing, { params, body: { paper: [] } });
    },
    async start() {
      await office.must(contract.startVoting, { params, body: {} });
    },
    async close() {
      await office.must(contract.closeVoting, { params, body: {} });
    },
    async voter(code, options) {
      kept ??= await form();
      return device(app, options?.form ?? kept, code, options);
    },
    async tally() {
      const { openBox } = await import('#ballots');
      const joined = await client.joinShares([key.shares[0]!, key.shares[2]!], client.mustHex(key.publicKey));
      if (!joined.ok) throw new Error(joined.reason);
      return openBox(await pack(), joined.privateKey);
    },
  };
}
