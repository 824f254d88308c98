/** The user guide, `/guide`: the Markdown that is also readable in the repository, as a page. */
import { marked } from 'marked';
import guideText from '../guide/使用指南.md?raw';
import { renderDocument } from './document.tsx';

export function renderGuide(nonce: string): string {
  // Our own text, no user's: it needs no sanitising.
  const html = marked.parse(guideText, { async: false });
  return renderDocument({
    title: '评议平台使用指南',
    nonce,
    children: <main dangerouslySetInnerHTML={{ __html: html }} />,
  });
}
