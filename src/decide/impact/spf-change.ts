/** What a change of plan does to the SPF results that reporters saw for names of the domain's. */
import { lookUpIn } from "../../dns/dns-lock.ts";
import { isAtOrBelow } from "../../dns/owner-name.ts";
import type { ReplaySpf } from "../../feedback/evidence.ts";
import { lookUpUnder, plannedZone, type PublishedPlan } from "./planned-zone.ts";
import { spfJudge } from "./spf-judge.ts";

export interface ReplayedSpf {
  readonly passes: boolean;
  /** The record changed, and nobody can tell what it now says of the address. */
  readonly isUnknown: boolean;
}

/**
 * The result after the change. Only what differs between the two plans counts: where both say the same of an address, the
 * reporter's word stands, who may have seen an outage or addresses that the lock does not have. Without a plan before, the
 * plan's own word counts. Undefined where nothing can have changed.
 */
export function spfReplay(
  domain: string,
  before: PublishedPlan | undefined,
  after: PublishedPlan,
): ((entry: ReplaySpf, ip: string) => ReplayedSpf) | undefined {
  if (before !== undefined && before.lock === after.lock && spfText(before) === spfText(after)) return undefined;
  const zones = { before: before && plannedZone(before.rrsets), after: plannedZone(after.rrsets) };
  const judgeBefore =
    before === undefined || zones.before === undefined
      ? undefined
      : spfJudge(lookUpUnder(zones.before, lookUpIn(before.lock), zones.after));
  const judgeAfter = spfJudge(lookUpUnder(zones.after, lookUpIn(after.lock), zones.before));
  const changeOf = (name: string, ip: string): Change => {
    if (ip === "" || !isAtOrBelow(name, domain)) return "none";
    const [from, to] = [judgeBefore?.(name, ip), judgeAfter(name, ip)];
    if (from === to) return "none";
    if (to !== undefined) return to ? "passes" : "fails";
    // Without a plan before, a name that the lock does not know is one that nothing was changed at.
    return judgeBefore === undefined ? "none" : "unknown";
  };

  return ({ domain: name, result }, ip) => {
    const reported = result === "pass";
    const change = changeOf(name, ip);
    if (change === "none") return reported ? passes : fails;
    if (change === "unknown") return { passes: reported, isUnknown: true };
    // An outage says nothing of the record; without a plan before, it is as likely the next time.
    const isOutage = before === undefined && result === "temperror";
    return change === "passes" && !isOutage ? passes : fails;
  };
}

const passes: ReplayedSpf = { passes: true, isUnknown: false };
const fails: ReplayedSpf = { passes: false, isUnknown: false };

type Change = "none" | "passes" | "fails" | "unknown";

/** All that SPF results can hang on, in the plan's order. */
function spfText({ rrsets }: PublishedPlan): string {
  return rrsets
    .filter(({ name }) => !name.startsWith("_dmarc.") && !name.includes("_domainkey."))
    .map(({ name, type, records }) => [name, type, ...records.map(({ rdata }) => rdata)].join("\n"))
    .join("\n\n");
}
