/**
 * The reverse look-up: which services of the catalogue a zone's records, or feedback about its mail, speak for. Pure; the
 * patterns of `Traces` are compiled once for each catalogue.
 */
import { canonicalName, ownerNameFault } from "../dns/owner-name.ts";
import { compareText } from "../finding.ts";
import type { Service, Traces } from "./service.ts";

/**
 * What was seen, kind by kind: `spf` terms with or without qualifier, `selectors`, `dkimTargets` and other `targets` of
 * CNAMEs, `mx` exchanges, `domains` in d= or MAIL FROM, `txt` strings.
 */
export type Evidence = Traces;
export type EvidenceKind = keyof Evidence;

export interface PieceOfEvidence {
  readonly kind: EvidenceKind;
  /** As it was given. */
  readonly value: string;
}

/**
 * `sure` when something other than a bare selector speaks for this service alone; `likely` when there is only a selector,
 * or what several services share, all of which are then given.
 */
export type Strength = "sure" | "likely";

export interface RecognisedService {
  /** Service id. */
  readonly service: string;
  readonly strength: Strength;
  readonly by: readonly PieceOfEvidence[];
}

export interface Recognition {
  /** Each piece once, in the order given, with the ids of the services it speaks for, sorted. */
  readonly evidence: readonly (PieceOfEvidence & { readonly services: readonly string[] })[];
  /** Sure ones first, then those with more evidence, then by id. */
  readonly services: readonly RecognisedService[];
}

export const evidenceKinds = ["spf", "dkimTargets", "targets", "mx", "domains", "txt", "selectors"] as const;

export function recognise(catalogue: readonly Service[], evidence: Evidence): Recognition {
  const index = indexOf(catalogue);
  const pieces = evidenceKinds.flatMap(kind =>
    distinct(kind, evidence[kind] ?? []).map(({ value, read }) => ({
      kind,
      value,
      services: lookUp(index[kind], kind, read),
    })),
  );
  const by = new Map<string, { strength: Strength; pieces: PieceOfEvidence[] }>();
  for (const { kind, value, services } of pieces) {
    for (const service of services) {
      const found = by.get(service) ?? { strength: "likely", pieces: [] };
      if (kind !== "selectors" && services.length === 1) found.strength = "sure";
      found.pieces.push({ kind, value });
      by.set(service, found);
    }
  }
  const services = [...by].map(([service, found]) => ({ service, strength: found.strength, by: found.pieces }));
  return { evidence: pieces, services: services.toSorted(compareServices) };
}

/** Each value once, as it was first given and as it is read. */
function distinct(kind: EvidenceKind, values: readonly string[]) {
  const byReading = new Map<string, string>();
  for (const value of values) {
    const read = canonical(kind, value);
    if (!byReading.has(read)) byReading.set(read, value);
  }
  return [...byReading].map(([read, value]) => ({ read, value }));
}

/** One value whose kind nobody says. It is one piece of evidence: when several services are found, none is sure. */
export function recogniseValue(catalogue: readonly Service[], value: string): readonly RecognisedService[] {
  const selector = /^(\S+)\._domainkey(\.|$)/i.exec(value.slice(0, MAX_LENGTH).trim())?.[1];
  const terms = /^v=spf1\s/i.test(value) ? value.slice(0, MAX_RECORD).split(/\s+/) : [value];
  const alone = [value];
  const { services } = recognise(catalogue, {
    spf: terms,
    selectors: [selector ?? value],
    dkimTargets: alone,
    targets: alone,
    mx: alone,
    domains: alone,
    txt: alone,
  });
  // The terms of a whole record are pieces of their own.
  return services.length === 1 || terms.length > 1
    ? services
    : services.map(found => ({ ...found, strength: "likely" as const })).toSorted(compareServices);
}

function compareServices(a: RecognisedService, b: RecognisedService): number {
  const rank = (found: RecognisedService): number => (found.strength === "sure" ? 0 : 1);
  return rank(a) - rank(b) || b.by.length - a.by.length || compareText(a.service, b.service);
}

/** No name is longer than 253 characters (RFC 1035 §2.3.4), no vendor's string as long as this: longer ones match nothing. */
const MAX_LENGTH = 512;
/** A TXT rdata is at most 65,535 octets (RFC 1035 §3.2.1). */
const MAX_RECORD = 65_535;

/** A value as the patterns are written: lower case, no dot at the end, no qualifier. Empty when none can match it. */
function canonical(kind: EvidenceKind, value: string): string {
  if (value.length > MAX_LENGTH) return "";
  if (kind === "txt") return value.trim().toLowerCase();
  if (kind !== "spf") {
    const name = canonicalName(value);
    return ownerNameFault(name) === undefined ? name : "";
  }
  return (
    value
      .trim()
      .toLowerCase()
      .replace(/^[-+~?]/, "")
      // A record that redirects to a vendor's has that vendor's senders, as one that includes it (RFC 7208 §6.1).
      .replace(/^redirect=/, "include:")
      .replace(/^((?:a|mx):[^/]*)\/.*$/, "$1")
      .replace(/\.$/, "")
  );
}

interface Pattern {
  readonly service: string;
  readonly expression: RegExp;
}

interface KindIndex {
  /** Literal traces: the whole value. */
  readonly exact: ReadonlyMap<string, readonly string[]>;
  /** Patterns by the whole labels they end in; "" for those that end in a pattern. */
  readonly bySuffix: ReadonlyMap<string, readonly Pattern[]>;
}

type Index = Readonly<Record<EvidenceKind, KindIndex>>;

const indexes = new WeakMap<readonly Service[], Index>();

function indexOf(catalogue: readonly Service[]): Index {
  const known = indexes.get(catalogue);
  if (known !== undefined) return known;
  const index = Object.fromEntries(evidenceKinds.map(kind => [kind, kindIndex(catalogue, kind)])) as Index;
  indexes.set(catalogue, index);
  return index;
}

function kindIndex(catalogue: readonly Service[], kind: EvidenceKind): KindIndex {
  const exact = new Map<string, string[]>();
  const bySuffix = new Map<string, Pattern[]>();
  for (const { id, traces } of catalogue) {
    for (const trace of traces[kind] ?? []) {
      if (!trace.includes("*")) exact.set(trace, [...(exact.get(trace) ?? []), id]);
      else {
        const suffix = literalSuffix(trace);
        const pattern = { service: id, expression: compile(trace) };
        bySuffix.set(suffix, [...(bySuffix.get(suffix) ?? []), pattern]);
      }
    }
  }
  return { exact, bySuffix };
}

/** The labels behind the last one with a `*`: `sendgrid.net` of `u*.wl*.sendgrid.net`. */
function literalSuffix(pattern: string): string {
  const dot = pattern.indexOf(".", pattern.lastIndexOf("*"));
  return dot === -1 ? "" : pattern.slice(dot + 1);
}

/** `**.` is one or more whole labels, `*` any run of characters but a dot, at least one where it is a whole label. */
function compile(pattern: string): RegExp {
  const deep = pattern.startsWith("**.");
  const labels = (deep ? pattern.slice("**.".length) : pattern)
    .split(".")
    .map(label => (label === "*" ? "[^.]+" : label.split("*").map(escaped).join("[^.]*")));
  return new RegExp(`^${deep ? "(?:[^.]+\\.)+" : ""}${labels.join("\\.")}$`);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Ids sorted, each once. A domain stands for all below it, so its ancestors are looked up with it. */
function lookUp({ exact, bySuffix }: KindIndex, kind: EvidenceKind, value: string): readonly string[] {
  if (value === "") return [];
  const found = new Set(exact.get(value));
  const match = (patterns: readonly Pattern[] = []): void => {
    for (const { service, expression } of patterns) if (expression.test(value)) found.add(service);
  };
  match(bySuffix.get(""));
  for (let dot = value.indexOf("."); dot !== -1; dot = value.indexOf(".", dot + 1)) {
    const ancestor = value.slice(dot + 1);
    if (kind === "domains") for (const id of exact.get(ancestor) ?? []) found.add(id);
    match(bySuffix.get(ancestor));
  }
  return [...found].toSorted(compareText);
}
