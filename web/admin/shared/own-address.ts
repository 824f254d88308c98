/** Only addresses of this application: a link must not be able to send people elsewhere after signing in. */
export function isOwnAddress(next: string | undefined): next is string {
  return next !== undefined && /^\/app(\/[\w\-/]*)?(\?[\w\-=&%.]*)?$/.test(next);
}
