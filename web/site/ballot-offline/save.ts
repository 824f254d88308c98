/** Saves a text as a file of this computer. */
import { h } from '../ballot-page/dom.ts';

export function saveFile(name: string, text: string): void {
  const link = h('a', { href: URL.createObjectURL(new Blob([text], { type: 'application/json' })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
}
