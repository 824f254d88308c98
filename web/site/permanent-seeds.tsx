/**
 * The public page of permanent seeds, `/draws/permanent-seeds`: what was committed to and when, and what has been revealed.
 *
 * Promise: digests of seeds in use, never a seed before it is retired; no names of staff.
 */
import type { PermanentSeed } from '#contract';
import { renderDocument } from './document.tsx';
import { Digest, Fact, Facts, Instant } from './parts.tsx';

/** What the public may see of a seed. */
export type PublicSeedView = Pick<PermanentSeed, 'id' | 'name' | 'commitment' | 'createdAt' | 'seed' | 'retiredAt'> & {
  readonly draws: readonly { readonly id: string; readonly title: string }[];
};

export function renderPermanentSeeds(seeds: readonly PublicSeedView[], nonce: string | undefined): string {
  return renderDocument({ title: '长期种子', nonce, children: <PermanentSeeds seeds={seeds} /> });
}

function PermanentSeeds({ seeds }: { readonly seeds: readonly PublicSeedView[] }) {
  return (
    <>
      <header className="top">
        <p>抽样公开证据</p>
      </header>
      <main>
        <h1>长期种子</h1>
        <p className="lead">
          几次抽样用同一个种子，前后的人才能尽量相同或者完全错开。种子由程序生成后立即密封，谁也没有看过；先公布摘要，停用以后公布种子本身。把公布的种子算一次
          SHA-256，应当等于先前公布的摘要。
        </p>
        {seeds.length === 0 ? <p>还没有长期种子。</p> : null}
        {seeds.map(({ id, name, commitment, createdAt, seed, retiredAt, draws }) => (
          <section className="card" key={id}>
            <h2>{name}</h2>
            <Facts>
              <Fact name="摘要（SHA-256）">
                <Digest value={commitment} />
              </Fact>
              <Fact name="生成">
                <Instant at={createdAt} />
              </Fact>
              <Fact name="种子">
                {seed === null || retiredAt === null ? (
                  '密封，使用中'
                ) : (
                  <>
                    <Digest value={seed} />
                    <br />
                    <Instant at={retiredAt} />
                    停用并公布
                  </>
                )}
              </Fact>
              {draws.length === 0 ? null : (
                <Fact name="用它的抽样">
                  <ul className="plain">
                    {draws.map((draw) => (
                      <li key={draw.id}>
                        <a href={`/draws/${draw.id}`}>{draw.title}</a>
                      </li>
                    ))}
                  </ul>
                </Fact>
              )}
            </Facts>
          </section>
        ))}
      </main>
    </>
  );
}
