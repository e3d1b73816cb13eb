/** What one answer leads to: the questions that an SPF record asks for every client and every message alike. */
import type { LockedType } from "../dns/dns-lock.ts";
import { MAX_HOSTS } from "./evaluation.ts";
import { expandName } from "./expand-macros.ts";
import { parseSpf } from "./parse.ts";
import { exchangesOf, isStatic, onlyDomain } from "./spf-tree.ts";
import type { Term } from "./spf-record.ts";

export interface LockQuestion {
  readonly type: LockedType;
  readonly name: string;
  /**
   * Why it is asked: for an SPF record or the hosts of a term, which lead on to more, or for the text that `exp=` points to
   * (RFC 7208 §6.2), which leads to nothing and is kept whatever it says.
   */
  readonly use: "spf" | "explanation";
}

/**
 * The questions of a record at a name, as far as they are known beforehand: without `ptr`, without macros other than `d`, and
 * without what no receiver asks, since it stands behind `all` or is a redirect beside one (RFC 7208 §5.1, §6.1). A record
 * with a syntax error asks nothing (§4.6).
 */
export function questionsOf(text: string, name: string): readonly LockQuestion[] {
  const parsed = parseSpf(text);
  if (!parsed.ok) return [];
  const { terms } = parsed.record;
  const all = terms.findIndex(term => term.type === "directive" && term.mechanism.kind === "all");
  return terms.flatMap((term, index) => {
    const tried = all === -1 || (term.type === "directive" ? index < all : term.name !== "redirect");
    return tried ? questionsOfTerm(term, name) : [];
  });
}

/** The hosts of an MX answer (RFC 7208 §5.4); with more than ten it is a permerror, and none is asked for (§4.6.4). */
export function hostQuestions(exchanges: readonly string[]): readonly LockQuestion[] {
  return exchanges.length > MAX_HOSTS ? [] : exchangesOf(exchanges).flatMap(addressesOf);
}

function questionsOfTerm(term: Term, domain: string): readonly LockQuestion[] {
  const kind = term.type === "directive" ? term.mechanism.kind : term.name;
  const spec =
    term.type === "modifier" ? term.value : "domainSpec" in term.mechanism ? term.mechanism.domainSpec : undefined;
  if (spec !== undefined && !isStatic(spec)) return [];
  const name = spec === undefined ? domain : expandName(spec, onlyDomain(domain));
  // §4.8: what is no name is asked by nobody.
  if (name === undefined) return [];
  switch (kind) {
    case "include":
    case "redirect":
      return [{ type: "TXT", name, use: "spf" }];
    case "a":
      return addressesOf(name);
    case "mx":
      return [{ type: "MX", name, use: "spf" }];
    case "exists":
      // §5.7: an A query for every client.
      return [{ type: "A", name, use: "spf" }];
    case "exp":
      return [{ type: "TXT", name, use: "explanation" }];
    default:
      return [];
  }
}

function addressesOf(name: string): readonly LockQuestion[] {
  return [
    { type: "A", name, use: "spf" },
    { type: "AAAA", name, use: "spf" },
  ];
}
