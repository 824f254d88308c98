/**
 * The shell of the public survey's pages: one small document, a phone first, with a look for old eyes.
 *
 * Promise: works without JavaScript and in old browsers; targets of 44 px and more; colour never says what words do not. The one script
 * only makes good things better: it repeats a lost submission, solves a proof, lets keys choose.
 */
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { questionnaireStyles } from '#questionnaire/styles';

export interface SurveyFrame {
  readonly nonce: string;
  /** 长辈版. */
  readonly large: boolean;
  /** Where the pages of the survey are: `/s/2026`. */
  readonly base: string;
  readonly title: string;
  readonly organiser: string;
  readonly hotline: string;
}

const sans = `"PingFang SC","Microsoft YaHei","Noto Sans SC","Source Han Sans SC","Noto Sans CJK SC",sans-serif`;

const styles = `
:root{--ink:#1b2430;--soft:#4a5563;--blue:#1c4f8f;--pale:#eaf1f9;--line:#8391a3;--ground:#f3f5f8}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;font-size:18px}
html.large{font-size:24px;--ink:#000;--soft:#222;--blue:#00397a;--line:#444;--ground:#fff}
body{margin:0;color:#1b2430;color:var(--ink);background:#f3f5f8;background:var(--ground);font-family:${sans};line-height:1.7}
.top{background:#1c4f8f;background:var(--blue);color:#fff}
.top div{max-width:680px;margin:0 auto;padding:6px 16px;display:flex;align-items:center;justify-content:space-between}
.top p{margin:0;font-weight:600}
.top a{color:#fff;font:inherit;font-size:.9rem;line-height:30px;min-height:44px;padding:6px 12px;border:1px solid #fff;border-radius:6px;background:none;text-decoration:none;white-space:nowrap;cursor:pointer}
main{max-width:680px;margin:0 auto;padding:16px 16px 40px}
h1{font-size:1.35rem;line-height:1.4;margin:6px 0 10px}
h2{font-size:1.05rem;margin:24px 0 8px}
p{margin:8px 0}
a{color:#1c4f8f;color:var(--blue)}
.address{overflow-wrap:anywhere}
.soft{color:#4a5563;color:var(--soft);font-size:.9rem}
.card{background:#fff;border:1px solid #c9d1db;border-radius:8px;padding:12px 16px;margin:14px 0}
.card>:first-child{margin-top:0}
.card>:last-child{margin-bottom:0}
.warn{border:2px solid #8a4b00;background:#fff7e8}
.bad{border:2px solid #a3190f;background:#fff4f3}
.list{list-style:none;margin:0;padding:0}
.list a{display:block;min-height:48px;padding:9px 14px;margin:0 0 8px;background:#fff;border:1px solid #8391a3;border-radius:8px;text-decoration:none}
.ask{display:flex;margin:12px 0}
.ask input{flex:1 1 auto;min-width:0;min-height:48px;font:inherit;padding:8px 12px;border:1px solid #8391a3;border-radius:8px;margin-right:8px}
label.name{display:block;font-weight:600}
.button,main button{display:block;width:100%;min-height:48px;margin:0 0 10px;padding:9px 16px;font:inherit;font-weight:600;text-align:center;color:#fff;background:#1c4f8f;background:var(--blue);border:1px solid #1c4f8f;border-radius:8px;text-decoration:none;cursor:pointer}
.ask button{flex:none;width:auto;margin:0;white-space:nowrap}
main button.second,.button.second{color:#1c4f8f;color:var(--blue);background:#fff}
main button.small{display:inline-block;width:auto;min-height:44px;margin:0;padding:6px 14px}
main button[disabled]{opacity:.6}
.steps{height:8px;margin:0 0 4px;border-radius:4px;background:#d5dde7;overflow:hidden}
.steps svg{display:block;width:100%;height:8px}
dl.said{margin:0}
dl.said div{padding:8px 0;border-bottom:1px solid #c9d1db}
dl.said dt{font-weight:600}
dl.said dd{margin:2px 0;white-space:pre-wrap;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;background:#fff;font-size:.9rem}
.scroll{overflow-x:auto}
th,td{border:1px solid #c9d1db;padding:6px 8px;text-align:left}
td.n,th.n{text-align:right}
footer{max-width:680px;margin:0 auto;padding:0 16px 32px;color:#4a5563;color:var(--soft);font-size:.85rem}
.qn-choice input{margin-right:10px}
html.large .qn-choice,html.large .button,html.large main button,html.large .top a,html.large .list a,html.large .ask input{min-height:60px}
html.large .top a{line-height:46px}
html.large .qn-choice input{width:30px;height:30px}
html.large .qn,html.large .qn-hint,html.large .qn-about,html.large .qn-optional,html.large .qn-choice small{color:#000}
a:focus-visible,button:focus-visible,input:focus-visible,textarea:focus-visible{outline:3px solid #b35c00;outline-offset:2px}
@media print{.top,main button{display:none}}
`;

/** Once per process: without what only a person reading the source needs. */
const squeezed = `${styles}${questionnaireStyles}`
  .replace(/\/\*[^]*?\*\//g, '')
  .replace(/\s+/g, ' ')
  .replace(/ ?([{};:,>]) ?/g, '$1');

export function renderSurveyPage(
  frame: SurveyFrame,
  page: {
    readonly heading: string;
    readonly children: ReactNode;
    readonly script?: boolean;
    /** Without the switch of the look: the page's form has its own, which keeps the answers. */
    readonly look?: false;
  },
): string {
  const { nonce, large, base, title, organiser, hotline } = frame;
  const markup = renderToStaticMarkup(
    <html lang="zh-CN" className={large ? 'large' : undefined}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="format-detection" content="telephone=no" />
        <title>{`${page.heading} - ${title}`}</title>
        <style nonce={nonce} dangerouslySetInnerHTML={{ __html: squeezed }} />
      </head>
      <body>
        <header className="top">
          <div>
            <p>{title}</p>
            {page.look === false ? null : (
              <a href={`${base}?look=${large ? 'normal' : 'large'}`}>{large ? '标准版' : '长辈版'}</a>
            )}
          </div>
        </header>
        <main>{page.children}</main>
        <footer>
          <p>
            主办单位：{organiser}　监督电话：{hotline}　<a href="/verify">这是真的吗？</a>
          </p>
        </footer>
        {page.script ? <script type="module" src="/site/survey.js" /> : null}
      </body>
    </html>,
  );
  return `<!doctype html>\n${markup}\n`;
}
