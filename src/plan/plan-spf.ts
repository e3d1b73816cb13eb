/** SPF records of a domain: one a name, made of the terms of everything that sends from that name (RFC 7208 §3.2). */
import type { DnsLock } from "../dns/dns-lock.ts";
import { under } from "../dns/owner-name.ts";
import type { Provenance } from "../dns/rrset.ts";
import type { LocalFinding } from "../finding.ts";
import type { SpfSpec } from "../spec/domain-spec.ts";
import { generateSpf } from "../spf/generate.ts";
import type { ServiceContribution } from "./contributions.ts";
import { SPF_OVERFLOW_ROLE, SPF_ROLE, type PlannedSpf, type SpfPart } from "./domain-plan.ts";
import { flattenParts } from "./flatten-parts.ts";
import { mergeRRsets } from "./merge-rrsets.ts";
import { TEXT_LIMIT } from "./overflow-spf.ts";
import { planLookUp } from "./plan-look-up.ts";
import type { WantedRecord } from "./wanted-record.ts";

export interface SpfPlan {
  readonly wanted: readonly WantedRecord[];
  /** The records by name, the apex first; their trees are drawn once the whole plan is there. */
  readonly records: readonly Omit<PlannedSpf, "tree">[];
  readonly findings: readonly LocalFinding[];
}

/** What stands at one name, before it is a record. */
interface Draft {
  readonly name: string;
  readonly parts: SpfPart[];
  readonly provenance: Provenance[];
}

/** What planning SPF needs beside the spec. */
export interface SpfContext {
  readonly lock: DnsLock;
  /** What else the domain is to have: terms may lead there, and its TXT strings share an answer (RFC 7208 §3.4). */
  readonly others: readonly WantedRecord[];
}

/**
 * The apex always gets a record, even with no term: receivers refuse domains without one. Names below it get one when a
 * service sends or bounces from there. The domain's own terms come first, then the services' in the order of their ids.
 */
export function planSpf(
  domain: string,
  spf: SpfSpec | undefined,
  from: readonly ServiceContribution[],
  context: SpfContext,
): SpfPlan {
  const findings: LocalFinding[] = [];
  const wanted: WantedRecord[] = [];
  const records: Omit<PlannedSpf, "tree">[] = [];
  const sources = drafts(domain, spf, from).map(draft => {
    // The redirect is the apex's: names below are what services made them.
    const rest = { all: spf?.all ?? "softfail", redirect: draft.name === domain ? spf?.redirect : undefined } as const;
    const terms = draft.parts.flatMap(part => part.terms);
    return { ...draft, rest, source: generateSpf({ name: draft.name, terms, ...rest }) };
  });
  const unflattened = sources.flatMap(({ name, source: { text } }): readonly WantedRecord[] =>
    text === undefined ? [] : [{ name, type: "TXT", rdata: text, role: SPF_ROLE, services: [] }],
  );
  const lookUp = planLookUp(mergeRRsets([...unflattened, ...context.others], 0), context.lock);
  const siblings = unflattened.map(one => one.name);
  for (const { name, parts, provenance, rest, source } of sources) {
    findings.push(...source.findings);
    if (source.text === undefined) continue;
    const notes = { services: servicesOf(parts), provenance: mergeProvenance(provenance) };
    const room = TEXT_LIMIT - name.length - textAt(name, context.others);
    const flat = flattenParts(name, parts, { lock: context.lock, lookUp, siblings }, (terms, more) => {
      const { text } = generateSpf({ name, terms, ...rest });
      return text !== undefined && text.length + more <= room;
    });
    findings.push(...flat.findings);
    const { text: rdata = source.text } = generateSpf({ name, terms: flat.terms, ...rest });
    wanted.push({ name, type: "TXT", rdata, role: SPF_ROLE, ...notes });
    const services = servicesOf(parts.filter(part => part.flatten));
    for (const piece of flat.pieces) {
      wanted.push({ name: piece.name, type: "TXT", rdata: piece.text, role: SPF_OVERFLOW_ROLE, services });
    }
    records.push({ name, text: rdata, source: source.text, parts: flat.parts });
  }
  return { wanted, records, findings };
}

/** Octets of the TXT strings that are wanted at a name. */
function textAt(name: string, wanted: readonly WantedRecord[]): number {
  return wanted.reduce((sum, one) => sum + (one.type === "TXT" && one.name === name ? one.rdata.length : 0), 0);
}

function servicesOf(parts: readonly SpfPart[]): readonly string[] {
  return [...new Set(parts.flatMap(part => part.service ?? []))].toSorted();
}

function drafts(domain: string, spf: SpfSpec | undefined, from: readonly ServiceContribution[]): readonly Draft[] {
  const names = new Map<string, Draft>();
  const at = (name: string): Draft => {
    const known = names.get(name) ?? { name, parts: [], provenance: [] };
    names.set(name, known);
    return known;
  };
  const own = at(domain);
  for (const [index, entry] of (spf?.terms ?? []).entries()) {
    const terms = [typeof entry === "string" ? entry : entry.term];
    own.parts.push({ terms, published: terms, path: `spf.terms[${index}]`, flatten: false });
    if (typeof entry !== "string") own.provenance.push(entry);
  }
  for (const { service, path, flatten, sendingDomain, spf: terms, returnPaths, provenance } of from) {
    const add = (name: string, given: readonly string[]): void => {
      if (given.length === 0) return;
      const draft = at(name);
      draft.parts.push({ terms: given, published: given, service, path, flatten });
      draft.provenance.push(provenance);
    };
    add(sendingDomain, terms ?? []);
    for (const way of returnPaths ?? []) {
      if ("spf" in way) add(under(way.name, sendingDomain), way.spf);
    }
  }
  return [...names.values()];
}
/** Several people's notes on one record: each distinct value once, in a stable order. */
export function mergeProvenance(all: readonly Provenance[]): Provenance | undefined {
  const join = (values: readonly (string | undefined)[]): string | undefined => {
    const distinct = [...new Set(values.filter(value => value !== undefined))].toSorted();
    return distinct.length === 0 ? undefined : distinct.join(", ");
  };
  const merged = {
    owner: join(all.map(one => one.owner)),
    ticket: join(all.map(one => one.ticket)),
    since: join(all.map(one => one.since)),
  };
  return Object.values(merged).every(value => value === undefined) ? undefined : merged;
}
