/**
 * The public page of a draw, `/draws/{id}`: what was drawn, how it came about, and how anybody checks it alone.
 *
 * Promise: nothing personal, no names of staff, and nothing before its time: frame digest and announcement from the lock on,
 * the public randomness once drawn, seed, one-time code and manifest digest from the seal on, whatever the view carries.
 */
import type { ReactNode } from 'react';
import { drawStateLabels, stratifyByLabels, type Draw } from '#contract';
import { renderDocument } from './document.tsx';
import { HowToCheck } from './how-to-check.tsx';
import { Digest, Fact, Facts, formatCount, Instant } from './parts.tsx';
import { StrataTable } from './strata-table.tsx';

export interface DrawEvidenceView {
  readonly draw: Draw;
  readonly cycleName: string;
  /** Shown once sealed; null when none was used. */
  readonly oneTimeCode: string | null;
}

const methods = { simple: '简单随机抽样', stratified: '分层随机抽样', systematic: '系统（等距）抽样' } as const;
const allocations = { proportional: '按各层人数比例分配', equal: '各层相等', fixed: '逐层指定' } as const;
const stages = ['designed', 'locked', 'drawn', 'sealed'] as const;

export function renderDrawEvidence(view: DrawEvidenceView, nonce: string | undefined): string {
  return renderDocument({ title: `${view.draw.title} 公开证据`, nonce, children: <DrawEvidence {...view} /> });
}

function DrawEvidence(view: DrawEvidenceView) {
  const { draw, cycleName } = view;
  const reached = stages.indexOf(draw.state);
  const sealed = draw.state === 'sealed';
  return (
    <>
      <header className="top">
        <p>抽样公开证据</p>
      </header>
      <main>
        <p className="soft">{cycleName}</p>
        <h1>{draw.title}</h1>
        <p>
          <span className={`state ${sealed ? 'state-good' : ''}`}>{drawStateLabels[draw.state]}</span>
        </p>
        <p className="lead">
          {sealed
            ? '谁被抽中，由事先锁定的名单和事后才产生的公开随机数共同决定，不由任何人挑选。本页列出全部凭据，任何人都可以自己再抽一遍核对。'
            : '这次抽样还没有封存。本页现在只有已经公布的内容，其余会随每一步公布。'}
        </p>
        <h2>经过</h2>
        <Steps {...view} reached={reached} />
        <h2>方案</h2>
        <Design draw={draw} />
        <h2>各层样本</h2>
        <StrataTable strata={draw.strata} />
        {reached >= 1 ? (
          <section className="screen">
            <h2>下载</h2>
            <Downloads draw={draw} />
          </section>
        ) : null}
        {sealed ? <HowToCheck systematic={draw.design.method === 'systematic'} /> : null}
        <footer>
          <p>本页和可下载的文件不含姓名、电话等个人信息。人员编号是加密生成的代号，不能由编号倒推出是谁。</p>
        </footer>
      </main>
    </>
  );
}

function Step({
  number,
  name,
  at,
  children,
}: {
  number: number;
  name: string;
  at: string | null;
  children: ReactNode;
}) {
  return (
    <li className={at === null ? '' : 'done'} data-step={number}>
      <h3>{name}</h3>
      {at === null ? null : (
        <p className="soft">
          <Instant at={at} />
        </p>
      )}
      {children}
    </li>
  );
}

function Steps({ draw, oneTimeCode, reached }: DrawEvidenceView & { readonly reached: number }) {
  const sealed = reached >= 3;
  return (
    <ol className="steps card">
      <Step number={1} name="定下方案" at={draw.createdAt}>
        <p>抽多少人、怎样分层，在知道随机数之前就已定下（见下）。</p>
      </Step>
      <Step number={2} name="锁定名单，预告随机源" at={reached >= 1 ? draw.lockedAt : null}>
        {reached >= 1 ? (
          <Facts>
            <Fact name="锁定的人数">{formatCount(draw.frameSize ?? 0)}人</Fact>
            <Fact name="抽样框摘要">
              <Digest value={draw.frameDigest ?? ''} />
            </Fact>
            <Fact name="预告的随机源">{draw.announcement}</Fact>
          </Facts>
        ) : (
          <p>尚未锁定。锁定后公布名单摘要，并预告用哪一期哪个公开结果作随机数。</p>
        )}
      </Step>
      <Step number={3} name="公开结果产生，抽取" at={reached >= 2 ? draw.drawnAt : null}>
        {reached >= 2 ? (
          <Facts>
            <Fact name="公开随机数">
              <code>{draw.publicRandomness}</code>
            </Fact>
            {sealed ? (
              <>
                <Fact name="一次性码">{oneTimeCode ? <code>{oneTimeCode}</code> : '未使用'}</Fact>
                <Fact name="种子">
                  <Digest value={draw.seed ?? ''} />
                  <br />
                  由抽样框摘要、公开随机数和一次性码算出
                </Fact>
              </>
            ) : (
              <Fact name="种子">封存时公布</Fact>
            )}
          </Facts>
        ) : (
          <p>等待预告的公开结果。在它产生之前，没有人能知道谁会被抽中。</p>
        )}
      </Step>
      <Step number={4} name="封存" at={sealed ? draw.sealedAt : null}>
        {sealed ? (
          <>
            <Facts>
              <Fact name="抽样清单摘要">
                <Digest value={draw.manifestDigest ?? ''} />
              </Fact>
            </Facts>
            {draw.releases.length > 0 ? (
              <p>
                已放出第
                {draw.releases.map(({ replicate }) => replicate).join('、')}批样本，最近一次在
                <Instant at={draw.releases.at(-1)?.releasedAt ?? draw.createdAt} />。
              </p>
            ) : null}
          </>
        ) : (
          <p>封存后样本不再改变，种子、清单和证书全部公布。</p>
        )}
      </Step>
    </ol>
  );
}

function Design({ draw: { design, frames } }: { readonly draw: Draw }) {
  const layered = design.stratifyBy !== 'none';
  return (
    <div className="card">
      <Facts>
        <Fact name="抽样方法">
          {methods[design.method]}，{stratifyByLabels[design.stratifyBy]}
        </Fact>
        <Fact name="样本量">
          主样本{formatCount(design.main)}人，备用样本{formatCount(design.reserve)}人
        </Fact>
        {layered ? (
          <Fact name="分配">
            {allocations[design.allocation]}
            {design.floor > 0 ? `，每层至少${formatCount(design.floor)}人` : ''}
          </Fact>
        ) : null}
        <Fact name="分批">每层每批{formatCount(design.replicateSize)}人，按顺序整批放出</Fact>
        <Fact name="所用名单">
          <ul className="plain">
            {frames.map(({ id, label, usable }) => (
              <li key={id}>
                {label}：{formatCount(usable)}人
              </li>
            ))}
          </ul>
        </Fact>
      </Facts>
    </div>
  );
}

function Downloads({ draw: { id, state } }: { readonly draw: Draw }) {
  const files = [
    ...(state === 'sealed'
      ? [{ href: `/draws/${id}/manifest.json`, name: 'manifest.json', about: '抽样清单：方案、种子和每个抽中的编号' }]
      : []),
    { href: `/draws/${id}/frame-ids.csv`, name: 'frame-ids.csv', about: '锁定的全部编号和所在的层' },
    ...(state === 'sealed'
      ? [
          { href: '/draws/verify_draw.py', name: 'verify_draw.py', about: '核对程序，只有几十行，可以先读一遍' },
          { href: `/draws/${id}/certificate`, name: '抽样证书', about: '可打印、签字、存档' },
        ]
      : []),
  ];
  return (
    <ul className="downloads">
      {files.map(({ href, name, about }) => (
        <li key={href}>
          <a href={href}>
            <b>{name}</b>
            <span>{about}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
