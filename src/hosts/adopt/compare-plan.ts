/** A plan beside what stands in the zone: which value takes over which, and what is left on either side. */
import { formatTxt } from "../../dns/character-string.ts";
import { parseKeyRecord } from "../../dkim/parse.ts";
import { isPolicyRecord } from "../../dmarc/parse.ts";
import type { RecordType, ResourceRecord, RRset } from "../../dns/rrset.ts";
import { isSpfRecord } from "../../spf/parse.ts";
import type { LiveRecord } from "../live-record.ts";

/** One value of the plan and what it takes the place of. */
export interface Takeover {
  readonly set: RRset;
  readonly record: ResourceRecord;
  /** What is imported; undefined for what the first `up` makes. */
  readonly live: LiveRecord | undefined;
}

export interface PlanMatch {
  readonly takeovers: readonly Takeover[];
  /** Values that would stand beside the plan's and must not: second SPF and DMARC records. */
  readonly surplus: readonly (LiveRecord & { readonly type: RecordType })[];
  /** Values that the plan leaves alone. */
  readonly rest: readonly LiveRecord[];
}

/** Each planned value takes over the equal one, else the one that plays its part. */
export function matchPlan(rrsets: readonly RRset[], records: readonly LiveRecord[]): PlanMatch {
  const places = Map.groupBy(records, record => `${record.name} ${record.type}`);
  const taken = new Set<LiveRecord>();
  const surplus: (LiveRecord & { readonly type: RecordType })[] = [];
  const takeovers = rrsets.flatMap(set => {
    const here = places.get(`${set.name} ${set.type}`) ?? [];
    const byValue = new Map(here.map(one => [one.rdata, one]));
    const pairs = set.records.map(record => {
      const live = byValue.get(record.rdata);
      if (live !== undefined) taken.add(live);
      return { set, record, live };
    });
    return pairs.map(({ record, live }): Takeover => {
      const part = partOf(set, record.rdata);
      const alike = part === undefined ? [] : here.filter(one => !taken.has(one) && partOf(set, one.rdata) === part);
      const [first] = live === undefined ? alike : [];
      if (first !== undefined) taken.add(first);
      if (part === "spf" || part === "dmarc") {
        for (const one of alike.filter(other => other !== first)) {
          taken.add(one);
          surplus.push({ ...one, type: set.type });
        }
      }
      return { set, record, live: live ?? first };
    });
  });
  return { takeovers, surplus, rest: records.filter(record => !taken.has(record)) };
}

/** The part a value plays of which a name has one; undefined for values that stand side by side. */
function partOf({ name, type }: RRset, rdata: string): "spf" | "dmarc" | "key" | "cname" | undefined {
  if (type === "CNAME") return "cname";
  if (type !== "TXT") return undefined;
  if (isSpfRecord(rdata)) return "spf";
  if (name.startsWith("_dmarc.") && isPolicyRecord(rdata)) return "dmarc";
  return name.includes("._domainkey.") && parseKeyRecord(rdata).ok ? "key" : undefined;
}

/** True where the host has the value in another form than the plan gives it: no quotes, or strings split elsewhere. */
export function otherForm({ type, rdata, raw }: LiveRecord): boolean {
  return type === "TXT" && raw !== undefined && raw !== formatTxt(rdata);
}
