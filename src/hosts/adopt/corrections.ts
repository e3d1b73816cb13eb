/** Each difference between what stands in the zone and what the plan makes of it, with its reason. */
import { formatTxt } from "../../dns/character-string.ts";
import type { HostKind } from "../../dns/host-capabilities.ts";
import { DKIM_ROLE, DMARC_ROLE, SPF_ROLE } from "../../plan/domain-plan.ts";
import { cloudflareInputs } from "../cloudflare/inputs.ts";
import type { Correction } from "./adoption.ts";
import { otherForm, type PlanMatch, type Takeover } from "./compare-plan.ts";
import { samePolicy } from "./read-dmarc.ts";
import { sameSpf, type FoundSpf } from "./read-spf.ts";

export interface CorrectionContext {
  readonly domain: string;
  readonly host: HostKind;
  readonly isParked: boolean;
  readonly spf: FoundSpf | undefined;
  readonly policyNotes: readonly string[];
}

export function corrections({ takeovers, surplus }: PlanMatch, context: CorrectionContext): readonly Correction[] {
  const ttls = new Set<string>();
  return [
    ...takeovers.flatMap(takeover => [
      ...contentCorrections(
        takeover,
        surplus.some(({ name, type }) => name === takeover.set.name && type === takeover.set.type),
        context,
      ),
      ...ttlCorrections(takeover, context, ttls),
      ...noteCorrections(takeover, context),
    ]),
    ...surplus.map(({ name, type, rdata }): Correction => ({
      name,
      type,
      from: rdata,
      to: "",
      reason: /^v=spf1/i.test(rdata)
        ? "A second SPF record is an error at every receiver (RFC 7208 §3.2); its terms are in the first one now."
        : "A second DMARC record makes both count as none (RFC 9989 §4.10).",
      sameMeaning: false,
      // At Route 53 the RRset is one resource, so the value goes with the first update.
      ...(context.host === "route53" ? {} : { byHand: true as const }),
    })),
  ];
}

function contentCorrections(
  { set, record, live }: Takeover,
  hasSurplus: boolean,
  context: CorrectionContext,
): readonly Correction[] {
  const about = { name: set.name, type: set.type };
  if (live === undefined) {
    return [
      { ...about, from: "", to: record.rdata, reason: newReason(record.role, set.name, context), sameMeaning: false },
    ];
  }
  if (live.rdata !== record.rdata) {
    const { reason, sameMeaning } = changeReason({ set, record, live }, hasSurplus, context);
    return [{ ...about, from: live.rdata, to: record.rdata, reason, sameMeaning }];
  }
  if (context.host === "zonefile" || !otherForm(live)) return [];
  const reason = live.raw?.startsWith('"')
    ? "The value is not split into strings of 255 octets as the host keeps it."
    : "A TXT value stands in quotes, in strings of at most 255 octets (RFC 1035 §3.3).";
  return [{ ...about, from: live.raw ?? "", to: formatTxt(record.rdata), reason, sameMeaning: true }];
}

function newReason(role: string, name: string, { domain, isParked, policyNotes }: CorrectionContext): string {
  if (role === SPF_ROLE)
    return "There was no SPF record, and receivers take that for a domain that has not said who sends.";
  if (role === DMARC_ROLE) return policyNotes[0] ?? "There was no DMARC record.";
  if (isParked && role === DKIM_ROLE)
    return "A domain that sends no mail revokes every DKIM selector (RFC 6376 §3.6.1).";
  if (isParked) return "A domain that takes no mail says so (RFC 7505 §3).";
  return `${name === domain ? "The domain" : name} lacks this value of a service that is set up otherwise.`;
}

function changeReason(
  { set, record, live }: Takeover,
  hasSurplus: boolean,
  { domain, spf, policyNotes, isParked }: CorrectionContext,
): { readonly reason: string; readonly sameMeaning: boolean } {
  const [from, to] = [live?.rdata ?? "", record.rdata];
  if (record.role === SPF_ROLE) {
    if (sameSpf(from, to)) {
      return {
        reason: "The same terms in one spelling and order; receivers read the same from both.",
        sameMeaning: true,
      };
    }
    const bad = set.name === domain ? (spf?.unusable ?? []) : [];
    const why = [
      ...(hasSurplus && set.name === domain
        ? ["The terms of all SPF records are merged into one (RFC 7208 §3.2)."]
        : []),
      ...(bad.length === 0
        ? []
        : [
            `${bad.map(term => `"${term.slice(0, 60)}"`).join(", ")} is no SPF term, for which receivers refuse the whole record.`,
          ]),
    ];
    const rest =
      set.name === domain
        ? "The record is written anew from the spec."
        : "Every SPF record of a domain ends as its own does.";
    return { reason: why.join(" ") || rest, sameMeaning: false };
  }
  if (record.role === DMARC_ROLE) {
    const sameMeaning = samePolicy(from, to);
    const why = policyNotes.join(" ");
    if (isParked && !sameMeaning)
      return { reason: "Nothing sends in a parked domain's name, so all of it is rejected.", sameMeaning };
    return {
      reason: why || "The same tags in one spelling and order; receivers read the same from both.",
      sameMeaning,
    };
  }
  if (record.role === DKIM_ROLE && set.type === "TXT") {
    return { reason: "The same key in one spelling; receivers read the same from both.", sameMeaning: true };
  }
  return { reason: "The spec has another value.", sameMeaning: false };
}

function ttlCorrections(
  { set, live }: Takeover,
  { host }: CorrectionContext,
  seen: Set<string>,
): readonly Correction[] {
  if (live === undefined || live.ttl === set.ttl) return [];
  const key = `${set.name} ${set.type}`;
  if (host === "route53" && seen.has(key)) return [];
  seen.add(key);
  const automatic = host !== "route53" && live.ttl === 1;
  return [
    {
      name: set.name,
      type: set.type,
      from: automatic ? "ttl automatic" : `ttl ${live.ttl}`,
      to: `ttl ${set.ttl}`,
      reason: automatic
        ? "Automatic means 300 seconds at Cloudflare; a spec says the TTL that is served."
        : "All records of a spec have one TTL, here the most common one.",
      sameMeaning: true,
    },
  ];
}

/** What Cloudflare keeps beside a value. */
function noteCorrections({ set, record, live }: Takeover, { host }: CorrectionContext): readonly Correction[] {
  if (host !== "cloudflare" || live === undefined) return [];
  const about = { name: set.name, type: set.type };
  const comment = cloudflareInputs({ ...set, records: [record] }, "")[0]?.inputs.comment ?? "";
  return [
    ...(live.proxied === true
      ? [
          {
            ...about,
            from: "proxied",
            to: "DNS only",
            reason: "Behind the proxy nobody sees the target (mail needs it).",
            sameMeaning: false,
          },
        ]
      : []),
    ...(live.comment === comment
      ? []
      : [
          {
            ...about,
            from: live.comment === undefined ? "no comment" : `comment "${live.comment}"`,
            to: `comment "${comment}"`,
            reason: "The comment says which role and service a record has.",
            sameMeaning: true,
          },
        ]),
  ];
}
