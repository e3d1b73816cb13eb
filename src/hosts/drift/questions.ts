/** What has to be asked to see whether a plan stands in the DNS, and where drift hides beside it. */
import { under } from "../../dns/owner-name.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { answerKey, type DirectAnswer, type Question } from "./live-domain.ts";

type Answers = ReadonlyMap<string, DirectAnswer>;

/**
 * Every RRset of the plan, and the names that vendors and people change behind its back. A CNAME in the place of what is
 * asked for comes with the answer (RFC 1034 §3.6.2), so it needs no question of its own.
 */
export function firstQuestions({ domain, zone, rrsets }: DomainPlan): readonly Question[] {
  return distinct([
    ...rrsets.map(({ name, type }) => ({ name, type })),
    { name: domain, type: "TXT" },
    { name: domain, type: "MX" },
    { name: under("_dmarc", domain), type: "TXT" },
    // A wildcard itself is asked for by its own name (RFC 4592 §2.3): it may answer for names that are missing.
    { name: under("*", domain), type: "TXT" },
    ...[domain, ...reportHostsOf(rrsets)].map(host => ({ name: under("*._report._dmarc", host), type: "TXT" })),
    { name: doubled(domain, zone), type: "TXT" },
  ]);
}

/** Hosts at which the plan authorises reports: `client.example._report._dmarc.reports.msp.example` gives the last part. */
function reportHostsOf(rrsets: DomainPlan["rrsets"]): readonly string[] {
  return rrsets.flatMap(({ name }) => /\._report\._dmarc\.(.+)$/.exec(name)?.[1] ?? []);
}

/** What a panel makes of a whole name where it wants a relative one: the zone stands in it twice. */
export function doubled(name: string, zone: string): string {
  return `${name}.${zone}`;
}

/** Questions that the answers of a server lead to. */
export function furtherQuestions(plan: DomainPlan, answers: Answers): readonly Question[] {
  const status = (name: string, type: string): DirectAnswer["status"] | undefined =>
    answers.get(answerKey({ name, type }))?.status;
  const bare = plan.rrsets.filter(({ name, type }) => type === "CNAME" && status(name, "CNAME") === "nodata");
  // RFC 8020 §2: when the doubled zone does not exist, nothing exists below it.
  const mayBeDoubled = status(doubled(plan.domain, plan.zone), "TXT") !== "nxdomain";
  return distinct([
    // In place of a CNAME, a proxy shows addresses, and some people paste the key that it leads to.
    ...bare.flatMap(({ name }) => ["A", "AAAA", "TXT"].map(type => ({ name, type }))),
    ...(bare.length > 0 ? ["A", "AAAA"].map(type => ({ name: under("*", plan.domain), type })) : []),
    ...(mayBeDoubled ? plan.rrsets.map(({ name, type }) => ({ name: doubled(name, plan.zone), type })) : []),
    ...(mayBeDoubled ? [{ name: doubled(under("_dmarc", plan.domain), plan.zone), type: "TXT" }] : []),
  ]);
}

/** Each once; names too long for the DNS not at all (RFC 1035 §2.3.4). */
function distinct(questions: readonly Question[]): readonly Question[] {
  const short = questions.filter(({ name }) => name.length <= 253);
  return [...new Map(short.map(question => [answerKey(question), question])).values()];
}
