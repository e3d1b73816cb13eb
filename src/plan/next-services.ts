/** What the services of the catalogue would cost an SPF record that does not have them yet. */
import type { LookUp } from "../dns/dns-lock.ts";
import { compareText } from "../finding.ts";
import { needlessInclude } from "../services/needless-include.ts";
import type { Service } from "../services/service.ts";
import { MAX_LOOKUPS } from "../spf/evaluation.ts";
import { spfTree, type SpfNode } from "../spf/spf-tree.ts";
import { treeCost } from "../spf/tree-cost.ts";

export interface NextService {
  /** Service id. */
  readonly service: string;
  /** The include it would bring; several of one service are its regions. */
  readonly include: string;
  /** The include itself and all below it. */
  readonly lookups: number;
  /** False where the lock does not know the include: then `lookups` is the least it can be. */
  readonly known: boolean;
  readonly fits: boolean;
}

/** Services whose include is the same for every client and needed in its own record, cheapest first. */
export function nextServices(catalogue: readonly Service[], tree: SpfNode, lookUp: LookUp): readonly NextService[] {
  const { lookups: spent } = treeCost(tree);
  const there = new Set(tree.terms.map(term => term.text.toLowerCase()));
  return catalogue
    .filter(({ alignment }) => alignment.spf === "yes" || alignment.spf === "unconfirmed")
    .flatMap(({ id, traces }) => (traces.spf ?? []).map(term => ({ service: id, term })))
    .filter(({ term }) => /^include:[^*]+$/.test(term) && !there.has(term))
    .filter(({ term }) => needlessInclude(catalogue, term) === undefined)
    .map(({ service, term }): NextService => {
      const include = term.slice("include:".length);
      const child = spfTree(include, lookUp);
      const cost = treeCost(child);
      const lookups = 1 + cost.lookups;
      const known = child.state === "ok" && cost.missing.length === 0;
      return { service, include, lookups, known, fits: known && spent + lookups <= MAX_LOOKUPS };
    })
    .toSorted(
      (a, b) => Number(b.known) - Number(a.known) || a.lookups - b.lookups || compareText(a.service, b.service),
    );
}
