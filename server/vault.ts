/**
 * The vault: personal data is sealed here, before PostgreSQL sees it.
 *
 * Key-encryption key and the cycle's own key file, both outside the database -> one data key and one index key per cycle (AES
 * key wrap, in `cycle_keys`) -> AES-256-GCM blobs bound to their place by associated data. A blob moved to another row does not
 * open. Destroying a cycle's key file makes its blobs noise, also in every copy of the whole database.
 *
 * Promise: no key, plaintext or name is ever logged or put into an error.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, openSync, closeSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '#problem';
import { keyFolder } from './key-folder.ts';
import { StartupRefusal } from './refusal.ts';
import type { Sql, Tx } from './db/index.ts';

const WRAP_IV = Buffer.alloc(8, 0xa6); // RFC 3394 default initial value
const VERSION = 1; // AES-256-GCM

/** The key file cannot be used; `message` is the line for the user. */
export class VaultRefusal extends StartupRefusal {}

export interface CycleKeys {
  readonly dataKey: Buffer;
  readonly indexKey: Buffer;
}

export interface Vault {
  /**
   * Proves at the start that the key file belongs to this database; VaultRefusal when it is another's. Keys of cycles that
   * have no key file of their own yet get one.
   */
  prove(sql: Sql, now: Date): Promise<void>;
  /** Makes and stores the keys of a new cycle. */
  createCycleKeys(tx: Tx, cycleId: string): Promise<void>;
  /** Opens a cycle's keys. Problem `keys-destroyed` after erasure, `cycle-key-missing` without the right key file. */
  cycleKeys(tx: Tx, cycleId: string): Promise<CycleKeys>;
  /**
   * Destroys a cycle's keys, in the database and in the key folder, for good; gives the fingerprint of what was destroyed.
   * The last thing of a transaction: what the file held cannot be rolled back. May be repeated.
   */
  destroyCycleKeys(tx: Tx, cycleId: string, now: Date): Promise<{ fingerprint: string }>;
  /** The permanent key that turns persons into unit ids, the same for all years; made on first use. */
  unitIdKey(tx: Tx, now: Date): Promise<Buffer>;
  /** The permanent key under which permanent seeds are sealed; made on first use. */
  permanentSeedKey(tx: Tx, now: Date): Promise<Buffer>;
  /** A key for one purpose, made of the house's key and stored nowhere: every server with the key folder has the same. */
  houseKey(purpose: string): Buffer;
}

/** Opens the key file, making it on the very first start (mode 0400, folder 0700). */
export function openVault(kekFile: string): Vault {
  const kek = readKek(kekFile);
  const files = keyFolder(join(dirname(kekFile), 'cycles'));
  const wrap = (key: Buffer): Buffer => wrapKey(kek, key);
  /** Neither the house's key nor the cycle's file opens anything alone. */
  const cycleKek = (cycleId: string, file: Buffer): Buffer =>
    createHmac('sha256', kek).update(`pingyi cycle key ${cycleId}`).update(file).digest();
  const unwrap = (wrapped: Buffer): Buffer => {
    try {
      return unwrapKey(kek, wrapped);
    } catch {
      throw new VaultRefusal(
        `密钥文件与数据库不符：请把原来的密钥文件放回 ${kekFile}（或用 PINGYI_KEK_FILE 指定）后重新启动`,
      );
    }
  };
  const centreKey = async (tx: Tx, now: Date, name: 'unit-ids' | 'permanent-seeds') => {
    const find = () => tx<{ keyWrapped: Buffer }[]>`select key_wrapped from centre_keys where name = ${name}`;
    let [row] = await find();
    if (!row) {
      // The first use of all makes it; later callers may stand in a read-only transaction.
      await tx`
        insert into centre_keys (name, key_wrapped, created_at)
        values (${name}, ${wrap(randomBytes(32))}, ${now})
        on conflict (name) do nothing`;
      [row] = await find();
    }
    if (!row) throw new Error('centre key vanished');
    return unwrap(row.keyWrapped);
  };
  return {
    async prove(sql, now) {
      await sql`
        insert into centre_keys (name, key_wrapped, created_at)
        values ('proof', ${wrap(randomBytes(32))}, ${now})
        on conflict (name) do nothing`;
      const [row] = await sql<{ keyWrapped: Buffer }[]>`select key_wrapped from centre_keys where name = 'proof'`;
      if (row) unwrap(row.keyWrapped);
      await sql.begin(async (tx) => {
        const old = await tx<{ cycleId: string; dataKeyWrapped: Buffer; indexKeyWrapped: Buffer }[]>`
          select cycle_id, data_key_wrapped, index_key_wrapped from cycle_keys
          where fingerprint is null and data_key_wrapped is not null
          for update`;
        for (const { cycleId, dataKeyWrapped, indexKeyWrapped } of old) {
          const by = cycleKek(cycleId, files.create(cycleId));
          const dataKey = unwrap(dataKeyWrapped);
          await tx`
            update cycle_keys set
              data_key_wrapped = ${wrapKey(by, dataKey)}, index_key_wrapped = ${wrapKey(by, unwrap(indexKeyWrapped))},
              fingerprint = ${fingerprint(dataKey)}
            where cycle_id = ${cycleId}`;
        }
      });
    },
    async createCycleKeys(tx, cycleId) {
      const by = cycleKek(cycleId, files.create(cycleId));
      const dataKey = randomBytes(32);
      await tx`
        insert into cycle_keys (cycle_id, data_key_wrapped, index_key_wrapped, fingerprint)
        values (${cycleId}, ${wrapKey(by, dataKey)}, ${wrapKey(by, randomBytes(32))}, ${fingerprint(dataKey)})`;
    },
    async cycleKeys(tx, cycleId) {
      const [row] = await tx<{ dataKeyWrapped: Buffer | null; indexKeyWrapped: Buffer | null }[]>`
        select data_key_wrapped, index_key_wrapped from cycle_keys where cycle_id = ${cycleId}`;
      if (!row?.dataKeyWrapped || !row.indexKeyWrapped || files.isDestroyed(cycleId))
        throw new Problem('keys-destroyed');
      const file = files.find(cycleId);
      if (!file) throw new Problem('cycle-key-missing');
      try {
        const by = cycleKek(cycleId, file);
        return { dataKey: unwrapKey(by, row.dataKeyWrapped), indexKey: unwrapKey(by, row.indexKeyWrapped) };
      } catch {
        throw new Problem('cycle-key-missing');
      }
    },
    async destroyCycleKeys(tx, cycleId, now) {
      // A folder without the right file is not the folder in which the key must be destroyed.
      if (!files.isDestroyed(cycleId)) await this.cycleKeys(tx, cycleId);
      const [row] = await tx<{ fingerprint: string }[]>`
        update cycle_keys set data_key_wrapped = null, index_key_wrapped = null, destroyed_at = ${now}
        where cycle_id = ${cycleId}
        returning coalesce(fingerprint, '') as fingerprint`;
      if (!row) throw new Problem('keys-destroyed');
      files.destroy(cycleId, `destroyed ${now.toISOString()} fingerprint ${row.fingerprint}\n`);
      return row;
    },
    unitIdKey: (tx, now) => centreKey(tx, now, 'unit-ids'),
    permanentSeedKey: (tx, now) => centreKey(tx, now, 'permanent-seeds'),
    houseKey: (purpose) => createHmac('sha256', kek).update(`pingyi house key ${purpose}`).digest(),
  };
}

function wrapKey(by: Buffer, key: Buffer): Buffer {
  const cipher = createCipheriv('id-aes256-wrap', by, WRAP_IV);
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

function unwrapKey(by: Buffer, wrapped: Buffer): Buffer {
  const decipher = createDecipheriv('id-aes256-wrap', by, WRAP_IV);
  return Buffer.concat([decipher.update(wrapped), decipher.final()]);
}

/** How much longer a sealed text is than what was sealed. */
export const SEAL_BYTES = 29;

/** Seals bytes for one place; `place` names table, row and column. */
export function seal(key: Buffer, place: string, plain: Uint8Array | string): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(place));
  const body = Buffer.concat([
    typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain),
    cipher.final(),
  ]);
  return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), body]);
}

/** Opens what `seal` made for the same place; throws when the bytes or the place differ. */
export function unseal(key: Buffer, place: string, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes[0] !== VERSION) throw new Error('unknown seal version');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13));
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(13, 29));
  return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]);
}

/** Keyed, so that nobody without the key can try all phone numbers. 16 bytes. */
export function blindIndex(indexKey: Buffer, text: string): Buffer {
  return createHmac('sha256', indexKey).update(text).digest().subarray(0, 16);
}

/** A short public name of a key: what a certificate can say about it without giving anything away. */
function fingerprint(key: Buffer): string {
  return createHash('sha256').update('pingyi key fingerprint').update(key).digest('hex').slice(0, 16);
}

function readKek(file: string): Buffer {
  try {
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const handle = openSync(file, 'wx', 0o400);
      writeSync(handle, `${randomBytes(32).toString('hex')}\n`);
      closeSync(handle);
      chmodSync(file, 0o400);
    }
  } catch (error) {
    // Another server made it in the same moment: read theirs below.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
      throw new VaultRefusal(`不能写密钥文件 ${file}:请检查目录权限和磁盘空间`);
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch {
    throw new VaultRefusal(`不能读密钥文件 ${file}:请检查文件权限`);
  }
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new VaultRefusal(`密钥文件 ${file} 的内容不对，应为64位十六进制；请恢复备份的密钥文件`);
  return Buffer.from(text, 'hex');
}
