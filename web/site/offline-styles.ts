/** The look of the trustees' tool: on screen a page of steps, on paper one sheet at a time. */

export const offlineStyles = `
:root{--ink:#1b2430;--soft:#4a5563;--blue:#1c4f8f;--line:#c9d1db}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;color:var(--ink);background:#f3f5f8;font:17px/1.65 "PingFang SC","Microsoft YaHei","Noto Sans SC","Source Han Sans SC",sans-serif}
.top{background:var(--blue);color:#fff;padding:8px 0}
.top p{margin:0 auto;max-width:820px;padding:0 16px;font-weight:600}
main{max-width:820px;margin:0 auto;padding:16px}
h1{font-size:1.5rem;margin:8px 0;outline:0}
h2{font-size:1.15rem;margin:0 0 8px}
p{margin:8px 0}
.soft{color:var(--soft);font-size:.92rem}
.card{background:#fff;border:1px solid var(--line);border-radius:8px;padding:16px 18px;margin:14px 0}
label{display:block;font-weight:600;margin:10px 0 4px}
input[type=text],textarea{width:100%;font:inherit;padding:9px 10px;border:1px solid #6c7a8c;border-radius:6px}
textarea{font-family:ui-monospace,Consolas,Menlo,monospace;min-height:92px}
button{font:inherit;min-height:46px;padding:4px 20px;margin:6px 8px 6px 0;color:var(--blue);background:#fff;border:1px solid var(--blue);border-radius:8px;cursor:pointer}
button.primary{color:#fff;background:var(--blue)}
button:disabled{color:#5b6675;background:#e4e9ef;border-color:var(--line);cursor:default}
button:focus,input:focus,textarea:focus{outline:3px solid #2f74c8;outline-offset:2px}
.mono{font-family:ui-monospace,Consolas,Menlo,monospace;overflow-wrap:anywhere;word-break:break-all}
.notice{background:#eaf1f9;border-left:5px solid var(--blue);padding:10px 14px;margin:12px 0}
.notice.good{background:#e8f4ec;border-color:#17602f}
.notice.bad{background:#fcecea;border-color:#a11f18}
table{border-collapse:collapse;width:100%;margin:8px 0}
caption{text-align:left;margin-bottom:4px}
th,td{border:1px solid var(--line);padding:6px 10px;text-align:right;font-weight:400}
th:first-child{text-align:left}
thead th{background:#eaf1f9;font-weight:600}
.sheet{display:none}
.share{font-size:1.25rem;letter-spacing:.04em;line-height:2}
.share span{display:block;white-space:nowrap}
.qr{width:50mm;height:50mm}
@media print{
  body{background:#fff}
  .top,main>*:not(.printing){display:none!important}
  .sheet.printing{display:block}
  .sheet h1{text-align:center;margin:18mm 0 10mm}
  .sheet .line{margin-top:18mm}
}
`;
