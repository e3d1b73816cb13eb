/** The records an SPF tree holds, each once, with a way that leads to it. */
import type { SpfNode, SpfTreeTerm } from "./spf-tree.ts";

export interface ReachedNode {
  readonly node: SpfNode;
  /** Names from the root to the node, both included: the shortest way, or one of them. */
  readonly via: readonly string[];
  /** The term that leads to it; absent for the root. */
  readonly term?: SpfTreeTerm;
  /** True where what passes there passes at the root: every directive on some way has the qualifier `+`. */
  readonly passes: boolean;
}

/** Every record of the tree, the root first, nearer ones before those further down. */
export function reachedNodes(tree: SpfNode): readonly ReachedNode[] {
  const reached = new Map<string | SpfNode, ReachedNode>();
  const queue: ReachedNode[] = [{ node: tree, via: [tree.name], passes: true }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { node, via, passes } = next;
    // Equal records are one object; the ends of the tree, which hold nothing, are not.
    const key = node.state === "ok" ? node : `${node.state} ${node.name}`;
    const before = reached.get(key);
    if (before !== undefined && (before.passes || !passes)) continue;
    reached.set(key, before === undefined ? next : { ...before, passes: true });
    for (const term of node.terms) {
      if (term.child === undefined) continue;
      const plus = term.term.type === "modifier" || term.term.qualifier === "+";
      queue.push({ node: term.child, via: [...via, term.child.name], term, passes: passes && plus });
    }
  }
  return [...reached.values()];
}
