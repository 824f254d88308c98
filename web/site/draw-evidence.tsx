/**
 * The public page of a draw, `/draws/{id}`: what was drawn, how it came about, and how anybody checks it alone.
 *
 * Promise: nothing personal, no names of staff, and nothing before its time: frame digest and announcement from the lock on,
 * the public randomness once drawn, seed, one-time code and manifest digest from the seal on, whatever the view carries.
 */
import type { ReactNode } from 'react';
import { allocationLabels, drawMethodLabels, drawStateLabels, stratifyByLabels, type Draw } from '#contract';
import { renderDocument } from './document.tsx';
import { HowToCheck } from './how-to-check.tsx';
import { Digest, Fact, Facts, formatChance, formatCount, Instant } from './parts.tsx';
import { ClusterTable, StrataTable } from './strata-table.tsx';

export interface DrawEvidenceView {
  readonly draw: Draw;
  readonly cycleName: string;
  /** Shown once sealed; null when none was used. */
  readonly oneTimeCode: string | null;
  /** Usable people of the lists that are not in the frame, known from the lock on. */
  readonly leftOut: { readonly heldOut: number; readonly rested: number };
  /** Of a draw by the permanent seed of a population. */
  readonly permanentSeed: PermanentSeedView | null;
}

export interface PermanentSeedView {
  readonly name: string;
  readonly commitment: string;
  readonly committedAt: string;
  /** Once retired. */
  readonly seed: string | null;
}

const stages = ['designed', 'locked', 'drawn', 'sealed'] as const;

export function renderDrawEvidence(view: DrawEvidenceView, nonce: string | undefined): string {
  return renderDocument({ title: `${view.draw.title} 公开证据`, nonce, children: <DrawEvidence {...view} /> });
}

function Strata({ draw: { strata, design } }: { readonly draw: Draw }) {
  const people = strata.reduce((sum, { population }) => sum + population, 0);
  const expected = strata.reduce((sum, { population, probability }) => sum + population * probability, 0);
  return (
    <StrataTable
      strata={strata.map((stratum) => ({ ...stratum, chance: formatChance(stratum.probability) }))}
      whole={people === 0 ? '—' : formatChance(expected / people)}
      averaged={design.sizes !== undefined}
    />
  );
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
            ? view.permanentSeed === null
              ? '谁被抽中，由事先锁定的名单和事后才产生的公开随机数共同决定，不由任何人挑选。本页列出全部凭据，任何人都可以自己再抽一遍核对。'
              : '谁被抽中，由锁定的名单和早已封存的长期种子共同决定，不由任何人挑选。种子的摘要在生成时已经公布，种子停用后公开，到时任何人都可以再抽一遍核对。'
            : '这次抽样还没有封存。本页现在只有已经公布的内容，其余会随每一步公布。'}
        </p>
        <h2>经过</h2>
        <Steps {...view} reached={reached} />
        <h2>方案</h2>
        <Design draw={draw} />
        <h2>{draw.design.method === 'two-stage' ? '各群' : '各层样本'}</h2>
        {draw.design.method === 'two-stage' ? <ClusterTable strata={draw.strata} /> : <Strata draw={draw} />}
        {reached >= 1 ? <LeftOut {...view} /> : null}
        {reached >= 1 ? (
          <section className="screen">
            <h2>下载</h2>
            <Downloads draw={draw} revealed={view.permanentSeed !== null && view.permanentSeed.seed !== null} />
          </section>
        ) : null}
        {sealed ? <HowToCheck method={draw.design.method} permanent={view.permanentSeed !== null} /> : null}
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

function Steps({ draw, oneTimeCode, permanentSeed, reached }: DrawEvidenceView & { readonly reached: number }) {
  const sealed = reached >= 3;
  return (
    <ol className="steps card">
      <Step number={1} name="定下方案" at={draw.createdAt}>
        <p>抽多少人、怎样分层，在知道随机数之前就已定下（见下）。</p>
      </Step>
      <Step number={2} name="锁定名单，预告随机源" at={reached >= 1 ? draw.lockedAt : null}>
        {reached >= 1 ? (
          <Facts>
            <Fact name={draw.design.method === 'random-digits' ? '号段里的号码' : '锁定的人数'}>
              {formatCount(draw.frameSize ?? 0)}
              {draw.design.method === 'random-digits' ? '个' : '人'}
            </Fact>
            <Fact name="抽样框摘要">
              <Digest value={draw.frameDigest ?? ''} />
            </Fact>
            {draw.tableDigest === null ? null : (
              <Fact name="全表摘要">
                <Digest value={draw.tableDigest} />
                <br />
                编号连同所在的层、群和规模；锁定以后谁也不能换层或改规模
              </Fact>
            )}
            <Fact name="预告的随机源">{draw.announcement}</Fact>
          </Facts>
        ) : (
          <p>尚未锁定。锁定后公布名单摘要，并预告用哪一期哪个公开结果作随机数。</p>
        )}
      </Step>
      <Step
        number={3}
        name={permanentSeed === null ? '公开结果产生，抽取' : '用长期种子抽取'}
        at={reached >= 2 ? draw.drawnAt : null}
      >
        {permanentSeed !== null ? (
          <PermanentSeed {...permanentSeed} />
        ) : reached >= 2 ? (
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

function PermanentSeed({ name, commitment, committedAt, seed }: PermanentSeedView) {
  return (
    <Facts>
      <Fact name="长期种子">{name}</Fact>
      <Fact name="生成时公布的摘要">
        <Digest value={commitment} />
        <br />
        <Instant at={committedAt} />
      </Fact>
      <Fact name="种子">{seed === null ? '还在使用，停用时公布' : <Digest value={seed} />}</Fact>
    </Facts>
  );
}

/** Who of the lists is not in the frame, in numbers, and which lists stood beside. */
function LeftOut({ draw, leftOut: { heldOut, rested } }: DrawEvidenceView) {
  const { beside, design, excludedCount } = draw;
  if (heldOut + rested === 0 && beside.length === 0 && excludedCount === null) return null;
  return (
    <>
      <h2>不参加这次抽样的</h2>
      <div className="card">
        <Facts>
          {heldOut > 0 ? <Fact name="跨部门重复">{formatCount(heldOut)}人，已决定只保留在别的部门</Fact> : null}
          {rested > 0 ? (
            <Fact name="间隔期内">
              {formatCount(rested)}人，最近{design.restMonths}个月内已被抽中并放出过；入样概率只就其余的人而言
            </Fact>
          ) : null}
          {excludedCount === null ? null : (
            <Fact name="排除的号码">{formatCount(excludedCount)}个，在名单上或间隔期内放出过；号码本身不公布</Fact>
          )}
          {beside.length === 0 ? null : (
            <Fact name="一并核对的名单">
              <ul className="plain">
                {beside.map((label) => (
                  <li key={label}>{label}</li>
                ))}
              </ul>
            </Fact>
          )}
        </Facts>
      </div>
    </>
  );
}

function Design({ draw: { design, frames, strata } }: { readonly draw: Draw }) {
  const layered = design.stratifyBy !== 'none';
  const { clusters, sizes, blocks } = design;
  const unit = design.method === 'random-digits' ? '个号码' : '人';
  return (
    <div className="card">
      <Facts>
        <Fact name="抽样方法">
          {drawMethodLabels[design.method]}
          {layered ? `，${stratifyByLabels[design.stratifyBy]}` : ''}
        </Fact>
        <Fact name="样本量">
          {design.method === 'bernoulli' ? '平均' : design.method === 'two-stage' ? '最多' : ''}
          {`主样本${formatCount(design.main)}${unit}`}
          {design.reserve > 0 ? `，备用样本${formatCount(design.reserve)}${unit}` : ''}
        </Fact>
        {layered && !clusters ? (
          <Fact name="分配">
            {allocationLabels[design.allocation]}
            {design.floor > 0 ? `，每层至少${formatCount(design.floor)}人` : ''}
            {design.ceiling === undefined ? '' : `，每层最多${formatCount(design.ceiling)}人`}
            {(design.takeAll ?? []).length > 0
              ? `，全部抽取：${strata
                  .filter(({ code, label }) => design.takeAll?.includes(code) || design.takeAll?.includes(label))
                  .map(({ label }) => label)
                  .join('、')}`
              : ''}
          </Fact>
        ) : null}
        {clusters ? (
          <Fact name="分群">
            {`${layered ? '每层' : ''}${stratifyByLabels[clusters.by]}分群，${clusters.method === 'simple' ? '每群机会相同' : '人多的群机会大'}，抽${clusters.number}个群，每群${clusters.within}人`}
          </Fact>
        ) : null}
        {sizes ? (
          <Fact name="规模">
            {`${stratifyByLabels[sizes.by]}，${sizes.meaning === 'each' ? '同组的人规模相同' : '同组的人平分本组的规模'}；规模越大越容易抽中，见 frame-ids.csv 的 size 栏`}
          </Fact>
        ) : null}
        {blocks ? (
          <Fact name="号段">
            {blocks.length}个：
            {blocks
              .slice(0, 20)
              .map(({ prefix, digits }) => `${prefix}${'×'.repeat(digits)}`)
              .join('、')}
            {blocks.length > 20 ? '等' : ''}
          </Fact>
        ) : null}
        {design.supplement ? (
          <Fact name="补抽">
            接着<a href={`/draws/${design.supplement.of}`}>原来那次抽样</a>的次序，名单和种子不变；前
            {formatCount(design.supplement.head)}人就是那一次抽中的。操作员声明补抽时还没有人看过结果。原因：
            {design.supplement.reason}
          </Fact>
        ) : null}
        <Fact name="分批">
          {`${clusters ? '每群' : layered ? '每层' : ''}每批${formatCount(design.replicateSize)}${unit}，按顺序整批放出`}
        </Fact>
        {frames.length === 0 ? null : (
          <Fact name={blocks ? '排除哪些名单上的号码' : '所用名单'}>
            <ul className="plain">
              {frames.map(({ id, label, usable }) => (
                <li key={id}>
                  {label}：{formatCount(usable)}人
                </li>
              ))}
            </ul>
          </Fact>
        )}
      </Facts>
    </div>
  );
}

function Downloads({ draw: { id, state, design }, revealed }: { readonly draw: Draw; readonly revealed: boolean }) {
  const plain = design.method === 'simple' || design.method === 'stratified' || design.method === 'systematic';
  const script = plain ? 'verify_draw.py' : 'verify_designs.py';
  const files = [
    ...(state === 'sealed'
      ? [{ href: `/draws/${id}/manifest.json`, name: 'manifest.json', about: '抽样清单：方案、种子和每个抽中的编号' }]
      : []),
    ...(design.method === 'random-digits'
      ? []
      : [{ href: `/draws/${id}/frame-ids.csv`, name: 'frame-ids.csv', about: '锁定的全部编号和所在的层' }]),
    ...(state === 'sealed'
      ? [
          ...(revealed
            ? [{ href: `/draws/${id}/seed-reveal.json`, name: 'seed-reveal.json', about: '停用后公布的长期种子' }]
            : []),
          { href: `/draws/${script}`, name: script, about: '核对程序，只有几十行，可以先读一遍' },
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
