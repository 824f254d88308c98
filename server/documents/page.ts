/**
 * The same blocks as a web page to read and to print: A4 with the margins of the other two, no script, nothing fetched.
 *
 * Promise: every text is escaped; its looks stand in one style element that carries the response's nonce.
 */
import { html, raw } from 'hono/html';
import QRCode from 'qrcode';
import { bodySize, headingSize, margins, titleSize, type Block, type Cell, type PrintedDocument } from './model.ts';

type Markup = ReturnType<typeof html>;

/** Names of classes by the rule they stand for: without attributes of style, which the policy forbids. */
class Rules {
  readonly #names = new Map<string, string>();
  nameOf(rule: string): string {
    const known = this.#names.get(rule);
    if (known !== undefined) return known;
    const name = `r${this.#names.size}`;
    this.#names.set(rule, name);
    return name;
  }
  get text(): string {
    return [...this.#names].map(([rule, name]) => `.${name}{${rule}}`).join('');
  }
}

const looks = `
*{box-sizing:border-box}
body{margin:0;background:#eef1f5;color:#111;font:${bodySize}pt/1.42 "仿宋_GB2312",FangSong,STFangsong,"Noto Serif CJK SC",serif}
main{background:#fff;margin:16px auto;padding:${margins.top}mm ${margins.right}mm ${margins.bottom}mm ${margins.left}mm;border:1px solid #c9d1dc}
.how{font:15px/1.6 system-ui,sans-serif;margin:16px auto 0;padding:0 16px;color:#3c4653}
h1{font:bold ${titleSize}pt/1.4 "方正小标宋简体",STZhongsong,"Noto Serif CJK SC",serif;text-align:center;margin:0 0 10pt;text-wrap:balance}
h2{font:bold ${headingSize}pt/1.4 SimHei,"Noto Sans CJK SC",sans-serif;margin:8pt 0 4pt;break-after:avoid}
p{margin:0 0 3pt;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;table-layout:fixed;font-size:10.5pt;margin:0 0 6pt}
th,td{border:1px solid #222;padding:1.5pt 4pt;text-align:left;font-weight:400;white-space:pre-line;overflow-wrap:anywhere}
tr{break-inside:avoid}
.runs tr{break-inside:auto}
svg{display:block}
@media (max-width:700px){main{margin:0;border:0;padding:16px}}
@media print{
body{background:none}
main{margin:0;border:0;padding:0;max-width:none}
.how{display:none}
}`;

/** A text inside a CSS string: letters and Chinese stay, everything else by its number. */
const cssText = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N}]/gu, (sign) => `\\${sign.codePointAt(0)!.toString(16)} `);

/** A whole page. Cost: linear in the blocks. */
export async function writePage(document: PrintedDocument, nonce: string): Promise<string> {
  const rules = new Rules();
  const set: Markup[] = [];
  let breakBefore = '';
  for (const block of document.blocks) {
    if (block.kind === 'page') {
      breakBefore = rules.nameOf(block.side === 'odd' ? 'break-before:right' : 'break-before:page');
      continue;
    }
    set.push(await setBlock(block, rules, breakBefore));
    breakBefore = '';
  }
  const foot =
    document.foot === undefined
      ? ''
      : `@bottom-center{font-size:9pt;content:"${cssText(document.foot)}\\3000 第" counter(page) "页，共" counter(pages) "页"}`;
  const page = `@page{size:A4${document.landscape ? ' landscape' : ''};margin:${margins.top}mm ${margins.right}mm ${margins.bottom}mm ${margins.left}mm;${foot}}
main,.how{max-width:${document.landscape ? 297 : 210}mm}`;
  const written = await html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="format-detection" content="telephone=no" />
        <title>${document.title}</title>
        <style nonce="${nonce}">
          ${raw(`${looks}\n${page}\n${rules.text}`)}
        </style>
      </head>
      <body>
        <p class="how">可以用浏览器的“打印”印出来，或者在打印窗口里另存为PDF；纸张选A4。</p>
        <main>${set}</main>
      </body>
    </html> `;
  return written.toString();
}

async function setBlock(block: Exclude<Block, { kind: 'page' }>, rules: Rules, breakBefore: string): Promise<Markup> {
  switch (block.kind) {
    case 'title':
      return html`<h1 class="${breakBefore}">
        ${block.lines.map((line, i) => html`${i > 0 ? raw('<br>') : ''}${line}`)}
      </h1> `;
    case 'heading':
      return html`<h2 class="${breakBefore}">${block.text}</h2> `;
    case 'paragraph': {
      const rule = rules.nameOf(
        `text-align:${block.align ?? 'left'};font-size:${block.size ?? bodySize}pt;text-indent:${block.indent ? '2em' : '0'}${block.bold ? ';font-weight:700' : ''}${block.keepNext ? ';break-after:avoid' : ''}`,
      );
      return html`${block.text
        .split('\n')
        .map((line, i) => html`<p class="${rule} ${i === 0 ? breakBefore : ''}">${line}</p> `)}`;
    }
    case 'table':
      return setTable(block, rules, breakBefore);
    case 'qr': {
      const drawing = await QRCode.toString(block.text, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
      const left = { left: '0', center: 'auto', right: 'auto' }[block.align ?? 'left'];
      const right = block.align === 'center' ? 'auto' : '0';
      const rule = rules.nameOf(`width:${block.size}mm;margin-left:${left};margin-right:${right}`);
      return html`<div class="${rule} ${breakBefore}">${raw(drawing)}</div> `;
    }
    case 'gap':
      return html`<div class="${rules.nameOf(`height:${block.height}mm`)} ${breakBefore}"></div> `;
  }
}

function setTable(block: Extract<Block, { kind: 'table' }>, rules: Rules, breakBefore: string): Markup {
  const whole = block.widths.reduce((sum, width) => sum + width, 0);
  const height = block.rowHeight === undefined ? '' : rules.nameOf(`height:${block.rowHeight}mm`);
  const heads = block.headRows ?? 0;
  const row = (cells: readonly Cell[], tag: 'th' | 'td') =>
    html`<tr class="${height}">
      ${cells.map((cell) => setCell(cell, tag, rules))}
    </tr>`;
  return html`<table class="${block.breakRows ? 'runs' : ''} ${breakBefore}">
    <colgroup>
      ${block.widths.map((width) => html`<col class="${rules.nameOf(`width:${((100 * width) / whole).toFixed(3)}%`)}" />`)}
    </colgroup>
    ${
      heads > 0
        ? html`<thead>
            ${block.rows.slice(0, heads).map((cells) => row(cells, 'th'))}
          </thead>`
        : ''
    }
    <tbody>
      ${block.rows.slice(heads).map((cells) => row(cells, 'td'))}
    </tbody>
  </table> `;
}

function setCell(cell: Cell, tag: 'th' | 'td', rules: Rules): Markup {
  const { text, bold = false, align = 'left', columns, rows, size } = typeof cell === 'string' ? { text: cell } : cell;
  const rule = rules.nameOf(
    `text-align:${align}${bold ? ';font-weight:700' : ''}${size === undefined ? '' : `;font-size:${size}pt`}`,
  );
  const spans = raw(
    `${columns === undefined ? '' : ` colspan="${columns}"`}${rows === undefined ? '' : ` rowspan="${rows}"`}${tag === 'th' ? ' scope="col"' : ''}`,
  );
  return html`${raw(`<${tag}`)}${spans} class="${rule}">${text}${raw(`</${tag}>`)}`;
}
