/** The public pages: nothing before its time, nothing personal, nothing that runs, every text escaped. */
import { describe, expect, it } from 'vitest';
import type { Draw } from '#contract';
import { renderCertificate, renderDrawEvidence, renderReceipt } from '#site';
import { exampleCode, exampleDraw, exampleManifest, exampleReceipt } from './views.ts';

const nonce = 'bm9uY2U=';
const evidence = (draw: Draw, oneTimeCode: string | null = exampleCode) =>
  renderDrawEvidence(
    { draw, cycleName: '2026年度社会评价', oneTimeCode, leftOut: { heldOut: 0, rested: 0 }, permanentSeed: null },
    nonce,
  );
const certificate = (given?: string) =>
  renderCertificate(
    {
      manifest: exampleManifest(),
      cycleName: '2026年度社会评价',
      announcement: '双色球第2026136期',
      sealedAt: '2026-11-25T13:52:00Z',
      evidenceUrl: 'https://pingyi.example/draws/1',
    },
    given,
  );
/** What a reader sees. */
const textOf = (html: string) =>
  html
    .replace(/<style.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"');

const pages: readonly (readonly [string, () => string])[] = [
  ['evidence', () => evidence(exampleDraw())],
  ['receipt', () => renderReceipt(exampleReceipt(), nonce)],
  ['certificate', () => certificate(nonce)],
  ['certificate as a file', () => certificate()],
];

describe.each(pages)('the %s page', (name, render) => {
  const html = render();

  it('is a whole Chinese document with one style element and nothing inline', () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="zh-CN">/);
    expect(html).toMatch(/<meta name="viewport"/);
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(html).not.toMatch(/<script|<link|\sstyle=|\son[a-z]+=|javascript:|<img|<iframe|<object|<base/i);
    expect(html.includes(`<style nonce="${nonce}">`)).toBe(name !== 'certificate as a file');
  });

  it('asks nobody else for anything', () => {
    for (const [, address] of html.matchAll(/(?:src|href|action)="([^"]*)"/g)) expect(address).toMatch(/^\/draws\//);
    expect(html).not.toMatch(/url\(|@import/);
  });

  it('has one main part and one first heading, and tables with headings', () => {
    expect(html.match(/<main/g)).toHaveLength(1);
    expect(html.match(/<h1/g)).toHaveLength(1);
    for (const [head] of html.matchAll(/<thead>.*?<\/thead>/gs))
      expect(head).not.toMatch(/<th(?![^>]* scope="col")[ >]/);
  });
});

describe('the evidence page', () => {
  const draw = exampleDraw();

  it('shows the whole course of a sealed draw, with the digests as they are', () => {
    const text = textOf(evidence(draw));
    for (const shown of [
      draw.title,
      draw.frameDigest,
      draw.announcement,
      draw.publicRandomness,
      draw.seed,
      draw.manifestDigest,
      exampleCode,
    ])
      expect(text).toContain(shown!);
    expect(text).toContain('2026年11月25日 21:40:12');
    expect(text).toContain('南宁市1202424');
    for (const file of ['manifest.json', 'frame-ids.csv', 'certificate'])
      expect(evidence(draw)).toContain(`href="/draws/${draw.id}/${file}"`);
    expect(evidence(draw)).toContain('href="/draws/verify_draw.py"');
    expect(text).toContain('python3 verify_draw.py manifest.json frame-ids.csv');
    expect(text).toContain('pingyi verify manifest.json --ids frame-ids.csv');
  });

  it.each([
    ['designed', ['frameDigest', 'announcement', 'publicRandomness', 'seed', 'manifestDigest']],
    ['locked', ['publicRandomness', 'seed', 'manifestDigest']],
    ['drawn', ['seed', 'manifestDigest']],
  ] as const)('when only %s, keeps back what is not public yet, whatever the view carries', (state, kept) => {
    const text = textOf(evidence({ ...draw, state }));
    for (const name of kept) expect(text, name).not.toContain(draw[name]!);
    expect(text).not.toContain(exampleCode);
    const html = evidence({ ...draw, state });
    expect(html).not.toContain('manifest.json"');
    expect(html.includes('frame-ids.csv"')).toBe(state !== 'designed');
    expect(text).not.toContain('怎样自己核对');
  });

  it('prints the probability of the design, not the share that came out, and calls a mean a mean', () => {
    const strata = draw.strata.map((stratum) => ({ ...stratum, probability: 0.0002 }));
    const design = { ...draw.design, method: 'bernoulli' } as const;
    const rate = evidence({ ...draw, strata, design });
    expect(rate.match(/<td class="n">0\.02%<\/td>/g)).toHaveLength(strata.length + 1);
    const pareto = { ...design, method: 'pareto', sizes: { by: 'city', values: {}, meaning: 'group' } } as const;
    expect(textOf(evidence({ ...draw, strata, design: pareto }))).toContain('主样本平均入样概率');
    expect(textOf(rate)).not.toContain('平均入样概率');
  });

  it('names no member of staff', () => {
    const text = evidence(draw);
    for (const name of [draw.designedBy, draw.drawnBy, draw.sealedBy]) expect(text).not.toContain(name!);
  });

  it('announces the digest of the whole table from the lock on, where it was known then', () => {
    const announced = exampleDraw({ state: 'locked' });
    expect(textOf(evidence(announced))).toContain(`全表摘要${announced.tableDigest}`);
    expect(textOf(evidence({ ...announced, tableDigest: null }))).not.toContain('全表摘要');
  });

  it('says which code was used, and that none was', () => {
    expect(textOf(evidence(draw, null))).toContain('一次性码未使用');
  });

  it('shows hostile texts as text', () => {
    const hostile = `<img src=x onerror=alert(1)>"'</style><script>`;
    const html = evidence({
      ...draw,
      title: hostile,
      announcement: hostile,
      publicRandomness: hostile,
      strata: [{ ...draw.strata[0]!, label: hostile }],
      frames: [{ ...draw.frames[0]!, label: hostile }],
    });
    expect(html).not.toMatch(/<img|<script/);
    expect(html.match(/&lt;img src=x onerror=alert\(1\)&gt;/g)!.length).toBeGreaterThanOrEqual(5);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
  });
});

describe('the certificate', () => {
  it('carries what can be recomputed, and room to sign', () => {
    const manifest = exampleManifest();
    const text = textOf(certificate());
    for (const shown of [
      manifest.title,
      manifest.frame.digest,
      manifest.seed.value,
      manifest.seed.publicRandomness,
      manifest.digest,
      manifest.rule,
    ])
      expect(text).toContain(shown!);
    expect(text).toContain('合计688138138');
    expect(text).toContain('抽样人：日期：年月日监督人：日期：年月日见证人：日期：年月日');
    expect(text).toContain('自动审核未通过，经抽样人决定仍用于本次抽样');
  });

  it('says when no public event stands behind the seed', () => {
    const manifest = exampleManifest();
    const given = { ...manifest, seed: { value: 'a-seed-of-our-own-choice', derived: false } };
    const text = textOf(renderCertificate({ manifest: given }));
    expect(text).toContain('a-seed-of-our-own-choice由抽样人给定，没有公开随机源作证');
    expect(text).not.toContain('公开随机数');
  });

  it('prints the probability people had, which is neither the share that came out nor one for all by size', () => {
    const manifest = exampleManifest();
    const as = (method: 'bernoulli' | 'pareto', probability: (i: number) => string) => ({
      ...manifest,
      design: { ...manifest.design, method },
      units: manifest.units.map((unit, i) => ({ ...unit, probability: probability(i) })),
    });
    const chances = (given: typeof manifest) =>
      [...renderCertificate({ manifest: given }).matchAll(/<td class="n">([^<]*%|—)<\/td>/g)].map(([, cell]) => cell);
    // 138 of 688 came out of a rate of 21 %.
    const rate = chances(as('bernoulli', () => '21/100'));
    expect(new Set(rate.slice(0, -1))).toEqual(new Set(['21.00%']));
    expect(rate.at(-1)).toBe('—');
    expect(chances(as('pareto', (i) => (i % 2 === 0 ? '1/1000000' : '1')))[0]).toBe('0.0001%至100.00%');
    expect(chances(manifest).at(-1)).toBe('20.06%');
  });

  it('calls strata by their labels and is safe with hostile ones', () => {
    const html = renderCertificate({
      manifest: exampleManifest('<script>alert(1)</script>'),
      strataLabels: { 南宁市: '<b>首府</b>' },
    });
    expect(html).toContain('&lt;b&gt;首府&lt;/b&gt;');
    expect(html).not.toMatch(/<script|<b>首府/);
  });

  it('as a file forbids itself to load or run anything', () => {
    expect(certificate()).toContain(
      `content="default-src &#x27;none&#x27;; style-src &#x27;unsafe-inline&#x27;; img-src data:"`,
    );
    expect(certificate(nonce)).not.toContain('http-equiv');
  });
});

describe('the receipt', () => {
  it('holds both sides to files, numbers and digest', () => {
    const { frame, submission, filed } = exampleReceipt();
    const text = textOf(renderReceipt({ frame, submission, filed }, nonce));
    for (const shown of [
      frame.department.name,
      submission.receiptDigest,
      submission.files[0]!.sha256,
      '第2次',
      '2026年11月13日 17:12:44',
    ])
      expect(text).toContain(shown);
    expect(text).toContain('可用人数506（要求不少于500人）');
    expect(text).toContain('自动审核通过');
  });

  it('says when it came late and when it was returned', () => {
    const { frame, submission, filed } = exampleReceipt();
    const text = textOf(
      renderReceipt(
        {
          frame,
          submission: { ...submission, late: true, verdict: 'returned' },
          filed: { ...filed, verdict: 'returned' },
        },
        nonce,
      ),
    );
    expect(text).toContain('已超过截止日期');
    expect(text).toContain('自动审核未通过');
    expect(text).not.toContain('最近一次');
  });

  it('tells what was found at the filing from what a later judging found', () => {
    const { frame, submission, filed } = exampleReceipt();
    const later = { ...submission, verdict: 'returned' as const, counts: { ...submission.counts, usable: 493 } };
    const text = textOf(renderReceipt({ frame, submission: later, filed }, nonce));
    const [atFiling, since] = text.split('最近一次审核报送之后又审核过');
    expect(atFiling).toContain('报送时的审核结果自动审核通过');
    expect(atFiling).toContain('可用人数506');
    expect(since).toContain('审核结果自动审核未通过');
    expect(since).toContain('可用人数493');
    expect(since).not.toContain('506');
  });

  it('says when what was found at the filing is not known any more', () => {
    const { frame, submission } = exampleReceipt();
    const text = textOf(renderReceipt({ frame, submission, filed: null }, nonce));
    expect(text).toContain('报送时的人数没有留存');
    expect(text).toContain('可用人数506');
    expect(text).not.toContain('报送时的审核结果自动');
  });

  it('shows a hostile file name as text', () => {
    const { frame, submission, filed } = exampleReceipt();
    const files = [{ ...submission.files[0]!, name: '"><script>alert(1)</script>.xlsx' }];
    expect(renderReceipt({ frame, submission: { ...submission, files }, filed }, nonce)).not.toContain('<script');
  });
});
