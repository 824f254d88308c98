/** A reply that is a file: what verbs return for routes whose reply is not JSON. */
export class FileReply {
  readonly body: Uint8Array | string;
  readonly mediaType: string;
  readonly fileName: string | undefined;
  /** Extra `Content-Security-Policy` sources a page needs; pages are served without scripts by default. */
  readonly page: boolean;

  constructor(body: Uint8Array | string, mediaType: string, options: { fileName?: string; page?: boolean } = {}) {
    this.body = body;
    this.mediaType = mediaType;
    this.fileName = options.fileName;
    this.page = options.page ?? false;
  }
}
