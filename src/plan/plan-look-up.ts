/** What SPF terms of a domain find: the domain's own plan where it has the name, else the lock. */
import { lookUpIn, type DnsLock, type LookUp } from "../dns/dns-lock.ts";
import type { RRset } from "../dns/rrset.ts";

/** RFC 1034 §3.6.2 allows chains of CNAMEs; resolvers follow a few. */
const MAX_CNAMES = 8;

/**
 * Look-ups as they will be once the plan is applied. Only the domain's own plan counts beside the lock: what other domains
 * publish is what was last seen there, since nothing says which is applied first.
 */
export function planLookUp(rrsets: readonly RRset[], lock: DnsLock): LookUp {
  const planned = new Map(rrsets.map(set => [`${set.type} ${set.name}`, set.records.map(({ rdata }) => rdata)]));
  const locked = lookUpIn(lock);
  const lookUp = (type: Parameters<LookUp>[0], name: string, hops: number): ReturnType<LookUp> => {
    const records = planned.get(`${type} ${name}`);
    if (records !== undefined) return { status: "ok", records };
    const [target] = planned.get(`CNAME ${name}`) ?? [];
    if (target !== undefined && hops < MAX_CNAMES) return lookUp(type, target, hops + 1);
    return locked(type, name);
  };
  return (type, name) => lookUp(type, name, 0);
}
