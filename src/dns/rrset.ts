/** RRsets (RFC 9499 §5) as the plan holds them: plain, frozen by type, the same for every host. */

export type RecordType = "TXT" | "CNAME" | "MX";

/**
 * One value of an RRset.
 *
 * `rdata` by type: TXT the logical string, not quoted and not split; CNAME the target, absolute without trailing dot;
 * MX `preference exchange` (null MX: `0 .`).
 */
export interface ResourceRecord {
  readonly rdata: string;
  /** What this value is for, never what it says: `spf`, `dmarc`, `dkim`, `return-path`, `txt-<label>`. Unique in its RRset. */
  readonly role: string;
  /** Other roles for which the same value is wanted: it may be known by them in older state. */
  readonly otherRoles?: readonly string[];
  /** Who needs it, for comments and reviews: service ids, sorted. */
  readonly services: readonly string[];
  readonly provenance?: Provenance;
}

export interface RRset {
  /** Owner name: absolute, lower case, A-labels, no trailing dot. */
  readonly name: string;
  readonly type: RecordType;
  /** Seconds. */
  readonly ttl: number;
  readonly records: readonly ResourceRecord[];
}

/** Who asked for a value, in which ticket, since when; shown in reviews. */
export interface Provenance {
  readonly owner?: string | undefined;
  readonly ticket?: string | undefined;
  /** ISO date. */
  readonly since?: string | undefined;
}
