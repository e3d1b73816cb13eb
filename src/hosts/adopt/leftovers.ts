/** Why a value of the zone is not in the spec. */
import { parseKeyRecord } from "../../dkim/parse.ts";
import { readKey } from "../../dkim/read-key.ts";
import { holdsPrivateKey } from "../../dkim/private-key.ts";
import { isAtOrBelow } from "../../dns/owner-name.ts";
import { catalogue } from "../../services/catalogue.ts";
import { recognise, type Evidence } from "../../services/recognise.ts";
import { isSpfRecord } from "../../spf/parse.ts";
import type { LiveRecord } from "../live-record.ts";
import type { Leftover } from "./adoption.ts";
import { nameOf } from "./draft-spec.ts";

export function leftover(record: LiveRecord, domain: string): Leftover {
  const { name, type, rdata } = record;
  return { name, type, rdata, reason: reasonOf(record, domain) };
}

function reasonOf({ name, type, rdata, unmanageable }: LiveRecord, domain: string): string {
  if (unmanageable !== undefined) return `${unmanageable}.`;
  if (type === "MX") {
    return name === domain
      ? "The MX of mailboxes is no part of a spec."
      : `An MX that no service explains${maybe({ mx: [rdata.split(" ")[1] ?? ""] })}.`;
  }
  if (type === "CNAME") {
    const isDkim = name.includes("._domainkey.");
    const vendors = maybe(isDkim ? { dkimTargets: [rdata] } : { targets: [rdata] });
    return isDkim
      ? `A delegated DKIM selector that no service explains${vendors}.`
      : `A CNAME that no service explains${vendors}.`;
  }
  if (type !== "TXT") return `${type} records are not mailwright's.`;
  if (holdsPrivateKey(rdata)) return "It holds a private key: take it out, and revoke its public half.";
  if (/(^|\.)_report\._dmarc\./.test(name)) {
    return "It lets another domain's reports through; it is taken over once that domain has a spec.";
  }
  if (name.includes("._domainkey.")) return keyReason(rdata, name, domain);
  if (isSpfRecord(rdata)) return "The SPF record of a name that no service explains.";
  if (name.startsWith("_dmarc.")) {
    return name === `_dmarc.${domain}`
      ? "It is no DMARC record, and receivers ignore it."
      : "The DMARC record of a name below the domain: a spec of its own can have it.";
  }
  if (name === domain) return "A string that no host takes in every form: empty, too long or outside printable ASCII.";
  return isAtOrBelow(name, `_domainkey.${domain}`)
    ? "A note about DKIM that no receiver reads."
    : "A string at another name than the domain's, which no service explains.";
}

function keyReason(text: string, name: string, domain: string): string {
  const parsed = parseKeyRecord(text);
  if (!parsed.ok) return `It is no DKIM key: ${parsed.problems[0] ?? "it does not parse."}`;
  const [fault] = readKey(text, name).findings.filter(({ severity }) => severity === "error");
  if (fault !== undefined && parsed.record.publicKey !== "") return fault.message;
  return name.endsWith(`._domainkey.${domain}`)
    ? "A DKIM key at a selector that a spec cannot have."
    : "The DKIM key of a name below the domain that no service explains.";
}

function maybe(evidence: Evidence): string {
  const { services } = recognise(catalogue, evidence);
  if (services.length === 0) return "";
  return `; it may be of ${services.map(({ service }) => nameOf(service)).join(" or ")}, of which not everything is here`;
}
