/** What each DNS host can hold: facts the plan checks before any API is called. */

export type HostKind = "cloudflare" | "route53" | "zonefile";

export interface HostCapabilities {
  readonly name: string;
  /** TTL in seconds, inclusive. */
  readonly ttl: { readonly min: number; readonly max: number };
  /** Longest TXT value, quotes and escapes of its presentation format included; undefined: only DNS's own limit. */
  readonly maxTxtLength?: number;
  /** Where the figures were read, and when. */
  readonly source: string;
  readonly lastVerified: string;
}

export const hostCapabilities: Readonly<Record<HostKind, HostCapabilities>> = {
  cloudflare: {
    name: "Cloudflare",
    // 1 means automatic, which a plan does not use: the TTL a reviewer reads is the TTL that is served.
    ttl: { min: 60, max: 86_400 },
    maxTxtLength: 2_048,
    source: "Cloudflare API reference, DNS records (TTL 60 to 86400; TXT content up to 2,048 characters)",
    lastVerified: "2026-11-24",
  },
  route53: {
    name: "Route 53",
    ttl: { min: 0, max: 2_147_483_647 },
    maxTxtLength: 4_000,
    source: "Amazon Route 53 developer guide, supported record types (TXT value up to 4,000 characters)",
    lastVerified: "2026-11-24",
  },
  zonefile: {
    name: "zone file",
    // RFC 2181 §8: a TTL is an unsigned number of 31 bits.
    ttl: { min: 0, max: 2_147_483_647 },
    source: "RFC 1035 §5, RFC 2181 §8",
    lastVerified: "2026-11-24",
  },
};
