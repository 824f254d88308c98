/** Small pieces the public pages share: instants, digests, lists of facts. */
import type { ReactNode } from 'react';

const beijing = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** 2026年11月25日 21:15:03, Beijing time wherever the server stands. */
export function Instant({ at }: { readonly at: string }) {
  const { year, month, day, hour, minute, second } = Object.fromEntries(
    beijing.formatToParts(new Date(at)).map(({ type, value }) => [type, value]),
  );
  return <time dateTime={at}>{`${year}年${month}月${day}日 ${hour}:${minute}:${second}`}</time>;
}

/** A digest in groups of eight for the eye; copied, it is one word. */
export function Digest({ value }: { readonly value: string }) {
  const groups = value.match(/.{1,8}/gu) ?? [];
  return (
    <code className="digest">
      {groups.map((group, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- groups have no other name and never move
        <span key={i}>{group}</span>
      ))}
    </code>
  );
}

export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="facts">{children}</dl>;
}

export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** 2,530 */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A probability as percent with two decimals; small ones keep their digits: one in a million is not 0.00%. */
export function formatChance(probability: number): string {
  return probability > 0 && probability < 0.0005
    ? `${Number((probability * 100).toPrecision(2))}%`
    : `${(probability * 100).toFixed(2)}%`;
}
