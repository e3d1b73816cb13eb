/**
 * The tree of an SPF record as far as it stands still: every include and redirect followed, every host looked up, through
 * answers that are already there. What depends on the client or the message (`exists`, `ptr`, macros other than `d`) is
 * marked and left to the evaluator.
 */
import type { LookUp } from "../dns/dns-lock.ts";
import { MAX_HOSTS } from "./evaluation.ts";
import { expandName, usesMacro, type MacroValues } from "./expand-macros.ts";
import { formatTerm } from "./format.ts";
import type { Family } from "./ip-address.ts";
import { isSpfRecord, type SpfProblem } from "./parse.ts";
import { parsedSpf } from "./parsed-spf.ts";
import type { Term } from "./spf-record.ts";

export interface SpfNode {
  readonly name: string;
  /**
   * `missing`: nobody knows its TXT records. `none`, `several`: so many SPF records. `loop`: it stands above itself.
   * `deep`: so far below that the ten look-ups (RFC 7208 §4.6.4) were spent before.
   */
  readonly state: "ok" | "missing" | "none" | "several" | "syntax" | "loop" | "deep";
  /** The record, when there is exactly one. */
  readonly text?: string;
  readonly problems?: readonly SpfProblem[];
  readonly terms: readonly SpfTreeTerm[];
}

export interface SpfTreeTerm {
  readonly term: Term;
  /** As `formatTerm` writes it. */
  readonly text: string;
  /** False for what is never tried: terms behind `all`, a redirect beside one (RFC 7208 §5.1, §6.1), unknown modifiers. */
  readonly tried: boolean;
  /**
   * 1 for a term that asks the DNS (RFC 7208 §4.6.4), 2 with the macro `p`, which asks for the client's names first; what is
   * below it is not counted here.
   */
  readonly lookups: 0 | 1 | 2;
  /** True where the client or the message decides what is asked. */
  readonly dynamic: boolean;
  /** The target-name; absent where there is none or it is dynamic. */
  readonly target?: string;
  /** `include` and `redirect`. */
  readonly child?: SpfNode;
  /** `a` and `mx`: the hosts' addresses by family; a family is undefined where some of it is not known. */
  readonly addresses?: Readonly<Record<Family, readonly string[] | undefined>>;
  /** `mx`: how many exchanges the target has. */
  readonly exchanges?: number;
  /** `mx`: the exchanges whose addresses were looked up. */
  readonly hosts?: readonly string[];
  /** True where the term's own question has an empty answer for a client of the family. */
  readonly isVoid: Readonly<Record<Family, boolean>>;
  /** `type name` of what nobody knows. */
  readonly missing: readonly string[];
}

/** Every level is a look-up, so this far below a node nothing can be reached within ten of them (RFC 7208 §4.6.4). */
export const MAX_DEPTH = 12;
/** What hostile records can make of a tree ends here: levels, and records in all. */
const MAX_LEVELS = 60;
const MAX_NODES = 20_000;

/** The tree of the record at a name. Equal subtrees are one object, so that its size is bounded by the names in it. */
export function spfTree(name: string, lookUp: LookUp): SpfNode {
  const known = new Map<string, SpfNode>();
  const above: string[] = [];
  let made = 0;
  /** The highest level at which something below the node was left out. */
  let cutAt = Number.POSITIVE_INFINITY;
  const nodeOf = (at: string): SpfNode => {
    if (above.includes(at)) return { name: at, state: "loop", terms: [] };
    const same = known.get(at);
    if (same !== undefined) return same;
    // The lock goes no further down than anything can matter, so nobody knows what is there.
    const unlocked = above.length > MAX_DEPTH && lookUp("TXT", at) === undefined;
    if (above.length > MAX_LEVELS || made > MAX_NODES || unlocked) {
      cutAt = Math.min(cutAt, above.length);
      return { name: at, state: "deep", terms: [] };
    }
    const cutBefore = cutAt;
    cutAt = Number.POSITIVE_INFINITY;
    made += 1;
    above.push(at);
    const node = readNode(at, lookUp, nodeOf);
    above.pop();
    // A node near a cut is not the same when it is met again higher up.
    if (cutAt - above.length > MAX_DEPTH) known.set(at, node);
    cutAt = Math.min(cutAt, cutBefore);
    return node;
  };
  return nodeOf(name);
}

function readNode(name: string, lookUp: LookUp, nodeOf: (name: string) => SpfNode): SpfNode {
  const answer = lookUp("TXT", name);
  if (answer === undefined) return { name, state: "missing", terms: [] };
  const texts = answer.records.filter(isSpfRecord);
  const [text] = texts;
  if (text === undefined) return { name, state: "none", terms: [] };
  if (texts.length > 1) return { name, state: "several", terms: [] };
  const parsed = parsedSpf(text);
  if (!parsed.ok) return { name, state: "syntax", text, problems: parsed.problems, terms: [] };
  const { terms } = parsed.record;
  const all = terms.findIndex(term => term.type === "directive" && term.mechanism.kind === "all");
  const tried = (term: Term, index: number): boolean =>
    term.type === "directive"
      ? all === -1 || index <= all
      : term.name === "exp" || (term.name === "redirect" && all === -1);
  // A redirect is followed after every directive, wherever it stands (RFC 7208 §6.1).
  return {
    name,
    state: "ok",
    text,
    terms: terms.map((term, index) => readTerm(term, name, tried(term, index), lookUp, nodeOf)),
  };
}

const neverVoid = { 4: false, 6: false } as const;

function readTerm(
  term: Term,
  domain: string,
  tried: boolean,
  lookUp: LookUp,
  nodeOf: (name: string) => SpfNode,
): SpfTreeTerm {
  const plain = {
    term,
    text: formatTerm(term),
    tried,
    lookups: 0,
    dynamic: false,
    isVoid: neverVoid,
    missing: [],
  } as const;
  const kind = term.type === "directive" ? term.mechanism.kind : term.name;
  const asks = ["include", "redirect", "a", "mx", "ptr", "exists"].includes(kind);
  if (!asks || !tried) return plain;
  const spec =
    term.type === "modifier" ? term.value : "domainSpec" in term.mechanism ? term.mechanism.domainSpec : undefined;
  const one = { ...plain, lookups: spec !== undefined && usesMacro(spec, "p") ? 2 : 1 } as const;
  // RFC 7208 §5.5: ptr asks for the client's own names.
  if (kind === "ptr" || (spec !== undefined && !isStatic(spec))) return { ...one, dynamic: true };
  const target = spec === undefined ? domain : expandName(spec, onlyDomain(domain));
  if (target === undefined) return one;
  if (kind === "include" || kind === "redirect") {
    const child = nodeOf(target);
    return { ...one, target, child, missing: child.state === "missing" ? [`TXT ${target}`] : [] };
  }
  if (kind === "exists") {
    const answer = lookUp("A", target);
    if (answer === undefined) return { ...one, dynamic: true, target, missing: [`A ${target}`] };
    const empty = answer.records.length === 0;
    return { ...one, dynamic: true, target, isVoid: { 4: empty, 6: empty } };
  }
  return { ...one, target, ...(kind === "a" ? readHost(target, lookUp) : readExchanges(target, lookUp)) };
}

type Hosts = Pick<SpfTreeTerm, "addresses" | "exchanges" | "hosts" | "isVoid" | "missing">;

function readHost(name: string, lookUp: LookUp): Hosts {
  const v4 = lookUp("A", name);
  const v6 = lookUp("AAAA", name);
  return {
    addresses: { 4: v4?.records, 6: v6?.records },
    isVoid: { 4: v4?.records.length === 0, 6: v6?.records.length === 0 },
    missing: [...(v4 === undefined ? [`A ${name}`] : []), ...(v6 === undefined ? [`AAAA ${name}`] : [])],
  };
}

function readExchanges(name: string, lookUp: LookUp): Hosts {
  const answer = lookUp("MX", name);
  if (answer === undefined)
    return { addresses: { 4: undefined, 6: undefined }, isVoid: neverVoid, missing: [`MX ${name}`] };
  const empty = answer.records.length === 0;
  // RFC 7505 §3: the exchange of a null MX is no host.
  const names = exchangesOf(answer.records);
  const hosts = answer.records.length > MAX_HOSTS ? [] : names.map(host => readHost(host, lookUp));
  const merged = (family: Family): readonly string[] | undefined => {
    const lists = hosts.map(host => host.addresses?.[family]);
    return lists.includes(undefined) ? undefined : lists.flatMap(list => list ?? []);
  };
  return {
    addresses: { 4: merged(4), 6: merged(6) },
    exchanges: answer.records.length,
    hosts: names,
    isVoid: { 4: empty, 6: empty },
    missing: hosts.flatMap(host => host.missing),
  };
}

/** Host names of MX rdata (`10 mail.client.example`), without those of null MX. */
export function exchangesOf(records: readonly string[]): readonly string[] {
  return records.map(text => (text.split(" ")[1] ?? "").replace(/\.$/, "").toLowerCase()).filter(host => host !== "");
}

/** True for a domain-spec whose only macro is `d`: it is the same for every message (RFC 7208 §7.2). */
export function isStatic(domainSpec: string): boolean {
  return !usesMacro(domainSpec, "slopivhcrt");
}

/** Macro values for a domain-spec that `isStatic` has let through. */
export function onlyDomain(d: string): MacroValues {
  return { s: "", l: "", o: "", d, i: "", p: "", v: "", h: "", c: "", r: "", t: "" };
}
