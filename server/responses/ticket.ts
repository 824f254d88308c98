/**
 * What the pages carry from screen to screen, signed by the survey's secret: the ticket of one answer, the device, the receipt.
 *
 * Promise: a ticket is made when the form is first served and names one answer for good, so that the same form sent ten times is one
 * answer; nothing in it says who somebody is. What does not verify is as if it were not there.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export interface Ticket {
  readonly departmentId: string;
  readonly versionId: string;
  /** The number of this answer: 16 random bytes. */
  readonly token: string;
  /** Of the device cookie. */
  readonly device: string;
  /** Seconds since 1970 when the form was served. */
  readonly servedAt: number;
  /** Somebody who had no proof may send from then on. */
  readonly notBefore?: number;
}

const MAC_BYTES = 16;
const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

export const newToken = (): string => random(16);
export const newDevice = (): string => random(16);

function mac(secret: Buffer, purpose: string, text: string): Buffer {
  return createHmac('sha256', secret).update(`${purpose}\n${text}`).digest().subarray(0, MAC_BYTES);
}

/** A text with its mark: for what a page carries or an address says. */
export function sign(secret: Buffer, purpose: string, text: string): string {
  return `${text}.${mac(secret, purpose, text).toString('base64url')}`;
}

/** The text, when the mark is ours and for this purpose. */
export function verified(secret: Buffer, purpose: string, signed: string | undefined): string | undefined {
  const at = signed?.lastIndexOf('.') ?? -1;
  if (signed === undefined || at < 0 || signed.length > 1000) return undefined;
  const given = Buffer.from(signed.slice(at + 1), 'base64url');
  const text = signed.slice(0, at);
  return given.length === MAC_BYTES && timingSafeEqual(given, mac(secret, purpose, text)) ? text : undefined;
}

export function writeTicket(secret: Buffer, ticket: Ticket): string {
  const { departmentId, versionId, token, device, servedAt, notBefore = 0 } = ticket;
  return sign(secret, 'ticket', [departmentId, versionId, token, device, servedAt, notBefore].join('~'));
}

export function readTicket(secret: Buffer, signed: string | undefined): Ticket | undefined {
  const parts = verified(secret, 'ticket', signed)?.split('~');
  if (parts?.length !== 6) return undefined;
  const [departmentId = '', versionId = '', token = '', device = '', servedAt = '', notBefore = ''] = parts;
  return {
    departmentId,
    versionId,
    token,
    device,
    servedAt: Number(servedAt),
    ...(notBefore === '0' ? {} : { notBefore: Number(notBefore) }),
  };
}

export const writeDevice = (secret: Buffer, device: string): string => sign(secret, 'device', device);
export const readDevice = (secret: Buffer, signed: string | undefined): string | undefined =>
  verified(secret, 'device', signed);

/** What a later answer of the device about the same department replaces. */
export function replaceKeyOf(secret: Buffer, device: string, departmentId: string): Buffer {
  return mac(secret, 'replace', `${device} ${departmentId}`);
}

export interface Receipt {
  readonly departmentId: string;
  readonly replaced: boolean;
}

/** Stands in an address: which page of thanks to show, and nothing about the answer. */
export function writeReceipt(secret: Buffer, { departmentId, replaced }: Receipt): string {
  return sign(secret, 'receipt', `${departmentId}~${replaced ? 1 : 0}`);
}

export function readReceipt(secret: Buffer, signed: string): Receipt | undefined {
  const text = verified(secret, 'receipt', signed);
  if (text === undefined) return undefined;
  const [departmentId = '', replaced] = text.split('~');
  return { departmentId, replaced: replaced === '1' };
}
