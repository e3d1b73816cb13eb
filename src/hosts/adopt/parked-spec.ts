/** A zone that says that its domain has no mail. */
import { isPolicyRecord } from "../../dmarc/parse.ts";
import type { HostChoice, ParkedSpec } from "../../spec/domain-spec.ts";
import { isSpfRecord } from "../../spf/parse.ts";
import type { LiveRecord } from "../live-record.ts";
import { readPolicy } from "./read-dmarc.ts";
import { readSpfRecords, type FoundSpf } from "./read-spf.ts";

export interface ParkedDraft {
  readonly spec: ParkedSpec;
  readonly comments: ReadonlyMap<string, string>;
  readonly spf: FoundSpf;
  readonly policyNotes: readonly string[];
}

/** Undefined for a domain that sends or takes mail, or may. */
export function parkedSpec(
  domain: string,
  zone: string,
  host: HostChoice,
  records: readonly LiveRecord[],
): ParkedDraft | undefined {
  const at = (name: string, type: string): readonly string[] =>
    records.flatMap(record => (record.type === type && record.name === name ? [record.rdata] : []));
  const spf = readSpfRecords(at(domain, "TXT").filter(isSpfRecord));
  const sends =
    spf.directives.length > 0 || spf.redirect !== undefined || spf.all !== "fail" || spf.unusable.length > 0;
  const takes = at(domain, "MX").some(exchange => exchange !== "0 .");
  const signs = records.some(
    ({ name, type, rdata }) => name.includes("._domainkey.") && (type === "CNAME" || !/;\s*p=\s*;?\s*$/.test(rdata)),
  );
  if (sends || takes || signs || at(domain, "CNAME").length > 0) return undefined;
  const texts = at(`_dmarc.${domain}`, "TXT").filter(isPolicyRecord);
  const policy = readPolicy(domain, texts);
  // Only a null MX says that a domain takes no mail (RFC 7505 §3): one without any MX takes it at its address (RFC 5321
  // §5.1), or has an MX that was not seen.
  if (at(domain, "MX").length === 0) return undefined;
  const { reportTo } = policy.spec;
  return {
    comments: new Map(),
    spf,
    policyNotes:
      texts.length === 0 ? ["There was no DMARC record, so that nothing is sent in the domain's name."] : policy.notes,
    spec: {
      parked: true,
      domain,
      host,
      ...(zone === domain ? {} : { zone }),
      ...(reportTo.length === 0 ? {} : { reportTo }),
    },
  };
}
