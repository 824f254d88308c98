/**
 * The shell of a public page: one HTML document without links to other hosts or inline style attributes, and with no script but
 * those a page names.
 *
 * Promise: works without JavaScript and, without a nonce, from a file on disk with no network. Texts are escaped by React.
 */
import type { ReactElement, ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { styles } from './styles.ts';

export interface PageShell {
  readonly title: string;
  /** Of the response's content-security policy; undefined for a page that is kept as a file. */
  readonly nonce: string | undefined;
  readonly children: ReactNode;
  /** Modules of this site, for pages that do something; most have none. */
  readonly scripts?: readonly string[];
  /** Instead of the look of documents. */
  readonly looks?: string;
}

export function renderDocument(shell: PageShell): string {
  return `<!doctype html>\n${renderToStaticMarkup(documentOf(shell))}\n`;
}

function documentOf({ title, nonce, children, scripts = [], looks = styles }: PageShell): ReactElement {
  return (
    <html lang="zh-CN">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {nonce === undefined ? (
          <meta
            httpEquiv="Content-Security-Policy"
            content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
          />
        ) : null}
        <meta name="robots" content="noindex" />
        <meta name="format-detection" content="telephone=no" />
        <title>{title}</title>
        <style nonce={nonce} dangerouslySetInnerHTML={{ __html: looks }} />
      </head>
      <body>
        {children}
        {scripts.map((src) => (
          <script key={src} type="module" src={src} />
        ))}
      </body>
    </html>
  );
}
