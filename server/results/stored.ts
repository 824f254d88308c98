/** Packages as they are kept: reading the latest, the published, the one before. */
import type { Tx } from '#db';
import { readPackage, type ResultPackageBody } from './package.ts';

export interface StoredPackage {
  readonly id: string;
  readonly cycleId: string;
  readonly number: number;
  readonly digest: string;
  readonly reason: string;
  readonly frozenById: string;
  readonly frozenBy: string;
  readonly frozenAt: Date;
  readonly publishedBy: string | null;
  readonly publishedAt: Date | null;
  readonly body: ResultPackageBody;
  readonly text: string;
}

interface Row extends Omit<StoredPackage, 'body' | 'text'> {
  content: string;
}

const toStored = ({ content, ...row }: Row): StoredPackage => ({ ...row, body: readPackage(content), text: content });

async function rows(
  tx: Tx,
  where: { cycleId?: string; packageId?: string; published?: true; latest?: true },
): Promise<StoredPackage[]> {
  const found = await tx<Row[]>`
    select p.id, p.cycle_id, p.number, p.content, p.digest, p.reason, p.frozen_by as frozen_by_id, f.display_name as frozen_by, p.frozen_at,
      o.display_name as published_by, p.published_at
    from result_packages p
    join accounts f on f.id = p.frozen_by
    left join accounts o on o.id = p.published_by
    where true
      ${where.cycleId === undefined ? tx`` : tx`and p.cycle_id = ${where.cycleId}`}
      ${where.packageId === undefined ? tx`` : tx`and p.id = ${where.packageId}`}
      ${where.published ? tx`and p.published_at is not null` : tx``}
    order by p.number desc
    ${where.latest ? tx`limit 1` : tx``}`;
  return found.map(toStored);
}

/** All of a cycle, latest first. */
export const packagesOf = (tx: Tx, cycleId: string): Promise<StoredPackage[]> => rows(tx, { cycleId });

export async function latestPackage(tx: Tx, cycleId: string): Promise<StoredPackage | undefined> {
  return (await rows(tx, { cycleId, latest: true }))[0];
}

export async function latestPublished(tx: Tx, cycleId: string): Promise<StoredPackage | undefined> {
  return (await rows(tx, { cycleId, published: true, latest: true }))[0];
}

export async function packageById(tx: Tx, packageId: string): Promise<StoredPackage | undefined> {
  return (await rows(tx, { packageId }))[0];
}

/** The published results of the cycle before, judged by year. */
export async function publishedBefore(tx: Tx, cycle: { id: string; year: number }): Promise<StoredPackage | undefined> {
  const [row] = await tx<{ id: string }[]>`
    select p.id from result_packages p
    join cycles c on c.id = p.cycle_id
    where c.year < ${cycle.year} and p.published_at is not null
    order by c.year desc, p.number desc limit 1`;
  return row && packageById(tx, row.id);
}
