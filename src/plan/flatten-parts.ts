/** The parts of an SPF record that a spec wants flattened, as they are published, and what a person should know of it. */
import { isSample, lookUpIn, type DnsLock, type LockEntry } from "../dns/dns-lock.ts";
import type { LocalFinding } from "../finding.ts";
import { flattenTerms, runTerms, type Flattening, type FlatRun } from "../spf/flatten.ts";
import type { SpfPart } from "./domain-plan.ts";
import { isUnordered, overflow, sparePiece, type SpfPiece } from "./overflow-spf.ts";

export interface FlattenedParts {
  readonly parts: readonly SpfPart[];
  /** All terms as they are published, in order. */
  readonly terms: readonly string[];
  /** Records that hold what did not fit. */
  readonly pieces: readonly SpfPiece[];
  readonly findings: readonly LocalFinding[];
}

interface FlatPart {
  readonly part: SpfPart;
  readonly runs: readonly FlatRun[];
  /** Look-ups that its terms cost as they were. */
  readonly lookups: number;
}

/**
 * Flattens the parts that ask for it. What cannot be flattened stays as it is and is an error, which keeps the plan from
 * being applied. `fits` says whether a record of these terms has room at the name.
 */
export function flattenParts(
  name: string,
  parts: readonly SpfPart[],
  lock: DnsLock,
  fits: (terms: readonly string[]) => boolean,
): FlattenedParts {
  const findings: LocalFinding[] = [];
  const flat = new Map<SpfPart, FlatPart>();
  for (const part of parts.filter(one => one.flatten)) {
    const flattening = flattened(part.terms, name, lock);
    const reasons = flattening.ok ? unresolved(flattening.names, lock) : flattening.reasons;
    if (!flattening.ok || reasons.length > 0) findings.push(refused(part, name, reasons));
    else {
      flat.set(part, { part, runs: flattening.runs, lookups: flattening.lookups });
      findings.push(published(part, name, flattening, lock));
    }
  }
  if (flat.size === 0) return { parts, terms: parts.flatMap(part => part.terms), pieces: [], findings };
  const inline = parts.map(part => ({ ...part, published: flat.get(part)?.runs.flatMap(runTerms) ?? part.terms }));
  const all = inline.flatMap(part => part.published);
  if (fits(all)) return { parts: inline, terms: all, pieces: [], findings };
  const split = isUnordered(all) ? inOnePool(name, parts, flat) : inPlace(name, parts, flat);
  if (split !== undefined) {
    const saved = [...flat.values()].reduce((sum, { lookups }) => sum + lookups, 0);
    // The last piece is the spare one, which nobody asks for.
    const spent = split.pieces.length - 1;
    return { ...split, findings: [...findings, ...(spent < saved ? [] : [noGain(name, spent, saved)])] };
  }
  return { parts, terms: parts.flatMap(part => part.terms), pieces: [], findings: [...findings, tooLarge(name)] };
}

type Split = Omit<FlattenedParts, "findings">;

/** Where all terms let pass what they match, one pool of networks behind the other terms takes the fewest pieces. */
function inOnePool(name: string, parts: readonly SpfPart[], flat: ReadonlyMap<SpfPart, FlatPart>): Split | undefined {
  const pool = [...new Set([...flat.values()].flatMap(({ runs }) => runs.flatMap(run => run.networks)))];
  const made = overflow({ qualifier: "+", networks: pool }, name, 1);
  if (made === undefined) return undefined;
  const kept = parts.map(part => ({ ...part, published: flat.has(part) ? made.terms : part.terms }));
  const others = parts.filter(part => !flat.has(part)).flatMap(part => part.terms);
  return {
    parts: kept,
    terms: [...others, ...made.terms],
    pieces: [...made.pieces, sparePiece(name, made.pieces.length + 1)],
  };
}

/** Where some term does not, each run of networks has its pieces at its own place. */
function inPlace(name: string, parts: readonly SpfPart[], flat: ReadonlyMap<SpfPart, FlatPart>): Split | undefined {
  const pieces: SpfPiece[] = [];
  const kept: SpfPart[] = [];
  for (const part of parts) {
    const made = (flat.get(part)?.runs ?? []).map(run => {
      const one = overflow(run, name, pieces.length + 1);
      pieces.push(...(one?.pieces ?? []));
      return one;
    });
    if (made.includes(undefined)) return undefined;
    kept.push({ ...part, published: flat.has(part) ? made.flatMap(one => one?.terms ?? []) : part.terms });
  }
  return {
    parts: kept,
    terms: kept.flatMap(part => part.published),
    pieces: [...pieces, sparePiece(name, pieces.length + 1)],
  };
}

/** Flattening reads the lock and nothing else, so that the same terms are worked out once for a whole fleet. */
const known = new WeakMap<DnsLock, Map<string, Flattening>>();

export function flattened(terms: readonly string[], name: string, lock: DnsLock): Flattening {
  const cache = known.get(lock) ?? new Map<string, Flattening>();
  known.set(lock, cache);
  // Terms that name no domain of their own, and macros, depend on where they stand.
  const anywhere = terms.every(term => /^[-+~?]?(include|a|mx):[^%]+$/i.test(term));
  const key = `${anywhere ? "" : name} ${terms.join(" ")}`;
  const result = cache.get(key) ?? flattenTerms(terms, name, lookUpIn(lock));
  cache.set(key, result);
  return result;
}

function entriesOf(names: readonly string[], lock: DnsLock): readonly (readonly [name: string, entry: LockEntry])[] {
  return names.flatMap(name => Object.values(lock.names[name] ?? {}).map(entry => [name, entry] as const));
}

/** Nobody's mail may hang on sample data. */
function unresolved(names: readonly string[], lock: DnsLock): readonly string[] {
  const samples = entriesOf(names, lock).filter(([, entry]) => isSample(entry));
  return [...new Set(samples.map(([name]) => `${name} is sample data in dns.lock.json`))];
}

function published(
  { terms, path, service }: SpfPart,
  name: string,
  { runs, names }: Extract<Flattening, { readonly ok: true }>,
  lock: DnsLock,
): LocalFinding {
  const count = runs.reduce((sum, run) => sum + run.networks.length, 0);
  const entries = entriesOf(names, lock);
  const oldest = entries.map(([, { resolved }]) => resolved).toSorted()[0];
  const changes = entries.flatMap(([at, { change }]) => (change === undefined ? [] : [{ at, change }]));
  const last = changes.toSorted((a, b) => (a.change < b.change ? 1 : -1))[0];
  const since =
    last === undefined ? "no change since it was first resolved" : `last change ${last.change} at ${last.at}`;
  return {
    id: "spf-flattened",
    severity: "info",
    name,
    message: `${terms.join(" ")} (${service ?? path}) is published as ${count} networks, as resolved on ${oldest}; ${since}.`,
    cite: "RFC 7208 §4.6.4",
    fix: "Run `mailwright lock` every day and merge what it changes: a server that the vendor adds is refused until then.",
  };
}

function refused({ terms, path }: SpfPart, name: string, reasons: readonly string[]): LocalFinding {
  const unknown = reasons.every(reason => /dns\.lock\.json/.test(reason));
  return {
    id: "spf-flatten-refused",
    severity: "error",
    name,
    message: `${path} cannot be flattened (${terms.join(" ")}): ${reasons.slice(0, 3).join("; ")}.`,
    cite: "RFC 7208 §5.2",
    fix: unknown ? "Run `mailwright lock`, or remove `flatten`." : "Remove `flatten` from this service.",
  };
}

const noGain = (name: string, spent: number, saved: number): LocalFinding => ({
  id: "spf-flatten-no-gain",
  severity: "warning",
  name,
  message: `The flattened networks need ${spent} further records, so ${spent} look-ups, where ${saved} were spent before.`,
  cite: "RFC 7208 §4.6.4",
  fix: "Remove `flatten` from the service with the most networks; `mailwright spf` shows their number.",
});

const tooLarge = (name: string): LocalFinding => ({
  id: "spf-flatten-too-large",
  severity: "error",
  name,
  message: "The flattened networks do not fit into ten records of 450 octets.",
  cite: "RFC 7208 §3.4",
  fix: "Remove `flatten` from the service with the most networks; `mailwright spf` shows their number.",
});
