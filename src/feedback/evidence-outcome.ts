/** What became of both mechanisms in one row, and so why a message of a declared service failed. */
import { isAtOrBelow } from "../dns/owner-name.ts";
import type { DkimOutcome, SpfOutcome } from "./evidence.ts";
import type { SourceRow } from "./source-row.ts";

/** The names that can align with mail of a policy domain, as far as that is known without the organizational domain. */
export function isOwnName(name: string, domain: string): boolean {
  return isAtOrBelow(name, domain) || (name.includes(".") && isAtOrBelow(domain, name));
}

/**
 * Of several signatures the one whose failure is easiest to mend is named. A pass of an own name that did not align (strict
 * alignment) is `unaligned`.
 */
export function dkimOutcome(
  { alignedDkim, dkim }: Pick<SourceRow, "alignedDkim" | "dkim">,
  domain: string,
): DkimOutcome {
  if (alignedDkim) return "aligned";
  const signed = dkim.filter(({ result }) => result !== "none");
  if (signed.length === 0) return "unsigned";
  const own = new Set(signed.flatMap(one => (isOwnName(one.domain, domain) ? [one.result] : [])));
  if (own.has("permerror")) return "permerror";
  if (own.has("fail") || own.has("policy") || own.has("neutral")) return "broken";
  if (own.has("temperror")) return "temperror";
  return "unaligned";
}

export function spfOutcome({ alignedSpf, spf }: Pick<SourceRow, "alignedSpf" | "spf">, domain: string): SpfOutcome {
  if (alignedSpf) return "aligned";
  // RFC 9989 §4.4.2: HELO aligns nothing, so it explains nothing where MAIL FROM is told too.
  const told = spf.some(({ scope }) => scope !== "helo") ? spf.filter(({ scope }) => scope !== "helo") : spf;
  if (told.length === 0) return "unknown";
  const own = new Set(told.flatMap(one => (isOwnName(one.domain, domain) ? [one.result] : [])));
  if (own.has("permerror")) return "permerror";
  if (own.has("fail") || own.has("softfail") || own.has("neutral") || own.has("policy")) return "not-authorised";
  if (own.has("temperror")) return "temperror";
  if (own.has("none")) return "no-record";
  return "unaligned";
}
