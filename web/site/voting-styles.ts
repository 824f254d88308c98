/** The look of the voting page: a phone first, large type on demand, nothing that Chrome 67 or Safari 14 lacks. */

const sans = `"PingFang SC","Microsoft YaHei","Noto Sans SC","Source Han Sans SC","Noto Sans CJK SC",sans-serif`;

export const votingStyles = `
:root{--ink:#1b2430;--soft:#4a5563;--blue:#1c4f8f;--pale:#eaf1f9;--line:#c9d1db;--ground:#f3f5f8;--good:#17602f;--red:#a11f18}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%;font-size:18px}
html.large{font-size:24px}
body{margin:0;color:var(--ink);background:var(--ground);font-family:${sans};line-height:1.6;overflow-wrap:break-word;word-wrap:break-word}
.top{display:flex;align-items:center;justify-content:space-between;background:var(--blue);color:#fff;padding:4px 16px}
.top p{margin:0;font-weight:600}
.top button{font:inherit;font-size:16px;min-height:44px;padding:0 14px;color:#fff;background:transparent;border:1px solid #fff;border-radius:6px}
.top button[aria-pressed=true]{background:#fff;color:var(--blue)}
main{max-width:860px;margin:0 auto;padding:16px 16px 32px}
body[data-step=list] main,body[data-step=nominations] main{padding-bottom:170px}
html.large body[data-step=list] main,html.large body[data-step=nominations] main{padding-bottom:230px}
h1{font-size:1.35rem;line-height:1.35;margin:6px 0 8px;outline:0}
h2{font-size:1.1rem;line-height:1.4;margin:28px 0 10px;padding-left:10px;border-left:4px solid var(--blue)}
h3{font-size:1rem;margin:14px 0 2px}
p{margin:8px 0}
a{color:var(--blue)}
.soft{color:var(--soft);font-size:.9rem}
.lead{font-size:1.05rem}
.mono{font-family:ui-monospace,Consolas,Menlo,monospace}
.card{background:#fff;border:1px solid var(--line);border-radius:8px;padding:14px 16px;margin:14px 0}
details.card:not([open]){padding-top:4px;padding-bottom:4px}
.card>h2:first-child{margin-top:0}
.card ul{padding-left:1.2em;margin:6px 0}
.card li{margin:6px 0}
summary{min-height:44px;padding:8px 0;color:var(--blue);cursor:pointer}
.notice{background:var(--pale);border-left:5px solid var(--blue);padding:10px 14px;margin:12px 0}
.notice.good{background:#e8f4ec;border-color:var(--good)}
.notice.bad{background:#fcecea;border-color:var(--red)}
.notice p:first-child{margin-top:0}
.notice p:last-child{margin-bottom:0}
#refusal:empty{display:none}
button,.button{font:inherit;min-height:48px;padding:6px 18px;color:var(--blue);background:#fff;border:1px solid var(--blue);border-radius:8px;cursor:pointer;text-decoration:none}
.button{display:inline-flex;align-items:center}
html.large button,html.large .button{min-height:60px}
button.primary{color:#fff;background:var(--blue)}
button:disabled{color:#5b6675;background:#e4e9ef;border-color:#c9d1db;cursor:default}
button.plain,html.large button.plain{border:0;background:transparent;padding:4px 6px;min-height:44px;text-decoration:underline;text-align:left}
button[aria-expanded]::after{content:"";display:inline-block;margin-left:.4em;border:.3em solid transparent;border-top-color:currentColor;border-bottom:0;vertical-align:.15em}
button[aria-expanded=true]::after{border-top:0;border-bottom:.3em solid currentColor}
button.wide{width:100%}
.buttons{display:flex;flex-wrap:wrap;margin:8px -5px 0}
.buttons>*{margin:5px;flex:1 1 auto;text-align:center;justify-content:center}
.next{margin:16px 0}
a:focus,button:focus,input:focus,summary:focus{outline:3px solid #2f74c8;outline-offset:2px}
label[for=code],label[for=proof]{display:block;font-weight:600}
#code,#proof{width:100%;font:inherit;font-family:ui-monospace,Consolas,Menlo,monospace;padding:10px;margin:6px 0;border:1px solid #6c7a8c;border-radius:6px}
.facts{margin:14px 0}
.facts div{display:flex;padding:6px 0;border-bottom:1px solid #e4e9ef}
.facts div:last-child{border:0}
.facts dt{flex:0 0 5em;color:var(--soft)}
.facts dd{margin:0;flex:1;min-width:0}
.standards{position:-webkit-sticky;position:sticky;top:0;z-index:2;background:#fff;border:1px solid var(--line);border-radius:0 0 8px 8px;margin:8px -16px 16px;padding:6px 16px;box-shadow:0 2px 6px rgba(27,36,48,.12)}
.tabs{display:flex;align-items:center}
.tabs span{color:var(--soft);font-size:.85rem;margin-right:6px;flex:none}
.tabs button,html.large .tabs button{flex:1;min-width:0;min-height:44px;padding:2px;margin-left:4px;font-size:.9rem;border-color:var(--line);white-space:nowrap}
.tabs button[aria-pressed=true]{background:var(--pale);border-color:var(--blue);font-weight:600}
.one{margin:6px 0 2px;font-size:.85rem;line-height:1.5}
.one:empty{display:none}
dl.all,.keys{display:none}
fieldset.unit{background:#fff;border:1px solid var(--line);border-left:5px solid #8a97a8;border-radius:8px;margin:0 0 14px;padding:0 10px 6px;min-width:0;scroll-margin:170px 0 150px}
fieldset.unit.done{border-left-color:var(--good)}
fieldset.unit legend{float:left;width:100%;padding:10px 0 8px;font-weight:600;font-size:1.05rem;line-height:1.4}
.number{color:var(--soft);font-weight:400}
.levels{clear:both;display:grid;grid-template-columns:repeat(5,1fr);grid-gap:6px}
.level{position:relative;display:block;min-width:0}
.level.other{grid-column:1/-1}
.level input{position:absolute;opacity:0;left:0;top:0;width:100%;height:100%;margin:0;cursor:pointer}
.level span{display:flex;flex-direction:column;align-items:center;justify-content:center;min-height:56px;border:1px solid #6c7a8c;border-radius:8px;background:#fff;font-weight:600;line-height:1.2}
html.large .level span{min-height:68px;font-size:.95rem}
.level small{font-weight:400;font-size:14px;color:var(--soft)}
.level.other span{min-height:44px;font-weight:400;border-style:dashed}
html.large .level.other span{min-height:60px}
.level input:checked+span{background:var(--blue);border-color:var(--blue);color:#fff;border-style:solid}
.level input:checked+span small{color:#fff}
.level input:checked+span::before{content:"✓";font-size:14px;line-height:1;position:absolute;right:5px;top:4px}
.level input:focus+span{outline:3px solid #2f74c8;outline-offset:2px}
.tools{display:flex;justify-content:space-between}
.analysis{border-top:1px dashed var(--line);padding:4px 0 8px}
.analysis h3:first-child{margin-top:6px}
.bottom{position:fixed;left:0;right:0;bottom:0;z-index:3;background:#fff;border-top:1px solid var(--line);padding:6px 16px 8px;padding-bottom:calc(8px + env(safe-area-inset-bottom));box-shadow:0 -2px 6px rgba(27,36,48,.12)}
.bottom>*{max-width:828px;margin-left:auto;margin-right:auto}
.bottom .buttons{margin-top:2px;margin-bottom:0}
.bottom .said{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline}
.bottom .said .soft{margin-left:10px}
.bottom progress{display:block;width:100%;height:6px}
.said-limit{margin-top:0;margin-bottom:0;color:var(--red);font-weight:600}
.said-limit:empty{display:none}
.nominee{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;background:#fff;border:1px solid var(--line);border-radius:8px;margin:0 0 8px;padding:6px 10px}
.nominee>span{flex:1 1 6em;min-width:0;padding:4px 8px 4px 0;font-weight:600}
.pair{display:flex;flex:0 0 auto}
.pair button{margin-left:8px;padding:6px 4px;min-width:4.9em;white-space:nowrap;border-color:#6c7a8c;color:var(--ink)}
.pair button[aria-pressed=true]{color:#fff;background:var(--red);border-color:var(--red);font-weight:600}
.pair button.worst[aria-pressed=true]{background:#1b2430;border-color:#1b2430}
.pair button[aria-pressed=true]::before{content:"✓";font-size:14px}
table.counts{width:100%;border-collapse:collapse;background:#fff;margin:12px 0}
.counts caption{text-align:left;color:var(--soft);font-size:.9rem;padding-bottom:4px}
.counts th,.counts td{border:1px solid var(--line);padding:8px 12px;text-align:left;font-weight:400}
.counts td{text-align:right;font-weight:600}
.marks{padding-left:0;list-style:none;margin:0}
.marks li{display:flex;justify-content:space-between;border-bottom:1px solid #e4e9ef;margin:0;padding:6px 0}
.marks b{flex:none;margin-left:12px}
.blanks{list-style:none;padding:0}
.receipt{text-align:center}
.receipt h2{text-align:left}
.digits{font-family:ui-monospace,Consolas,Menlo,monospace;font-size:1.3rem;font-weight:600;letter-spacing:.04em;line-height:1.7}
.digits span{display:inline-block}
.qr{width:210px;height:210px;max-width:80%}
@media (min-width:900px){
  .tabs,.one{display:none}
  dl.all{display:grid;grid-template-columns:repeat(5,1fr);grid-gap:10px;margin:0;font-size:14px;line-height:1.45}
  dl.all dt{font-weight:600}
  dl.all dd{margin:0}
  .standards{margin:8px -120px 16px}
  .keys{display:inline}
  .levels.six{grid-template-columns:repeat(6,1fr)}
  .level.other{grid-column:auto}
  .level.other span{min-height:56px}
}
@media (min-width:900px) and (max-width:1100px){.standards{margin:8px -16px 16px}}
@media print{
  .top,.no-print,.bottom{display:none}
  body{background:#fff}
}
`;
