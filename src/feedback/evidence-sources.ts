/** Sums of the rows of one domain by whose mail they are. */
import { compareText } from "../finding.ts";
import type { DeclaredSource } from "../plan/declared-sources.ts";
import type { Attribution } from "./attribution.ts";
import { dayAt } from "./evidence-days.ts";
import { dkimOutcome, spfOutcome } from "./evidence-outcome.ts";
import { everOf, MAX_SOURCE, ownSignatures, widest, type Sightings } from "./evidence-sightings.ts";
import { addRow, mostFirst, seenOf, seenTally, summed, topAddresses, type SeenTally } from "./evidence-tally.ts";
import { evidenceText } from "./evidence-text.ts";
import type { Evidence, OutcomeCount, SelectorEvidence } from "./evidence.ts";
import type { SourceRow } from "./source-row.ts";

export const MAX_UNKNOWN = 200;
export const MAX_UNAUTHENTICATED = 20;
export const MAX_SELECTORS = 200;

type Sections = Pick<
  Evidence,
  | "totals"
  | "services"
  | "selectors"
  | "forwarders"
  | "unknown"
  | "moreUnknown"
  | "unauthenticated"
  | "moreUnauthenticated"
>;

export interface SourceCollector {
  /** `source` as `sourceOf` has it. */
  add(row: SourceRow, attribution: Attribution, source: string): void;
  finish(): Sections;
}

interface OneSource {
  readonly attribution: Attribution;
  readonly source: string;
  readonly tally: SeenTally;
  readonly rules: Set<string>;
  readonly outcomes: Map<string, { -readonly [K in keyof OutcomeCount]: OutcomeCount[K] }>;
  /** Messages by the domain that they authenticate as, and by selector where there is one. */
  readonly domains: Map<string, number>;
  readonly selectors: Map<string, number>;
  /** Ids of the catalogue that any of its rows speaks for. */
  readonly services: Set<string>;
}

interface Signing {
  readonly domain: string;
  readonly selector: string;
  readonly source: string;
  messages: number;
  passed: number;
  /** Days, by index, with a signature that passed. */
  ever: { first: number; last: number } | undefined;
}

interface Signed {
  readonly signing: Signing;
  readonly passed: boolean;
}

export function sourceCollector(
  { domain, window }: Pick<Evidence, "domain" | "window">,
  declared: readonly DeclaredSource[],
  earlier: Sightings | undefined,
): SourceCollector {
  const sources = new Map<string, OneSource>();
  const signings = new Map<string, Signing>();
  const { first } = window;

  const of = (attribution: Attribution, source: string): OneSource => {
    const known = sources.get(source);
    if (known !== undefined) return known;
    const made = {
      attribution,
      source,
      tally: seenTally(),
      rules: new Set<string>(),
      outcomes: new Map(),
      domains: new Map(),
      selectors: new Map(),
      services: new Set<string>(),
    };
    sources.set(source, made);
    return made;
  };

  // The store hands on rows of one mail one after another, with the same lists.
  let signed: { readonly dkim: SourceRow["dkim"]; readonly source: string; readonly by: readonly Signed[] } | undefined;
  const signingsOf = (row: SourceRow, source: string): readonly Signed[] => {
    if (signed?.dkim === row.dkim && signed.source === source) return signed.by;
    const by = [...ownSignatures(row, domain, source)].map(({ key, domain: signer, selector, passed }): Signed => {
      const known = signings.get(key);
      const signing = known ?? { domain: signer, selector, source, messages: 0, passed: 0, ever: undefined };
      if (known === undefined) signings.set(key, signing);
      return { signing, passed };
    });
    signed = { dkim: row.dkim, source, by };
    return by;
  };

  const sign = (row: SourceRow, source: string): void => {
    for (const { signing, passed } of signingsOf(row, source)) {
      signing.messages += row.messages;
      if (!passed) continue;
      signing.passed += row.messages;
      const [from, to] = [row.days[0] ?? 0, row.days.at(-1) ?? 0];
      const { ever } = signing;
      if (ever === undefined) signing.ever = { first: from, last: to };
      else [ever.first, ever.last] = [Math.min(ever.first, from), Math.max(ever.last, to)];
    }
  };

  return {
    add: (row, attribution, source) => {
      const one = of(attribution, source);
      one.rules.add(attribution.by);
      addRow(one.tally, row, evidenceText(row.sourceIp));
      if (attribution.kind === "declared") {
        const [dkim, spf] = [dkimOutcome(row, domain), spfOutcome(row, domain)];
        const key = `${dkim} ${spf}`;
        const known = one.outcomes.get(key);
        if (known === undefined) one.outcomes.set(key, { dkim, spf, messages: row.messages });
        else known.messages += row.messages;
      }
      if (attribution.kind === "unknown-authenticated") {
        count(one.domains, evidenceText(attribution.domain), row.messages);
        for (const id of attribution.services) one.services.add(id);
        if (attribution.selector !== undefined) count(one.selectors, evidenceText(attribution.selector), row.messages);
      }
      sign(row, source);
    },
    finish: () => {
      const all = [...sources.values()];
      const ofKind = (kind: Attribution["kind"]): readonly OneSource[] =>
        all.filter(({ attribution }) => attribution.kind === kind);
      const unknown = ranked(ofKind("unknown-authenticated"));
      const unauthenticated = ranked(ofKind("unauthenticated"));
      const messages = (some: readonly OneSource[]): number => some.reduce((sum, { tally }) => sum + tally.messages, 0);
      const { sources: _, ...total } = summed(all.map(({ tally }) => tally));
      return {
        totals: {
          ...total,
          declared: messages(ofKind("declared")),
          forwarders: messages(ofKind("forwarder")),
          unknown: messages(unknown),
          unauthenticated: messages(unauthenticated),
        },
        services: services(declared, ofKind("declared"), first, earlier),
        selectors: selectors([...signings.values()], first, earlier),
        forwarders: ranked(ofKind("forwarder")).map(one => forwarder(one, first)),
        unknown: unknown.slice(0, MAX_UNKNOWN).map(one => unknownOf(one, first)),
        moreUnknown: summed(unknown.slice(MAX_UNKNOWN).map(({ tally }) => tally)),
        unauthenticated: unauthenticated.slice(0, MAX_UNAUTHENTICATED).map(one => unauthenticatedOf(one, first)),
        moreUnauthenticated: summed(unauthenticated.slice(MAX_UNAUTHENTICATED).map(({ tally }) => tally)),
      };
    },
  };
}

function ranked(sources: readonly OneSource[]): readonly OneSource[] {
  return mostFirst(
    sources.map(one => ({ one, messages: one.tally.messages })),
    ({ one }) => one.source,
  ).map(({ one }) => one);
}

/** All that is declared, seen or not: that nothing was seen of a service is news. */
function services(
  declared: readonly DeclaredSource[],
  seen: readonly OneSource[],
  first: string,
  earlier: Sightings | undefined,
): Evidence["services"] {
  const bySource = new Map(seen.map(one => [one.source, one]));
  const ids = new Map(declared.map(({ id }) => [evidenceText(`declared ${id}`, MAX_SOURCE), id]));
  for (const { attribution, source } of seen)
    if (attribution.kind === "declared") ids.set(source, attribution.source.id);
  return [...ids]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([source, id]) => {
      const one = bySource.get(source);
      const told = seenOf(one?.tally ?? seenTally(), first);
      const before = earlier?.sources.get(source);
      const now =
        told.first === undefined || told.last === undefined ? undefined : { first: told.first, last: told.last };
      const ever = now === undefined ? before : widest(before, now);
      const outcomes = mostFirst([...(one?.outcomes.values() ?? [])], ({ dkim, spf }) => `${dkim} ${spf}`);
      return { id: evidenceText(id), rules: rulesOf(one), ...told, ...everOf(ever), outcomes };
    });
}

function rulesOf(one: Pick<OneSource, "rules"> | undefined): readonly string[] {
  return [...(one?.rules ?? [])].toSorted();
}

/** Those that passed most are kept: a selector that never passed is what anyone can write. */
function selectors(
  signings: readonly Signing[],
  start: string,
  earlier: Sightings | undefined,
): readonly SelectorEvidence[] {
  const name = ({ domain, selector, source }: Signing): string => `${domain}\n${selector}\n${source}`;
  return signings
    .toSorted((a, b) => b.passed - a.passed || b.messages - a.messages || compareText(name(a), name(b)))
    .slice(0, MAX_SELECTORS)
    .toSorted((a, b) => compareText(name(a), name(b)))
    .map(one => {
      const { domain, selector, source, messages, passed } = one;
      const before = earlier?.selectors.get(name(one));
      const days = one.ever;
      const ever =
        days === undefined
          ? before
          : widest(before, { first: dayAt(start, days.first), last: dayAt(start, days.last) });
      return { domain, selector, source, messages, passed, ...everOf(ever) };
    });
}

function forwarder({ attribution, tally, rules }: OneSource, first: string): Evidence["forwarders"][number] {
  const origin = attribution.kind === "forwarder" ? attribution.origin : undefined;
  const whose = origin === undefined ? {} : { origin: evidenceText(origin.id) };
  return { ...whose, rules: rulesOf({ rules }), ...seenOf(tally, first), addresses: tally.addresses.size };
}

function unknownOf(
  { attribution, source, tally, domains, selectors: signedWith, services: ids, rules }: OneSource,
  first: string,
): Evidence["unknown"][number] {
  if (attribution.kind !== "unknown-authenticated") throw new Error(`${source} is not unknown.`);
  const { aligned } = attribution;
  const selector = mostOf(signedWith);
  return {
    source,
    aligned,
    domain: mostOf(domains) ?? "",
    ...(selector === undefined ? {} : { selector }),
    services: [...ids].toSorted(),
    rules: rulesOf({ rules }),
    ...seenOf(tally, first),
    addresses: tally.addresses.size,
    topAddresses: topAddresses(tally),
  };
}

function count(messages: Map<string, number>, name: string, more: number): void {
  messages.set(name, (messages.get(name) ?? 0) + more);
}

/** The one of most messages. */
function mostOf(all: ReadonlyMap<string, number>): string | undefined {
  const [most] = mostFirst(
    [...all].map(([name, messages]) => ({ name, messages })),
    one => one.name,
  );
  return most?.name;
}

function unauthenticatedOf({ source, tally, rules }: OneSource, first: string): Evidence["unauthenticated"][number] {
  return {
    source,
    rules: rulesOf({ rules }),
    ...seenOf(tally, first),
    addresses: tally.addresses.size,
    topAddresses: topAddresses(tally),
  };
}
