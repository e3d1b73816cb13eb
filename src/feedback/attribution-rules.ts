/**
 * The rules of attribution, in the order they are tried: the first that names a source is the one that counts.
 * docs/attribution.md has them in words, with examples.
 */
import { isAtOrBelow } from "../dns/owner-name.ts";
import { compareText } from "../finding.ts";
import type { DeclaredSource } from "../plan/declared-sources.ts";
import type { Declared, Forwarder, Unauthenticated, UnknownAuthenticated } from "./attribution.ts";
import type { DomainIndex } from "./domain-index.ts";
import { isRelated, signersOf, type RowFacts, type Signature } from "./row-facts.ts";
import { isCarrier, isInside, ways, wayTaken, type Standings, type Way } from "./way-taken.ts";

export const attributionRules = [
  "declared-selector",
  "declared-signing-domain",
  "declared-return-path",
  "declared-range",
  "own-address",
  "override-forwarded",
  "forwarded-signature",
  "undeclared-selector",
  "undeclared-return-path",
  "vendor-domain",
  "broken-signature",
  "range-without-pass",
  "undeclared-address",
  "undeclared-vendor",
  "claimed-signature",
  "stranger",
  "nothing",
] as const;

export type AttributionRule = (typeof attributionRules)[number];

/** An attribution without the rule that made it. */
export type Outcome =
  Omit<Declared, "by"> | Omit<Forwarder, "by"> | Omit<UnknownAuthenticated, "by"> | Omit<Unauthenticated, "by">;

export interface RowCase {
  readonly facts: RowFacts;
  readonly standings: Standings;
  readonly index: DomainIndex;
}

const rules: Readonly<Record<AttributionRule, (row: RowCase) => Outcome | undefined>> = {
  "declared-selector"(row) {
    const { source, way } = bestOf(namedSigners(row), row);
    return way === undefined || way === "other" ? undefined : { kind: "declared", source };
  },

  "declared-signing-domain"(row) {
    const signers = unnamedSigners(row);
    const { source, way } = bestOf(signers, row);
    const isClear = way === "its" || (signers.length === 1 && (way === "ours" || way === "open"));
    return isClear ? { kind: "declared", source } : undefined;
  },

  "declared-return-path"(row) {
    const { index, facts } = row;
    const owners = facts.passes.flatMap(name => index.byReturnPath.get(name) ?? []);
    const { source } = bestOf(inPlanOrder(owners, index), row);
    return source && declaredBySpf(source, row);
  },

  "declared-range"(row) {
    const { index, standings, facts } = row;
    const here = index.ranges
      .map(({ source, name }, at) => ({ source, name, standing: standings[at] }))
      .filter(({ name }) => facts.passes.includes(name) || facts.heloPasses.includes(name));
    const inside = here.find(({ standing }) => isInside(standing));
    if (inside !== undefined) return declaredBySpf(inside.source, row);
    // It passes, and the lock knows the addresses of all sources but this one.
    const [only, ...more] = new Set(here.filter(one => one.standing === "unknown").map(({ source }) => source));
    return only === undefined || more.length > 0 ? undefined : declaredBySpf(only, row);
  },

  "own-address"(row) {
    const range = row.index.ranges.find((_, at) => row.standings[at] === "own");
    return range && declaredBySpf(range.source, row);
  },

  "override-forwarded"(row) {
    // Nothing of a parked domain can be forwarded.
    return row.facts.passedOn && row.index.sends && !isSentByVendor(row) ? forwarder(row) : undefined;
  },

  "forwarded-signature"(row) {
    if (namedSigners(row).length > 0) return forwarder(row);
    const { way } = bestOf(unnamedSigners(row), row);
    return way === "other" ? forwarder(row) : undefined;
  },

  "undeclared-selector"({ facts, index }) {
    const signature = facts.signatures.find(({ selector }) => selector !== undefined) ?? facts.signatures[0];
    if (signature === undefined) return undefined;
    const { domain, selector } = signature;
    const bySelector = selector === undefined ? [] : index.vendorsBySelector(selector);
    const byDomain = vendorsOf(strangersOf(facts, index), index);
    const both = bySelector.filter(id => byDomain.includes(id));
    const services = [both, bySelector, byDomain].find(ids => ids.length > 0) ?? [];
    return { ...unknown(facts, domain, services), ...(selector === undefined ? {} : { selector }) };
  },

  "undeclared-return-path"({ facts, index }) {
    const isElsewhere = (one: string): boolean => facts.alignedSpf && isRelated(one, facts.from);
    const name = facts.passes.find(one => (index.isOurs(one) ? one !== index.spfNameFor(one) : isElsewhere(one)));
    return name === undefined ? undefined : unknown(facts, name, vendorsOf(strangersOf(facts, index), index));
  },

  "vendor-domain"({ facts, index }) {
    const vendors = vendorsOf(strangersOf(facts, index), index);
    const ours = index.declared.filter(({ service }) => service !== undefined && vendors.includes(service));
    const source = nearest(ours, facts.from);
    return source && { kind: "declared", source };
  },

  "broken-signature"({ facts, standings, index }) {
    // A list at the same vendor breaks signatures too, and bounces to itself.
    if (!facts.passes.every(index.isOurs)) return undefined;
    const range = index.ranges.find(({ source }, at) => facts.broken.includes(source) && isInside(standings[at]));
    return range && { kind: "declared", source: range.source };
  },

  "range-without-pass"({ facts, standings, index }) {
    if (!facts.mailFrom.every(index.isOurs) || facts.passes.length > 0) return undefined;
    const names = new Set(index.ranges.map(({ name }) => name));
    const [name = index.spfNameFor(facts.from)] = facts.mailFrom.filter(one => names.has(one));
    const range = index.ranges.find((one, at) => one.name === name && isInside(standings[at]));
    return range && { kind: "declared", source: range.source };
  },

  "undeclared-address"({ facts, index }) {
    const name = [...facts.passes, ...facts.heloPasses].find(index.isOurs);
    return name === undefined ? undefined : unknown(facts, name, vendorsOf(strangersOf(facts, index), index));
  },

  "undeclared-vendor"({ facts, index }) {
    const domain = strangersOf(facts, index).find(name => index.vendorsOf(name).length > 0);
    return domain === undefined ? undefined : unknown(facts, domain, index.vendorsOf(domain));
  },

  "claimed-signature"({ facts, index }) {
    const [claims] = facts.broken;
    return claims && { kind: "unauthenticated", claims, ...strangerOf(facts, index) };
  },

  stranger({ facts, index }) {
    const stranger = strangerOf(facts, index);
    return stranger.domain === undefined ? undefined : { kind: "unauthenticated", ...stranger };
  },

  nothing: () => ({ kind: "unauthenticated" }),
};

/** The first rule that names a source, and what it says. */
export function applyRules(row: RowCase): { readonly by: AttributionRule; readonly outcome: Outcome } {
  for (const by of attributionRules) {
    const outcome = rules[by](row);
    if (outcome !== undefined) return { by, outcome };
  }
  throw new Error("The last rule names every row.");
}

/**
 * Receivers guess: a newsletter has the header fields of a mailing list. What a vendor that only sends has signed, with no trace
 * of another signature of the client's, came from that vendor, and a stricter policy stops it.
 */
function isSentByVendor({ facts, index }: RowCase): boolean {
  if (facts.aligned || facts.signatures.length > 0 || facts.broken.length > 0) return false;
  return facts.foreignSignatures.some(name => {
    const vendors = index.vendorsOf(name);
    return vendors.length > 0 && vendors.every(id => isCarrier(index.categoryOf(id)));
  });
}

function namedSigners({ facts, index }: RowCase): readonly DeclaredSource[] {
  return inPlanOrder(
    facts.signatures.flatMap(one => (one.selector === undefined ? [] : signersOf(one, index))),
    index,
  );
}

/** Who may have made the signatures whose selector the reporter left out. */
function unnamedSigners({ facts, index }: RowCase): readonly DeclaredSource[] {
  const unnamed = facts.signatures.filter(({ selector }) => selector === undefined);
  return inPlanOrder(
    unnamed.flatMap(one => signersOf(one, index)),
    index,
  );
}

function inPlanOrder(sources: readonly DeclaredSource[], index: DomainIndex): readonly DeclaredSource[] {
  return sources.length === 0 ? [] : index.declared.filter(source => sources.includes(source));
}

type Best = { readonly source: DeclaredSource; readonly way: Way } | { readonly source?: never; readonly way?: never };

/** The one whose way the mail came, the first of several. */
function bestOf(sources: readonly DeclaredSource[], { facts, standings, index }: RowCase): Best {
  const [best = {}] = sources
    .map(source => ({ source, way: wayTaken(source, facts, standings, index) }))
    .toSorted((a, b) => ways.indexOf(a.way) - ways.indexOf(b.way));
  return best;
}

/** SPF names the source, while somebody has a key that the spec does not know of. */
function declaredBySpf(source: DeclaredSource, { facts, index }: RowCase): Outcome {
  const isUndeclared = (one: Signature): boolean => one.selector !== undefined && signersOf(one, index).length === 0;
  const signature = facts.signatures.find(isUndeclared);
  const undeclaredSelector = signature && `${signature.selector}._domainkey.${signature.domain}`;
  return { kind: "declared", source, ...(undeclaredSelector === undefined ? {} : { undeclaredSelector }) };
}

function forwarder(row: RowCase): Outcome {
  const named = namedSigners(row);
  const unnamed = unnamedSigners(row);
  const origin = named[0] ?? (unnamed.length === 1 ? unnamed[0] : undefined);
  return { kind: "forwarder", ...(origin === undefined ? {} : { origin }) };
}

function unknown(facts: RowFacts, domain: string, services: readonly string[]): Omit<UnknownAuthenticated, "by"> {
  return { kind: "unknown-authenticated", aligned: facts.aligned, domain, services };
}

/** Other people's domains that the mail authenticates as: signatures first, which cannot be had by relaying alone. */
function strangersOf(facts: RowFacts, index: DomainIndex): readonly string[] {
  const spf = [...facts.passes, ...facts.heloPasses].filter(name => !index.isOurs(name));
  return [...facts.foreignSignatures, ...spf];
}

function strangerOf(facts: RowFacts, index: DomainIndex): { readonly domain?: string } {
  const [domain] = strangersOf(facts, index);
  return domain === undefined ? {} : { domain };
}

function vendorsOf(domains: readonly string[], index: DomainIndex): readonly string[] {
  return [...new Set(domains.flatMap(index.vendorsOf))].toSorted(compareText);
}

/** The one that sends from the name in From or from the nearest name above it; else the first. */
function nearest(sources: readonly DeclaredSource[], from: string): DeclaredSource | undefined {
  const depth = ({ sendingDomain }: DeclaredSource): number =>
    isAtOrBelow(from, sendingDomain) ? sendingDomain.length : 0;
  return sources.toSorted((a, b) => depth(b) - depth(a))[0];
}
