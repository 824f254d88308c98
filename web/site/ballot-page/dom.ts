/** Elements without a framework, for browsers of 2018: texts go in as text, never as markup. */

type Child = Node | string | null;
type Attribute = string | number | boolean | ((event: Event) => void);

/** An element; functions are listeners (`onclick`), `false` leaves an attribute out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== null) element.append(child);
  return element;
}

export function clear(element: Element): void {
  while (element.firstChild) element.firstChild.remove();
}

export function fill(element: Element, ...children: readonly Child[]): void {
  clear(element);
  for (const child of children) if (child !== null) element.append(child);
}

export function mustFind(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found;
}

/** Shows a view in the page: its heading takes the focus, so that a screen reader reads on from there. */
export function show(...view: readonly Child[]): void {
  const page = mustFind('page');
  fill(page, ...view);
  window.scrollTo(0, 0);
  const heading = page.querySelector('h1');
  if (heading) {
    heading.tabIndex = -1;
    heading.focus();
  }
}

/** What is stored and what not, set by the server in the page. */
export function statement(): Node {
  return (mustFind('statement') as HTMLTemplateElement).content.cloneNode(true);
}

export function paragraphs(text: string): HTMLElement[] {
  return text
    .split(/\n+/)
    .filter((line) => line.trim() !== '')
    .map((line) => h('p', {}, line));
}

const SVG = 'http://www.w3.org/2000/svg';

/** A text as a QR code, one path. The library is fetched only when a code is drawn. */
export async function drawQr(text: string, label: string): Promise<SVGSVGElement> {
  const { create } = await import('qrcode/lib/core/qrcode.js');
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
  let path = '';
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) if (data[y * size + x]) path += `M${x + 4} ${y + 4}h1v1h-1z`;
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size + 8} ${size + 8}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  svg.setAttribute('shape-rendering', 'crispEdges');
  svg.setAttribute('class', 'qr');
  const ground = document.createElementNS(SVG, 'path');
  ground.setAttribute('d', `M0 0h${size + 8}v${size + 8}h-${size + 8}z`);
  ground.setAttribute('fill', '#fff');
  const ink = document.createElementNS(SVG, 'path');
  ink.setAttribute('d', path);
  svg.append(ground, ink);
  return svg;
}
