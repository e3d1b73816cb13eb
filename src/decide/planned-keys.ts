/** The DKIM keys that a plan has, and whose signatures they can verify. */
import { parseKeyRecord } from "../dkim/parse.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";

/** Names that the plan holds keys under; of others' signatures it knows nothing. */
export function signersOf({ domain, declared }: DomainPlan): ReadonlySet<string> {
  return new Set([domain, ...declared.map(({ sendingDomain }) => sendingDomain)]);
}

/** Whether a key stands at the owner name. RFC 6376 §3.6.1: an empty p= is a revoked key. A CNAME leads to the vendor's. */
export function plannedKeys({ rrsets }: DomainPlan): (name: string) => boolean {
  const names = new Set(
    rrsets
      .filter(({ records }) =>
        records.some(({ rdata }) => {
          const parsed = parseKeyRecord(rdata);
          return !parsed.ok || parsed.record.publicKey !== "";
        }),
      )
      .map(({ name }) => name),
  );
  return name => names.has(name);
}

/** RFC 6376 §3.6.2.1. */
export function keyName(selector: string, signer: string): string {
  return `${selector.toLowerCase()}._domainkey.${signer}`;
}
