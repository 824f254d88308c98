/**
 * The parts of an Office package (xlsx, xlsm) and the relationships between them.
 *
 * Promise: parts are found by relationship, never by guessing names; every part is read through the meter, and when a damaged
 * part turns out to break a limit as well, the limit is what is reported.
 */
import type { Meter } from '../limits.ts';
import { Unreadable } from '../refusal.ts';
import { type XmlHandler, XmlScanner } from '../xml-scanner.ts';
import { packedBytes, type ZipEntry } from '../zip/directory.ts';
import { drain, type PackedPart, unpack } from '../zip/unpack.ts';

export interface Relationship {
  readonly id: string;
  /** The last word of the type, the same in transitional and strict files: `worksheet`, `sharedStrings` … */
  readonly type: string;
  /** Full part name, without leading slash. */
  readonly target: string;
}

export class OfficeParts {
  readonly #bytes: Buffer;
  readonly #meter: Meter;
  readonly #entries = new Map<string, ZipEntry>();
  readonly #visited = new Set<string>();

  constructor(bytes: Buffer, entries: readonly ZipEntry[], meter: Meter) {
    this.#bytes = bytes;
    this.#meter = meter;
    for (const entry of entries) {
      if (entry.directory) continue;
      if (entry.name.split('/').includes('..')) throw new Unreadable('unsafe-entry');
      const key = partKey(entry.name);
      // Two parts of one name: two programs would read two different workbooks.
      if (this.#entries.has(key)) throw new Unreadable('corrupt-file');
      this.#entries.set(key, entry);
    }
  }

  has(name: string): boolean {
    return this.#entries.has(partKey(name));
  }

  some(pattern: RegExp): boolean {
    for (const key of this.#entries.keys()) if (pattern.test(key)) return true;
    return false;
  }

  /** Scans a part that must exist. */
  async scan(name: string, handler: XmlHandler, words: readonly string[]): Promise<void> {
    const entry = this.#entries.get(partKey(name));
    if (!entry) throw new Unreadable('corrupt-file');
    this.#visited.add(partKey(name));
    await this.#scanEntry(entry, new XmlScanner(handler, words));
  }

  /** The relationships of a part (`''` for those of the package); none if it has no such part. */
  async relationships(name: string): Promise<Relationship[]> {
    const slash = name.lastIndexOf('/') + 1;
    const folder = name.slice(0, slash);
    const part = `${folder}_rels/${name.slice(slash)}.rels`;
    const found: Relationship[] = [];
    if (!this.has(part)) return found;
    const handler: XmlHandler = {
      open(word, scanner) {
        if (word !== 'Relationship' || scanner.attribute('TargetMode') === 'External') return;
        const id = scanner.attribute('Id');
        const target = scanner.attribute('Target');
        const type = scanner.attribute('Type');
        if (id === undefined || target === undefined || type === undefined) return;
        found.push({ id, type: type.slice(type.lastIndexOf('/') + 1), target: resolveTarget(folder, target) });
      },
      close() {},
      text() {},
    };
    await this.scan(part, handler, ['Relationship']);
    return found;
  }

  /** Unpacks what no reader asked for: bombs are measured and DTDs refused wherever they hide. */
  async sweep(): Promise<void> {
    const deaf: XmlHandler = { open() {}, close() {}, text() {} };
    for (const [key, entry] of this.#entries) {
      if (this.#visited.has(key)) continue;
      if (/\.(xml|rels|vml)$/.test(key)) await this.#scanEntry(entry, new XmlScanner(deaf, []), key.endsWith('.vml'));
      else await drain(unpack(this.#packed(entry), this.#meter));
    }
  }

  async #scanEntry(entry: ZipEntry, scanner: XmlScanner, lenient = false): Promise<void> {
    const chunks = unpack(this.#packed(entry), this.#meter);
    let damage: Unreadable | undefined;
    for await (const chunk of chunks) {
      if (damage) continue;
      try {
        scanner.push(chunk);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        // An excess ends the matter; a fault is reported only after the part has been measured to its end.
        if (error.code !== 'corrupt-file') throw error;
        damage = error;
      }
    }
    if (lenient) return;
    if (damage) throw damage;
    scanner.end();
  }

  #packed(entry: ZipEntry): PackedPart {
    if (entry.encrypted || (entry.method !== 0 && entry.method !== 8)) throw new Unreadable('corrupt-file');
    return { packed: packedBytes(this.#bytes, entry), deflated: entry.method === 8, crc: entry.crc };
  }
}

/** Part names are compared without case (Open Packaging Conventions); some writers begin them with a slash. */
function partKey(name: string): string {
  return name.replace(/^\/+/, '').toLowerCase();
}

function resolveTarget(folder: string, target: string): string {
  const path = target.startsWith('/') ? target.slice(1) : folder + target;
  const steps: string[] = [];
  for (const step of path.replaceAll('\\', '/').split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}
