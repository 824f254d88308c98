/**
 * Why a file cannot be read: a stable code, the printed name of the file, and the words for the department.
 *
 * Promise: every way a file can disappoint ends in one `ReadRefusal`. Never carries content of the file or a password.
 */

const SENTENCES = {
  'empty-file': '文件为空',
  'unsupported-format': '不支持的格式,请用附件模板另存为xlsx',
  'unsupported-archive': '请用zip',
  'nested-archive': '压缩包内又有压缩包',
  'no-workbook-in-package': '压缩包内没有表格',
  'corrupt-file': '文件损坏或不完整',
  'password-required': '文件已加密,请提供密码',
  'wrong-password': '密码不正确',
  'unsupported-encryption': '不支持的加密方式',
  'unsafe-entry': '压缩包内路径不安全',
  'unsafe-xml': '文件内有外部实体或DTD',
  'limit-file-size': '文件大小',
  'limit-entries': '文件个数',
  'limit-size': '解压后的总大小',
  'limit-ratio': '压缩比',
  'limit-rows': '行数',
} as const;

export type RefusalCode = keyof typeof SENTENCES;

function sentence(code: RefusalCode, limit: string | undefined): string {
  return code.startsWith('limit-') ? `超过处理上限(${limit ?? SENTENCES[code]})` : SENTENCES[code];
}

/** A file that is not read at all; `message` is the Chinese sentence for the user. */
export class ReadRefusal extends Error {
  override readonly name = 'ReadRefusal';
  readonly code: RefusalCode;
  /** Base name, or `package.zip/folder/list.xlsx` for an entry. */
  readonly file: string;
  /** Which limit, where the code does not say it all. */
  readonly limit: string | undefined;

  constructor(code: RefusalCode, file: string, limit?: string) {
    super(sentence(code, limit));
    this.code = code;
    this.file = file;
    this.limit = limit;
  }
}

/** Raised deep inside a reader, which does not know the printed name of the file; `naming` adds it. */
export class Unreadable extends Error {
  readonly code: RefusalCode;
  readonly limit: string | undefined;

  constructor(code: RefusalCode, limit?: string) {
    super(code);
    this.code = code;
    this.limit = limit;
  }
}

/** Runs a reader for the file printed as `file`; what it cannot read becomes a `ReadRefusal`, any other exception is a bug. */
export async function naming<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Unreadable) throw new ReadRefusal(error.code, file, error.limit);
    throw error;
  }
}
