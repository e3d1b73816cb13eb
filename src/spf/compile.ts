/**
 * SPF compiled: the tree of a record as ranges of clients with equal outcomes, so that "would this address pass, and by whose
 * term" is a search. Exactly what the evaluator would say, with what it would have spent of the limits (RFC 7208 §4.6.4);
 * where the answer hangs on more than the address, it is left to the evaluator.
 */
import { joinRanges, type AddressRange } from "./address-ranges.ts";
import { checkRanges } from "./check-ranges.ts";
import type { SpfResult } from "./evaluate.ts";
import { rangeFinder } from "./find-range.ts";
import type { Family } from "./ip-address.ts";
import type { SpfNode } from "./spf-tree.ts";

/** The outcome for the clients of a range, as the evaluator gives it, without explanation and reason. */
export interface CompiledMatch {
  readonly result: SpfResult;
  /** The directive that matched, as it stands in the record of the last name of `via`. */
  readonly mechanism?: string;
  /** Names whose records led there: the domain, then includes and redirects. */
  readonly via: readonly string[];
  readonly lookups: number;
  readonly voidLookups: number;
}

export interface CompiledRange extends AddressRange {
  /** Undefined where only the evaluator knows. */
  readonly match: CompiledMatch | undefined;
}

export interface CompiledSpf {
  /** The name whose record was compiled. */
  readonly name: string;
  /**
   * The whole space of each family, in order, without gaps; neighbours differ. The IPv4-mapped addresses within IPv6 belong
   * to no client, so what is said of them means nothing.
   */
  readonly ranges: Readonly<Record<Family, readonly CompiledRange[]>>;
  /**
   * The outcome for a client whose message is from the compiled name. Undefined where only the evaluator knows it, and for
   * text that is no address.
   */
  find(ip: string): CompiledMatch | undefined;
}

/** Compiles the tree that `spfTree` gives for a name. */
export function compileSpf(tree: SpfNode): CompiledSpf {
  const ranges = { 4: compileFamily(tree, 4), 6: compileFamily(tree, 6) };
  const find = rangeFinder(ranges);
  return { name: tree.name, ranges, find: ip => find(ip)?.match };
}

function compileFamily(tree: SpfNode, family: Family): readonly CompiledRange[] {
  // Equal outcomes become one object, so that neighbours are compared by identity.
  const matches = new Map<string, CompiledMatch>();
  const compiled = checkRanges(tree, family).map(({ first, last, lookups, voidLookups, verdict }): CompiledRange => {
    if (verdict === undefined) return { first, last, match: undefined };
    const key = JSON.stringify([verdict.result, verdict.mechanism, verdict.via, lookups, voidLookups]);
    const match = matches.get(key) ?? { ...verdict, lookups, voidLookups };
    matches.set(key, match);
    return { first, last, match };
  });
  return joinRanges(compiled, (a, b) => a.match === b.match);
}
