/** Tells a mailbox from a path: whatever else stands in it, a URL says so at its beginning. */
export function isImapUrl(text: string): boolean {
  return /^imaps?:/i.test(text);
}
