/** A DMARC vendor has taken the policy over: a CNAME or a zone of its own stands at `_dmarc`. */
import type { NameCause } from "../difference.ts";
import { dmarcVendorOf } from "../vendor-of.ts";

export const dmarcDelegated: NameCause = ({ slot, answer }) => {
  if (slot.purpose !== "dmarc") return undefined;
  const cnames = answer.status === "ok" ? answer.records.filter(({ type }) => type === "CNAME") : [];
  const targets = answer.status === "delegated" ? answer.to : cnames.map(({ rdata }) => rdata);
  const [target] = targets;
  if (target === undefined) return undefined;
  const vendor =
    targets.map(dmarcVendorOf).find(name => name !== undefined) ?? "somebody who runs DMARC for this domain";
  const how = answer.status === "delegated" ? `is delegated to ${targets.join(", ")}` : `is a CNAME to ${target}`;
  return {
    id: "dmarc-delegated",
    says: `${slot.name} ${how}: ${vendor} now decides the policy, whatever the spec declares.`,
    advice: "revert",
    fix: "Revert: end the hosted DMARC at the vendor, take this out at the host, and mailwright up makes the policy record.",
  };
};
