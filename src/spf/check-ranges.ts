/**
 * check_host() for all clients of a family at once (RFC 7208 §4), as `evaluate.ts` does it for one. All addresses are one
 * range at first; each term ends the evaluation for some, and the ranges that go on remember what they have spent.
 */
import {
  cutRanges,
  flattenRanked,
  joinRanges,
  networkRange,
  sortRanges,
  wholeSpace,
  type AddressRange,
  type RankedRange,
} from "./address-ranges.ts";
import { canHavePolicy } from "./checked-identity.ts";
import { qualifierResults, type SpfResult } from "./evaluate.ts";
import { MAX_HOSTS, MAX_LOOKUPS, MAX_VOID_LOOKUPS } from "./evaluation.ts";
import type { Family } from "./ip-address.ts";
import type { Term } from "./spf-record.ts";
import type { SpfNode, SpfTreeTerm } from "./spf-tree.ts";

/** Clients for whom the evaluation goes on, and what it has spent (RFC 7208 §4.6.4). */
interface Going extends AddressRange {
  readonly lookups: number;
  readonly voidLookups: number;
}

interface Verdict {
  readonly result: SpfResult;
  readonly via: readonly string[];
  readonly mechanism?: string;
}

/** Clients for whom a record came to an end; without a verdict where only the evaluator knows it. */
export interface Ended extends Going {
  readonly verdict: Verdict | undefined;
}

/** Terms that ask nothing and stand together, and the clients of each by its index. */
interface NetworkRun {
  readonly run: readonly SpfTreeTerm[];
  readonly clients: readonly RankedRange[];
}

/** What one pass over the tree has at hand. */
interface Pass {
  readonly family: Family;
  /** Every record of the tree: where a name stands above itself, the tree says no more than that. */
  readonly nodes: ReadonlyMap<string, SpfNode>;
  readonly steps: Map<SpfNode, readonly (NetworkRun | SpfTreeTerm)[]>;
}

/** A term where it stands, and where its clients go. */
interface Place {
  readonly via: readonly string[];
  readonly end: (clients: Going, verdict: Verdict | undefined) => void;
}

/** What the tree's record comes to for every address of a family; in order, but neighbours may be the same. */
export function checkRanges(tree: SpfNode, family: Family): readonly Ended[] {
  const nodes = new Map<string, SpfNode>();
  const gather = (node: SpfNode): void => {
    if (node.state === "loop" || node.state === "deep" || nodes.has(node.name)) return;
    nodes.set(node.name, node);
    for (const { child } of node.terms) if (child !== undefined) gather(child);
  };
  gather(tree);
  const everybody = { ...wholeSpace(family), lookups: 0, voidLookups: 0 };
  return checkNode({ family, nodes, steps: new Map() }, tree, [], [everybody]);
}

/** One check_host(): the record of a name, and what it says of the clients that got there (RFC 7208 §4.3 to §4.7). */
function checkNode(pass: Pass, node: SpfNode, above: readonly string[], clients: readonly Going[]): readonly Ended[] {
  const all = (verdict: Verdict | undefined): readonly Ended[] => clients.map(range => ({ ...range, verdict }));
  if (!canHavePolicy(node.name)) return all({ result: "none", via: above });
  const via = [...above, node.name];
  switch (node.state) {
    case "none":
      return all({ result: "none", via });
    case "several":
    case "syntax":
      // RFC 7208 §4.5, §4.6
      return all({ result: "permerror", via });
    case "missing":
      return all(undefined);
    case "loop":
    case "deep": {
      // Evaluated again and again, until something matches or the look-ups are spent.
      const again = pass.nodes.get(node.name);
      return again === undefined ? all(undefined) : checkNode(pass, again, above, clients);
    }
    case "ok":
      return checkTerms(pass, node, via, clients);
  }
}

function checkTerms(pass: Pass, node: SpfNode, via: readonly string[], clients: readonly Going[]): readonly Ended[] {
  const ended: Ended[] = [];
  const place: Place = { via, end: (range, verdict) => void ended.push({ ...range, verdict }) };
  let going = clients;
  for (const step of stepsOf(pass, node)) {
    if (going.length === 0) break;
    going = "run" in step ? checkRun(place, step, going) : checkTerm(pass, place, step, going);
  }
  // RFC 7208 §4.7: neutral when nothing matched and there is no redirect.
  for (const range of going) place.end(range, { result: "neutral", via });
  return sortRanges(ended);
}

/** A record's terms in the order they are tried: the redirect after every directive (RFC 7208 §6.1). */
function stepsOf({ family, steps }: Pass, node: SpfNode): readonly (NetworkRun | SpfTreeTerm)[] {
  const known = steps.get(node);
  if (known !== undefined) return known;
  const made: (NetworkRun | SpfTreeTerm)[] = [];
  let run: SpfTreeTerm[] = [];
  const closeRun = (): void => {
    if (run.length > 0) made.push({ run, clients: runClients(run, family) });
    run = [];
  };
  for (const one of node.terms) {
    if (one.term.type === "modifier" || !one.tried) continue;
    if ("address" in one.term.mechanism) {
      run.push(one);
    } else {
      closeRun();
      made.push(one);
    }
  }
  closeRun();
  made.push(...node.terms.filter(({ term, tried }) => tried && term.type === "modifier" && term.name === "redirect"));
  steps.set(node, made);
  return made;
}

/** `ip4` and `ip6` (RFC 7208 §5.6): the first that matches counts. */
function runClients(run: readonly SpfTreeTerm[], family: Family): readonly RankedRange[] {
  const networks = run.flatMap(({ term }, rank): readonly RankedRange[] => {
    const mechanism = term.type === "directive" ? term.mechanism : undefined;
    if (mechanism?.kind !== (family === 4 ? "ip4" : "ip6")) return [];
    const range = networkRange(mechanism.address, mechanism.prefix, family);
    return range === undefined ? [] : [{ ...range, rank }];
  });
  return flattenRanked(networks);
}

function checkRun({ via, end }: Place, { run, clients }: NetworkRun, going: readonly Going[]): Going[] {
  const verdicts = new Map<number, Verdict>();
  return cutRanges(going, clients, (part, { rank }) => {
    const one = run[rank] as SpfTreeTerm;
    const verdict = verdicts.get(rank) ?? { result: resultOf(one.term), via, mechanism: one.text };
    verdicts.set(rank, verdict);
    end(part, verdict);
  });
}

/** `all`, and the terms that ask the DNS; gives back the clients for whom the next term is tried. */
function checkTerm(pass: Pass, place: Place, one: SpfTreeTerm, going: readonly Going[]): readonly Going[] {
  const { term, text: mechanism, target } = one;
  const { via, end } = place;
  const matched: Verdict = { result: resultOf(term), via, mechanism };
  const permerror: Verdict = { result: "permerror", via, mechanism };
  const endAll = (ranges: readonly Going[], verdict: Verdict | undefined): readonly Going[] => {
    for (const range of ranges) end(range, verdict);
    return [];
  };
  const kind = term.type === "directive" ? term.mechanism.kind : "redirect";
  if (kind === "all") return endAll(going, matched);
  const asking = spend(going, "lookups", MAX_LOOKUPS, range => end(range, permerror));
  if (one.dynamic && kind !== "exists") return endAll(asking, undefined);
  if (kind === "include" || kind === "redirect") {
    // RFC 7208 §5.2, §6.1: what gives no name gives a permerror.
    if (one.child === undefined) return endAll(asking, permerror);
    const below = checkNode(pass, one.child, via, asking);
    return kind === "include" ? included(place, one, below) : redirected(place, one, below);
  }
  // RFC 7208 §4.8: other mechanisms do not match then. Only `exists` is dynamic here, when its name is.
  if (target === undefined) return one.dynamic ? endAll(asking, undefined) : asking;
  // RFC 7208 §4.6.4: whether or not one of the first ten would have matched.
  if ((one.exchanges ?? 0) > MAX_HOSTS) return endAll(asking, permerror);
  if (one.isVoid[pass.family]) {
    return spend(asking, "voidLookups", MAX_VOID_LOOKUPS, range => end(range, permerror));
  }
  // RFC 7208 §5.7: any address will do.
  if (kind === "exists") return endAll(asking, one.missing.length > 0 ? undefined : matched);
  const hosts = hostClients(one, pass.family);
  return hosts === undefined ? endAll(asking, undefined) : cutRanges(asking, hosts, part => end(part, matched));
}

/** RFC 7208 §4.6.4: one more look-up for all; who has spent too many is over with. */
function spend(
  going: readonly Going[],
  what: "lookups" | "voidLookups",
  most: number,
  over: (range: Going) => void,
): Going[] {
  return going.flatMap(range => {
    const spent = { ...range, [what]: range[what] + 1 };
    if (spent[what] <= most) return [spent];
    over(spent);
    return [];
  });
}

/** `include` (RFC 7208 §5.2): a pass is a match; no record, or no name, is a permerror. */
function included({ via, end }: Place, { term, text }: SpfTreeTerm, below: readonly Ended[]): readonly Going[] {
  const going: Going[] = [];
  for (const { verdict, ...range } of below) {
    if (verdict === undefined) {
      end(range, undefined);
    } else if (verdict.result === "pass") {
      // RFC 7208 §4.6.2: the qualifier is the including record's, the directive that matched is the included one's.
      end(range, { ...verdict, result: resultOf(term) });
    } else if (verdict.result === "permerror" || verdict.result === "none") {
      end(range, { result: "permerror", via, mechanism: text });
    } else {
      going.push(range);
    }
  }
  return joinRanges(going, (a, b) => a.lookups === b.lookups && a.voidLookups === b.voidLookups);
}

/** `redirect=` (RFC 7208 §6.1): the other name's verdict is this one's, but it must have a record. */
function redirected({ end }: Place, { text }: SpfTreeTerm, below: readonly Ended[]): readonly Going[] {
  for (const { verdict, ...range } of below) {
    end(range, verdict?.result === "none" ? { ...verdict, result: "permerror", mechanism: text } : verdict);
  }
  return [];
}

/** `a` and `mx` (RFC 7208 §5.3, §5.4); undefined where an address is not known. */
function hostClients({ term, addresses }: SpfTreeTerm, family: Family): readonly RankedRange[] | undefined {
  const mechanism = term.type === "directive" ? term.mechanism : undefined;
  if (mechanism?.kind !== "a" && mechanism?.kind !== "mx") return undefined;
  const prefix = family === 4 ? mechanism.prefix4 : mechanism.prefix6;
  const networks = addresses?.[family]?.flatMap(text => networkRange(text, prefix, family) ?? []);
  return networks && flattenRanked(networks.map(range => ({ ...range, rank: 0 })));
}

/** RFC 7208 §4.6.2 */
function resultOf(term: Term): SpfResult {
  return term.type === "directive" ? qualifierResults[term.qualifier] : "neutral";
}
