/** The look of the public pages: one style element, system fonts, a phone first, A4 on paper. No colour says what words do not. */

const sans = `"PingFang SC","Microsoft YaHei","Noto Sans SC","Source Han Sans SC","Noto Sans CJK SC",sans-serif`;
const serif = `"Songti SC","SimSun","Noto Serif SC","Source Han Serif SC","Noto Serif CJK SC",serif`;

export const styles = `
:root{--ink:#1b2430;--soft:#4a5563;--blue:#1c4f8f;--pale:#eaf1f9;--line:#c9d1db;--ground:#f3f5f8;--good:#1f7a3d;--red:#b3261e}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;font-size:16px}
body{margin:0;color:var(--ink);background:var(--ground);font-family:${sans};line-height:1.7}
a{color:var(--blue)}
a:focus-visible,summary:focus-visible{outline:3px solid #5b93d6;outline-offset:2px}
.top{background:var(--blue);color:#fff}
.top p{margin:0 auto;max-width:880px;padding:10px 16px;font-weight:600}
main{max-width:880px;margin:0 auto;padding:20px 16px 48px}
h1{font-size:1.6rem;line-height:1.35;margin:8px 0 4px;text-wrap:balance}
h2{font-size:1.2rem;line-height:1.4;margin:36px 0 10px;padding-left:10px;border-left:4px solid var(--blue)}
h3{font-size:1rem;margin:20px 0 4px}
p{margin:6px 0}
.soft{color:var(--soft)}
.lead{font-size:1.05rem}
.state{display:inline-block;padding:1px 10px;border-radius:3px;background:var(--pale);color:#173f73;border:1px solid #b9cde5;font-size:.9rem}
.state-good{background:#e8f4ec;color:#17602f;border-color:#b5d9c1}
.state-bad{background:#fcecea;color:#8f1d16;border-color:#eebcb8}
.card{background:#fff;border:1px solid var(--line);border-radius:6px;padding:14px 16px;margin:12px 0}
.card>:first-child{margin-top:0}
.card>:last-child{margin-bottom:0}
dl.facts{display:grid;grid-template-columns:minmax(7em,auto) 1fr;gap:6px 16px;margin:0}
dl.facts dt{color:var(--soft)}
dl.facts dd{margin:0;min-width:0;overflow-wrap:anywhere}
code,.mono{font-family:ui-monospace,"Cascadia Mono",Consolas,"Liberation Mono",Menlo,monospace;font-size:.9em}
.digest{display:inline;line-height:1.6}
.digest span{display:inline-block;margin-right:.5em}
pre{background:#1b2430;color:#f0f4f9;border-radius:5px;padding:10px 12px;margin:8px 0;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.5}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;background:#fff;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:0 0 6px}
th,td{border:1px solid var(--line);padding:6px 10px;text-align:left;vertical-align:top}
th:first-child,td:first-child{min-width:5.5em}
thead th{background:var(--pale);white-space:nowrap}
th.n,td.n{text-align:right;white-space:nowrap}
tfoot th,tfoot td{font-weight:600;background:#f7f9fb}
ol.steps{list-style:none;padding:16px}
ol.steps>li{position:relative;padding:0 0 18px 34px;border-left:2px solid var(--line);margin-left:11px}
ol.steps>li:last-child{border-left-color:transparent;padding-bottom:0}
ol.steps>li::before{content:attr(data-step);position:absolute;left:-13px;top:0;width:24px;height:24px;line-height:22px;border-radius:50%;border:1px solid var(--line);background:#fff;color:var(--soft);text-align:center;font-size:.85rem}
ol.steps>li.done::before{background:var(--good);border-color:var(--good);color:#fff}
ol.steps h3{margin:0}
ol.how{padding-left:1.4em;margin:6px 0}
ol.how>li{margin:4px 0}
ul.plain{margin:6px 0;padding-left:1.2em}
.downloads{list-style:none;margin:0;padding:0;display:grid;gap:8px;grid-template-columns:repeat(auto-fill,minmax(250px,1fr))}
.downloads a{display:block;background:#fff;border:1px solid var(--line);border-radius:6px;padding:10px 14px;text-decoration:none}
.downloads b{display:block;text-decoration:underline}
.downloads span{color:var(--soft);font-size:.9rem}
form.check label{display:block;font-weight:600}
.ask{display:flex;gap:8px;flex-wrap:wrap;margin:8px 0}
.ask input{flex:1 1 16em;min-width:0;font-size:1.05rem;padding:9px 10px;border:1px solid #8391a3;border-radius:5px}
.ask button{font:inherit;min-height:44px;padding:0 24px;border:0;border-radius:5px;background:var(--blue);color:#fff;cursor:pointer}
.ask input:focus-visible,.ask button:focus-visible{outline:3px solid #5b93d6;outline-offset:2px}
#answer:empty{display:none}
footer{margin-top:40px;padding-top:12px;border-top:1px solid var(--line);color:var(--soft);font-size:.9rem}

.sheet{background:#fff;max-width:210mm;margin:16px auto;padding:14mm 16mm;border:1px solid var(--line)}
.sheet h1{font-family:${serif};text-align:center;font-size:1.9rem;letter-spacing:.35em;text-indent:.35em;margin:0 0 6px}
.sheet .name{text-align:center;font-size:1.15rem;font-weight:600;margin:0 0 2px;text-wrap:balance}
.sheet .under{text-align:center;margin:0 0 14px}
.sheet h2{font-size:1rem;margin:18px 0 6px;padding-left:8px}
.sheet dl.facts{font-size:.92rem;gap:3px 14px}
.sheet table{font-size:.92rem}
.sheet th,.sheet td{padding:3px 8px}
.proof{display:grid;grid-template-columns:1fr 34mm;gap:8mm;align-items:center;border:1px solid var(--ink);padding:4mm 5mm;margin:6px 0}
.proof p{margin:2px 0}
.proof .digest{display:grid;grid-template-columns:repeat(4,max-content);column-gap:.7em}
.proof .digest span{margin:0}
.proof svg{display:block;width:34mm;height:34mm}
.signatures{display:grid;grid-template-columns:repeat(3,1fr);gap:8mm;margin:12mm 0 0}
.signatures div{display:grid;gap:9mm}
.signatures p{margin:0;border-bottom:1px solid var(--ink);padding-bottom:2px}
.signatures .day{display:flex;justify-content:space-between;border:0}

.attachment h1{letter-spacing:.06em;text-indent:0;margin:6mm 0 8mm;line-height:1.5}
.attachment table{border:1px solid var(--ink);margin:4mm 0 3mm;table-layout:fixed}
.attachment th,.attachment td{border-color:var(--ink);height:18mm;padding:8px;text-align:center;vertical-align:middle;font-size:1.05rem;overflow-wrap:anywhere}
.attachment th{font-weight:500}
.attachment .seal{font-size:1.05rem;min-height:12mm}

@media (max-width:640px){
  h1{font-size:1.35rem}
  .sheet{padding:16px;margin:0;border:0}
  .sheet h1{font-size:1.5rem}
  .attachment th,.attachment td{font-size:.82rem;padding:6px 2px}
  dl.facts{grid-template-columns:1fr;gap:0}
  dl.facts dt{margin-top:8px;font-size:.9rem}
  th,td{padding:5px 7px}
  thead th,thead th.n{white-space:normal}
  table{font-size:.92rem}
  .proof{grid-template-columns:1fr}
  .signatures{grid-template-columns:1fr}
  .signatures div{gap:18px}
}
@media print{
  @page{size:A4;margin:11mm 16mm}
  html{font-size:14px}
  html:has(.sheet){font-size:12.6px}
  html:has(.attachment){font-size:16px}
  body{background:#fff}
  .top,.screen{display:none}
  main{max-width:none;padding:0}
  main,.sheet{line-height:1.5}
  .sheet{max-width:none;margin:0;padding:0;border:0}
  .sheet .under{margin-bottom:8px}
  .sheet h2{margin:9px 0 3px}
  .sheet dl.facts{gap:0 14px}
  .sheet th,.sheet td{padding:1px 8px}
  .proof{padding:1mm 4mm;grid-template-columns:1fr 26mm}
  .proof svg{width:26mm;height:26mm}
  .signatures{margin-top:6mm}
  .signatures div{gap:7mm}
  h2{margin-top:22px}
  .card{padding:10px 12px}
  footer{margin-top:20px}
  h2,h3{break-after:avoid}
  tr,li,.card,.end,ol.steps>li{break-inside:avoid}
  thead{display:table-header-group}
  tfoot{display:table-row-group}
  a{color:inherit;text-decoration:none}
  pre{background:#fff;color:var(--ink);border:1px solid var(--line)}
  .state,thead th,.steps>li.done::before{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;
