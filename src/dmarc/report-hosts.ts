/** Where a policy record sends its reports. */
import { canonicalName, ownerNameFault } from "../dns/owner-name.ts";
import { compareText } from "../finding.ts";
import type { PolicyRecord } from "./policy-record.ts";

/**
 * Hosts of the mailto URIs in `rua` and `ruf`, canonical, sorted, each once: the names whose consent may have to be
 * published (RFC 9990 §4; RFC 9991 §4 for failure reports).
 */
export function reportHosts(record: PolicyRecord): readonly string[] {
  const hosts = [...(record.rua ?? []), ...(record.ruf ?? [])].flatMap(uri => {
    // RFC 6068 §2: header fields follow the address behind "?".
    const host = /^mailto:[^@]*@([^?@]*)/i.exec(uri)?.[1];
    return host === undefined ? [] : [canonicalName(host)];
  });
  return [...new Set(hosts)].filter(host => ownerNameFault(host) === undefined).toSorted(compareText);
}
