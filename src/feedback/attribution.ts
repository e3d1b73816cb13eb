/** Who sent a row of feedback, as the plan of its domain can name it. docs/attribution.md says by which rules. */
import { printable } from "../finding.ts";
import type { DeclaredSource } from "../plan/declared-sources.ts";
import type { AttributionRule } from "./attribution-rules.ts";

export type Attribution = Declared | Forwarder | UnknownAuthenticated | Unauthenticated;

/** Something the spec declares; whether its mail aligned is in the row. */
export interface Declared {
  readonly kind: "declared";
  readonly by: AttributionRule;
  readonly source: DeclaredSource;
  /** A selector of the policy domain that signs for it and that the spec does not have. */
  readonly undeclaredSelector?: string;
}

/** Somebody who passed mail on. */
export interface Forwarder {
  readonly kind: "forwarder";
  readonly by: AttributionRule;
  /** Whose mail it was, where its signature says so. */
  readonly origin?: DeclaredSource;
}

/** Mail that authenticates as something that the spec does not declare and that may well be the client's. */
export interface UnknownAuthenticated {
  readonly kind: "unknown-authenticated";
  readonly by: AttributionRule;
  /** As reporters judged it: what passes today, or legitimate mail that a policy would stop. */
  readonly aligned: boolean;
  /** What it authenticates as: d= or the SPF domain. */
  readonly domain: string;
  readonly selector?: string;
  /** Ids of the catalogue that domain and selector speak for, sorted; several where vendors share them. */
  readonly services: readonly string[];
}

/** A spoof, or mail that broke on its way. */
export interface Unauthenticated {
  readonly kind: "unauthenticated";
  readonly by: AttributionRule;
  /** A domain that is neither the client's nor a known vendor's and that the mail authenticates as. */
  readonly domain?: string;
  /** Whose signature it claims to have, broken: anyone can write that. */
  readonly claims?: DeclaredSource;
}

/**
 * What attributions are grouped by: two of one source have one key, whatever rule named it. Stable over runs and over the
 * order of the spec. Safe to print.
 */
export function sourceKey(attribution: Attribution): string {
  switch (attribution.kind) {
    case "declared":
      return `declared ${attribution.source.id}`;
    case "forwarder":
      return `forwarder ${attribution.origin?.id ?? "-"}`;
    case "unknown-authenticated": {
      const { aligned, domain, selector, services } = attribution;
      const what = services.length > 0 ? services.join("+") : printable(domain);
      const key = aligned && selector !== undefined ? `${printable(selector)}._domainkey.${printable(domain)}` : what;
      return `unknown-authenticated ${aligned ? "aligned" : "unaligned"} ${key}`;
    }
    case "unauthenticated":
      return `unauthenticated ${attribution.claims?.id ?? "-"} ${printable(attribution.domain ?? "-")}`;
  }
}

/** The same for people, safe to print: `sendgrid (services[1])`, `forwarder of google-workspace`. */
export function describeSource(attribution: Attribution): string {
  switch (attribution.kind) {
    case "declared":
      return describeDeclared(attribution.source);
    case "forwarder":
      return attribution.origin === undefined ? "forwarder" : `forwarder of ${attribution.origin.id}`;
    case "unknown-authenticated": {
      const { aligned, domain, selector, services } = attribution;
      const as = selector === undefined ? domain : `selector ${selector} of ${domain}`;
      const who = services.length > 0 ? `undeclared ${services.join(" or ")}` : "undeclared source";
      return printable(`${who}, ${aligned ? "aligned" : "not aligned"} (${as})`);
    }
    case "unauthenticated":
      if (attribution.claims !== undefined) return `broken signature of ${attribution.claims.id}`;
      if (attribution.domain !== undefined) return printable(`unauthenticated (${attribution.domain})`);
      return "unauthenticated";
  }
}

function describeDeclared({ id, path, owner }: DeclaredSource): string {
  return printable(`${id} (${owner === undefined ? path : `${path}, ${owner}`})`);
}
