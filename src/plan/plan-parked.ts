/** The no-mail profile of a parked domain. */
import { under } from "../dns/owner-name.ts";
import { generateKey } from "../dkim/generate.ts";
import { generateSpf } from "../spf/generate.ts";
import { DKIM_ROLE, SPF_ROLE } from "./domain-plan.ts";
import type { WantedRecord } from "./wanted-record.ts";

/** SPF, DKIM and MX of a domain without mail; its DMARC policy is planned like any other's. */
export function planParked(domain: string): readonly WantedRecord[] {
  const wanted: WantedRecord[] = [
    // RFC 7505 §3: one MX of preference 0 and an empty exchange says that the domain takes no mail.
    { name: domain, type: "MX", rdata: "0 .", role: "null", services: [] },
  ];
  // RFC 7208 §10.1.2: a name that never sends publishes v=spf1 -all.
  const spf = generateSpf({ name: domain, terms: [], all: "fail" });
  if (spf.text !== undefined) wanted.push({ name: domain, type: "TXT", rdata: spf.text, role: SPF_ROLE, services: [] });
  // RFC 6376 §3.6.1: an empty p= revokes; the wildcard covers every selector (RFC 4592 §2.1).
  const revokedName = under("*._domainkey", domain);
  const revoked = generateKey({ revoked: true }, revokedName);
  if (revoked.text !== undefined) {
    wanted.push({ name: revokedName, type: "TXT", rdata: revoked.text, role: DKIM_ROLE, services: [] });
  }
  return wanted;
}
