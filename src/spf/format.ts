/** SPF record to text (RFC 7208 §12), in one canonical form: what `parse.ts` reads back to the same record. */
import type { Mechanism, SpfRecord, Term } from "./spf-record.ts";

/** The record's text: lower-case version (RFC 7208 §4.5) and terms, one space apart, none at the end. */
export function formatSpf(record: SpfRecord): string {
  return ["v=spf1", ...record.terms.map(formatTerm)].join(" ");
}

/** One term; the qualifier `+` is the default and is left out (RFC 7208 §4.6.2). */
export function formatTerm(term: Term): string {
  if (term.type === "modifier") return `${term.name}=${term.value}`;
  return (term.qualifier === "+" ? "" : term.qualifier) + formatMechanism(term.mechanism);
}

function formatMechanism(mechanism: Mechanism): string {
  switch (mechanism.kind) {
    case "all":
      return "all";
    case "include":
    case "exists":
      return `${mechanism.kind}:${mechanism.domainSpec}`;
    case "ptr":
      return "ptr" + part(":", mechanism.domainSpec);
    case "a":
    case "mx":
      // RFC 7208 §12: dual-cidr-length is "/" for IPv4, then "//" for IPv6.
      return (
        mechanism.kind + part(":", mechanism.domainSpec) + part("/", mechanism.prefix4) + part("//", mechanism.prefix6)
      );
    case "ip4":
    case "ip6":
      return `${mechanism.kind}:${mechanism.address}` + part("/", mechanism.prefix);
  }
}

function part(before: string, value: string | number | undefined): string {
  return value === undefined ? "" : `${before}${value}`;
}
