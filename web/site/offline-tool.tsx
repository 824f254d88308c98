/**
 * The tool for trustees as one file: makes the poll's key, and opens the box, on a machine without a network.
 *
 * Promise: complete in itself; its own content-security policy forbids every connection, so that nothing can be sent even where there is a
 * network; only the script it was built with runs. The same bytes for everybody: its digest is published.
 */
import { renderToStaticMarkup } from 'react-dom/server';
import { offlineStyles } from './offline-styles.ts';

/** `digestOf`: SHA-256 of a text in base64. */
export function renderOfflineTool(script: string, digestOf: (text: string) => string): string {
  // The one text that would end the element early.
  const safe = script.replace(/<\/script/gi, '<\\/script');
  const digest = digestOf(safe);
  return `<!doctype html>\n${renderToStaticMarkup(
    <html lang="zh-CN">
      <head>
        <meta charSet="utf-8" />
        <meta
          httpEquiv="Content-Security-Policy"
          content={`default-src 'none'; script-src 'sha256-${digest}'; style-src 'unsafe-inline'; img-src data:`}
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>制钥和开箱工具 - Pingyi 评议</title>
        <style dangerouslySetInnerHTML={{ __html: offlineStyles }} />
      </head>
      <body>
        <header className="top">
          <p>Pingyi 评议 · 制钥和开箱工具</p>
        </header>
        <main id="page">
          <h1>正在打开</h1>
          <p>如果一直停在这里，说明浏览器太旧或关闭了脚本，请换一个浏览器打开这个文件。</p>
        </main>
        <script dangerouslySetInnerHTML={{ __html: safe }} />
      </body>
    </html>,
  )}\n`;
}
