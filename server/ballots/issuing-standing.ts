/** Reading the issuing phase: counts by style, keys, and after it closed the answers, which are the same for everybody. */
import type { IssuingStanding } from '#contract';
import type { Tx } from '#db';

export interface Issuing {
  readonly state: 'open' | 'closed';
  readonly digest: string;
  readonly closesAt: Date;
}

export async function findIssuing(
  tx: Tx,
  cycleId: string,
  { lock }: { lock?: 'update' | 'share' } = {},
): Promise<Issuing | undefined> {
  const [row] = await tx<Issuing[]>`
    select state, digest, closes_at from ballot.issuings where cycle_id = ${cycleId}
    ${lock === 'update' ? tx`for update` : lock === 'share' ? tx`for share` : tx``}`;
  return row;
}

export async function issuingStanding(tx: Tx, cycleId: string): Promise<IssuingStanding | null> {
  const issuing = await findIssuing(tx, cycleId);
  if (!issuing) return null;
  // The places are deleted when voting closes: then the counts are what was kept of them.
  const styles = await tx<{ code: string; raters: number; collected: number; paper: number }[]>`
    select k.style as code, coalesce((p.due ->> k.style)::int, 0) as raters,
      (case when i.state = 'closed'
        then (select count(*) from ballot.credentials c where c.cycle_id = k.cycle_id and c.style = k.style)
        else (select count(*) from ballot.invitations v where v.cycle_id = k.cycle_id and v.style = k.style and v.state = 'collected')
      end)::int as collected,
      coalesce(
        (case when i.on_paper is not null then coalesce((i.on_paper ->> k.style)::int, 0) end),
        (select count(*) from ballot.invitations v where v.cycle_id = k.cycle_id and v.style = k.style and v.state = 'paper')::int
      ) as paper
    from ballot.issuing_keys k
    join ballot.issuings i on i.cycle_id = k.cycle_id
    join ballot.polls p on p.cycle_id = k.cycle_id
    where k.cycle_id = ${cycleId} order by k.style`;
  return {
    state: issuing.state,
    digest: issuing.digest,
    closesAt: issuing.closesAt.toISOString(),
    styles: [...styles],
  };
}

interface Answers {
  readonly digest: string;
  readonly styles: readonly {
    readonly code: string;
    readonly issuingKey: string;
    /** Sorted by the signature's bytes. */
    readonly answers: readonly { readonly locator: Buffer; readonly signature: Buffer }[];
  }[];
}

/** All answers of a closed phase; null before. */
export async function answersOf(tx: Tx, cycleId: string): Promise<Answers | null> {
  const issuing = await findIssuing(tx, cycleId);
  if (issuing?.state !== 'closed') return null;
  const keys = await tx<{ style: string; modulus: Buffer }[]>`
    select style, modulus from ballot.issuing_keys where cycle_id = ${cycleId} order by style`;
  const rows = await tx<{ style: string; locator: Buffer; signature: Buffer }[]>`
    select style, locator, blind_signature as signature from ballot.credentials
    where cycle_id = ${cycleId} order by style, blind_signature`;
  return {
    digest: issuing.digest,
    styles: keys.map(({ style, modulus }) => ({
      code: style,
      issuingKey: modulus.toString('hex'),
      answers: rows.filter((row) => row.style === style).map(({ locator, signature }) => ({ locator, signature })),
    })),
  };
}
