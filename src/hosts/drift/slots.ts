/** A plan as the things its names should say, each to be compared by itself. */
import { under } from "../../dns/owner-name.ts";
import type { RRset } from "../../dns/rrset.ts";
import { AUTHORISATION_ROLE, DKIM_ROLE, DMARC_ROLE, type DomainPlan } from "../../plan/domain-plan.ts";
import type { Slot } from "./difference.ts";

/** The planned ones, and those where nothing is planned and something would be drift. */
export function slotsOf(plan: DomainPlan): readonly Slot[] {
  const planned = plan.rrsets.flatMap(slotsOfRRset);
  const has = ({ name, type, purpose }: Slot): boolean =>
    planned.some(slot => slot.name === name && slot.type === type && slot.purpose === purpose);
  const hosts = plan.rrsets.flatMap(({ name }) => /\._report\._dmarc\.(.+)$/.exec(name)?.[1] ?? []);
  const empty = (name: string, purpose: Slot["purpose"]): Slot => ({ name, type: "TXT", purpose, expected: [] });
  const watched = [
    empty(plan.domain, "spf"),
    empty(under("_dmarc", plan.domain), "dmarc"),
    ...[...new Set([plan.domain, ...hosts])].map(host => empty(under("*._report._dmarc", host), "authorisation")),
    { name: plan.domain, type: "MX" as const, purpose: "other" as const, expected: [] },
  ].filter(slot => !has(slot));
  const shared = new Set([plan.domain, ...planned.flatMap(slot => (slot.purpose === "string" ? [slot.name] : []))]);
  const beside = [...shared].map((name): Slot => {
    const declared = planned.flatMap(slot => (slot.name === name && slot.type === "TXT" ? slot.expected : []));
    // One resource holds the whole RRset at Route 53: a string that is not declared goes with the next change of another.
    return { ...empty(name, "string"), beside: { declared, counts: plan.host.kind === "route53" ? "all" : "mail" } };
  });
  return [...planned, ...watched, ...beside];
}

function slotsOfRRset({ name, type, records }: RRset): readonly Slot[] {
  const values = records.map(({ rdata }) => rdata);
  if (type !== "TXT") return [{ name, type, purpose: isKeyName(name) ? "dkim" : "other", expected: values }];
  const roles = new Set(records.map(({ role }) => role));
  const whole = (purpose: Slot["purpose"]): readonly Slot[] => [{ name, type, purpose, expected: values }];
  if (roles.has(DMARC_ROLE)) return whole("dmarc");
  if (roles.has(DKIM_ROLE) || isKeyName(name)) return whole("dkim");
  if (roles.has(AUTHORISATION_ROLE)) return whole("authorisation");
  const spf = values.filter(isSpfLike);
  // Others may have strings here too, so each string of ours stands for itself.
  return [
    ...(spf.length > 0 ? [{ name, type, purpose: "spf" as const, expected: spf }] : []),
    ...values
      .filter(value => !isSpfLike(value))
      .map(value => ({ name, type, purpose: "string" as const, expected: [value] })),
  ];
}

function isKeyName(name: string): boolean {
  return /\._domainkey\./.test(name);
}

/** An SPF record, or what was meant to be one: a quote or a blank in front of the version (RFC 7208 §4.5) undoes it. */
export function isSpfLike(text: string): boolean {
  return /^["'\s\\]*(?:v=spf1|spf2\.0)(?![a-z0-9])/i.test(text);
}

/** A string with all that panels and people put in or leave out: quotes, backslashes, white space. */
export function squashed(text: string): string {
  return text.replace(/["'\\\s]+/g, "").toLowerCase();
}
