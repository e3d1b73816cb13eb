/** What the tree of an SPF record makes a receiver spend (RFC 7208 §4.6.4). */
import type { Family } from "./ip-address.ts";
import type { SpfNode, SpfTreeTerm } from "./spf-tree.ts";

/** What an evaluation that matches nothing spends: the most that any can. */
export interface SpfCost {
  readonly lookups: number;
  readonly voidLookups: Readonly<Record<Family, number>>;
}

export interface TreeCost extends SpfCost {
  /** `type name` of what nobody knows, each once; while there are any, the counts are the least it can be. */
  readonly missing: readonly string[];
}

/** The cost of a whole tree. */
export function treeCost(node: SpfNode): TreeCost {
  return { ...nodeCosts()(node), missing: missingIn(node) };
}

/** The cost of one term and all below it. */
export function termCost(term: SpfTreeTerm, costOf: (node: SpfNode) => SpfCost = nodeCosts()): SpfCost {
  const own = { lookups: term.lookups, voidLookups: { 4: Number(term.isVoid[4]), 6: Number(term.isVoid[6]) } };
  return term.child === undefined ? own : sumCosts([own, costOf(term.child)]);
}

/** A function that gives the cost of nodes and works out each once. */
export function nodeCosts(): (node: SpfNode) => SpfCost {
  const known = new Map<SpfNode, SpfCost>();
  const costOf = (node: SpfNode): SpfCost => {
    const cost = known.get(node) ?? sumCosts(node.terms.map(term => termCost(term, costOf)));
    known.set(node, cost);
    return cost;
  };
  return costOf;
}

function sumCosts(costs: readonly SpfCost[]): SpfCost {
  let lookups = 0;
  const voidLookups = { 4: 0, 6: 0 };
  for (const cost of costs) {
    lookups += cost.lookups;
    voidLookups[4] += cost.voidLookups[4];
    voidLookups[6] += cost.voidLookups[6];
  }
  return { lookups, voidLookups };
}

/** In the order of the terms; each node is looked at once. */
function missingIn(node: SpfNode): readonly string[] {
  const missing = new Set<string>();
  const seen = new Set<SpfNode>();
  const visit = (one: SpfNode): void => {
    if (seen.has(one)) return;
    seen.add(one);
    for (const term of one.terms) {
      for (const question of term.missing) missing.add(question);
      if (term.child !== undefined) visit(term.child);
    }
  };
  visit(node);
  return [...missing];
}
