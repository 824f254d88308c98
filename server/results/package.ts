/**
 * The frozen package: facts and everything derived from them, as one canonical text whose SHA-256 is its digest.
 *
 * Promise: pure; whoever holds the text can derive it again and compare byte by byte. Nothing in it depends on the machine.
 */
import { sha256Hex } from '#sampling';
import { canonicalText, type CompositeDocument, parseInput } from '#surveys';
import { derive, type Derived } from './derive.ts';
import { type Facts, packageFormat } from './facts.ts';
import { hasPackageShape } from './package-shape.ts';

export interface PackageHead {
  readonly number: number;
  /** Digest of the package before, so that none can be left out. */
  readonly previous: string | null;
  readonly frozenAt: string;
  readonly frozenBy: string;
  readonly reason: string;
  readonly code: { readonly name: string; readonly version: string };
}

export interface ResultPackageBody extends PackageHead {
  readonly format: typeof packageFormat;
  readonly facts: Facts;
  readonly derived: Derived;
}

/** The file: canonical JSON and a final newline. */
export function writePackage(head: PackageHead, facts: Facts, derived: Derived): { text: string; digest: string } {
  const text = `${canonicalText({ format: packageFormat, ...head, facts, derived })}\n`;
  return { text, digest: `sha256:${sha256Hex(text)}` };
}

export function readPackage(text: string): ResultPackageBody {
  return JSON.parse(text) as ResultPackageBody;
}

/** The files of `pingyi score` that stand in a package: what goes in, and what comes out byte for byte. */
export const inputText = ({ derived }: ResultPackageBody): string => `${canonicalText(derived.input)}\n`;
export const outputText = ({ derived }: ResultPackageBody): string => `${canonicalText(derived.output)}\n`;

export type PackageVerdict =
  | {
      readonly kind: 'same';
      readonly digest: string;
      readonly package: ResultPackageBody;
      readonly output: CompositeDocument;
    }
  | { readonly kind: 'different'; readonly digest: string; readonly places: readonly string[] }
  | { readonly kind: 'no-package' };

/** Derives a package again from its facts and compares. */
export function recompute(text: string): PackageVerdict {
  const parsed = parseInput(text);
  if (!parsed.ok || !isPackage(parsed.value)) return { kind: 'no-package' };
  const held = parsed.value;
  const digest = `sha256:${sha256Hex(text)}`;
  const { derived } = derive(held.facts);
  if (!derived) return { kind: 'different', digest, places: ['facts'] };
  const { format: _format, facts, derived: kept, ...head } = held;
  if (writePackage(head, facts, derived).text === text)
    return { kind: 'same', digest, package: held, output: derived.output };
  const places = (['settings', 'satisfaction', 'input', 'output'] as const).filter(
    (key) => canonicalText(derived[key]) !== canonicalText(kept[key]),
  );
  return { kind: 'different', digest, places: places.length > 0 ? places : ['canonical form'] };
}

const isPackage = (value: unknown): value is ResultPackageBody => hasPackageShape(value);
