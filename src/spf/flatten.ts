/**
 * Flattening: SPF terms that ask the DNS, replaced by the networks they stand for in the lock. Either the meaning stays
 * exactly the same, or it is refused with the reason.
 */
import type { LookUp } from "../dns/dns-lock.ts";
import { type AddressRange, wholeSpace } from "./address-ranges.ts";
import { compileSpf } from "./compile.ts";
import { formatTerm } from "./format.ts";
import type { Family } from "./ip-address.ts";
import { networksOf, networkTerm, uniteRanges } from "./networks.ts";
import { parseTerm } from "./parse.ts";
import { firstDifference } from "./same-meaning.ts";
import type { Directive, Qualifier } from "./spf-record.ts";
import { spfTree, type SpfNode, type SpfTreeTerm } from "./spf-tree.ts";
import { treeCost } from "./tree-cost.ts";

/** Networks of consecutive terms with one qualifier. */
export interface FlatRun {
  readonly qualifier: Qualifier;
  /** `ip4:192.0.2.0/24`, in the order of the addresses, IPv4 first, as few as there can be. */
  readonly networks: readonly string[];
}

export type Flattening =
  | {
      readonly ok: true;
      readonly runs: readonly FlatRun[];
      /** Every name that was looked up on the way. */
      readonly names: readonly string[];
      /** Look-ups that the terms cost (RFC 7208 §4.6.4). */
      readonly lookups: number;
    }
  | { readonly ok: false; readonly reasons: readonly string[] };

/** Flattens the terms of one sender at a name. `lookUp` must know everything the terms lead to. */
export function flattenTerms(terms: readonly string[], name: string, lookUp: LookUp): Flattening {
  const flat = terms.map(text => flattenTerm(text, name, lookUp));
  const reasons = flat.flatMap(one => (one.ok ? [] : one.reasons));
  if (reasons.length > 0) return { ok: false, reasons };
  const done = flat.filter(one => one.ok);
  const runs: { qualifier: Qualifier; ranges: FlatRanges }[] = [];
  for (const { qualifier, ranges } of done) {
    const last = runs.at(-1);
    if (last === undefined || last.qualifier !== qualifier) runs.push({ qualifier, ranges });
    else last.ranges = { 4: [...last.ranges[4], ...ranges[4]], 6: [...last.ranges[6], ...ranges[6]] };
  }
  const flatRuns = runs.map(({ qualifier, ranges }) => ({ qualifier, networks: networkTerms(ranges) }));
  const difference = firstDifference(terms, flatRuns.flatMap(runTerms), name, lookUp);
  if (difference !== undefined) return { ok: false, reasons: [difference] };
  const names = [...new Set(done.flatMap(one => one.names))];
  return { ok: true, runs: flatRuns, names, lookups: done.reduce((sum, one) => sum + one.lookups, 0) };
}

/** The terms of a run as they are published. */
export function runTerms({ qualifier, networks }: FlatRun): readonly string[] {
  return qualifier === "+" ? networks : networks.map(network => qualifier + network);
}

type FlatRanges = Readonly<Record<Family, readonly AddressRange[]>>;

type FlatTerm =
  | {
      readonly ok: true;
      readonly qualifier: Qualifier;
      readonly ranges: FlatRanges;
      readonly names: readonly string[];
      readonly lookups: number;
    }
  | { readonly ok: false; readonly reasons: readonly string[] };

function flattenTerm(text: string, name: string, lookUp: LookUp): FlatTerm {
  const parsed = parseTerm(text);
  if (!parsed.ok) return { ok: false, reasons: parsed.problems.map(problem => `"${text}": ${problem.message}`) };
  if (parsed.term.type === "modifier") return { ok: false, reasons: [`"${text}" is a modifier and has no addresses`] };
  const { qualifier } = parsed.term;
  const tree = aloneTree(parsed.term, name, lookUp);
  const reasons = obstacles(tree);
  if (reasons.length > 0) return { ok: false, reasons };
  const { ranges } = compileSpf(tree);
  const all = [...ranges[4], ...ranges[6]];
  // A term that spends more look-ups by itself than an evaluation may is an error at every receiver already.
  if (all.some(({ match }) => match === undefined || match.result === "permerror")) {
    return { ok: false, reasons: [`"${text}" gives permerror for some addresses, so it has no meaning to keep`] };
  }
  const passing = (family: Family): readonly AddressRange[] =>
    uniteRanges(ranges[family].filter(({ match }) => match?.result === "pass"));
  const passes = { 4: passing(4), 6: passing(6) };
  if (passes[4].length + passes[6].length === 0) return { ok: false, reasons: [`"${text}" lets no address pass`] };
  if (([4, 6] as const).some(family => isWhole(family, passes[family]))) {
    return { ok: false, reasons: [`"${text}" lets every address pass`] };
  }
  return { ok: true, qualifier, ranges: passes, names: namesIn(tree), lookups: treeCost(tree).lookups };
}

/** The tree of a record that holds the term alone, so that what passes is what the term matches. */
function aloneTree({ mechanism }: Directive, name: string, lookUp: LookUp): SpfNode {
  const text = `v=spf1 ${formatTerm({ type: "directive", qualifier: "+", mechanism })} -all`;
  return spfTree(name, (type, asked) =>
    type === "TXT" && asked === name ? { status: "ok", records: [text] } : lookUp(type, asked),
  );
}

function isWhole(family: Family, [first]: readonly AddressRange[]): boolean {
  const { first: from, last: to } = wholeSpace(family);
  return first !== undefined && first.first === from && first.last === to;
}

function networkTerms(ranges: FlatRanges): readonly string[] {
  return ([4, 6] as const).flatMap(family =>
    uniteRanges(ranges[family]).flatMap(range => networksOf(family, range).map(networkTerm)),
  );
}

/** Why a tree has no fixed meaning, each reason once. */
function obstacles(tree: SpfNode): readonly string[] {
  const reasons = new Set<string>();
  walk(tree, (node, term) => {
    if (term === undefined) {
      const fault = faults[node.state];
      if (fault !== undefined) reasons.add(`${node.name} ${fault}`);
    } else if (term.dynamic) {
      reasons.add(`"${term.text}" at ${node.name} is answered anew for each message`);
    } else {
      for (const missing of term.missing) reasons.add(`dns.lock.json does not know ${missing}`);
    }
  });
  return [...reasons];
}

const faults: Readonly<Record<SpfNode["state"], string | undefined>> = {
  ok: undefined,
  // Said by the term that leads there.
  missing: undefined,
  none: "has no SPF record",
  several: "has several SPF records",
  syntax: "has an SPF record with a syntax error",
  loop: "includes itself",
  deep: "is included too deep for any receiver",
};

/** Every name the tree asks for. */
function namesIn(tree: SpfNode): readonly string[] {
  const names = new Set<string>();
  walk(tree, (_node, term) => {
    if (term?.target !== undefined) names.add(term.target);
    for (const host of term?.hosts ?? []) names.add(host);
  });
  return [...names];
}

/** Each node once, then its tried terms. */
function walk(tree: SpfNode, visit: (node: SpfNode, term?: SpfTreeTerm) => void): void {
  const seen = new Set<SpfNode>();
  const nodes = [tree];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    visit(node);
    for (const term of node.terms.filter(one => one.tried)) {
      visit(node, term);
      if (term.child !== undefined) nodes.push(term.child);
    }
  }
}
