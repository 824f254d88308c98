/**
 * The certificate of a draw: one sheet to print, sign and file. Everything on it can be recomputed.
 *
 * Promise: nothing personal: counts, digests, seed. Without a nonce it is a file that works from disk.
 */
import { drawMethodLabels, listKindLabels, stratifyByLabels } from '#contract';
import { fractionValue, methodLabels, type DrawManifest } from '#sampling';
import type { PermanentSeedView } from './draw-evidence.tsx';
import { renderDocument } from './document.tsx';
import { Digest, Fact, Facts, formatChance, formatCount, Instant } from './parts.tsx';
import { QrCode } from './qr.tsx';
import { ClusterTable, StrataTable } from './strata-table.tsx';

export interface CertificateView {
  readonly manifest: DrawManifest;
  /** How strata are called, by code; a code without a label stands for itself. */
  readonly strataLabels?: Readonly<Record<string, string>>;
  readonly cycleName?: string;
  /** Which public event was announced at the lock. */
  readonly announcement?: string | null;
  readonly lockedAt?: string | null;
  readonly drawnAt?: string | null;
  readonly sealedAt?: string | null;
  /** The public evidence page, put into the QR code together with the digest. */
  readonly evidenceUrl?: string;
  readonly permanentSeed?: PermanentSeedView | null;
}

const idRules = {
  'frame-key/1': '由全部名单算出的密钥生成，持有原名单的人可以重算',
  'centre-key/1': '由中心保管的密钥生成，同一个人历年编号不变',
  'given/1': '编号表里原有的编号',
  'dial-number/1': '由种子和号码算出，清单里没有号码',
} as const;

export function renderCertificate(view: CertificateView, nonce?: string): string {
  return renderDocument({ title: `抽样证书 ${view.manifest.title}`, nonce, children: <Certificate {...view} /> });
}

function Certificate(view: CertificateView) {
  const { manifest, cycleName } = view;
  return (
    <main className="sheet">
      <h1>抽样证书</h1>
      <p className="name">{manifest.title}</p>
      {cycleName === undefined ? null : <p className="under soft">{cycleName}</p>}
      <Rule {...view} />
      <Strata {...view} />
      <Lists manifest={manifest} />
      <section className="end">
        <h2>抽样清单摘要（SHA-256）</h2>
        <Proof {...view} />
        <p>
          同样的名单、方案和种子，任何人在任何电脑上再抽一次，抽中的人和先后次序都相同；改动其中任何一处，摘要就会完全不同。
        </p>
        <div className="signatures">
          {['抽样人', '监督人', '见证人'].map((role) => (
            <div key={role}>
              <p>{role}：</p>
              <p className="day">
                <span>日期：</span>
                <span>年</span>
                <span>月</span>
                <span>日</span>
              </p>
            </div>
          ))}
        </div>
      </section>
    </main>
  );
}

/** Whom the frame leaves out of its lists, and why; the probabilities hold for the others only. */
function leftOutWords({
  heldOut,
  rested,
  restMonths,
}: NonNullable<NonNullable<DrawManifest['source']>['leftOut']>): string {
  const said = [
    ...(heldOut > 0 ? [`跨部门重复、只保留在别的部门的${formatCount(heldOut)}人`] : []),
    ...(rested > 0 ? [`最近${restMonths}个月内已被抽中并放出过的${formatCount(rested)}人`] : []),
  ];
  return `不含名单里${said.join('和')}`;
}

function Rule({ manifest, announcement, lockedAt, drawnAt, sealedAt, permanentSeed }: CertificateView) {
  const { design, seed, frame, source } = manifest;
  const numbers = design.method === 'random-digits';
  const by = new Map<string, string>(Object.entries(stratifyByLabels)).get(source?.stratifyBy ?? '');
  return (
    <Facts>
      <Fact name="抽样方法">
        {isNamed(design.method) ? drawMethodLabels[design.method] : methodLabels[design.method]}
        {by === undefined || source?.stratifyBy === 'none' ? '' : `，${by}`}
        {source?.clusterBy === undefined
          ? ''
          : `，${new Map<string, string>(Object.entries(stratifyByLabels)).get(source.clusterBy) ?? ''}分群`}
        ；每批{formatCount(design.replicateSize)}
        {numbers ? '个' : '人'}
      </Fact>
      <Fact name="抽样规则">
        <code>{manifest.rule}</code>，范围 <code>{design.scope}</code>
        {design.sortBy === undefined ? null : (
          <>
            ，排序 <code>{design.sortBy.join(', ')}</code>
          </>
        )}
      </Fact>
      <Fact name="抽样框">
        {formatCount(frame.size)}
        {numbers ? `个号码，排除${formatCount(design.excluded?.count ?? 0)}个` : '人'}
        {source?.leftOut === undefined ? '' : `，${leftOutWords(source.leftOut)}`}
      </Fact>
      <Fact name="抽样框摘要">
        <Digest value={frame.digest} />
      </Fact>
      <Fact name="人员编号">{idRules[manifest.unitIds]}</Fact>
      {lockedAt ? (
        <Fact name="锁定时间">
          <Instant at={lockedAt} />
        </Fact>
      ) : null}
      {announcement ? <Fact name="预告的随机源">{announcement}</Fact> : null}
      {seed.derived ? (
        <>
          <Fact name="公开随机数">
            <code>{seed.publicRandomness ?? ''}</code>
          </Fact>
          <Fact name="一次性码">{seed.oneTimeCode ? <code>{seed.oneTimeCode}</code> : '未使用'}</Fact>
        </>
      ) : null}
      <Fact name="种子">
        <SeedOf seed={seed} name={permanentSeed?.name} />
      </Fact>
      {drawnAt ? (
        <Fact name="抽取时间">
          <Instant at={drawnAt} />
        </Fact>
      ) : null}
      {sealedAt ? (
        <Fact name="封存时间">
          <Instant at={sealedAt} />
        </Fact>
      ) : null}
    </Facts>
  );
}

const isNamed = (method: string): method is keyof typeof drawMethodLabels => Object.hasOwn(drawMethodLabels, method);

function SeedOf({ seed, name }: { readonly seed: DrawManifest['seed']; readonly name?: string | undefined }) {
  if (seed.value === undefined)
    return (
      <>
        <Digest value={seed.commitment ?? ''} />
        <br />
        {name === undefined ? '' : `“${name}”：`}长期种子的承诺值（SHA-256）；种子停用时公开，届时任何人都能重抽
      </>
    );
  return (
    <>
      {seed.derived ? <Digest value={seed.value} /> : <code>{seed.value}</code>}
      <br />
      {seed.derived ? '由抽样框摘要、公开随机数和一次性码算出' : '由抽样人给定，没有公开随机源作证'}
    </>
  );
}

/** What the listed people of a stratum had as probabilities of the main sample: one, or from the least to the largest. */
function chanceOf({ design, units }: DrawManifest, { code, main, population }: DrawManifest['strata'][number]): string {
  const equal = equalChances.has(design.method);
  if (equal) return population === 0 ? '—' : formatChance(main / population);
  const chances = units.flatMap(({ stratum, part, probability }) =>
    stratum === code && part === 'main' && probability !== undefined ? [fractionValue(probability)] : [],
  );
  if (chances.length === 0) return '—';
  // Not by spreading: a main sample may be long.
  const [least, most] = chances.reduce(
    ([low, high], chance) => [Math.min(low, chance), Math.max(high, chance)],
    [Infinity, 0],
  );
  return least === most ? formatChance(least) : `${formatChance(least)}至${formatChance(most)}`;
}

/** The designs in which everybody of a stratum has main / population. */
const equalChances = new Set<string>(['simple', 'stratified', 'systematic', 'random-digits']);

function wholeChance({ design, strata }: DrawManifest): string {
  const people = strata.reduce((sum, { population }) => sum + population, 0);
  const main = strata.reduce((sum, stratum) => sum + stratum.main, 0);
  return people > 0 && equalChances.has(design.method) ? formatChance(main / people) : '—';
}

function Strata({ manifest, strataLabels = {} }: CertificateView) {
  const labelOf = (code: string) => (Object.hasOwn(strataLabels, code) ? strataLabels[code] : undefined) ?? code;
  const strata = manifest.strata.map((stratum) => ({ ...stratum, label: labelOf(stratum.code) }));
  const clusters = manifest.clusters?.map(({ probability, ...cluster }) => ({
    ...cluster,
    label: labelOf(cluster.code),
    clusterProbability: fractionValue(probability),
    drawn: true,
  }));
  if (clusters)
    return (
      <>
        <h2>抽中的群</h2>
        <ClusterTable strata={clusters} />
      </>
    );
  return (
    <>
      <h2>各层样本</h2>
      <StrataTable
        strata={strata.map((stratum) => ({ ...stratum, chance: chanceOf(manifest, stratum) }))}
        whole={wholeChance(manifest)}
      />
    </>
  );
}

function Lists({ manifest }: { readonly manifest: DrawManifest }) {
  const beside = manifest.source?.beside ?? [];
  const lists = manifest.source?.lists ?? [];
  if (lists.length === 0) return null;
  const kinds = new Map<string, string>(Object.entries(listKindLabels));
  return (
    <>
      <h2>所用名单</h2>
      <ul className="plain">
        {lists.map(({ department, list, attachment, usable, verdict }) => (
          <li key={`${department} ${list} ${attachment ?? ''}`}>
            {department === '' ? '（未写明部门）' : department} {attachment === undefined ? '' : `附件${attachment} `}
            {kinds.get(list) ?? list}：可用{formatCount(usable)}人
            {verdict === 'returned' ? <strong>（自动审核未通过，经抽样人决定仍用于本次抽样）</strong> : null}
          </li>
        ))}
      </ul>
      {beside.length === 0 ? null : (
        <p className="soft">
          一并核对、留住部分人的名单：
          {beside.map(({ department, list }) => `${department} ${kinds.get(list) ?? list}`).join('、')}
        </p>
      )}
    </>
  );
}

function Proof({ manifest, evidenceUrl }: CertificateView) {
  const coded = evidenceUrl === undefined ? manifest.digest : `${evidenceUrl}#sha256-${manifest.digest}`;
  return (
    <div className="proof">
      <div>
        <p>
          <Digest value={manifest.digest} />
        </p>
        <p className="soft">
          {evidenceUrl === undefined ? (
            <>二维码里就是这串摘要，可与抽样清单 manifest.json 里的 digest 核对。</>
          ) : (
            <>
              二维码里是公开证据页的地址和这串摘要：<span className="mono">{evidenceUrl}</span>
            </>
          )}
        </p>
      </div>
      <QrCode text={coded} label="抽样清单摘要的二维码" />
    </div>
  );
}
