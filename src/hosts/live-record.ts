/** What stands at a DNS host or in the DNS, value by value, in the form a plan has it. */

/** Types that a zone may hold; the plan makes only the first four, the others are kept in sight when a zone is adopted. */
export type LiveType = "TXT" | "CNAME" | "MX" | "NS" | "A" | "AAAA" | "SRV" | "CAA" | (string & {});

export interface LiveRecord {
  /** Owner name: absolute, lower case, without trailing dot. */
  readonly name: string;
  readonly type: LiveType;
  /** Seconds; 1 at Cloudflare means automatic. */
  readonly ttl: number;
  /** In plan form: TXT joined and unescaped, CNAME and NS targets without dot, MX as `10 mail.example`, null MX `0 .`. */
  readonly rdata: string;
  /** As the host gave it, where that tells more: quotes of a TXT, character strings. */
  readonly raw?: string | undefined;
  /** The host's own id of the value; at Route 53 of the RRset. */
  readonly id?: string | undefined;
  readonly comment?: string | undefined;
  readonly proxied?: boolean | undefined;
  /** Why no plan can hold it, where that is so: an alias, a routing policy, a value that its host keeps locked. */
  readonly unmanageable?: string | undefined;
}

export interface LiveZone {
  readonly zone: string;
  /** Id of the zone at its host. */
  readonly zoneId?: string | undefined;
  readonly records: readonly LiveRecord[];
}

/** A zone by name and id, as a host lists those of an account. */
export interface ZoneAtHost {
  readonly zone: string;
  readonly zoneId: string;
}
