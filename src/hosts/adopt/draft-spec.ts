/** From what stands in a zone to the spec that says it. */
import { holdsPrivateKey } from "../../dkim/private-key.ts";
import type { DkimKeyInput } from "../../dkim/key-record.ts";
import { formatTxt } from "../../dns/character-string.ts";
import { compareText } from "../../finding.ts";
import { hostCapabilities } from "../../dns/host-capabilities.ts";
import { planTxt } from "../../plan/plan-names.ts";
import type { ServiceUse } from "../../services/service.ts";
import type { DomainSpec, HostChoice, TxtSpec } from "../../spec/domain-spec.ts";
import { catalogue, serviceById } from "../../services/catalogue.ts";
import { recognise } from "../../services/recognise.ts";
import { isSpfRecord } from "../../spf/parse.ts";
import type { Explanation } from "./explain-service.ts";
import { speakers } from "./explain-service.ts";
import type { FoundServices } from "./find-services.ts";
import { keyInputOf } from "./key-input.ts";
import { readPolicy } from "./read-dmarc.ts";
import { readSpfRecords, sameSpf, type FoundSpf } from "./read-spf.ts";
import { termKey, type Fact, type ZoneFacts } from "./zone-facts.ts";
import type { LiveRecord } from "../live-record.ts";

export interface SpecDraft {
  readonly spec: DomainSpec;
  /** By path in the spec. */
  readonly comments: ReadonlyMap<string, string>;
  readonly spf: FoundSpf;
  readonly policyStands: boolean;
  /** What the policy record says that the spec does not. */
  readonly policyNotes: readonly string[];
}

export interface DraftInput {
  readonly domain: string;
  readonly zone: string;
  readonly host: HostChoice;
  readonly records: readonly LiveRecord[];
  readonly facts: ZoneFacts;
  readonly found: FoundServices;
}

export function draftSpec({ domain, zone, host, records, facts, found }: DraftInput): SpecDraft {
  const comments = new Map<string, string>();
  const textsAt = (name: string): readonly string[] =>
    records.flatMap(record => (record.type === "TXT" && record.name === name ? [record.rdata] : []));
  const spf = readSpfRecords(textsAt(domain).filter(isSpfRecord));
  const serviceTerms = new Set(
    [...found.consumed].flatMap(fact => (fact.kind === "term" && fact.name === domain ? [fact.value] : [])),
  );
  const others = spf.directives.filter(text => !serviceTerms.has(termKey(text) ?? text));
  // A plan has the spec's own terms first, then the services': a person writes both in full where that says something else.
  const keepsOrder = !sameSpf(`v=spf1 ${[...others, ...serviceTerms].join(" ")}`, `v=spf1 ${spf.directives.join(" ")}`);
  const own = keepsOrder ? spf.directives : others;
  const keys = ownKeys(domain, facts, found.consumed);
  // Where no vendor is found, what sends are servers of the client's own; without any the SPF record says who does.
  const noService = found.services.length === 0 && own.length > 0;
  const nobody = found.services.length === 0 && own.length === 0;
  const uses = noService
    ? [{ use: ownServers(own, keys), guessed: [] }]
    : found.services
        .map(one => ({ use: useOf(one), guessed: one.guessed }))
        .toSorted((x, y) => compareText(x.use.service, y.use.service));
  for (const [index, { guessed }] of uses.entries()) {
    if (guessed.length > 0)
      comments.set(`services.${index}`, `The zone does not say ${guessed.join(", ")}: correct it.`);
  }
  const terms = [...(noService ? [] : own), ...spf.modifiers];
  for (const [index, term] of terms.entries()) {
    const says = termComment(term, found.services, keepsOrder, index);
    if (says !== undefined) comments.set(`spf.terms.${index}`, says);
  }
  if (!noService && Object.keys(keys).length > 0) comments.set("dkim", keysComment(Object.keys(keys)));
  const policy = readPolicy(domain, textsAt(`_dmarc.${domain}`));
  const strings = apexStrings(domain, host, textsAt(domain), found.consumed);
  const wildcard = records.some(({ name }) => name.startsWith("*._report._dmarc."));
  const all = spf.redirect === undefined ? { all: spf.all } : { redirect: spf.redirect };
  const isPlain = terms.length === 0 && spf.redirect === undefined && spf.all === "softfail" && !nobody;
  return {
    comments,
    spf,
    policyStands: policy.stands,
    policyNotes: policy.notes,
    spec: {
      domain,
      host,
      ...(zone === domain ? {} : { zone }),
      services: uses.map(({ use }) => use),
      ...(isPlain ? {} : { spf: { ...all, ...(terms.length === 0 ? {} : { terms }) } }),
      ...(noService || Object.keys(keys).length === 0 ? {} : { dkim: keys }),
      dmarc: policy.spec,
      ...(strings.length === 0 ? {} : { txt: strings }),
      ...(wildcard ? { reportAuthorisation: "wildcard" } : {}),
    },
  };
}

function useOf({ service, options }: Explanation): ServiceUse {
  // A person gives the place first.
  const { subdomain, ...rest } = options;
  return { service: service.id, options: subdomain === undefined ? options : { subdomain, ...rest } };
}

/** A server of the client's own that sends by these terms, as `ownServer` has them where it can be in the same order. */
export function ownServers(
  terms: readonly string[],
  keys: Readonly<Record<string, DkimKeyInput>>,
  place?: string,
): ServiceUse {
  const name =
    (place ?? "mail-server")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "") || "mail-server";
  const signs = Object.keys(keys).length === 0 ? {} : { dkim: keys };
  const sorted = {
    ip4: [] as string[],
    ip6: [] as string[],
    a: [] as string[],
    mx: [] as string[],
    terms: [] as string[],
  };
  for (const term of terms) {
    const [, kind, value] = /^(ip4|ip6|a|mx):([^/]*(?:\/.*)?)$/.exec(term) ?? [];
    const isHost = (kind === "a" || kind === "mx") && !/[/%]/.test(value ?? "");
    if (kind === "ip4" || kind === "ip6" || (isHost && (kind === "a" || kind === "mx"))) sorted[kind].push(value ?? "");
    else sorted.terms.push(term);
  }
  const options = Object.fromEntries(Object.entries(sorted).filter(([, list]) => list.length > 0));
  const base = place === undefined ? {} : { subdomain: place };
  const own = serviceById("own-server");
  const structured = { ...base, name, ...options, ...signs };
  const made =
    own?.options.safeParse(structured).success === true ? own.contribute(structured, { domain: "x.example" }).spf : [];
  const same = made?.length === terms.length && made.every((term, index) => term === terms[index]);
  return { service: "own-server", options: same ? structured : { ...base, name, terms, ...signs } };
}

/** Keys at the policy domain that no service accounts for and that a spec can publish. */
function ownKeys(
  domain: string,
  facts: ZoneFacts,
  consumed: ReadonlySet<Fact>,
): Readonly<Record<string, DkimKeyInput>> {
  const zone = `._domainkey.${domain}`;
  const entries = facts.below("key", domain).flatMap(fact => {
    const selector = fact.name.slice(0, -zone.length);
    const alone = facts.byName("key", fact.name).length === 1;
    if (!fact.name.endsWith(zone) || consumed.has(fact) || !alone) return [];
    const key = keyInputOf(fact.value);
    return key === undefined ? [] : [[selector, key.input] as const];
  });
  return Object.fromEntries(entries.toSorted(([a], [b]) => compareText(a, b)));
}

function termComment(
  term: string,
  services: readonly Explanation[],
  ordered: boolean,
  index: number,
): string | undefined {
  if (ordered) {
    return index === 0
      ? "In the order they were found: with qualifiers between them it is part of what they say."
      : undefined;
  }
  const { services: named } = recognise(catalogue, { spf: [term] });
  const ids = named.map(({ service }) => service);
  if (ids.length === 0) return undefined;
  const has = ids.find(id => services.some(one => one.service.id === id));
  if (has !== undefined) return `${nameOf(has)}, as declared above, does not need it.`;
  return `${ids.map(nameOf).join(" or ")}: not everything that belongs to it is in the zone.`;
}

function keysComment(selectors: readonly string[]): string {
  const known = selectors.flatMap(selector => {
    const ids = speakers(selector);
    return ids.length === 0 ? [] : [`${selector} may be ${ids.map(nameOf).join(" or ")}`];
  });
  const hints = known.length === 0 ? "" : ` (${known.join("; ")})`;
  return `Nobody has said yet who signs with these${hints}.`;
}

export function nameOf(id: string): string {
  return serviceById(id)?.name ?? id;
}

/** RFC 1035 §3.2.1: RDLENGTH is an unsigned number of 16 bits. */
const MAX_RDATA = 65_535;

/** Apex strings that no service accounts for, each known by a label of its own. */
function apexStrings(
  domain: string,
  host: HostChoice,
  texts: readonly string[],
  consumed: ReadonlySet<Fact>,
): readonly (string | TxtSpec)[] {
  const theirs = new Set(
    [...consumed].flatMap(fact => (fact.kind === "txt" && fact.name === domain ? [fact.value] : [])),
  );
  const limit = hostCapabilities[host.kind].maxTxtLength ?? MAX_RDATA;
  const strings = [...new Set(texts)].filter(
    text =>
      !isSpfRecord(text) &&
      !theirs.has(text) &&
      // What the plan would refuse stays the zone's own.
      /^[\x20-\x7e]+$/.test(text) &&
      formatTxt(text).length <= limit &&
      !holdsPrivateKey(text),
  );
  const labels = planTxt(domain, strings).wanted.map(({ role }) => role.slice("txt-".length));
  const used = new Set(labels);
  const counts = new Map<string, number>();
  return strings.map((text, index) => {
    const label = labels[index] ?? "string";
    let number = (counts.get(label) ?? 0) + 1;
    counts.set(label, number);
    if (number === 1) return text;
    while (used.has(`${label}-${number}`)) number += 1;
    used.add(`${label}-${number}`);
    counts.set(label, number);
    return { label: `${label}-${number}`, text };
  });
}
