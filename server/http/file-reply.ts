/** A reply that is a file: what verbs return for routes whose reply is not JSON. */
export class FileReply {
  readonly body: Uint8Array | string;
  readonly mediaType: string;
  readonly fileName: string | undefined;

  constructor(body: Uint8Array | string, mediaType: string, options: { fileName?: string } = {}) {
    this.body = body;
    this.mediaType = mediaType;
    this.fileName = options.fileName;
  }
}
