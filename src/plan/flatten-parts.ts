/** The parts of an SPF record that a spec wants flattened, as they are published. */
import { isSample, lookUpIn, type DnsLock, type LockEntry, type LockedType, type LookUp } from "../dns/dns-lock.ts";
import { ownerNameFault } from "../dns/owner-name.ts";
import type { LocalFinding } from "../finding.ts";
import { flattenTerms, runTerms, type Flattening, type FlatRun } from "../spf/flatten.ts";
import { reachedNodes } from "../spf/reached-nodes.ts";
import { spfTree, type SpfNode } from "../spf/spf-tree.ts";
import { treeCost } from "../spf/tree-cost.ts";
import type { SpfPart } from "./domain-plan.ts";
import {
  flattenedFinding,
  nameTakenFinding,
  noGainFinding,
  refusedFinding,
  tooLargeFinding,
  type NamedEntry,
} from "./flatten-findings.ts";
import { isUnordered, MAX_PIECES, overflow, sparePieces, type SpfPiece } from "./overflow-spf.ts";

export interface FlattenedParts {
  readonly parts: readonly SpfPart[];
  /** All terms as they are published, in order. */
  readonly terms: readonly string[];
  /** Records that hold what did not fit, and those that stand ready. */
  readonly pieces: readonly SpfPiece[];
  readonly findings: readonly LocalFinding[];
}

/** Where flattening finds what terms stand for. */
export interface FlattenSource {
  readonly lock: DnsLock;
  /** As the plan looks up: its own names before anything is flattened, then the lock. */
  readonly lookUp: LookUp;
  /** Names of the domain whose SPF records, too, must not lead to a name that is needed for what does not fit. */
  readonly siblings: readonly string[];
}

type Fits = (terms: readonly string[], more: number) => boolean;
type FlatRuns = ReadonlyMap<SpfPart, readonly FlatRun[]>;

/**
 * Flattens the parts that ask for it. What cannot be flattened stays as it is and is an error, which keeps the plan from
 * being applied. `fits` says whether a record of these terms, and so many octets more, has room at the name.
 */
export function flattenParts(
  name: string,
  parts: readonly SpfPart[],
  source: FlattenSource,
  fits: Fits,
): FlattenedParts {
  const findings: LocalFinding[] = [];
  const flat = new Map<SpfPart, readonly FlatRun[]>();
  let spared = 0;
  for (const part of parts.filter(one => one.flatten)) {
    const flattening = flattened(part.terms, name, source);
    const entries = flattening.ok ? entriesOf(flattening.names, source.lookUp) : [];
    const reasons = flattening.ok ? samples(entries) : flattening.reasons;
    if (!flattening.ok || reasons.length > 0) findings.push(refusedFinding(part, name, reasons));
    else {
      flat.set(part, flattening.runs);
      spared += flattening.lookups;
      const count = flattening.runs.reduce((sum, run) => sum + run.networks.length, 0);
      findings.push(flattenedFinding(part, name, count, entries));
    }
  }
  const given = parts.flatMap(part => part.terms);
  const asGiven = { parts, terms: given, pieces: [] };
  if (flat.size === 0) return { ...asGiven, findings };
  const before = treeOf(name, given, [], source.lookUp);
  const published = publish(name, parts, flat, fits);
  if (published === undefined) return { ...asGiven, findings: [...findings, tooLargeFinding(name)] };
  const taken = takenPiece(published.pieces, before, source);
  const after = treeOf(name, published.terms, published.pieces, source.lookUp);
  const records = published.pieces.filter(piece => after.terms.some(({ target }) => target === piece.name)).length;
  if (taken !== undefined) {
    return records === 0
      ? { ...published, pieces: [], findings }
      : { ...asGiven, findings: [...findings, nameTakenFinding(name, taken.name)] };
  }
  const [cost, was] = [treeCost(after).lookups, treeCost(before).lookups];
  if (cost >= was && spared + records > 0) findings.push(noGainFinding(name, records, cost, was));
  return { ...published, findings };
}

/** A piece at whose name the spec's own terms find a record that is somebody else's. */
function takenPiece(
  pieces: readonly SpfPiece[],
  before: SpfNode,
  { siblings, lookUp }: FlattenSource,
): SpfPiece | undefined {
  if (pieces.length === 0) return undefined;
  const trees = [before, ...siblings.map(name => spfTree(name, lookUp))];
  const reached = new Set(trees.flatMap(tree => reachedNodes(tree).map(({ node }) => node.name)));
  return pieces.find(piece => reached.has(piece.name));
}

/** The tree of a record of these terms. */
function treeOf(name: string, terms: readonly string[], pieces: readonly SpfPiece[], lookUp: LookUp): SpfNode {
  const texts = new Map(pieces.map(piece => [piece.name, piece.text]));
  texts.set(name, ["v=spf1", ...new Set(terms)].join(" "));
  return spfTree(name, (type, asked) => {
    const text = type === "TXT" ? texts.get(asked) : undefined;
    return text === undefined ? lookUp(type, asked) : { status: "ok", records: [text] };
  });
}

type Split = Omit<FlattenedParts, "findings">;

/** In the record itself where there is room. Undefined where ten pieces do not hold it either. */
function publish(name: string, parts: readonly SpfPart[], flat: FlatRuns, fits: Fits): Split | undefined {
  const inline = parts.map(part => ({ ...part, published: flat.get(part)?.flatMap(runTerms) ?? part.terms }));
  const terms = inline.flatMap(part => part.published);
  const whole = { parts: inline, terms, pieces: [] };
  const networks = [...flat.values()].flatMap(runs => runs.flatMap(runTerms)).join(" ");
  if (fits(terms, networks.length)) return whole;
  const split = isUnordered(terms) ? inOnePool(name, parts, flat) : inPlace(name, parts, flat);
  if (split !== undefined && terms.join(" ").length <= split.terms.join(" ").length) return whole;
  // Where twice as much would not fit, the pieces stand ready: when a vendor's change brings the networks back into the
  // record, receivers that still hold the one that includes the pieces find them (RFC 7208 §5.2).
  if (!fits(terms, 0)) return split;
  const ready = split?.pieces ?? [];
  return ready.some(piece => ownerNameFault(piece.name) !== undefined) ? whole : { ...whole, pieces: ready };
}

/**
 * Where all terms let pass what they match, one pool of networks takes the fewest pieces. It stands where the first of its
 * parts does: what is asked for before it may spend the void look-ups that are allowed (RFC 7208 §4.6.4).
 */
function inOnePool(name: string, parts: readonly SpfPart[], flat: FlatRuns): Split | undefined {
  const pool = [...new Set([...flat.values()].flatMap(runs => runs.flatMap(run => run.networks)))];
  const made = overflow({ qualifier: "+", networks: pool }, name, 1);
  if (made === undefined) return undefined;
  const kept = parts.map(part => ({ ...part, published: flat.has(part) ? made.terms : part.terms }));
  return {
    parts: kept,
    terms: [...new Set(kept.flatMap(part => part.published))],
    pieces: [...made.pieces, ...sparePieces(pool, name, 1, made.pieces.length)],
  };
}

/**
 * Where some term does not, each run of networks has its pieces at its own place, and ten names of its own: what one vendor
 * changes moves no network of another's.
 */
function inPlace(name: string, parts: readonly SpfPart[], flat: FlatRuns): Split | undefined {
  const pieces: SpfPiece[] = [];
  const kept: SpfPart[] = [];
  let from = 1;
  for (const part of parts) {
    const published: string[] = [];
    for (const run of flat.get(part) ?? []) {
      const made = overflow(run, name, from);
      if (made === undefined) return undefined;
      published.push(...made.terms);
      pieces.push(...made.pieces, ...sparePieces(run.networks, name, from, made.pieces.length));
      from += MAX_PIECES;
    }
    kept.push({ ...part, published: flat.has(part) ? published : part.terms });
  }
  return { parts: kept, terms: kept.flatMap(part => part.published), pieces };
}

/** What the lock alone says is the same for a whole fleet, and worked out once. */
const known = new WeakMap<DnsLock, Map<string, Flattening>>();
const types: readonly LockedType[] = ["A", "AAAA", "MX", "TXT"];

export function flattened(
  terms: readonly string[],
  name: string,
  { lock, lookUp }: Pick<FlattenSource, "lock" | "lookUp">,
): Flattening {
  const cache = known.get(lock) ?? new Map<string, Flattening>();
  known.set(lock, cache);
  // Terms that name no domain of their own, and macros, depend on where they stand.
  const anywhere = terms.every(term => /^[-+~?]?(include|a|mx):[^%]+$/i.test(term));
  const key = `${anywhere ? "" : name} ${terms.join(" ")}`;
  const locked = lookUpIn(lock);
  const result = cache.get(key) ?? flattenTerms(terms, name, locked);
  cache.set(key, result);
  // What leads back into the plan is as the plan has it, whatever the lock saw there before.
  const outside = result.ok && result.names.every(at => types.every(type => lookUp(type, at) === locked(type, at)));
  return outside ? result : flattenTerms(terms, name, lookUp);
}

/** What the lock gave; the plan's own answers have no date. */
function entriesOf(names: readonly string[], lookUp: LookUp): readonly NamedEntry[] {
  return names.flatMap(name =>
    types.flatMap((type): readonly NamedEntry[] => {
      const answer = lookUp(type, name);
      return answer !== undefined && "resolver" in answer ? [[name, answer as LockEntry]] : [];
    }),
  );
}

/** Nobody's mail may hang on sample data. */
function samples(entries: readonly NamedEntry[]): readonly string[] {
  const names = entries.filter(([, entry]) => isSample(entry)).map(([name]) => name);
  return [...new Set(names)].map(name => `${name} is sample data in dns.lock.json`);
}
