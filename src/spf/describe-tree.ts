/** An SPF tree with its costs, as the JSON of `mailwright spf` and the text of it show it. */
import { textOctets } from "./answer-size.ts";
import type { SpfNode, SpfTreeTerm } from "./spf-tree.ts";
import { nodeCosts, termCost } from "./tree-cost.ts";

export interface DescribedNode {
  readonly name: string;
  readonly state: SpfNode["state"];
  readonly record: string | null;
  /** Terms that ask the DNS, all below included; the least it can be where something is missing from the lock. */
  readonly lookups: number;
  /** The larger of what IPv4 and IPv6 clients meet. */
  readonly voidLookups: number;
  readonly octets: number;
  /** True where the same record stands above in full: then it has no terms here. */
  readonly repeated: boolean;
  readonly terms: readonly DescribedTerm[];
}

export interface DescribedTerm {
  readonly term: string;
  /** What brought it, at the top of the tree: a service id. */
  readonly service?: string;
  /** Where that stands in the spec. */
  readonly path?: string;
  readonly lookups: number;
  readonly voidLookups: number;
  readonly target?: string;
  /** Networks of `ip4` and `ip6`, addresses of `a` and `mx`, as far as they are known. */
  readonly addresses?: readonly string[];
  /** How many of these there are, all below included; null where that is not known. */
  readonly ranges: number | null;
  readonly tried: boolean;
  readonly dynamic: boolean;
  readonly node?: DescribedNode;
}

export interface Origin {
  readonly service?: string | undefined;
  readonly path: string;
}

/** The tree as data. A record that is reached twice is described once, so that the size is bounded by the names in it. */
export function describeTree(tree: SpfNode, originOf: (term: string) => Origin | undefined): DescribedNode {
  const costOf = nodeCosts();
  const counts = new Map<SpfNode, number | null>();
  const countOf = memo(counts, (node: SpfNode): number | null =>
    node.state === "missing" ? null : node.terms.map(term => rangesOf(term, countOf)).reduce(add, 0),
  );
  const shown = new Set<SpfNode>();
  const describe = (node: SpfNode): DescribedNode => {
    const { lookups, voidLookups } = costOf(node);
    const repeated = shown.has(node);
    shown.add(node);
    return {
      name: node.name,
      state: node.state,
      record: node.text ?? null,
      lookups,
      voidLookups: Math.max(voidLookups[4], voidLookups[6]),
      octets: textOctets(node.text ?? ""),
      repeated,
      terms: repeated ? [] : node.terms.map(term => describeTerm(term, node === tree)),
    };
  };
  const describeTerm = (term: SpfTreeTerm, top: boolean): DescribedTerm => {
    const { lookups, voidLookups } = termCost(term, costOf);
    const origin = top ? originOf(term.text) : undefined;
    const addresses = addressesOf(term);
    return {
      term: term.text,
      ...(origin?.service === undefined ? {} : { service: origin.service }),
      ...(origin === undefined ? {} : { path: origin.path }),
      lookups,
      voidLookups: Math.max(voidLookups[4], voidLookups[6]),
      ...(term.target === undefined ? {} : { target: term.target }),
      ...(addresses === undefined ? {} : { addresses }),
      ranges: rangesOf(term, countOf),
      tried: term.tried,
      dynamic: term.dynamic,
      ...(term.child === undefined ? {} : { node: describe(term.child) }),
    };
  };
  return describe(tree);
}

function memo<Key, Value>(known: Map<Key, Value>, compute: (key: Key) => Value): (key: Key) => Value {
  return key => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}

function rangesOf(term: SpfTreeTerm, countOf: (node: SpfNode) => number | null): number | null {
  if (term.child !== undefined) return countOf(term.child);
  if (!term.tried) return 0;
  if (term.dynamic || term.missing.length > 0) return null;
  return addressesOf(term)?.length ?? 0;
}

function add(sum: number | null, count: number | null): number | null {
  return sum === null || count === null ? null : sum + count;
}

function addressesOf({ term, addresses }: SpfTreeTerm): readonly string[] | undefined {
  if (addresses !== undefined) return [...(addresses[4] ?? []), ...(addresses[6] ?? [])];
  if (term.type === "modifier" || !("address" in term.mechanism)) return undefined;
  const { address, prefix } = term.mechanism;
  return [prefix === undefined ? address : `${address}/${prefix}`];
}
