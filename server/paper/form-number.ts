/**
 * Form numbers: `K7QM-0042-H`. Batch, serial, and a check character that finds every single wrong character and every two
 * neighbours that changed places.
 *
 * Promise: pure. Letters that look like digits are not used; typed among the digits of the serial they are read as digits.
 */

/** 31 characters, a prime number of them: without 0 O 1 I L. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const size = alphabet.length;
/** Powers of 3, which runs through all 30 non-zero remainders of 31, so no two places weigh the same. */
const weightOf = (place: number): number => {
  let weight = 1;
  for (let i = 0; i < place; i += 1) weight = (weight * 3) % size;
  return weight;
};

function checkCharacter(code: string, digits: string): string {
  // Digits of the serial have values of their own: 0 and 1 are not in the alphabet.
  const values = [...Array.from(code, (character) => alphabet.indexOf(character)), ...Array.from(digits, Number)];
  const sum = values.reduce((total, value, place) => (total + value * weightOf(place + 1)) % size, 0);
  return alphabet[sum]!;
}

/** A batch code of four characters, from random bytes handed in. */
export function batchCode(random: Uint8Array): string {
  return Array.from(random.subarray(0, 4), (byte) => alphabet[byte % size]).join('');
}

export function formNumber(code: string, serial: number): string {
  const digits = String(serial).padStart(4, '0');
  return `${code}-${digits}-${checkCharacter(code, digits)}`;
}

/** What a typed or scanned number names; undefined when it is none, which a wrong check character makes it. */
export function readFormNumber(text: string): { readonly code: string; readonly serial: number } | undefined {
  const plain = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
  const code = plain.slice(0, 4);
  const digits = plain.slice(4, -1).replaceAll('O', '0').replace(/[IL]/g, '1');
  const check = plain.slice(-1);
  if (!/^\d{4,6}$/.test(digits)) return undefined;
  if (Array.from(code).some((character) => !alphabet.includes(character))) return undefined;
  return checkCharacter(code, digits) === check ? { code, serial: Number(digits) } : undefined;
}
