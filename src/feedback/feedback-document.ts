/** What sources hand on: one unpacked document at a time, or the reason why there is none. */

/** Octets of one aggregate report (XML) or one TLS report (JSON), out of all containers. */
export interface FeedbackDocument {
  /** Where it was, outermost container first, safe to print: `inbox.mbox: message 12: report.zip: client.xml`. */
  readonly source: string;
  readonly format: "xml" | "json";
  /** To be read once, in order. Throws `Unreadable` when the container turns out to be broken or too large. */
  readonly octets: AsyncIterable<Uint8Array>;
}

/** A file, message or member that gives no document, and why: one sentence, safe to print. */
export interface RejectedSource {
  readonly source: string;
  readonly reason: string;
}

/** Broken or hostile input: the reason is its message. Never a bug, never a failed store. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}
